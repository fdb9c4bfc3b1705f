/**
 * The index of one scope: a scan, and from some size on a graph beside it. The scan holds every vector; a graph lags
 * behind, and `work` lets it catch up a little at a time. Vectors that the graph lacks are scanned, so that a search is
 * complete at every moment.
 */
import type { EntryId, UnitVector } from "../model.ts";
import type { Neighbour } from "../ports.ts";
import type { FlatIndex } from "./index-flat.ts";
import { type GraphWidths, HnswGraph } from "./index-hnsw.ts";

/**
 * The largest share of the scope that a graph may lack to be used. Its search and the exact product with each vector
 * that it lacks, a quarter of a microsecond, would otherwise cost more than scanning all, a fiftieth of a microsecond
 * each.
 */
const LACKING_SHARE_MAX = 1 / 16;
/** A graph that lacks fewer vectors than this is always used. */
const LACKING_MIN = 128;
/** A graph with fewer dead vectors than this is never replaced. */
const DEAD_MIN = 64;
/** A graph is asked for MORE_TIMES what is wanted, at least MORE_MIN more; the exact order is made from those. */
const MORE_TIMES = 2;
const MORE_MIN = 16;

export class ScopeIndex {
  readonly #flat: FlatIndex;
  #graphFrom: number;
  readonly #widths: GraphWidths | undefined;
  readonly #onBroken: (error: unknown) => void;
  #serving: Lagging | null = null;
  /** The graph being built; it replaces `serving` when it holds everything. */
  #building: Lagging | null = null;

  /**
   * `graphFrom`: vectors from which on there is a graph; infinite: never. `onBroken`: called when the native code
   * failed, for lack of memory for example; from then on only the scan answers. `widths`: of the graph, if not the
   * usual ones.
   */
  constructor(flat: FlatIndex, graphFrom: number, onBroken: (error: unknown) => void, widths?: GraphWidths) {
    this.#widths = widths;
    this.#flat = flat;
    this.#graphFrom = graphFrom;
    this.#onBroken = onBroken;
  }

  get size(): number {
    return this.#flat.size;
  }

  get kind(): "flat" | "hnsw" {
    const lackingMax = Math.max(LACKING_MIN, this.size * LACKING_SHARE_MAX);
    return this.#serving && this.#serving.lacking.size <= lackingMax ? "hnsw" : "flat";
  }

  /** How many vectors wait to be put in a graph. */
  get lacking(): number {
    return (this.#building ?? this.#serving)?.lacking.size ?? 0;
  }

  /** True where `work` has something to do. */
  get behind(): boolean {
    return this.#building !== null || (this.#serving?.lacking.size ?? 0) > 0;
  }

  add(id: EntryId, vector: UnitVector): void {
    this.#flat.add(id, vector);
    this.#guarded(() => {
      this.#serving?.changed(id);
      this.#building?.changed(id);
      this.#plan();
    });
  }

  remove(id: EntryId): void {
    if (!this.#flat.remove(id)) return;
    this.#guarded(() => {
      this.#serving?.removed(id);
      this.#building?.removed(id);
      this.#plan();
    });
  }

  search(vector: UnitVector, k: number): Neighbour[] {
    if (!(k >= 1)) return [];
    const serving = this.#serving;
    if (serving === null || this.kind === "flat") return this.#flat.search(vector, k);
    const near = this.#guarded(() => serving.graph.near(vector, Math.max(MORE_TIMES * k, k + MORE_MIN)));
    if (near === undefined) return this.#flat.search(vector, k);
    return this.#flat.rank([...near, ...serving.lacking], vector, k);
  }

  /** Lets the graphs catch up until `past` returns true; at least one step. */
  work(past: () => boolean): void {
    this.#guarded(() => this.#catchUp(past));
  }

  /** Gives back all memory; the index is not used afterwards. */
  clear(): void {
    this.#flatten();
    this.#flat.clear();
  }

  #catchUp(past: () => boolean): void {
    for (const lagging of [this.#serving, this.#building]) {
      for (const id of lagging?.lacking ?? []) {
        const vector = this.#flat.vector(id);
        if (vector) lagging?.graph.add(id, vector);
        lagging?.lacking.delete(id);
        if (past()) {
          this.#serveBuilt();
          return;
        }
      }
    }
    this.#serveBuilt();
  }

  /** A graph that lacks nothing serves at once: nobody is told that nothing is lacking while the scan still answers. */
  #serveBuilt(): void {
    if (this.#building === null || this.#building.lacking.size > 0) return;
    this.#serving = this.#building;
    this.#building = null;
  }

  #flatten(): void {
    this.#serving = null;
    this.#building = null;
  }

  #guarded<T>(act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      this.#flatten();
      this.#graphFrom = Number.POSITIVE_INFINITY;
      this.#onBroken(error);
      return undefined;
    }
  }

  #plan(): void {
    const { size } = this.#flat;
    if (size < this.#graphFrom / 2) this.#flatten();
    if (size < this.#graphFrom) return;
    const isWanted =
      this.#building === null ? this.#serving === null || this.#serving.isWornOut : this.#building.isWornOut;
    if (!isWanted) return;
    this.#building = new Lagging(
      new HnswGraph(this.#flat.dimension, Math.ceil(size * 1.5), this.#widths),
      this.#flat.ids(),
    );
  }
}

/** A graph, and the vectors that it does not hold yet. */
class Lagging {
  readonly graph: HnswGraph;
  readonly lacking: Set<EntryId>;

  constructor(graph: HnswGraph, ids: Iterable<EntryId>) {
    this.graph = graph;
    this.lacking = new Set(ids);
  }

  /**
   * Is more of it dead than alive? New vectors are linked to living ones alone, so where few lived for a while, those that
   * came later may not be reached from those before. It is of what the graph holds, not the scope: a graph that is built more
   * slowly than vectors come and go can be nearly dead while it is built.
   */
  get isWornOut(): boolean {
    return this.graph.dead > Math.max(DEAD_MIN, this.graph.size);
  }

  changed(id: EntryId): void {
    this.graph.remove(id);
    this.lacking.add(id);
  }

  removed(id: EntryId): void {
    this.graph.remove(id);
    this.lacking.delete(id);
  }
}
