/**
 * The loop over rows of bytes, as WebAssembly for one dimension: the product of each row with the vector asked for, and
 * of those whose bound reaches a floor where they are. Rows are taken a few at a time, so that the query is loaded once
 * for them.
 *
 * Products are of a signed byte with one of 7 bits: `i32x4.relaxed_dot_i8x16_i7x16_add_s` of WebAssembly's relaxed SIMD
 * says the same on all machines for those, and is one instruction on some.
 */
import { ADD, BELOW, F32, GET, I32, LANE, moduleOf, SET, TEE, V128 } from "../wasm.ts";

/** Rows that are scanned together. */
export const TOGETHER = 4;
/** Beside each row: its scale, and the length of what its code lacks, as floats of 32 bits. */
export const META_BYTES = 8;
/** Components that one turn of the loop multiplies, and those of one instruction. */
const TURN = 128;
const LANES = 16;

/**
 * The query stands at the byte 0. `row` to before `end` are rows, and from `meta` on theirs beside them. Writes to `out`
 * pairs of where a row's scale is and of its upper bound, of those that reach `floor`. Returns where they end.
 */
export type Scan = (
  row: number,
  end: number,
  meta: number,
  out: number,
  bias: number,
  scale: number,
  length: number,
  floor: number,
) => number;

/** Bytes of a row of so many components. */
export function rowBytesOf(dimension: number): number {
  return Math.ceil(dimension / TURN) * TURN;
}

/** Numbers of the function's variables: its parameters, its locals, and the sums of each row. */
const [ROW, END, META, OUT, BIAS, SCALE, LENGTH, FLOOR] = [0, 1, 2, 3, 4, 5, 6, 7];
const [AT, UPPER, QUERY, SUMS] = [8, 9, 10, 11];

const ADD_FOURS = [0xfd, 0xae, 0x01]; // i32x4.add
const ZEROS = [0xfd, 0x0c, ...Array<number>(16).fill(0)]; // v128.const 0
const DOT = [0xfd, 0x93, 0x02]; // i32x4.relaxed_dot_i8x16_i7x16_add_s
/** i8x16.shuffle that exchanges the halves. */
const HALVES = [0xfd, 0x0d, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const [SUBTRACT, AS_FLOAT, TIMES, PLUS, REACHES] = [0x6b, 0xb2, 0x94, 0x92, 0x60];
const [STORE, STORE_FLOAT, FLOAT_AT] = [
  [0x36, 2],
  [0x38, 2],
  [0x2a, 2],
];
const rows = Array.from({ length: TOGETHER }, (_, nth) => nth);

/** The bytes of a module whose `scan` is a `Scan`. */
export function scanOf(dimension: number): Uint8Array {
  const rowBytes = rowBytesOf(dimension);
  const steps = Array.from({ length: TURN / LANES }, (_, nth) => LANES * nth);
  // biome-ignore format: one instruction or two a line, what they do beside them
  const body = [
    4, 1, I32, 1, F32, 1, V128, TOGETHER, V128, // locals: AT; UPPER; QUERY; SUMS
    0x03, 0x40,                                 // loop over rows, a few at a time
    ...constant(0), SET, AT,
    ...rows.flatMap((nth) => [...ZEROS, SET, SUMS + nth]),
    0x03, 0x40,                                 //   loop over the components of a row
    ...steps.flatMap((offset) => [
      GET, AT, ...load(offset), SET, QUERY,
      ...rows.flatMap((nth) => [
        GET, QUERY, GET, ROW, ...load(nth * rowBytes + offset), GET, SUMS + nth, ...DOT, SET, SUMS + nth,
      ]),
    ]),
    GET, ROW, ...constant(TURN), ADD, SET, ROW,
    GET, AT, ...constant(TURN), ADD, TEE, AT,
    ...constant(rowBytes), BELOW, 0x0d, 0,      //     again while AT < rowBytes
    0x0b,
    ...rows.flatMap(told),
    GET, META, ...constant(META_BYTES * TOGETHER), ADD, SET, META,
    GET, ROW, ...constant(rowBytes * (TOGETHER - 1)), ADD, TEE, ROW,
    GET, END, BELOW, 0x0d, 0,                   //   again while ROW < END
    0x0b,
    GET, OUT,
    0x0b,
  ];
  const parameters = [I32, I32, I32, I32, I32, F32, F32, F32];
  return moduleOf([{ name: "scan", parameters, results: [I32], body }]);
}

/** UPPER = (sum - BIAS) * the row's scale * SCALE + the row's error * LENGTH; written to OUT if it reaches FLOOR. */
function told(nth: number): number[] {
  const sums = SUMS + nth;
  const [scaleAt, errorAt] = [META_BYTES * nth, META_BYTES * nth + 4];
  // biome-ignore format: one instruction or two a line
  return [
    GET, sums, GET, sums, GET, sums, ...HALVES, ...ADD_FOURS, TEE, sums,
    ...LANE, 0, GET, sums, ...LANE, 1, ADD,
    GET, BIAS, SUBTRACT, AS_FLOAT,
    GET, META, ...FLOAT_AT, scaleAt, TIMES, GET, SCALE, TIMES,
    GET, META, ...FLOAT_AT, errorAt, GET, LENGTH, TIMES, PLUS, TEE, UPPER,
    GET, FLOOR, REACHES, 0x04, 0x40,
    GET, OUT, GET, META, ...constant(scaleAt), ADD, ...STORE, 0,
    GET, OUT, GET, UPPER, ...STORE_FLOAT, 4,
    GET, OUT, ...constant(8), ADD, SET, OUT,
    0x0b,
  ];
}

/** Sixteen bytes from an address on the stack, so many bytes further. */
function load(offset: number): number[] {
  return [0xfd, 0x00, 0, ...unsigned(offset)];
}

/** A constant on the stack, not negative. */
function constant(n: number): number[] {
  return [0x41, ...signed(n)];
}

/** LEB128, as WebAssembly writes offsets and constants. */
function unsigned(n: number): number[] {
  return n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)];
}

function signed(n: number): number[] {
  return n < 64 ? [n] : [(n & 127) | 128, ...signed(n >>> 7)];
}
