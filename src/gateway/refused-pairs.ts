/**
 * Pairs of entry and question that a person reported as wrong. Neither the question nor a trivial rewording is answered
 * from that entry again. Also entries that were removed after a report, which other gateways may still have in memory.
 * Kept as notes in the store, for restarts and for gateways that share it; a bounded number, the oldest go first.
 */
import type { EntryId, Key } from "../model.ts";
import type { Store } from "../ports.ts";

const PAIRS_MAX = 100_000;
const PREFIX = "refused:";
/** The note whose value changes with each refusal, so that gateways sharing the store read the pairs again. */
const MARK = "refusals";
/** In a note's name, in place of the question: the entry itself was removed. */
const GONE = "gone";

export class RefusedPairs {
  /** Names of the notes, oldest first. */
  readonly #names = new Set<string>();
  /** For each reported entry, the digests of the refused questions and of their forms. */
  readonly #refused = new Map<string, Set<string>>();
  readonly #store: Store;
  readonly #onGone: (entry: EntryId) => void;
  #mark: string | null = null;

  /** `onGone`: called for each entry that another gateway removed. */
  constructor(store: Store, onGone: (entry: EntryId) => void = () => {}) {
    this.#store = store;
    this.#onGone = onGone;
  }

  async load(): Promise<void> {
    const mark = await this.#store.getNote(MARK);
    for (const name of await this.#store.noteNames(PREFIX, PAIRS_MAX)) this.#take(name);
    this.#mark = mark;
  }

  /** Reads what other gateways refused since the last call: one small read where there is nothing new. */
  async refresh(): Promise<void> {
    const mark = await this.#store.getNote(MARK);
    if (mark === this.#mark) return;
    const before = new Set(this.#names);
    await this.load();
    for (const name of this.#names)
      if (name.endsWith(`:${GONE}`) && !before.has(name)) this.#onGone(name.split(":")[1] as EntryId);
  }

  /** Is this entry refused for the question? `form` is called only where the entry was ever reported. */
  has(entry: EntryId, question: Key, form: () => string | null = () => null): boolean {
    const refused = this.#refused.get(entry);
    if (refused === undefined) return false;
    if (refused.has(question)) return true;
    const digest = form();
    return digest !== null && refused.has(digest);
  }

  /** Tells the gateways that share the store that an entry was removed from it. */
  async tellGone(entry: EntryId): Promise<void> {
    await this.#keep(`${PREFIX}${entry}:${GONE}`);
  }

  /** Refuses the pair at once; resolves when the refusal would survive a restart. */
  async add(entry: EntryId, question: Key, form: string | null = null): Promise<void> {
    await this.#keep(`${PREFIX}${entry}:${question}${form === null ? "" : `:${form}`}`);
  }

  async #keep(name: string): Promise<void> {
    this.#take(name);
    await this.#store.putNote(name, "bad");
    if (this.#names.size > PAIRS_MAX) await this.#forgetOldest();
    // Any new value makes the other gateways read; of two refusals at the same time one value suffices.
    await this.#store.putNote(MARK, name);
    this.#mark = name;
  }

  #take(name: string): void {
    this.#names.add(name);
    const [, entry = "", ...digests] = name.split(":");
    let refused = this.#refused.get(entry);
    if (refused === undefined) {
      refused = new Set();
      this.#refused.set(entry, refused);
    }
    for (const digest of digests) refused.add(digest);
  }

  async #forgetOldest(): Promise<void> {
    const [oldest] = this.#names;
    if (oldest === undefined) return;
    this.#names.delete(oldest);
    const [, entry = "", ...digests] = oldest.split(":");
    const refused = this.#refused.get(entry);
    for (const digest of digests) refused?.delete(digest);
    if (refused?.size === 0) this.#refused.delete(entry);
    await this.#store.deleteNote(oldest);
  }
}
