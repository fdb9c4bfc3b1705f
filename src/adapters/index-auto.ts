/**
 * The vector index: one index for each scope, so that a search cannot reach into another. Each is scanned while it is
 * small, and from some size on has a graph, built in slices between requests.
 */
import type { EntryId, Scope, UnitVector } from "../model.ts";
import type { VectorIndex } from "../ports.ts";
import { type CodeMemory, codesOf } from "./index-codes.ts";
import { FlatIndex } from "./index-flat.ts";
import { hnswAvailable } from "./index-hnsw.ts";
import { ScopeIndex } from "./index-scope.ts";

export interface AutoIndexOptions {
  /** Which scopes get a graph. "auto": large ones. "hnsw": all. "flat": none. */
  readonly kind: "auto" | "flat" | "hnsw";
  /** Vectors of a scope from which on "auto" builds a graph. Default 131,072. */
  readonly graphFrom?: number;
  /** Called once where a graph was wanted and cannot be built. */
  readonly onNote?: (note: string) => void;
}

export interface AutoIndex extends VectorIndex {
  /** Why no graph can be built; null where one can, or none is wanted. */
  readonly note: string | null;
}

/**
 * Vectors from which on a graph answers faster than the scan of sketches, at 256 components, by more than it costs. Of
 * questions of people the graph alone takes 2.6 times as long as the scan over 40,000 and 1.2 times over 80,000; in a gateway,
 * where the scan pushes all else out of the caches, a hit among 100,000 is a seventh cheaper with the graph. It finds a
 * hundredth less of the four nearest, and each question added costs a third of a millisecond.
 */
export const GRAPH_FROM = 131_072;
/** Milliseconds that building holds the event loop at a time. One insertion takes a millisecond, and may take ten. */
const SLICE_MS = 4;
/**
 * Milliseconds of building, and of the pause after it, while requests come: one insertion at a time, a fifth of the
 * core.
 */
const BUSY_SLICE_MS = 1;
const BUSY_PAUSE_MS = 4;
/**
 * With more than FAR_BEHIND vectors missing in graphs the pause is shorter, a third of the core: each search scans what
 * the graph lacks, which would cost more.
 */
const FAR_BEHIND = 500;
const FAR_PAUSE_MS = 2;
/**
 * The pause between slices of an idle process, in milliseconds. It is a timer, because a timer wakes an idle event loop
 * without keeping the process alive; an unreferenced immediate would wait until something else happens.
 */
const IDLE_PAUSE_MS = 1;
/** How far a vector's squared length may be from 1. */
const LENGTH_TOLERANCE = 1e-2;
const NO_ADDON =
  "hnswlib-node could not be built here: every search is a flat scan, exact and slower above some 10,000 questions in a scope";
const BROKEN = "hnswlib-node failed: large scopes are scanned, exact and slower";

/** Makes an index without a limit of its own: the catalogue of entries bounds how many vectors it holds. */
export function createAutoIndex(options: AutoIndexOptions): AutoIndex {
  return new Auto(options);
}

class Auto implements AutoIndex {
  readonly note: string | null;
  readonly #graphFrom: number;
  readonly #onNote: (note: string) => void;
  readonly #scopes = new Map<Scope, ScopeIndex>();
  /** The dimension of every vector in it; null, and free to change, when it is empty. */
  #dimension: number | null = null;
  #size = 0;
  readonly #behind = new Set<Scope>();
  /** Scopes of which a graph was begun: few of thousands, which would take milliseconds to ask. */
  readonly #withGraph = new Set<ScopeIndex>();
  #slice: NodeJS.Timeout | null = null;
  /** The code memory shared by the scopes; null while there is no vector, or where the machine cannot run it. */
  #codes: CodeMemory | null = null;
  /** True where a search or a change came since the last slice. */
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
    for (const at of this.#withGraph) if (at.kind === "hnsw") held += at.size - at.lacking;
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
      at = new ScopeIndex(new FlatIndex(vector.length, this.#codes), this.#graphFrom, this.#broken);
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
      this.#withGraph.delete(at);
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
    this.#withGraph.clear();
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
    // A checked read for vectors and lists alike makes a number object of each component.
    for (let i = 0; i < vector.length; i++) sum += (vector[i] ?? Number.NaN) ** 2;
    // Written so that NaN fails too: no comparison with it is true.
    if (!(Math.abs(sum - 1) <= LENGTH_TOLERANCE)) throw new RangeError("a vector that is not of length 1");
  }

  #change(scope: Scope, at: ScopeIndex, change: () => void): void {
    const before = at.size;
    change();
    this.#size += at.size - before;
    if (at.behind) {
      this.#behind.add(scope);
      this.#withGraph.add(at);
    } else this.#behind.delete(scope);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#behind.size === 0 || this.#slice !== null) return;
    const busyMs = this.lagging > FAR_BEHIND ? FAR_PAUSE_MS : BUSY_PAUSE_MS;
    this.#slice = setTimeout(() => this.#work(), this.#busy ? busyMs : IDLE_PAUSE_MS);
    // Building must not keep the process alive.
    this.#slice.unref();
  }

  /** Runs one slice for all scopes together, so that many scopes hold up requests no longer than one. */
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

  /** One for all scopes: one made where a scope is added would keep its first vector. */
  readonly #broken = (): void => {
    if (!this.#toldBroken) this.#onNote(BROKEN);
    this.#toldBroken = true;
  };
}
