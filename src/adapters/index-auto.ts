/**
 * The vector index: one for each scope, so that a search cannot reach into another. Each is a scan while it is small
 * and has a graph from some size on, built in slices between requests.
 */
import type { EntryId, Scope, UnitVector } from "../model.ts";
import { itemAt } from "../narrow.ts";
import type { VectorIndex } from "../ports.ts";
import { CodeMemory } from "./index-codes.ts";
import { FlatIndex } from "./index-flat.ts";
import { hnswAvailable } from "./index-hnsw.ts";
import { ScopeIndex } from "./index-scope.ts";

export interface AutoIndexOptions {
  /** "auto": a graph for large scopes. "hnsw": for every scope. "flat": for none. */
  readonly kind: "auto" | "flat" | "hnsw";
  /** Vectors in a scope from which on "auto" builds a graph. Default 16,384. */
  readonly graphFrom?: number;
  /** Told once where a graph was wanted and cannot be. */
  readonly onNote?: (note: string) => void;
}

export interface AutoIndex extends VectorIndex {
  /** Null where graphs can be built, or none is wanted. */
  readonly note: string | null;
}

/** Where a graph begins to answer more quickly than the scan, with vectors of 256 numbers: some .4 ms. */
export const GRAPH_FROM = 16_384;
/** Building holds the event loop for about this long at a time; one insertion is a millisecond, and may take ten. */
const SLICE_MS = 4;
/** While requests come, it takes one insertion at a time and lets them through in between: a fifth of the core. */
const BUSY_SLICE_MS = 1;
const BUSY_PAUSE_MS = 4;
/** So far behind, a third of the core is the better bargain: each search scans what the graph lacks. */
const FAR_BEHIND = 500;
const FAR_PAUSE_MS = 2;
/**
 * Between slices of an idle process. A timer, because it wakes an idle event loop although it does not keep the process
 * alive; an immediate without a reference waits there until something else happens.
 */
const IDLE_PAUSE_MS = 1;
/** How far a vector's squared length may be from 1. */
const LENGTH_TOLERANCE = 1e-2;
const NO_ADDON =
  "hnswlib-node could not be built here: every search is a flat scan, exact and slower above some 10,000 questions in a scope";
const BROKEN = "hnswlib-node failed: large scopes are scanned, exact and slower";

/** Holds as many vectors as its caller adds: the catalogue of entries is what bounds it. */
export function createAutoIndex(options: AutoIndexOptions): AutoIndex {
  return new Auto(options);
}

class Auto implements AutoIndex {
  readonly note: string | null;
  readonly #graphFrom: number;
  readonly #onNote: (note: string) => void;
  readonly #scopes = new Map<Scope, ScopeIndex>();
  /** Of every vector in it; free again when it is empty. */
  #dimension: number | null = null;
  #size = 0;
  readonly #behind = new Set<Scope>();
  #slice: NodeJS.Timeout | null = null;
  /** Shared by the scopes; null while there is no vector, and where the machine cannot. */
  #codes: CodeMemory | null = null;
  /** Asked or changed since the last slice. */
  #busy = false;
  #toldBroken = false;

  constructor({ kind, graphFrom = GRAPH_FROM, onNote = () => {} }: AutoIndexOptions) {
    const graphs = kind !== "flat" && hnswAvailable();
    this.note = kind !== "flat" && !graphs ? NO_ADDON : null;
    this.#onNote = onNote;
    this.#graphFrom = !graphs ? Number.POSITIVE_INFINITY : kind === "hnsw" ? 1 : graphFrom;
    if (this.note) onNote(this.note);
  }

  get size(): number {
    return this.#size;
  }

  get lagging(): number {
    let lacking = 0;
    for (const scope of this.#behind) lacking += this.#scopes.get(scope)?.lacking ?? 0;
    return lacking;
  }

  get graphed(): number {
    let held = 0;
    for (const at of this.#scopes.values()) if (at.kind === "hnsw") held += at.size - at.lacking;
    return held;
  }

  kindOf(scope: Scope): "flat" | "hnsw" {
    return this.#scopes.get(scope)?.kind ?? "flat";
  }

  add(scope: Scope, id: EntryId, vector: UnitVector): void {
    this.#check(vector);
    if (this.#dimension === null) this.#codes = codesOf(vector.length);
    this.#dimension = vector.length;
    let at = this.#scopes.get(scope);
    if (at === undefined) {
      at = new ScopeIndex(new FlatIndex(vector.length, this.#codes), this.#graphFrom, () => this.#broken());
      this.#scopes.set(scope, at);
    }
    this.#change(scope, at, () => at.add(id, vector));
  }

  remove(scope: Scope, id: EntryId): void {
    const at = this.#scopes.get(scope);
    if (at === undefined) return;
    this.#change(scope, at, () => at.remove(id));
    if (at.size === 0) {
      at.clear();
      this.#scopes.delete(scope);
    }
    if (this.#size === 0) this.#forget();
  }

  search(scope: Scope, vector: UnitVector, k: number) {
    const at = this.#scopes.get(scope);
    if (at === undefined) return [];
    this.#check(vector);
    this.#busy = true;
    return at.search(vector, k);
  }

  close(): void {
    this.#behind.clear();
    this.#scopes.clear();
    this.#size = 0;
    this.#forget();
  }

  #forget(): void {
    this.#dimension = null;
    this.#codes = null;
  }

  #check(vector: UnitVector): void {
    if (vector.length === 0 || (this.#dimension !== null && vector.length !== this.#dimension))
      throw new RangeError(
        `a vector of ${vector.length} numbers for an index of ${this.#dimension ?? "none"}`,
      );
    let sum = 0;
    for (let i = 0; i < vector.length; i++) sum += itemAt(vector, i) * itemAt(vector, i);
    // Not finite fails too: no comparison with NaN is true.
    if (!(Math.abs(sum - 1) <= LENGTH_TOLERANCE)) throw new RangeError("a vector that is not of length 1");
  }

  #change(scope: Scope, at: ScopeIndex, change: () => void): void {
    const before = at.size;
    change();
    this.#size += at.size - before;
    if (at.behind) this.#behind.add(scope);
    else this.#behind.delete(scope);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#behind.size === 0 || this.#slice !== null) return;
    const busyMs = this.lagging > FAR_BEHIND ? FAR_PAUSE_MS : BUSY_PAUSE_MS;
    this.#slice = setTimeout(() => this.#work(), this.#busy ? busyMs : IDLE_PAUSE_MS);
    // Building is no reason to keep a process alive.
    this.#slice.unref();
  }

  /** One slice for all scopes together, so that many at once hold nobody up longer. */
  #work(): void {
    this.#slice = null;
    const until = performance.now() + (this.#busy ? BUSY_SLICE_MS : SLICE_MS);
    this.#busy = false;
    const past = () => performance.now() >= until;
    for (const scope of this.#behind) {
      const at = this.#scopes.get(scope);
      at?.work(past);
      if (!at?.behind) this.#behind.delete(scope);
      if (past()) break;
    }
    this.#schedule();
  }

  #broken(): void {
    if (!this.#toldBroken) this.#onNote(BROKEN);
    this.#toldBroken = true;
  }
}

function codesOf(dimension: number): CodeMemory | null {
  try {
    return new CodeMemory(dimension);
  } catch {
    return null;
  }
}
