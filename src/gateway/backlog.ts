/**
 * Stored answers that cannot be found by meaning yet, because the embedder was away or the semantic tier was off. They
 * are made findable from memory as soon as that ends; those that do not fit in memory are read from the store.
 */
import type { EntryFacts, EntryId, Key, Scope } from "../model.ts";

const ENTRIES_MAX = 10_000;
/** The most memory that the questions in the backlog may take, counted at two bytes a character. */
const BYTES_MAX = 16_000_000;

export class Backlog {
  /** The facts of each waiting answer, oldest first. */
  readonly #facts = new Map<EntryId, EntryFacts>();
  readonly #byKey = new Map<Key, EntryId>();
  readonly #perScope = new Map<Scope, number>();
  #bytes = 0;
  /** How many loads from the store are under way: until they end nobody knows whose answers are missing. */
  loads = 0;
  /** True once an answer did not fit: the store then holds answers that are missing here. */
  overflowed = false;

  get size(): number {
    return this.#facts.size;
  }

  /** True where an answer of this scope waits. After an overflow, or during a load, it is true for every scope. */
  holds(scope: Scope): boolean {
    return this.overflowed || this.loads > 0 || this.#perScope.has(scope);
  }

  has(id: EntryId): boolean {
    return this.#facts.has(id);
  }

  /** Adds an answer; one that does not fit sets `overflowed`, and must be read from the store. */
  owe(facts: EntryFacts): void {
    if (!this.add(facts)) this.overflowed = true;
  }

  /** Adds an answer in place of an earlier one to the very same question. False where it does not fit. */
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

  /** Drops the answer stored under this key: a newer one to the very same question exists. */
  deleteKey(key: Key): void {
    const id = this.#byKey.get(key);
    if (id !== undefined) this.delete(id);
  }

  deleteWhere(drop: (facts: EntryFacts) => boolean): void {
    for (const facts of [...this.#facts.values()]) if (drop(facts)) this.delete(facts.id);
  }

  /** The waiting answers, newest first: what was just asked is what is asked again soonest. */
  newestFirst(): EntryFacts[] {
    return [...this.#facts.values()].reverse();
  }
}

function bytesOf(facts: EntryFacts): number {
  return 2 * facts.question.length;
}
