/**
 * The vector index: one per scope, a scan while the scope is small, a graph beside it from about 2,000 vectors on. The
 * graph is built in slices while the scan still answers; the scan's own vectors stay the truth, and every similarity
 * is computed from them.
 */
import type { EntryId, Scope, UnitVector } from "../model.ts";
import type { VectorIndex } from "../ports.ts";
import { FlatIndex } from "./index-flat.ts";
import { HnswGraph, hnswAvailable } from "./index-hnsw.ts";

export interface AutoIndexOptions {
  readonly kind: "auto" | "flat" | "hnsw";
  /** Vectors in a scope from which a graph is built. Default 2,000. */
  readonly graphFrom?: number;
  /** Told once where a graph was wanted and the addon is not there. */
  readonly onNote?: (note: string) => void;
}

export interface AutoIndex extends VectorIndex {
  /** Null where graphs can be built. */
  readonly note: string | null;
}

const GRAPH_FROM = 2_000;
/** A slice of building holds the event loop for about this long. */
const SLICE_MS = 4;
/** The graph is asked for so many times more than wanted, and the exact order is made from those. */
const OVER_FETCH = 4;
const NO_ADDON =
  "hnswlib-node could not be built here: every search is a flat scan, exact and slower above some 10,000 questions in a scope";

interface ScopeIndex {
  readonly flat: FlatIndex;
  graph: HnswGraph | null;
  /** The graph holds every vector and may be asked. */
  complete: boolean;
}

export function createAutoIndex(options: AutoIndexOptions): AutoIndex {
  const scopes = new Map<Scope, ScopeIndex>();
  const building = new Set<Scope>();
  const graphFrom =
    options.kind === "flat"
      ? Number.POSITIVE_INFINITY
      : options.kind === "hnsw"
        ? 1
        : (options.graphFrom ?? GRAPH_FROM);
  const note = options.kind === "flat" || hnswAvailable() ? null : NO_ADDON;
  if (note) options.onNote?.(note);
  let size = 0;
  let tick: NodeJS.Immediate | null = null;
  let closed = false;

  function check(vector: UnitVector, at: ScopeIndex | undefined): void {
    if (at && vector.length !== at.flat.dimension) {
      throw new RangeError(`a vector of ${vector.length} numbers for an index of ${at.flat.dimension}`);
    }
    for (let i = 0; i < vector.length; i++) {
      if (!Number.isFinite(vector[i])) throw new RangeError("a vector with a value that is not finite");
    }
    if (vector.length === 0) throw new RangeError("a vector of no length");
  }

  /** Adds to the graphs that are being built, a few milliseconds at a time. */
  function build(): void {
    tick = null;
    const until = performance.now() + SLICE_MS;
    for (const scope of building) {
      const at = scopes.get(scope);
      if (!at || at.graph === null) {
        building.delete(scope);
        continue;
      }
      for (const id of at.flat.ids()) {
        if (at.graph.has(id)) continue;
        at.graph.add(id, at.flat.vector(id) as UnitVector);
        if (performance.now() > until) {
          schedule();
          return;
        }
      }
      at.complete = true;
      building.delete(scope);
    }
  }

  function schedule(): void {
    if (!closed && building.size > 0) tick ??= setImmediate(build);
  }

  function grow(scope: Scope, at: ScopeIndex): void {
    if (at.graph !== null || at.flat.size < graphFrom || !hnswAvailable()) return;
    at.graph = new HnswGraph(at.flat.dimension);
    building.add(scope);
    schedule();
  }

  return {
    note,
    get size() {
      return size;
    },
    kindOf: (scope) => (scopes.get(scope)?.complete ? "hnsw" : "flat"),

    add(scope, id, vector) {
      let at = scopes.get(scope);
      check(vector, at);
      if (!at) {
        at = { flat: new FlatIndex(vector.length), graph: null, complete: false };
        scopes.set(scope, at);
      }
      size -= at.flat.size;
      at.flat.add(id, vector);
      size += at.flat.size;
      // While a graph is being built, what it already holds is replaced; the rest is still to come.
      if (at.graph && (at.complete || at.graph.has(id))) at.graph.add(id, vector);
      grow(scope, at);
    },

    remove(scope, id) {
      const at = scopes.get(scope);
      if (!at) return;
      size -= at.flat.size;
      at.flat.remove(id);
      at.graph?.remove(id);
      size += at.flat.size;
      if (at.flat.size === 0) {
        scopes.delete(scope);
        building.delete(scope);
      } else if (at.graph && at.flat.size < graphFrom / 2) {
        at.graph = null;
        at.complete = false;
        building.delete(scope);
      }
    },

    search(scope, vector, k) {
      const at = scopes.get(scope);
      if (!at) return [];
      check(vector, at);
      if (!at.complete || at.graph === null) return at.flat.search(vector, k);
      const near = at.graph
        .near(vector, k * OVER_FETCH)
        .map((id: EntryId) => ({ id, similarity: at.flat.similarity(id, vector) }));
      return near.sort((a, b) => b.similarity - a.similarity).slice(0, k);
    },

    close() {
      closed = true;
      if (tick) clearImmediate(tick);
      building.clear();
      scopes.clear();
      size = 0;
    },
  };
}
