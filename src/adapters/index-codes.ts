/**
 * Vectors as bytes, for a first scan by WebAssembly: sixteen products at a time, which JavaScript has no instructions
 * for. A scan is bound by the memory it reads, so a component has 7 bits and not 16. Each row knows how far its code
 * lies from its vector, so a scanned value bounds the cosine (by Cauchy and Schwarz), and an exact second pass over few
 * rows gives exactly the nearest: over 10,000 questions half a dozen, of some 60 whose bounds reach the best known.
 *
 * One memory serves all scopes of an index, by blocks: each WebAssembly memory reserves gigabytes of addresses, so
 * there cannot be one for each scope.
 */
import type { UnitVector } from "../model.ts";
import { instanceOf, PAGE_BYTES, type WasmMemory } from "../wasm.ts";
import { Best } from "./index-best.ts";
import { askedMostOf, META_BYTES, rowBytesOf, type Scan, scanOf, TOGETHER } from "./index-scan.ts";

/** Rows in a block: a multiple of those that are scanned together. */
export const BLOCK_ROWS: number = 64 * TOGETHER;

/** Largest integer of a component: of a row, which is stored with 64 added, and of the vector asked for. */
const ROW_MAX = 63;
const ROW_ZERO = 64;
const ASKED_MAX = 127;
/** The largest length of a vector, whose square may differ from 1 by a hundredth, and of what floats of 32 bits round. */
const LENGTH_MAX = 1.006;
const ROUNDED_MAX = 1e-5;
/** Rows scanned before a floor is known. */
const FIRST_ROWS = 32;
/** Bytes of one result: where the row's scale and error are, and the bound. */
const RESULT_BYTES = 8;
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
  readonly #rowBytes: number;
  readonly #blockBytes: number;
  /** Byte at which results begin. The memory holds the query, then the results of one block, then the blocks. */
  readonly #outAt: number;
  readonly #blocksAt: number;
  readonly #free: number[] = [];
  #blocks = 0;
  /** Views of the memory, made anew where it grows. */
  #whole: Int32Array = new Int32Array();
  #real: Float32Array = new Float32Array();
  readonly #likely: Likely = { count: 0, rows: [], uppers: [] };
  #asked: Asked = { scale: 1, error: 0, length: 0, bias: 0 };

  /** Throws where the processor or the runtime lacks WebAssembly's relaxed SIMD. */
  constructor(dimension: number) {
    this.dimension = dimension;
    this.#rowBytes = rowBytesOf(dimension);
    this.#blockBytes = this.#rowBytes * BLOCK_ROWS + (META_BYTES / TOGETHER) * BLOCK_ROWS;
    this.#outAt = this.#rowBytes;
    this.#blocksAt = this.#outAt + BLOCK_ROWS * RESULT_BYTES;
    const { memory, exports } = instanceOf(scanOf(dimension), 1);
    this.#memory = memory;
    this.#scan = exports["scan"] as Scan;
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

  write(block: number, row: number, vector: UnitVector): void {
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
    const beside = this.#blockAt(block) + this.#rowBytes * BLOCK_ROWS;
    const meta = (beside >> 2) + Math.floor(row / TOGETHER) * META_FLOATS + (row % TOGETHER);
    this.#real[meta] = scale;
    this.#real[meta + TOGETHER] = Math.sqrt(error) + ROUNDED_MAX;
  }

  /**
   * Of the first `count` rows of blocks, those that may be among the k nearest: the k-th best lower bound is at most the
   * k-th best product, so a row whose upper bound is below it is out.
   */
  likely(blocks: readonly number[], count: number, vector: UnitVector, k: number): Likely {
    this.#ask(vector);
    const likely = this.#likely;
    likely.count = 0;
    const best = new Best(k);
    for (let from = 0; from < count; ) {
      const base = from - (from % BLOCK_ROWS);
      // A few rows first: until k are known, every row is likely.
      const to = Math.min(count, from === 0 ? FIRST_ROWS : base + BLOCK_ROWS);
      this.#scanBlock(blocks[base / BLOCK_ROWS]!, base, { from: from - base, to: to - base }, best);
      from = to;
    }
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

  #reach(bytes: number): void {
    const more = bytes - this.#memory.buffer.byteLength;
    if (more > 0) this.#memory.grow(Math.ceil(more / PAGE_BYTES));
    this.#whole = new Int32Array(this.#memory.buffer);
    this.#real = new Float32Array(this.#memory.buffer);
  }
}

/** The largest component by its size; 1 of a vector of zeros. */
function largestOf(vector: UnitVector): number {
  let largest = -0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]!));
  return largest || 1;
}
