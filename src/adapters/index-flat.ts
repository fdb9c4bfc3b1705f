/**
 * Nearest neighbours by a scan: first over codes of 7 bits (index-codes.ts), then exactly over the few rows that may be
 * among the nearest; over many rows first by sketches (index-sketch.ts), which miss one in two hundred of the six nearest.
 * Without codes it is exact: the reference that the others are compared with.
 */
import { dot, type EntryId, type UnitVector } from "../model.ts";
import type { Neighbour } from "../ports.ts";
import { Best } from "./index-best.ts";
import { BLOCK_ROWS, type CodeMemory, type Likely } from "./index-codes.ts";

const ROWS_MIN = 4;
/** Rows of a scope from which on it is scanned as codes: half a block. */
const CODED_FROM = 128;
/** Largest k for a scan of codes; beyond it keeping the k best takes longer than scanning floats. */
const CODED_K_MAX = 64;
interface Scored {
  readonly row: number;
  readonly similarity: number;
}

export class FlatIndex {
  readonly dimension: number;
  readonly #ids: EntryId[] = [];
  readonly #at = new Map<EntryId, number>();
  /**
   * The vectors as blocks of rows. The first grows up to its full size, so that a small scope takes little memory; no
   * growth copies more than one block.
   */
  readonly #blocks: Float32Array[] = [];
  /** The code memory shared with the other scopes; null: this machine has none. */
  #codes: CodeMemory | null;
  /** The blocks of `codes` that belong to `blocks`, in the same order; empty while the scope is small. */
  #coded: number[] = [];
  /** What its sketches are about: the middle of the vectors that were there when they were first made. */
  #centre: Float64Array = new Float64Array();

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

  /** Adds or replaces a vector. The caller has checked that it has `dimension` components. */
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

  /** Removes a vector, and moves the last row into the gap. False where it was not there. */
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

  /** Gives back all memory; the index is not used afterwards. */
  clear(): void {
    this.#decode();
    this.#blocks.length = 0;
    this.#ids.length = 0;
    this.#at.clear();
  }

  /** A view of the vector's row, valid until the next change. */
  vector(id: EntryId): UnitVector | null {
    const at = this.#at.get(id);
    return at === undefined ? null : this.#row(at);
  }

  /** At most k of all vectors, best first. */
  search(vector: UnitVector, k: number): Neighbour[] {
    const best = new Best(k);
    if (this.#codes && this.#coded.length > 0 && k <= CODED_K_MAX) {
      const likely = this.#codes.likely(this.#coded, this.#ids.length, vector, k, this.#centre);
      for (const { row, similarity } of this.#nearest(likely, vector, k)) best.offer(row, similarity);
    } else {
      for (let at = 0; at < this.#ids.length; at++) best.offer(at, this.#dot(at, vector));
    }
    return best.neighbours(this.#ids);
  }

  /** At most k of the vectors named, best first. */
  rank(ids: Iterable<EntryId>, vector: UnitVector, k: number): Neighbour[] {
    const best = new Best(k);
    for (const id of ids) {
      const at = this.#at.get(id);
      if (at !== undefined) best.offer(at, this.#dot(at, vector));
    }
    return best.neighbours(this.#ids);
  }

  /**
   * The exact products of likely rows, those first that may be nearest, until no other can be among the k nearest; in the
   * order of rows, so that of equals the first are found, as without codes.
   */
  #nearest({ count, rows, uppers }: Likely, vector: UnitVector, k: number): Scored[] {
    const best = new Best(k);
    const scored: Scored[] = [];
    for (let left = count; left > 0; left--) {
      const most = mostOf(uppers, left);
      if (uppers[most]! < best.worst) break;
      const row = rows[most]!;
      const similarity = this.#dot(row, vector);
      best.offer(row, similarity);
      scored.push({ row, similarity });
      rows[most] = rows[left - 1]!;
      uppers[most] = uppers[left - 1]!;
    }
    return scored.sort((a, b) => a.row - b.row);
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

  /** Gives back empty blocks, once there are many. */
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
    const rows = this.#ids.map((_, at) => this.#row(at));
    if (this.#codes) this.#centre = this.#codes.centreOf(rows);
    for (const [at, row] of rows.entries()) this.#encode(at, row);
  }

  /** Writes a row's codes. Where memory ends, this scope is scanned as floats from then on. */
  #encode(at: number, vector: UnitVector): void {
    const codes = this.#codes;
    const coded = this.#coded;
    if (codes === null) return;
    const block = Math.floor(at / BLOCK_ROWS);
    try {
      if (block === coded.length) coded.push(codes.takeBlock());
      codes.write(coded[block]!, at % BLOCK_ROWS, vector, this.#centre);
    } catch {
      this.#decode();
      this.#codes = null;
    }
  }

  #decode(): void {
    for (const block of this.#coded) this.#codes?.giveBack(block);
    this.#coded = [];
  }

  /** The exact product with a row. */
  #dot(at: number, vector: UnitVector): number {
    return dot(this.#blocks[Math.floor(at / BLOCK_ROWS)]!, (at % BLOCK_ROWS) * this.dimension, vector);
  }
}

/** Where the largest of the first `count` stands. Few are ever wanted of many, so they are not sorted. */
function mostOf(values: readonly number[], count: number): number {
  let most = 0;
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? largest;
    if (!(value > largest)) continue;
    most = i;
    largest = value;
  }
  return most;
}
