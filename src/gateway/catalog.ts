/**
 * What the semantic tier can find: the vector index and, beside it, the facts of each indexed answer. Bounded by
 * entries and bytes; beyond a bound one entry leaves (eviction.ts says which), and may still be an exact hit from the
 * store. A search never reaches into another scope: the index is one per scope, and facts are checked again.
 */
import type { EntryFacts, EntryId, Key, Scope, UnitVector } from "../model.ts";
import type { VectorIndex } from "../ports.ts";
import { Aliases } from "./aliases.ts";
import { Backlog } from "./backlog.ts";
import { type Eviction, leastRecentlyUsed } from "./eviction.ts";
import { TenantShares } from "./tenant-shares.ts";

export interface NearEntry {
  /** The entry's facts; where an alias was found, with the alias's wording in place of the stored question. */
  readonly facts: EntryFacts;
  readonly similarity: number;
  readonly isAlias: boolean;
}

/**
 * Bytes per entry, measured: facts without the question, three maps, and the vector's places in the index and graph.
 */
const ENTRY_BYTES = 1_200;
/** Bytes per component of a vector: 4 as a float, 2 as an int16 code for the coarse scan. */
const NUMBER_BYTES = 6;

/** How entries are chosen to leave: the rule, and what a hit on each saves. */
export interface WhoStays {
  readonly eviction: Eviction;
  readonly worthOf: (facts: EntryFacts) => number;
  /** How much one tenant may hold; absent: everything. */
  readonly shares?: TenantShares;
}

export class Catalog {
  /** Answers that are stored and not yet in the catalogue. */
  readonly backlog = new Backlog();
  readonly #index: VectorIndex;
  readonly #facts = new Map<EntryId, EntryFacts>();
  /** Bytes of memory that each entry takes, estimated. */
  readonly #bytesOf = new Map<EntryId, number>();
  #bytes = 0;
  readonly #byKey = new Map<Key, EntryId>();
  readonly #aliases = new Aliases();
  readonly #perScope = new Map<Scope, number>();
  readonly #onLeft: (id: EntryId) => void;
  #entriesMax: number;
  #bytesMax: number;
  #eviction: Eviction;
  #shares: TenantShares;
  readonly #worthOf: (facts: EntryFacts) => number;

  /**
   * `onLeft`: called for each entry that can no longer be found. `bytesMax`: bytes of questions, vectors and their
   * bookkeeping.
   */
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

  /** Does the catalogue hold this answer, or a newer one to the very same question? */
  isCurrent({ id, key, storedAtMs }: EntryFacts): boolean {
    const at = this.#byKey.get(key);
    const there = at === undefined ? undefined : this.#facts.get(at);
    // Of two answers stored in one millisecond, the one that comes later counts as the newer.
    return there !== undefined && (there.id === id || there.storedAtMs > storedAtMs);
  }

  /** Does the catalogue hold an answer to this very question that was stored after `atMs`? */
  isNewer(key: Key, atMs: number): boolean {
    const at = this.#byKey.get(key);
    const there = at === undefined ? undefined : this.#facts.get(at);
    return there !== undefined && there.storedAtMs > atMs;
  }

  /** Adds an answer, in place of an earlier one to the very same question. Throws what the index throws. */
  add(facts: EntryFacts, vector: UnitVector): void {
    const before = this.#byKey.get(facts.key) ?? null;
    const bytes = bytesOf(facts, vector);
    const worth = this.#worthOf(facts);
    const room = this.#roomOf(bytes);
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

  /** Notes a stored answer that cannot be found yet, and removes an earlier answer to the very same question. */
  owe(facts: EntryFacts): void {
    this.supersede(facts);
    this.backlog.owe(facts);
  }

  /** Removes the earlier answer that this one replaced in the store, so that it is no longer found. */
  supersede({ id, key }: EntryFacts): void {
    const before = this.#byKey.get(key);
    if (before !== undefined && before !== id) this.remove(before);
  }

  /**
   * Adds another wording of an entry's question. False where the entry is not there, or has the wording already.
   * `perEntry`: most wordings of an entry, 1 and up.
   */
  addAlias(of: EntryId, text: string, vector: UnitVector, perEntry: number): boolean {
    const facts = this.#facts.get(of);
    const added = facts && facts.question !== text ? this.#aliases.add(of, text, perEntry) : null;
    if (!facts || added === null) return false;
    for (const { id, of: other } of added.left) this.#unindex(other, id);
    this.#index.add(facts.scope, added.alias.id, vector);
    return true;
  }

  /** Removes an entry's aliases, as a label spoke against its answer. */
  removeAliases(of: EntryId): void {
    for (const { id } of this.#aliases.remove(of)) this.#unindex(of, id);
  }

  /** Removes the aliases of all entries, where none are wanted any more. */
  removeAllAliases(): void {
    for (const of of this.#aliases.entries) this.removeAliases(of);
  }

  #unindex(of: EntryId, alias: EntryId): void {
    const facts = this.#facts.get(of);
    if (facts) this.#index.remove(facts.scope, alias);
  }

  remove(id: EntryId): void {
    this.backlog.delete(id);
    this.#eviction.remove(id);
    this.#shares.remove(id);
    if (this.#drop(id)) this.#onLeft(id);
  }

  /** Removes an entry; false where it was not in the catalogue. */
  #drop(id: EntryId): boolean {
    const facts = this.#facts.get(id);
    if (!facts) return false;
    this.removeAliases(id);
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

  /** Removes the entries for which `drop` is true; returns how many. */
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

  /** Changes the eviction rule and the tenants' shares; what was learned of how entries are used is lost. */
  evictBy(eviction: Eviction, shares: TenantShares): void {
    for (const facts of this.#facts.values()) {
      const worth = this.#worthOf(facts);
      const bytes = this.#bytesOf.get(facts.id) ?? 1;
      const room = this.#roomOf(bytes);
      eviction.add(facts.id, worth, room, null, facts.key);
      shares.add(facts, { worth, room, bytes }, null);
    }
    this.#eviction = eviction;
    this.#shares = shares;
  }

  /** At most k entries of the scope, nearest first. */
  search(scope: Scope, vector: UnitVector, k: number): NearEntry[] {
    const out = new Map<EntryId, NearEntry>();
    const more = this.#aliases.size > 0 ? 2 * k : k;
    for (const { id, similarity } of this.#index.search(scope, vector, more)) {
      const alias = this.#aliases.get(id);
      const facts = this.#facts.get(alias?.of ?? id);
      if (!facts || facts.scope !== scope || out.has(facts.id) || out.size === k) continue;
      const isAlias = alias !== undefined;
      out.set(facts.id, { facts: isAlias ? { ...facts, question: alias.text } : facts, similarity, isAlias });
    }
    return [...out.values()];
  }

  resize(entriesMax: number, bytesMax = Number.POSITIVE_INFINITY): void {
    this.#entriesMax = entriesMax;
    this.#bytesMax = bytesMax;
    this.#shrink();
  }

  /**
   * How much of the scarcer limit an entry of so many bytes takes, in average entries: 1 where entries run out first.
   */
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
