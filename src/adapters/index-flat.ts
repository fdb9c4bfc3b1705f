/**
 * Exact nearest neighbours by a scan: first over words of 16 bits in machine code, then exactly over the few that may be
 * among the nearest. The fastest there is below some 30,000 vectors, and the truth that an approximate index is held to.
 */
import type { EntryId, UnitVector } from "../model.ts";
import type { Neighbour } from "../ports.ts";
import { BLOCK_ROWS, type CodeMemory, UNIT } from "./index-codes.ts";

const ROWS_MIN = 4;
/** Rows of a scope from which on it is scanned as codes: two blocks, some 130 µs as floats. */
const CODED_FROM = 512;
/** Beyond it the best are kept more slowly than floats are scanned. */
const CODED_K_MAX = 64;

export class FlatIndex {
  readonly dimension: number;
  readonly #ids: EntryId[] = [];
  readonly #at = new Map<EntryId, number>();
  /** Blocks of rows. The first grows up to its size, so that a small scope is small; no growth copies more than that. */
  readonly #blocks: Float32Array[] = [];
  /** Shared with the other scopes; null: there is none on this machine. */
  #codes: CodeMemory | null;
  /** Blocks of `codes`, one for each of `blocks`; none while the scope is small. */
  #coded: number[] = [];

  constructor(dimension: number, codes: CodeMemory | null = null) {
    this.dimension = dimension;
    this.#codes = codes;
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
      this.#makeRoom(at);
      this.#ids.push(id);
      this.#at.set(id, at);
    }
    this.#row(at).set(vector);
    if (this.#coded.length > 0) this.#encode(at, vector);
    else if (this.#codes && this.#ids.length >= CODED_FROM) this.#encodeAll();
  }

  /** Fills the gap with the last row. False when it was not there. */
  remove(id: EntryId): boolean {
    const at = this.#at.get(id);
    if (at === undefined) return false;
    const last = this.#ids.length - 1;
    const moved = this.#ids[last] as EntryId;
    if (at !== last) {
      const row = this.#row(last);
      this.#row(at).set(row);
      if (this.#coded.length > 0) this.#encode(at, row);
    }
    this.#ids[at] = moved;
    this.#at.set(moved, at);
    this.#ids.pop();
    this.#at.delete(id);
    this.#giveRoom();
    return true;
  }

  /** Nothing of it is used any more. */
  clear(): void {
    this.#decode();
    this.#blocks.length = 0;
    this.#ids.length = 0;
    this.#at.clear();
  }

  /** A view of the row, good until the next change. */
  vector(id: EntryId): UnitVector | null {
    const at = this.#at.get(id);
    return at === undefined ? null : this.#row(at);
  }

  /** At most k of all, best first. */
  search(vector: UnitVector, k: number): Neighbour[] {
    const best = new Best(k);
    if (this.#codes && this.#coded.length > 0 && k <= CODED_K_MAX) {
      for (const at of this.#likely(this.#codes, vector, k)) best.offer(at, this.#dot(at, vector));
    } else {
      for (let at = 0; at < this.#ids.length; at++) best.offer(at, this.#dot(at, vector));
    }
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

  /**
   * Rows that may be among the k nearest: no other can be, as each scanned value is within `errorMax` of the true one.
   * The k-th best scanned is thus at most one such error above the k-th true, and what is below it by two is out.
   */
  #likely(codes: CodeMemory, vector: UnitVector, k: number): number[] {
    const count = this.#ids.length;
    codes.ask(vector);
    const window = 2 * codes.errorMax * UNIT;
    const best = new Best(k);
    const rows: number[] = [];
    const values: number[] = [];
    let floor = Number.NEGATIVE_INFINITY;
    for (let block = 0, from = 0; from < count; block++, from += BLOCK_ROWS) {
      const products = codes.scan(this.#coded[block]!, Math.min(BLOCK_ROWS, count - from));
      for (let i = 0; i < products.length; i++) {
        const product = products[i]!;
        if (product < floor) continue;
        best.offer(from + i, product);
        floor = best.worst - window;
        rows.push(from + i);
        values.push(product);
      }
    }
    return rows.filter((_, i) => values[i]! >= floor);
  }

  #row(at: number): UnitVector {
    const from = (at % BLOCK_ROWS) * this.dimension;
    return this.#blocks[Math.floor(at / BLOCK_ROWS)]!.subarray(from, from + this.dimension) as UnitVector;
  }

  #makeRoom(at: number): void {
    const block = Math.floor(at / BLOCK_ROWS);
    if (block > 0) {
      if (block < this.#blocks.length) return;
      this.#blocks.push(new Float32Array(BLOCK_ROWS * this.dimension));
      return;
    }
    const rows = (this.#blocks[0]?.length ?? 0) / this.dimension;
    if (at >= rows) this.#resizeFirst(Math.max(ROWS_MIN, rows * 2));
  }

  /** Gives back what stands empty, once it is much. */
  #giveRoom(): void {
    const count = this.#ids.length;
    if (count < CODED_FROM / 2) this.#decode();
    while (this.#blocks.length > 1 && count <= (this.#blocks.length - 2) * BLOCK_ROWS) {
      this.#blocks.pop();
      const coded = this.#coded.pop();
      if (coded !== undefined) this.#codes?.giveBack(coded);
    }
    if (this.#blocks.length !== 1) return;
    const rows = this.#blocks[0]!.length / this.dimension;
    if (rows > ROWS_MIN && count <= rows / 4) this.#resizeFirst(rows / 2);
  }

  #resizeFirst(rows: number): void {
    const first = new Float32Array(rows * this.dimension);
    const before = this.#blocks[0];
    if (before) first.set(before.subarray(0, Math.min(before.length, first.length)));
    this.#blocks[0] = first;
  }

  #encodeAll(): void {
    for (let at = 0; at < this.#ids.length; at++) this.#encode(at, this.#row(at));
  }

  /** Where memory ends, this scope is scanned as floats from then on. */
  #encode(at: number, vector: UnitVector): void {
    const codes = this.#codes;
    const coded = this.#coded;
    if (codes === null) return;
    const block = Math.floor(at / BLOCK_ROWS);
    try {
      if (block === coded.length) coded.push(codes.takeBlock());
      codes.write(coded[block]!, at % BLOCK_ROWS, vector);
    } catch {
      this.#decode();
      this.#codes = null;
    }
  }

  #decode(): void {
    for (const block of this.#coded) this.#codes?.giveBack(block);
    this.#coded = [];
  }

  /** Four sums at a time: a single one waits for each addition to end before the next begins. */
  #dot(at: number, vector: UnitVector): number {
    const rows = this.#blocks[Math.floor(at / BLOCK_ROWS)]!;
    const length = this.dimension;
    const fours = length & ~3;
    let from = (at % BLOCK_ROWS) * length;
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

  /** The k-th best; below everything while there are fewer. */
  get worst(): number {
    return this.#similarities[this.#k - 1] ?? Number.NEGATIVE_INFINITY;
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
