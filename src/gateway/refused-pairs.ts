/**
 * Pairs that a person reported: this question is never again answered from that entry. Kept in the store's notes, so
 * that a restart forgets nothing; bounded, oldest first.
 */
import type { EntryId, Key } from "../model.ts";
import type { Store } from "../ports.ts";

const PAIRS_MAX = 100_000;
const PREFIX = "refused:";

export class RefusedPairs {
  readonly #pairs = new Set<string>();
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async load(): Promise<void> {
    for (const name of await this.#store.noteNames(PREFIX, PAIRS_MAX)) this.#pairs.add(name);
  }

  has(entry: EntryId, question: Key): boolean {
    return this.#pairs.size > 0 && this.#pairs.has(noteName(entry, question));
  }

  /** In force at once; resolves when it would survive a restart. */
  async add(entry: EntryId, question: Key): Promise<void> {
    const name = noteName(entry, question);
    this.#pairs.add(name);
    await this.#store.putNote(name, "bad");
    if (this.#pairs.size > PAIRS_MAX) {
      const [oldest] = this.#pairs;
      if (oldest !== undefined && this.#pairs.delete(oldest)) await this.#store.deleteNote(oldest);
    }
  }
}

function noteName(entry: EntryId, question: Key): string {
  return `${PREFIX}${entry}:${question}`;
}
