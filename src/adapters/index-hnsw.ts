/**
 * A graph over vectors (HNSW, Malkov and Yashunin 2018) by hnswlib-node, as a hint: it names likely neighbours, and
 * whoever asks computes their similarity from its own copy of the vectors.
 *
 * The native code has sharp edges, all kept away here: a number that is not one aborts the process, NaN and a wrong
 * length are taken without a word, a filter that throws aborts too, k beyond the size throws, a full graph throws, and
 * its files can crash a reader. So vectors are checked before, no filter is ever passed, arrays are plain, the graph
 * is resized before it is full, and nothing is loaded from files.
 */
import { createRequire } from "node:module";
import type { HierarchicalNSW } from "hnswlib-node";
import type { EntryId, UnitVector } from "../model.ts";

type Hnswlib = typeof import("hnswlib-node");

let library: Hnswlib | null | undefined;

/** The addon, where it could be built; asked for once. */
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

export function hnswAvailable(): boolean {
  return hnswlib() !== null;
}

/** Neighbours a node is linked to, and how wide the search is when building and when asking. */
const LINKS = 16;
const BUILD_WIDTH = 200;
const SEARCH_WIDTH = 64;
const CAPACITY_MIN = 4096;

export class HnswGraph {
  readonly #graph: HierarchicalNSW;
  readonly #dimension: number;
  readonly #labels = new Map<EntryId, number>();
  readonly #ids = new Map<number, EntryId>();
  #free: number[] = [];
  #next = 0;
  #capacity = CAPACITY_MIN;

  /** Throws where the addon is missing; ask `hnswAvailable` first. */
  constructor(dimension: number) {
    const lib = hnswlib();
    if (lib === null) throw new Error("hnswlib-node is not there");
    this.#dimension = dimension;
    this.#graph = new lib.HierarchicalNSW("ip", dimension);
    this.#graph.initIndex({
      maxElements: this.#capacity,
      m: LINKS,
      efConstruction: BUILD_WIDTH,
      randomSeed: 7,
      allowReplaceDeleted: true,
    });
    this.#graph.setEf(SEARCH_WIDTH);
  }

  get size(): number {
    return this.#labels.size;
  }

  has(id: EntryId): boolean {
    return this.#labels.has(id);
  }

  add(id: EntryId, vector: UnitVector): void {
    const plain = this.#checked(vector);
    this.remove(id);
    const reused = this.#free.pop();
    const label = reused ?? this.#next++;
    if (reused === undefined && this.#next > this.#capacity) {
      this.#capacity *= 2;
      this.#graph.resizeIndex(this.#capacity);
    }
    // A freed label is still in the graph, marked as deleted: adding under it again unmarks it.
    if (reused !== undefined) this.#graph.unmarkDelete(reused);
    this.#graph.addPoint(plain, label);
    this.#labels.set(id, label);
    this.#ids.set(label, id);
  }

  remove(id: EntryId): void {
    const label = this.#labels.get(id);
    if (label === undefined) return;
    this.#labels.delete(id);
    this.#ids.delete(label);
    this.#graph.markDelete(label);
    this.#free.push(label);
  }

  /** Likely neighbours, at most k, in no promised order. */
  near(vector: UnitVector, k: number): EntryId[] {
    const want = Math.min(k, this.#labels.size);
    if (want === 0) return [];
    const { neighbors } = this.#graph.searchKnn(this.#checked(vector), want);
    return neighbors.map((label) => this.#ids.get(label)).filter((id) => id !== undefined);
  }

  #checked(vector: UnitVector): number[] {
    if (vector.length !== this.#dimension)
      throw new RangeError(`a vector of ${vector.length} numbers for an index of ${this.#dimension}`);
    const plain = Array.from(vector);
    if (!plain.every(Number.isFinite)) throw new RangeError("a vector with a value that is not finite");
    return plain;
  }
}
