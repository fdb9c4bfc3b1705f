/**
 * Vectors as bytes, for a first scan by WebAssembly: sixteen products at a time, which JavaScript has no instructions
 * for. A scan is bound by the memory it reads, so a component has 7 bits and not 16. Each row knows how far its code
 * lies from its vector, so a scanned value bounds the cosine (by Cauchy and Schwarz), and an exact second pass over few
 * rows gives exactly the nearest: over 10,000 questions half a dozen, of some 60 whose bounds reach the best known. In a large scope the
 * codes are read of those rows alone whose sketches (index-sketch.ts) are among the nearest.
 *
 * One memory serves all scopes of an index, by blocks: each WebAssembly memory reserves gigabytes of addresses, so
 * there cannot be one for each scope.
 */
import type { UnitVector } from "../model.ts";
import { itemAt } from "../narrow.ts";
import { instanceOf, moduleOf, PAGE_BYTES, type WasmMemory } from "../wasm.ts";
import { Best } from "./index-best.ts";
import {
  askedMostOf,
  META_BYTES,
  type Products,
  productsLoop,
  rowBytesOf,
  type Scan,
  scanLoop,
  TOGETHER,
} from "./index-scan.ts";
import {
  centreOf,
  Directions,
  FOUND_BYTES,
  GROUP_BYTES,
  GROUP_ROWS,
  SCORE_MAX,
  SCORES_BYTES,
  type SketchScan,
  sketchLoop,
  TABLES_BYTES,
  writeSketch,
  writeTables,
} from "./index-sketch.ts";
import { TopScores } from "./index-top.ts";

/** Rows in a block: a multiple of those that are scanned together. */
export const BLOCK_ROWS: number = 64 * TOGETHER;

/** Largest integer of a component: of a row, which is stored with 64 added, and of the vector asked for. */
const ROW_MAX = 63;
const ROW_ZERO = 64;
const ASKED_MAX = 127;
/** The largest length of a vector, whose square may differ from 1 by a hundredth, and of what floats of 32 bits round. */
const LENGTH_MAX = 1.006;
const ROUNDED_MAX = 1e-5;
/**
 * Rows from which on codes are read of those alone whose sketches are nearest. Below it a scan of all codes takes as long.
 */
export const SKETCHED_FROM = 8_192;
/**
 * Of so many rows one is read as a code, but never fewer than `SKETCHED_MIN` nor more than `SKETCHED_MAX`. Of 80,000
 * questions of people the nearest six were all among 512, the nearest four among 256.
 */
const SKETCHED_SHARE = 160;
const SKETCHED_MIN = 192;
const SKETCHED_MAX = 2_048;
/** Rows scanned before a floor is known. */
const FIRST_ROWS = 32;
/** Twice the rows that sketches keep, and a block more; results of one block take less. */
const OUT_BYTES = (2 * SKETCHED_MAX + BLOCK_ROWS) * FOUND_BYTES;
const META_FLOATS = META_BYTES / 4;

/** The vector asked for, as its code stands in memory. */
interface Asked {
  /** Its component is its integer times this. */
  readonly scale: number;
  /** Length of the difference between vector and code. */
  readonly error: number;
  /** Of the code. */
  readonly length: number;
  /** What the 64 added to each component of a row adds to a product. */
  readonly bias: number;
}

/** Rows that may be among the nearest, and the most that the product of each can be. Valid until the next search. */
export interface Likely {
  count: number;
  readonly rows: number[];
  readonly uppers: number[];
}

export class CodeMemory {
  readonly dimension: number;
  readonly #memory: WasmMemory;
  readonly #scan: Scan;
  readonly #products: Products;
  readonly #sketches: SketchScan;
  readonly #directions: Directions;
  readonly #rowBytes: number;
  readonly #blockBytes: number;
  /**
   * Byte at which results begin. The memory holds the query, the tables of its sketch, the results of one block or the rows
   * that sketches name, then the blocks: rows, what stands beside them, sketches.
   */
  readonly #outAt: number;
  readonly #tablesAt: number;
  readonly #blocksAt: number;
  readonly #free: number[] = [];
  #blocks = 0;
  /** Views of the memory, made anew where it grows. */
  #whole: Int32Array = new Int32Array();
  #real: Float32Array = new Float32Array();
  #bytes: Uint8Array = new Uint8Array();
  readonly #top = new TopScores(SKETCHED_MAX, SCORE_MAX);
  readonly #likely: Likely = { count: 0, rows: [], uppers: [] };
  #asked: Asked = { scale: 1, error: 0, length: 0, bias: 0 };

  /** Throws where the processor or the runtime lacks WebAssembly's relaxed SIMD. */
  constructor(dimension: number) {
    this.dimension = dimension;
    this.#rowBytes = rowBytesOf(dimension);
    this.#blockBytes =
      (this.#rowBytes + META_BYTES / TOGETHER) * BLOCK_ROWS + (GROUP_BYTES / GROUP_ROWS) * BLOCK_ROWS;
    this.#tablesAt = this.#rowBytes;
    this.#outAt = this.#tablesAt + TABLES_BYTES + SCORES_BYTES;
    this.#blocksAt = this.#outAt + OUT_BYTES;
    const module = moduleOf([scanLoop(dimension), productsLoop(dimension), sketchLoop()]);
    const { memory, exports } = instanceOf(module, 1);
    this.#memory = memory;
    this.#scan = exports["scan"] as Scan;
    this.#products = exports["products"] as Products;
    this.#sketches = exports["sketches"] as SketchScan;
    this.#directions = new Directions(dimension);
    this.#reach(this.#blocksAt);
  }

  /** The number of a free block. Throws where memory cannot grow. */
  takeBlock(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    this.#reach(this.#blocksAt + (this.#blocks + 1) * this.#blockBytes);
    return this.#blocks++;
  }

  giveBack(block: number): void {
    this.#free.push(block);
  }

  /** The centre of a scope, by some of its vectors: its sketches are about it. */
  centreOf(vectors: readonly UnitVector[]): Float64Array {
    return centreOf(this.#directions, vectors);
  }

  write(block: number, row: number, vector: UnitVector, centre: Float64Array): void {
    const at = this.#blockAt(block) + row * this.#rowBytes;
    const codes = new Uint8Array(this.#memory.buffer, at, this.dimension);
    const scale = largestOf(vector) / ROW_MAX;
    const most = 1 / scale;
    let error = -0;
    for (let i = 0; i < vector.length; i++) {
      const component = vector[i]!;
      const code = Math.round(component * most);
      codes[i] = code + ROW_ZERO;
      const lost = component - code * scale;
      error += lost * lost;
    }
    const beside = this.#besideAt(block, row);
    this.#real[beside] = scale;
    this.#real[beside + TOGETHER] = Math.sqrt(error) + ROUNDED_MAX;
    writeSketch(this.#bytes, this.#sketchesAt(block), row, this.#directions.along(vector, centre));
  }

  /**
   * Of the first `count` rows of blocks, those that may be among the k nearest: the k-th best lower bound is at most the
   * k-th best product, so a row whose upper bound is below it is out. Of many rows only those with the nearest sketches
   * are looked at, so that one of the k may be missed.
   */
  likely(
    blocks: readonly number[],
    count: number,
    vector: UnitVector,
    k: number,
    centre: Float64Array,
  ): Likely {
    this.#ask(vector);
    const likely = this.#likely;
    likely.count = 0;
    const best = new Best(k);
    if (count < SKETCHED_FROM) this.#scanAll(blocks, count, best);
    else this.#read(blocks, this.#sketched(blocks, count, this.#directions.along(vector, centre)), best);
    let kept = 0;
    for (let i = 0; i < likely.count; i++) {
      const upper = likely.uppers[i]!;
      if (upper < best.worst) continue;
      likely.rows[kept] = likely.rows[i]!;
      likely.uppers[kept++] = upper;
    }
    likely.count = kept;
    return likely;
  }

  #scanAll(blocks: readonly number[], count: number, best: Best): void {
    for (let from = 0; from < count; ) {
      const base = from - (from % BLOCK_ROWS);
      // A few rows first: until k are known, every row is likely.
      const to = Math.min(count, from === 0 ? FIRST_ROWS : base + BLOCK_ROWS);
      this.#scanBlock(blocks[base / BLOCK_ROWS]!, base, { from: from - base, to: to - base }, best);
      from = to;
    }
  }

  /** The rows whose sketches are nearest, in rising order. */
  #sketched(blocks: readonly number[], count: number, along: Float64Array): Int32Array {
    writeTables(this.#bytes, this.#tablesAt, along);
    const keep = Math.max(SKETCHED_MIN, Math.min(SKETCHED_MAX, Math.floor(count / SKETCHED_SHARE)));
    const told = this.#whole.subarray(this.#outAt >> 2, (this.#outAt + OUT_BYTES) >> 2);
    const full = this.#outAt + 2 * keep * FOUND_BYTES;
    let out = this.#outAt;
    let floor = 0;
    for (let base = 0; base < count; base += BLOCK_ROWS) {
      const from = this.#sketchesAt(itemAt(blocks, base / BLOCK_ROWS));
      const groups = Math.ceil(Math.min(BLOCK_ROWS, count - base) / GROUP_ROWS);
      out = this.#sketches(from, from + groups * GROUP_BYTES, this.#tablesAt, out, floor, base);
      // The last group may reach beyond the end.
      while (out > this.#outAt && (told[(out - this.#outAt - FOUND_BYTES) >> 2] ?? 0) >= count)
        out -= FOUND_BYTES;
      if (out < full && base + BLOCK_ROWS < count) continue;
      if (out <= this.#outAt + keep * FOUND_BYTES) continue;
      floor = this.#top.keep(told, (out - this.#outAt) >> 2, keep);
      out = this.#outAt + keep * FOUND_BYTES;
    }
    return this.#top.rowsOf(told, (out - this.#outAt) >> 2);
  }

  /** Notes those of these rows whose products may reach the worst of the best. */
  #read(blocks: readonly number[], rows: Int32Array, best: Best): void {
    const whole = this.#whole;
    const real = this.#real;
    const list = this.#outAt >> 2;
    const numberOf = (row: number) => itemAt(blocks, Math.floor(row / BLOCK_ROWS));
    for (const [i, row] of rows.entries())
      whole[list + i] = this.#blockAt(numberOf(row)) + (row % BLOCK_ROWS) * this.#rowBytes;
    this.#products(this.#outAt, this.#outAt + 4 * rows.length);
    const { scale, error, length, bias } = this.#asked;
    const askedError = LENGTH_MAX * error + ROUNDED_MAX;
    const likely = this.#likely;
    for (const [i, row] of rows.entries()) {
      const beside = this.#besideAt(numberOf(row), row % BLOCK_ROWS);
      const product = ((whole[list + i] ?? 0) - bias) * (real[beside] ?? 0) * scale;
      const spread = length * (real[beside + TOGETHER] ?? 0) + askedError;
      if (product + spread < best.worst) continue;
      likely.rows[likely.count] = row;
      likely.uppers[likely.count++] = product + spread;
      best.offer(row, product - spread);
    }
  }

  /** Notes the rows of a block whose products may reach the worst of the best; `base` is the number of its first row. */
  #scanBlock(block: number, base: number, { from, to }: { from: number; to: number }, best: Best): void {
    const { scale, error, length, bias } = this.#asked;
    const rowsAt = this.#blockAt(block);
    const metaAt = rowsAt + this.#rowBytes * BLOCK_ROWS;
    // The row's vector times the query's error, and the query's code times the row's, which the scan adds.
    const askedError = LENGTH_MAX * error + ROUNDED_MAX;
    const out = this.#scan(
      rowsAt + from * this.#rowBytes,
      rowsAt + to * this.#rowBytes,
      metaAt + (from / TOGETHER) * META_BYTES,
      this.#outAt,
      bias,
      scale,
      length,
      best.worst - askedError,
    );
    const whole = this.#whole;
    const real = this.#real;
    const likely = this.#likely;
    for (let at = this.#outAt >> 2; at < out >> 2; at += 2) {
      const found = (whole[at]! - metaAt) >> 2;
      const row = Math.floor(found / META_FLOATS) * TOGETHER + (found % META_FLOATS);
      // Rows are scanned a few at a time: the last turn may reach beyond the end.
      if (row >= to) break;
      const upper = real[at + 1]!;
      likely.rows[likely.count] = base + row;
      likely.uppers[likely.count++] = upper + askedError;
      best.offer(base + row, upper - 2 * length * real[(metaAt >> 2) + found + TOGETHER]! - askedError);
    }
  }

  #ask(vector: UnitVector): void {
    const codes = new Int8Array(this.#memory.buffer, 0, this.dimension);
    const most = askedMostOf(vector, ASKED_MAX);
    const scale = 1 / most;
    // Floats begin at -0, see `dot` (model.ts).
    let error = -0;
    let length = -0;
    let sum = 0;
    for (let i = 0; i < vector.length; i++) {
      const component = vector[i]!;
      const code = Math.round(component * most);
      codes[i] = code;
      sum += code;
      const coded = code * scale;
      length += coded * coded;
      error += (component - coded) * (component - coded);
    }
    this.#asked = { scale, error: Math.sqrt(error), length: Math.sqrt(length), bias: ROW_ZERO * sum };
  }

  #blockAt(block: number): number {
    return this.#blocksAt + block * this.#blockBytes;
  }

  /** Where a row's scale stands among floats, and `TOGETHER` further its error. */
  #besideAt(block: number, row: number): number {
    const all = (this.#blockAt(block) + this.#rowBytes * BLOCK_ROWS) >> 2;
    return all + Math.floor(row / TOGETHER) * META_FLOATS + (row % TOGETHER);
  }

  #sketchesAt(block: number): number {
    return this.#blockAt(block) + (this.#rowBytes + META_BYTES / TOGETHER) * BLOCK_ROWS;
  }

  #reach(bytes: number): void {
    const more = bytes - this.#memory.buffer.byteLength;
    if (more > 0) this.#memory.grow(Math.ceil(more / PAGE_BYTES));
    this.#whole = new Int32Array(this.#memory.buffer);
    this.#real = new Float32Array(this.#memory.buffer);
    this.#bytes = new Uint8Array(this.#memory.buffer);
  }
}

/** Null where the processor or the runtime lacks what the codes need: vectors are scanned as floats then. */
export function codesOf(dimension: number): CodeMemory | null {
  try {
    return new CodeMemory(dimension);
  } catch {
    return null;
  }
}

/** The largest component by its size; 1 of a vector of zeros. */
function largestOf(vector: UnitVector): number {
  let largest = -0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]!));
  return largest || 1;
}
