/**
 * A graph over vectors (HNSW, Malkov and Yashunin 2018) by hnswlib-node. It only names likely neighbours; the caller
 * computes their similarity from its own copy of the vectors.
 *
 * The native code has dangers that are all avoided here: a value that is no number aborts the process, NaN is accepted
 * silently, a filter that throws aborts too, k beyond the size throws, a full graph throws, and its files can crash a
 * reader. So vectors are checked first, no filter is ever passed, arrays are plain, the graph grows before it is full,
 * and nothing is read from files.
 *
 * A removed vector stays in the graph, marked. Reusing its place for a new one (`replaceDeleted`) costs five to ten
 * times an insertion, measured; so labels are only ever new, and the owner builds a fresh graph when `dead` is too
 * large.
 */
import { createRequire } from "node:module";
import type { HierarchicalNSW } from "hnswlib-node";
import type { EntryId, UnitVector } from "../model.ts";

type Hnswlib = typeof import("hnswlib-node");

let library: Hnswlib | null | undefined;

/** False where the optional addon was not compiled when the gateway was installed. */
export function hnswAvailable(): boolean {
  return hnswlib() !== null;
}

/**
 * Links of a node, candidates kept while building, and the least candidates kept while searching. Of the true eight nearest
 * of 5,000 random vectors of 64 components these find more than .99, also where each was replaced twice (with 100 while
 * searching .982, with 140 .993); random vectors are the hardest. 10,000 of 256 components are built in 4 s of CPU.
 */
const WIDTHS: GraphWidths = { links: 20, build: 120, search: 160 };
const CAPACITY_MIN = 64;

export interface GraphWidths {
  readonly links: number;
  readonly build: number;
  readonly search: number;
}

export class HnswGraph {
  readonly #graph: HierarchicalNSW;
  readonly #dimension: number;
  readonly #labels = new Map<EntryId, number>();
  readonly #ids = new Map<number, EntryId>();
  /** The label of the next vector. The native code would cut it at 2^32; an owner builds a fresh graph long before. */
  #nextLabel = 0;
  #capacity: number;
  readonly #widths: GraphWidths;
  #width: number;

  /**
   * `capacity`: vectors expected; the graph grows beyond. Throws where the addon is missing; ask `hnswAvailable` first.
   */
  constructor(dimension: number, capacity: number, widths: GraphWidths = WIDTHS) {
    const lib = hnswlib();
    if (lib === null) throw new Error("hnswlib-node is not there");
    this.#dimension = dimension;
    this.#widths = widths;
    this.#width = widths.search;
    this.#capacity = Math.max(CAPACITY_MIN, capacity);
    this.#graph = new lib.HierarchicalNSW("ip", dimension);
    this.#graph.initIndex({
      maxElements: this.#capacity,
      m: widths.links,
      efConstruction: widths.build,
      // Any fixed seed will do: the same vectors in the same order then make the same graph.
      randomSeed: 7,
    });
    this.#graph.setEf(widths.search);
  }

  get size(): number {
    return this.#labels.size;
  }

  /** How many removed vectors still take room and time. */
  get dead(): number {
    return this.#nextLabel - this.#labels.size;
  }

  has(id: EntryId): boolean {
    return this.#labels.has(id);
  }

  /** Adds or replaces a vector; takes about a millisecond. */
  add(id: EntryId, vector: UnitVector): void {
    const plain = this.#plain(vector);
    this.remove(id);
    if (this.#nextLabel >= this.#capacity) {
      this.#graph.resizeIndex(this.#capacity * 2);
      this.#capacity *= 2;
    }
    this.#graph.addPoint(plain, this.#nextLabel);
    this.#labels.set(id, this.#nextLabel);
    this.#ids.set(this.#nextLabel, id);
    this.#nextLabel++;
  }

  remove(id: EntryId): void {
    const label = this.#labels.get(id);
    if (label === undefined) return;
    this.#graph.markDelete(label);
    this.#labels.delete(id);
    this.#ids.delete(label);
  }

  /** At most k likely neighbours, in no promised order. */
  near(vector: UnitVector, k: number): EntryId[] {
    const want = Math.min(k, this.#labels.size);
    if (!(want >= 1)) return [];
    const plain = this.#plain(vector);
    // Removed vectors take places among the candidates, so more candidates are searched.
    const share = 1 + this.dead / this.#labels.size;
    const width = Math.max(Math.ceil(this.#widths.search * share), want);
    if (width !== this.#width) this.#graph.setEf(width);
    this.#width = width;
    const ids: EntryId[] = [];
    for (const label of this.#graph.searchKnn(plain, want).neighbors) {
      const id = this.#ids.get(label);
      if (id !== undefined) ids.push(id);
    }
    return ids;
  }

  #plain(vector: UnitVector): number[] {
    if (vector.length !== this.#dimension)
      throw new RangeError(`a vector of ${vector.length} numbers for a graph of ${this.#dimension}`);
    const plain = Array.from(vector);
    if (!plain.every(Number.isFinite)) throw new RangeError("a vector with a value that is not finite");
    return plain;
  }
}

function hnswlib(): Hnswlib | null {
  if (library === undefined) {
    try {
      library = createRequire(import.meta.url)("hnswlib-node") as Hnswlib;
    } catch {
      library = null;
    }
  }
  return library;
}
