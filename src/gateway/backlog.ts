/**
 * What is stored and cannot be found by meaning yet: its embedder was away, or the semantic tier was off. Taken up again
 * from memory as soon as that ends; what is more than it may hold is taken up from the store.
 */
import type { EntryFacts, EntryId, Key, Scope } from "../model.ts";

const ENTRIES_MAX = 10_000;
/** Of their questions, as strings of two bytes a character. */
const BYTES_MAX = 16_000_000;

export class Backlog {
  /** Oldest first. */
  readonly #facts = new Map<EntryId, EntryFacts>();
  readonly #byKey = new Map<Key, EntryId>();
  readonly #perScope = new Map<Scope, number>();
  #bytes = 0;
  /** Something did not fit: the store has what is not here. */
  overflowed = false;

  get size(): number {
    return this.#facts.size;
  }

  /** Is anything of this scope not found yet? With an overflow nobody knows, and any scope may be. */
  holds(scope: Scope): boolean {
    return this.overflowed || this.#perScope.has(scope);
  }

  has(id: EntryId): boolean {
    return this.#facts.has(id);
  }

  /** What does not fit is to be read from the store. */
  owe(facts: EntryFacts): void {
    if (!this.add(facts)) this.overflowed = true;
  }

  /** False where it does not fit. Takes the place of an earlier answer to the very same question. */
  add(facts: EntryFacts): boolean {
    if (this.#facts.has(facts.id)) return true;
    this.deleteKey(facts.key);
    const bytes = bytesOf(facts);
    if (this.#facts.size >= ENTRIES_MAX || this.#bytes + bytes > BYTES_MAX) return false;
    this.#bytes += bytes;
    this.#facts.set(facts.id, facts);
    this.#byKey.set(facts.key, facts.id);
    this.#perScope.set(facts.scope, (this.#perScope.get(facts.scope) ?? 0) + 1);
    return true;
  }

  delete(id: EntryId): void {
    const facts = this.#facts.get(id);
    if (!facts) return;
    this.#facts.delete(id);
    this.#byKey.delete(facts.key);
    this.#bytes -= bytesOf(facts);
    const left = (this.#perScope.get(facts.scope) ?? 1) - 1;
    if (left > 0) this.#perScope.set(facts.scope, left);
    else this.#perScope.delete(facts.scope);
  }

  /** A newer answer to the very same question is there. */
  deleteKey(key: Key): void {
    const id = this.#byKey.get(key);
    if (id !== undefined) this.delete(id);
  }

  deleteWhere(drop: (facts: EntryFacts) => boolean): void {
    for (const facts of [...this.#facts.values()]) if (drop(facts)) this.delete(facts.id);
  }

  /** The newest: what was just asked is what is asked again soonest. */
  newestFirst(): EntryFacts[] {
    return [...this.#facts.values()].reverse();
  }
}

function bytesOf(facts: EntryFacts): number {
  return 2 * facts.question.length;
}
