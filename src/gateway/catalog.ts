/**
 * What the semantic tier can find: the vector index and, beside it, the facts of each indexed answer. Bounded by
 * entries and bytes; beyond a bound somebody leaves (eviction.ts says who; it may still be an exact hit
 * from the store). Never reaches into another scope: the index is one per scope, and facts are checked again.
 */
import type { EntryFacts, EntryId, Key, Scope, UnitVector } from "../model.ts";
import type { VectorIndex } from "../ports.ts";
import { Backlog } from "./backlog.ts";
import { type Eviction, leastRecentlyUsed } from "./eviction.ts";
import { TenantShares } from "./tenant-shares.ts";

export interface NearEntry {
  readonly facts: EntryFacts;
  readonly similarity: number;
}

/** Facts without their question, three maps, and a vector's places in the index and its graph, measured. */
const ENTRY_BYTES = 1_200;
/** Of a number in a vector: as a float, and as a word for the first scan. */
const NUMBER_BYTES = 6;

/** Who leaves, and what a hit on each saves. */
export interface WhoStays {
  readonly eviction: Eviction;
  readonly worthOf: (facts: EntryFacts) => number;
  /** What one tenant may hold; absent: all of it. */
  readonly shares?: TenantShares;
}

export class Catalog {
  /** What is stored and not in it yet. */
  readonly backlog = new Backlog();
  readonly #index: VectorIndex;
  readonly #facts = new Map<EntryId, EntryFacts>();
  /** What each takes in memory, about. */
  readonly #bytesOf = new Map<EntryId, number>();
  #bytes = 0;
  readonly #byKey = new Map<Key, EntryId>();
  readonly #perScope = new Map<Scope, number>();
  readonly #onLeft: (id: EntryId) => void;
  #entriesMax: number;
  #bytesMax: number;
  #eviction: Eviction;
  #shares: TenantShares;
  readonly #worthOf: (facts: EntryFacts) => number;

  /** `onLeft`: this entry is found no more. `bytesMax`: of questions, vectors and what goes with them. */
  constructor(
    index: VectorIndex,
    entriesMax: number,
    onLeft: (id: EntryId) => void = () => {},
    bytesMax = Number.POSITIVE_INFINITY,
    keeping: WhoStays = { eviction: leastRecentlyUsed(), worthOf: () => 1 },
  ) {
    this.#index = index;
    this.#eviction = keeping.eviction;
    this.#shares = keeping.shares ?? new TenantShares(1, leastRecentlyUsed);
    this.#worthOf = keeping.worthOf;
    this.#entriesMax = entriesMax;
    this.#bytesMax = bytesMax;
    this.#onLeft = onLeft;
  }

  get size(): number {
    return this.#facts.size;
  }

  has(scope: Scope): boolean {
    return this.#perScope.has(scope);
  }

  /** Is this answer, or a newer one to the very same question, in it? */
  isCurrent({ id, key, storedAtMs }: EntryFacts): boolean {
    const at = this.#byKey.get(key);
    const there = at === undefined ? undefined : this.#facts.get(at);
    // Of two in one millisecond the one that comes later is the newer.
    return there !== undefined && (there.id === id || there.storedAtMs > storedAtMs);
  }

  /** Adds an answer, in place of an earlier one to the very same question. Throws what the index throws. */
  add(facts: EntryFacts, vector: UnitVector): void {
    const before = this.#byKey.get(facts.key) ?? null;
    const bytes = bytesOf(facts, vector);
    const [worth, room] = [this.#worthOf(facts), this.#roomOf(bytes)];
    this.#eviction.add(facts.id, worth, room, before, facts.key);
    this.#shares.add(facts, { worth, room, bytes }, before);
    if (before !== null && before !== facts.id) this.remove(before);
    this.#drop(facts.id);
    this.backlog.deleteKey(facts.key);
    this.#index.add(facts.scope, facts.id, vector);
    this.#facts.set(facts.id, facts);
    this.#bytesOf.set(facts.id, bytes);
    this.#bytes += bytes;
    this.#byKey.set(facts.key, facts.id);
    this.#perScope.set(facts.scope, (this.#perScope.get(facts.scope) ?? 0) + 1);
    this.#shrink();
  }

  /** It is stored and cannot be found yet; an earlier answer to the very same question is no longer there to be read. */
  owe(facts: EntryFacts): void {
    this.supersede(facts);
    this.backlog.owe(facts);
  }

  /** What it took the place of in the store is found no more. */
  supersede({ id, key }: EntryFacts): void {
    const before = this.#byKey.get(key);
    if (before !== undefined && before !== id) this.remove(before);
  }

  remove(id: EntryId): void {
    this.backlog.delete(id);
    this.#eviction.remove(id);
    this.#shares.remove(id);
    if (this.#drop(id)) this.#onLeft(id);
  }

  /** False where it was not there. */
  #drop(id: EntryId): boolean {
    const facts = this.#facts.get(id);
    if (!facts) return false;
    this.#facts.delete(id);
    this.#bytes -= this.#bytesOf.get(id) ?? 0;
    this.#bytesOf.delete(id);
    if (this.#byKey.get(facts.key) === id) this.#byKey.delete(facts.key);
    const left = (this.#perScope.get(facts.scope) ?? 1) - 1;
    if (left > 0) this.#perScope.set(facts.scope, left);
    else this.#perScope.delete(facts.scope);
    this.#index.remove(facts.scope, id);
    return true;
  }

  /** Removes what `drop` picks; returns how many went. */
  removeWhere(drop: (facts: EntryFacts) => boolean): number {
    const ids = [...this.#facts.values()].filter(drop).map((facts) => facts.id);
    for (const id of ids) this.remove(id);
    this.backlog.deleteWhere(drop);
    return ids.length;
  }

  /** Marks an answer as served now. */
  touch(id: EntryId): void {
    this.#eviction.touch(id);
    this.#shares.touch(id);
  }

  /** From here on by another rule, or with other shares; what was learned of use begins anew. */
  evictBy(eviction: Eviction, shares: TenantShares): void {
    for (const facts of this.#facts.values()) {
      const [worth, bytes] = [this.#worthOf(facts), this.#bytesOf.get(facts.id) ?? 1];
      const room = this.#roomOf(bytes);
      eviction.add(facts.id, worth, room, null, facts.key);
      shares.add(facts, { worth, room, bytes }, null);
    }
    this.#eviction = eviction;
    this.#shares = shares;
  }

  /** At most k, nearest first. */
  search(scope: Scope, vector: UnitVector, k: number): NearEntry[] {
    const out: NearEntry[] = [];
    for (const { id, similarity } of this.#index.search(scope, vector, k)) {
      const facts = this.#facts.get(id);
      if (facts && facts.scope === scope) out.push({ facts, similarity });
    }
    return out;
  }

  resize(entriesMax: number, bytesMax = Number.POSITIVE_INFINITY): void {
    this.#entriesMax = entriesMax;
    this.#bytesMax = bytesMax;
    this.#shrink();
  }

  /** Of the room that is scarcer, in entries of it: 1 where entries run out before bytes do. */
  #roomOf(bytes: number): number {
    return Math.max(1, (this.#entriesMax * bytes) / this.#bytesMax);
  }

  #shrink(): void {
    while (this.#facts.size > this.#entriesMax || this.#bytes > this.#bytesMax) {
      const limits = { entries: this.#entriesMax, bytes: this.#bytesMax };
      const leaving = this.#shares.next(limits) ?? this.#eviction.next();
      if (leaving === null) return;
      this.remove(leaving);
    }
  }
}

function bytesOf(facts: EntryFacts, vector: UnitVector): number {
  return ENTRY_BYTES + 2 * facts.question.length + NUMBER_BYTES * vector.length;
}
