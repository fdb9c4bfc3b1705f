/**
 * Vectors as 16-bit integers, for a first scan by WebAssembly: eight products at a time, which JavaScript has no
 * instructions for. 10,000 rows of 256 components take about a tenth of the time of a scan of floats. A scanned value
 * is near enough to the cosine (`errorMax`) that an exact second pass over few rows gives exactly the nearest.
 *
 * One memory serves all scopes of an index, by blocks: each WebAssembly memory reserves gigabytes of addresses, so
 * there cannot be one for each scope.
 */
import type { UnitVector } from "../model.ts";
import {
  ADD,
  BELOW,
  GET,
  I32,
  instanceOf,
  LANE,
  moduleOf,
  PAGE_BYTES,
  SET,
  TEE,
  V128,
  type WasmMemory,
} from "../wasm.ts";

/** Rows in a block. */
export const BLOCK_ROWS = 256;
/**
 * The integer that stands for 1. No sum can overflow 32 bits: by Cauchy and Schwarz the product of two vectors whose
 * length is at most 1.005 stays below 32,160², partial sums too.
 */
const SCALE = 32_000;
/** 16-bit integers that one instruction multiplies, and how many such instructions one turn of the loop has. */
const LANES = 8;
const UNROLLED = 4;

type CodeScan = (query: number, row: number, end: number, rowBytes: number, out: number) => void;

export class CodeMemory {
  readonly dimension: number;
  /**
   * The largest difference between a scanned value and the true product of the two vectors. Rounding moves each of the
   * d components by half a step at most, so each vector by sqrt(d) / 2 steps; doubled for the lengths and the floats.
   */
  readonly errorMax: number;
  readonly #memory: WasmMemory;
  readonly #scan: CodeScan;
  readonly #rowBytes: number;
  readonly #blockBytes: number;
  /** Byte at which results begin. The memory holds the query, then the results of one block, then the blocks. */
  readonly #outAt: number;
  readonly #blocksAt: number;
  readonly #free: number[] = [];
  #blocks = 0;

  /** Throws where the processor or the runtime lacks WebAssembly SIMD. */
  constructor(dimension: number) {
    this.dimension = dimension;
    this.errorMax = (2 * Math.sqrt(dimension)) / SCALE;
    this.#rowBytes = Math.ceil(dimension / (LANES * UNROLLED)) * LANES * UNROLLED * 2;
    this.#blockBytes = this.#rowBytes * BLOCK_ROWS;
    this.#outAt = this.#rowBytes;
    this.#blocksAt = this.#outAt + BLOCK_ROWS * 4;
    const { memory, exports } = instanceOf(MODULE, 1);
    this.#memory = memory;
    this.#scan = exports["scan"] as CodeScan;
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
    this.#put(this.#rowAt(block, row), vector);
  }

  /** Sets the vector that the next scans compare with. */
  ask(vector: UnitVector): void {
    this.#put(0, vector);
  }

  /**
   * Products of the vector asked for with the first rows of a block; `UNIT` stands for 1. Valid until the next call.
   */
  scan(block: number, rows: number): Int32Array {
    const at = this.#rowAt(block, 0);
    this.#scan(0, at, at + rows * this.#rowBytes, this.#rowBytes, this.#outAt);
    return new Int32Array(this.#memory.buffer, this.#outAt, rows);
  }

  #rowAt(block: number, row: number): number {
    return this.#blocksAt + block * this.#blockBytes + row * this.#rowBytes;
  }

  #put(at: number, vector: UnitVector): void {
    const words = new Int16Array(this.#memory.buffer, at, this.dimension);
    for (let i = 0; i < vector.length; i++) words[i] = Math.round(vector[i]! * SCALE);
  }

  #reach(bytes: number): void {
    const more = bytes - this.#memory.buffer.byteLength;
    if (more > 0) this.#memory.grow(Math.ceil(more / PAGE_BYTES));
  }
}

/** The scanned value that stands for a product of 1. */
export const UNIT = SCALE * SCALE;

/**
 * Numbers of the WebAssembly function's variables: its parameters scan(query, row, end, rowBytes, out), then its
 * locals: where the query is read, where the row ends, and two times four sums, so that no addition waits for the one
 * before it.
 */
const [QUERY, ROW, END, ROW_BYTES, OUT, AT, ROW_END, SUMS] = [0, 1, 2, 3, 4, 5, 6, 7];
const ADD_FOURS = [0xfd, 0xae, 0x01]; // i32x4.add
const ZEROS = [0xfd, 0x0c, ...Array<number>(16).fill(0)]; // v128.const 0
/** Sixteen bytes from an address on the stack, so many bytes further. */
const loadAt = (offset: number): number[] => [0xfd, 0x00, 0, offset];
/** Multiplies eight words of the query with eight of the row, and adds the products of neighbours to four sums. */
const multiply = (nth: number): number[] => {
  const sums = SUMS + (nth & 1);
  const product = [0xfd, 0xba, 0x01]; // i32x4.dot_i16x8_s
  const [query, row] = [
    [GET, AT, ...loadAt(16 * nth)],
    [GET, ROW, ...loadAt(16 * nth)],
  ];
  return [...query, ...row, ...product, GET, sums, ...ADD_FOURS, SET, sums];
};

// biome-ignore format: one instruction or two a line, what they do beside them
const BODY = [
  2, 2, I32, 2, V128,                  // locals: two integers, two times four sums of 32 bits
  0x03, 0x40,                          // loop over rows
  GET, QUERY, SET, AT,
  GET, ROW, GET, ROW_BYTES, ADD, SET, ROW_END,
  ...ZEROS, SET, SUMS,
  ...ZEROS, SET, SUMS + 1,
  0x03, 0x40,                          //   loop over the words of a row
  ...Array.from({ length: UNROLLED }, (_, nth) => multiply(nth)).flat(),
  GET, AT, ...constant(16 * UNROLLED), ADD, SET, AT,
  GET, ROW, ...constant(16 * UNROLLED), ADD, TEE, ROW,
  GET, ROW_END, BELOW, 0x0d, 0,        //     again while row < its end
  0x0b,
  GET, SUMS, GET, SUMS + 1, ...ADD_FOURS, SET, SUMS,
  GET, OUT,
  GET, SUMS, ...LANE, 0,
  GET, SUMS, ...LANE, 1, ADD,
  GET, SUMS, ...LANE, 2, ADD,
  GET, SUMS, ...LANE, 3, ADD,
  0x36, 2, 0,                          //   i32.store
  GET, OUT, 0x41, 4, ADD, SET, OUT,
  GET, ROW, GET, END, BELOW, 0x0d, 0,  //   again while row < end
  0x0b,
  0x0b,
];

/** A constant below 8,192 on the stack, in signed LEB128. */
function constant(n: number): number[] {
  return [0x41, (n & 127) | 128, n >> 7];
}

const MODULE = moduleOf([{ name: "scan", parameters: [I32, I32, I32, I32, I32], results: [], body: BODY }]);
