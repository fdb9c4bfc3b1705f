/**
 * Exact nearest neighbours by a scan over one block of memory: the fastest there is below about 2,000 vectors, and the
 * truth that an approximate index is held to.
 */
import type { EntryId, UnitVector } from "../model.ts";
import type { Neighbour } from "../ports.ts";

const ROWS_MIN = 4;

export class FlatIndex {
  readonly dimension: number;
  readonly #ids: EntryId[] = [];
  readonly #at = new Map<EntryId, number>();
  /** Row after row; twice as large when full, half as large when a quarter is used. */
  #rows: Float32Array;

  constructor(dimension: number) {
    this.dimension = dimension;
    this.#rows = new Float32Array(dimension * ROWS_MIN);
  }

  get size(): number {
    return this.#ids.length;
  }

  ids(): readonly EntryId[] {
    return this.#ids;
  }

  /** Adds or replaces. The vector's length is `dimension`: whoever calls has checked it. */
  add(id: EntryId, vector: UnitVector): void {
    let at = this.#at.get(id);
    if (at === undefined) {
      at = this.#ids.length;
      if ((at + 1) * this.dimension > this.#rows.length) this.#resize(this.#rows.length * 2);
      this.#ids.push(id);
      this.#at.set(id, at);
    }
    this.#rows.set(vector, at * this.dimension);
  }

  /** Fills the gap with the last row. False when it was not there. */
  remove(id: EntryId): boolean {
    const at = this.#at.get(id);
    if (at === undefined) return false;
    const last = this.#ids.length - 1;
    const moved = this.#ids[last] as EntryId;
    this.#rows.copyWithin(at * this.dimension, last * this.dimension, (last + 1) * this.dimension);
    this.#ids[at] = moved;
    this.#at.set(moved, at);
    this.#ids.pop();
    this.#at.delete(id);
    const rows = this.#rows.length / this.dimension;
    if (rows > ROWS_MIN && this.#ids.length <= rows / 4) this.#resize(this.#rows.length / 2);
    return true;
  }

  /** A view of the row, good until the next change. */
  vector(id: EntryId): UnitVector | null {
    const at = this.#at.get(id);
    if (at === undefined) return null;
    return this.#rows.subarray(at * this.dimension, (at + 1) * this.dimension) as UnitVector;
  }

  /** At most k of all, best first. */
  search(vector: UnitVector, k: number): Neighbour[] {
    const best = new Best(k);
    for (let at = 0; at < this.#ids.length; at++) best.offer(at, this.#dot(at, vector));
    return best.neighbours(this.#ids);
  }

  /** At most k of those named, best first. */
  rank(ids: Iterable<EntryId>, vector: UnitVector, k: number): Neighbour[] {
    const best = new Best(k);
    for (const id of ids) {
      const at = this.#at.get(id);
      if (at !== undefined) best.offer(at, this.#dot(at, vector));
    }
    return best.neighbours(this.#ids);
  }

  #resize(length: number): void {
    const rows = new Float32Array(length);
    rows.set(this.#rows.subarray(0, Math.min(length, this.#ids.length * this.dimension)));
    this.#rows = rows;
  }

  /** Four sums at a time: a single one waits for each addition to end before the next begins. */
  #dot(at: number, vector: UnitVector): number {
    const rows = this.#rows;
    const length = this.dimension;
    const fours = length & ~3;
    let from = at * length;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i < fours; i += 4, from += 4) {
      a += rows[from]! * vector[i]!;
      b += rows[from + 1]! * vector[i + 1]!;
      c += rows[from + 2]! * vector[i + 2]!;
      d += rows[from + 3]! * vector[i + 3]!;
    }
    for (; i < length; i++, from++) a += rows[from]! * vector[i]!;
    return a + b + (c + d);
  }
}

/** The k best so far, kept sorted: k is small. */
class Best {
  readonly #k: number;
  readonly #rows: number[] = [];
  readonly #similarities: number[] = [];

  constructor(k: number) {
    this.#k = k;
  }

  offer(row: number, similarity: number): void {
    const found = this.#similarities;
    if (found.length >= this.#k && !(similarity > (found[this.#k - 1] ?? Number.POSITIVE_INFINITY))) return;
    let i = Math.min(found.length, this.#k - 1);
    for (; i > 0 && found[i - 1]! < similarity; i--) {
      found[i] = found[i - 1]!;
      this.#rows[i] = this.#rows[i - 1]!;
    }
    found[i] = similarity;
    this.#rows[i] = row;
  }

  neighbours(ids: readonly EntryId[]): Neighbour[] {
    // Rounding may carry the product of two unit vectors a hair past 1.
    return this.#rows.map((row, i) => ({
      id: ids[row] as EntryId,
      similarity: Math.max(-1, Math.min(1, this.#similarities[i]!)),
    }));
  }
}
