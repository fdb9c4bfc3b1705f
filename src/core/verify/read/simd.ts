/**
 * The two loops that are worth machine code: the dot product of two rows of signed bytes, and a row added to a sum, eight at
 * a time. A tenth of what the same loops take in JavaScript, which has no such instructions. Written out because they are
 * too small for a compiler in the build.
 */
import {
  ADD,
  BELOW,
  F64,
  GET,
  I32,
  instanceOf,
  LANE,
  moduleOf,
  SET,
  TEE,
  V128,
  type WasmMemory,
} from "../../../wasm.ts";

/** The memory of all rows. */
export interface RowMemory extends WasmMemory {
  /**
   * Dot product of two rows that begin at bytes `a` and `b`; the first ends before `end`. Row lengths are multiples of
   * 8.
   */
  dot(a: number, b: number, end: number): number;
  /**
   * Adds `scale` times the row that begins at the byte `row` and ends before `end` to the 64-bit floating point numbers that
   * begin at the byte `sum`: each as `sum[i] += row[i] * scale` would, to the last digit.
   */
  add(row: number, end: number, sum: number, scale: number): void;
}

/** Makes the SIMD kernels; throws where processor or runtime lack them. */
export function rowMemory(pages: number): RowMemory {
  const { memory, exports } = instanceOf(MODULE, pages);
  return {
    get buffer() {
      return memory.buffer;
    },
    grow: (more) => memory.grow(more),
    dot: exports["dot"] as RowMemory["dot"],
    add: exports["add"] as RowMemory["add"],
  };
}

const LOAD_8_AS_16 = [0xfd, 0x01, 0, 0];

/** Parameters and locals of `dot`. */
const [A, B, END, SUM] = [0, 1, 2, 3];
// biome-ignore format: one instruction or two a line, what they do beside them
const DOT = [
  1, 1, V128,                      // one local: four sums of 32 bits
  0x03, 0x40,                      // loop
  GET, SUM,
  GET, A, ...LOAD_8_AS_16,         //   eight bytes of a, signed, as words of 16 bits
  GET, B, ...LOAD_8_AS_16,         //   and of b
  0xfd, 0xba, 0x01,                //   multiply, and add neighbours: i32x4.dot_i16x8_s
  0xfd, 0xae, 0x01, SET, SUM,      //   i32x4.add
  GET, B, 0x41, 8, ADD, SET, B,    //   b += 8
  GET, A, 0x41, 8, ADD, TEE, A,    //   a += 8
  GET, END, BELOW, 0x0d, 0,         //   again while a < end
  0x0b,
  GET, SUM, ...LANE, 0,
  GET, SUM, ...LANE, 1, ADD,
  GET, SUM, ...LANE, 2, ADD,
  GET, SUM, ...LANE, 3, ADD,
  0x0b,
];

/** Parameters and locals of `add`. */
const [ROW, LAST, TO, SCALE, SCALES, EIGHT, FOUR] = [0, 1, 2, 3, 4, 5, 6];
const HIGH_AS_LOW = [0xfd, 0x0d, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]; // i8x16.shuffle
/** Two of the sums, `offset` bytes behind `TO`, by the two integers of 32 bits that `pair` leaves in the low half. */
// biome-ignore format: one instruction or two a line, what they do beside them
const addTwo = (offset: number, pair: readonly number[]): number[] => [
  GET, TO,
  GET, TO, 0xfd, 0x00, 3, offset,  // v128.load
  ...pair, 0xfd, 0xfe, 0x01,       // f64x2.convert_low_i32x4_s
  GET, SCALES, 0xfd, 0xf2, 0x01,   // f64x2.mul
  0xfd, 0xf0, 0x01,                // f64x2.add
  0xfd, 0x0b, 3, offset,           // v128.store
];
// biome-ignore format: one instruction or two a line, what they do beside them
const SUMMING = [
  1, 3, V128,                      // three locals
  GET, SCALE, 0xfd, 0x14, SET, SCALES, // f64x2.splat
  0x03, 0x40,                      // loop
  GET, ROW, ...LOAD_8_AS_16, SET, EIGHT,
  GET, EIGHT, 0xfd, 0xa7, 0x01, SET, FOUR, // the first four as words of 32 bits: i32x4.extend_low_i16x8_s
  ...addTwo(0, [GET, FOUR]),
  ...addTwo(16, [GET, FOUR, GET, FOUR, ...HIGH_AS_LOW]),
  GET, EIGHT, 0xfd, 0xa8, 0x01, SET, FOUR, // the others: i32x4.extend_high_i16x8_s
  ...addTwo(32, [GET, FOUR]),
  ...addTwo(48, [GET, FOUR, GET, FOUR, ...HIGH_AS_LOW]),
  GET, TO, 0x41, 0xc0, 0, ADD, SET, TO, // to += 64
  GET, ROW, 0x41, 8, ADD, TEE, ROW, // row += 8
  GET, LAST, BELOW, 0x0d, 0,        // again while row < end
  0x0b,
  0x0b,
];

const MODULE = moduleOf([
  { name: "dot", parameters: [I32, I32, I32], results: [I32], body: DOT },
  { name: "add", parameters: [I32, I32, I32, F64], results: [], body: SUMMING },
]);
