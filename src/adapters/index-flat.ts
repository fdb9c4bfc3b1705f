/** Exact nearest neighbours of one scope by a scan: the fastest there is below about 2,000 vectors. */
import type { EntryId, UnitVector } from "../model.ts";
import type { Neighbour } from "../ports.ts";

export class FlatIndex {
  #ids: EntryId[] = [];
  readonly #at = new Map<EntryId, number>();
  #rows: Float32Array;
  readonly dimension: number;

  constructor(dimension: number) {
    this.dimension = dimension;
    this.#rows = new Float32Array(dimension * 4);
  }

  get size(): number {
    return this.#ids.length;
  }

  add(id: EntryId, vector: UnitVector): void {
    let at = this.#at.get(id);
    if (at === undefined) {
      at = this.#ids.length;
      this.#ids.push(id);
      this.#at.set(id, at);
      if (this.#rows.length < this.#ids.length * this.dimension) {
        const grown = new Float32Array(this.#rows.length * 2);
        grown.set(this.#rows);
        this.#rows = grown;
      }
    }
    this.#rows.set(vector, at * this.dimension);
  }

  /** Fills the gap with the last row. */
  remove(id: EntryId): void {
    const at = this.#at.get(id);
    if (at === undefined) return;
    const last = this.#ids.length - 1;
    const moved = this.#ids[last] as EntryId;
    this.#rows.copyWithin(at * this.dimension, last * this.dimension, (last + 1) * this.dimension);
    this.#ids[at] = moved;
    this.#at.set(moved, at);
    this.#ids.pop();
    this.#at.delete(id);
  }

  vector(id: EntryId): Float32Array | null {
    const at = this.#at.get(id);
    return at === undefined ? null : this.#rows.subarray(at * this.dimension, (at + 1) * this.dimension);
  }

  ids(): readonly EntryId[] {
    return this.#ids;
  }

  similarity(id: EntryId, vector: UnitVector): number {
    const at = this.#at.get(id);
    return at === undefined ? -1 : this.#dot(at, vector);
  }

  search(vector: UnitVector, k: number): Neighbour[] {
    const best: { at: number; similarity: number }[] = [];
    for (let at = 0; at < this.#ids.length; at++) {
      const similarity = this.#dot(at, vector);
      if (best.length === k && similarity <= best[k - 1]!.similarity) continue;
      let i = best.length === k ? k - 1 : best.length;
      for (; i > 0 && best[i - 1]!.similarity < similarity; i--) best[i] = best[i - 1]!;
      best[i] = { at, similarity };
    }
    return best.map(({ at, similarity }) => ({ id: this.#ids[at] as EntryId, similarity }));
  }

  #dot(at: number, vector: UnitVector): number {
    let sum = 0;
    const from = at * this.dimension;
    for (let i = 0; i < this.dimension; i++) sum += this.#rows[from + i]! * vector[i]!;
    return sum;
  }
}
