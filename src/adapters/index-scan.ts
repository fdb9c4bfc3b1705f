/**
 * The loop over rows of bytes, as WebAssembly for one dimension: the product of each row with the vector asked for, and
 * of those whose bound reaches a floor where they are. Four rows are taken at a time: the query is loaded once for them,
 * and a vector of four says all their bounds.
 *
 * Products are of a signed byte with one of 7 bits: `i16x8.relaxed_dot_i8x16_i7x16_s` of WebAssembly's relaxed SIMD says
 * the same on all machines for those. Its integers have 16 bits, and a few of them are added before they are widened,
 * which takes two thirds of the time of widening each. `askedMostOf` tells how large a query may be for that.
 */
import {
  ADD,
  ADD_EIGHTS,
  BELOW,
  constant,
  F32,
  GET,
  I32,
  LANE,
  load,
  SET,
  TEE,
  V128,
  type WasmLoop,
} from "../wasm.ts";

/** Rows that are scanned together: as many as a vector has floats. */
export const TOGETHER = 4;
/** Beside each four rows: their scales, then the lengths of what their codes lack, as floats of 32 bits. */
export const META_BYTES = 32;
/** Components that one turn of the loop multiplies, those of one instruction, and instructions before sums are widened. */
const TURN = 128;
const LANES = 16;
const DEEP = 4;
/** Largest sum of 16 bits over the largest code of a row. */
const SUM_MAX = Math.floor(32_767 / 127);

/**
 * The query stands at the byte 0. `row` to before `end` are rows, and from `meta` on what stands beside them. Writes to
 * `out` pairs of where a row's scale is and of its upper bound, of those that reach `floor`. Returns where they end.
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

/**
 * Each integer of 32 bits of a list from `list` to before `end` is where a row begins; in its place stands the product of
 * its integers with the query's afterwards.
 */
export type Products = (list: number, end: number) => void;

/** Bytes of a row of so many components. */
export function rowBytesOf(dimension: number): number {
  return Math.ceil(dimension / TURN) * TURN;
}

/**
 * By how much a vector may be multiplied before its components are rounded to integers, so that none is above `most` and
 * no sum of products leaves 16 bits.
 */
export function askedMostOf(vector: Float32Array, most: number): number {
  // Floats begin at -0, see `dot` (model.ts).
  let largest = -0;
  let fullest = -0;
  for (let group = 0; group < vector.length; group += DEEP * LANES)
    for (let lane = group; lane < group + LANES; lane += 2) {
      let sum = -0;
      for (let at = lane; at < lane + DEEP * LANES; at += LANES) {
        const one = Math.abs(vector[at] ?? 0);
        const two = Math.abs(vector[at + 1] ?? 0);
        largest = Math.max(largest, one, two);
        sum += one + two;
      }
      fullest = Math.max(fullest, sum);
    }
  // Rounding may add half to each of the components of a sum.
  return largest === 0 ? 1 : Math.min(most / largest, (SUM_MAX - DEEP) / fullest);
}

/** Numbers of the function's variables: its parameters, its locals, and the sums of each row. */
const [ROW, END, META, OUT, BIAS, SCALE, LENGTH, FLOOR] = [0, 1, 2, 3, 4, 5, 6, 7];
const [AT, UPPERS, QUERY, SUMS] = [8, 9, 10, 10 + DEEP];

const ZEROS = [0xfd, 0x0c, ...Array<number>(16).fill(0)]; // v128.const 0
const DOT = [0xfd, 0x92, 0x02]; // i16x8.relaxed_dot_i8x16_i7x16_s
const WIDEN = [0xfd, 0x7e]; // i32x4.extadd_pairwise_i16x8_s
const ADD_FOURS = [0xfd, 0xae, 0x01]; // i32x4.add
const [INTEGERS, SUBTRACT, AS_FLOATS] = [
  [0xfd, 0x11], // i32x4.splat
  [0xfd, 0xb1, 0x01], // i32x4.sub
  [0xfd, 0xfa, 0x01], // f32x4.convert_i32x4_s
];
const [FLOATS, TIMES, PLUS, REACH, ANY, FLOAT] = [
  [0xfd, 0x13], // f32x4.splat
  [0xfd, 0xe6, 0x01], // f32x4.mul
  [0xfd, 0xe4, 0x01], // f32x4.add
  [0xfd, 0x46], // f32x4.ge
  [0xfd, 0x53], // v128.any_true
  [0xfd, 0x1f], // f32x4.extract_lane
];
const REACHES = 0x60; // f32.ge
const [STORE, STORE_FLOAT] = [
  [0x36, 2],
  [0x38, 2],
];
const rows = Array.from({ length: TOGETHER }, (_, nth) => nth);
const deep = Array.from({ length: DEEP }, (_, nth) => nth);
const lanes = [0, 1, 2, 3];

/** The loop over rows that follow each other, whose name is `scan`; a `Scan`. */
export function scanLoop(dimension: number): WasmLoop {
  const rowBytes = rowBytesOf(dimension);
  const groups = groupsOf(TURN);
  // biome-ignore format: one instruction or two a line, what they do beside them
  const body = [
    2, 1, I32, 1 + DEEP + TOGETHER, V128,       // locals: AT; UPPERS, QUERY and SUMS
    0x03, 0x40,                                 // loop over rows, four at a time
    ...constant(0), SET, AT,
    ...rows.flatMap((nth) => [...ZEROS, SET, SUMS + nth]),
    0x03, 0x40,                                 //   loop over the components of a row
    ...groups.flatMap((from) => [
      ...deep.flatMap((nth) => [GET, AT, ...load(from + nth * LANES), SET, QUERY + nth]),
      ...rows.flatMap((nth) => [GET, SUMS + nth, ...products(nth * rowBytes + from), ...ADD_FOURS, SET, SUMS + nth]),
    ]),
    GET, ROW, ...constant(TURN), ADD, SET, ROW,
    GET, AT, ...constant(TURN), ADD, TEE, AT,
    ...constant(rowBytes), BELOW, 0x0d, 0,      //     again while AT < rowBytes
    0x0b,
    ...uppers(),
    GET, UPPERS, GET, FLOOR, ...FLOATS, ...REACH, ...ANY, 0x04, 0x40, // few ever do
    ...rows.flatMap(told),
    0x0b,
    GET, META, ...constant(META_BYTES), ADD, SET, META,
    GET, ROW, ...constant(rowBytes * (TOGETHER - 1)), ADD, TEE, ROW,
    GET, END, BELOW, 0x0d, 0,                   //   again while ROW < END
    0x0b,
    GET, OUT,
    0x0b,
  ];
  const parameters = [I32, I32, I32, I32, I32, F32, F32, F32];
  return { name: "scan", parameters, results: [I32], body };
}

/** Numbers of the variables of the loop over named rows. */
const NAMED = { list: 0, end: 1, row: 2, at: 3, sum: 4, query: 5 } as const;

/** The loop over rows that lie anywhere, whose name is `products`; a `Products`. */
export function productsLoop(dimension: number): WasmLoop {
  const { row, list, end, at, sum, query } = NAMED;
  const rowBytes = rowBytesOf(dimension);
  // biome-ignore format: one instruction or two a line, what they do beside them
  const body = [
    2, 2, I32, 1 + DEEP, V128,                  // locals: ROW and AT; SUM and QUERY
    0x03, 0x40,                                 // loop over the list
    GET, list, 0x28, 2, 0, SET, row,
    ...constant(0), SET, at, ...ZEROS, SET, sum,
    0x03, 0x40,                                 //   loop over the components of a row
    ...groupsOf(TURN).flatMap((from) => [
      ...deep.flatMap((nth) => [GET, at, ...load(from + nth * LANES), SET, query + nth]),
      ...[GET, sum, ...products(from, row, query), ...ADD_FOURS, SET, sum],
    ]),
    GET, row, ...constant(TURN), ADD, SET, row,
    GET, at, ...constant(TURN), ADD, TEE, at,
    ...constant(rowBytes), BELOW, 0x0d, 0,      //     again while AT < rowBytes
    0x0b,
    GET, list, ...lanes.flatMap((nth) => [GET, sum, ...LANE, nth, ...(nth === 0 ? [] : [ADD])]), ...STORE, 0,
    GET, list, ...constant(4), ADD, TEE, list,
    GET, end, BELOW, 0x0d, 0,                   //   again while LIST < END
    0x0b,
    0x0b,
  ];
  return { name: "products", parameters: [I32, I32], results: [], body };
}

function groupsOf(components: number): number[] {
  return Array.from({ length: components / (DEEP * LANES) }, (_, nth) => DEEP * LANES * nth);
}

/** The products of a row's components from an offset on with those of the query, in four sums of 32 bits. */
function products(offset: number, row = ROW, query = QUERY): number[] {
  const each = deep.map((nth) => [GET, query + nth, GET, row, ...load(offset + nth * LANES), ...DOT]);
  return [...each[0]!, ...each.slice(1).flatMap((one) => [...one, ...ADD_EIGHTS]), ...WIDEN];
}

/** UPPERS = (sums - BIAS) * the rows' scales * SCALE + the rows' errors * LENGTH. */
function uppers(): number[] {
  const pair = (nth: number) => crossed(SUMS + nth, SUMS + nth + 1, 4);
  // biome-ignore format: one step a line
  return [
    ...pair(0), SET, SUMS, ...pair(2), SET, SUMS + 1,
    ...crossed(SUMS, SUMS + 1, 8),
    GET, BIAS, ...INTEGERS, ...SUBTRACT, ...AS_FLOATS,
    GET, META, ...load(0), ...TIMES, GET, SCALE, ...FLOATS, ...TIMES,
    GET, META, ...load(16), GET, LENGTH, ...FLOATS, ...TIMES, ...PLUS, SET, UPPERS,
  ];
}

/** The halves of two vectors added, their pieces of so many bytes by turns: half of the way to the sum of each. */
function crossed(one: number, two: number, pieceBytes: number): number[] {
  const half = (from: number) =>
    Array.from({ length: 16 }, (_, at) => {
      const piece = Math.floor(at / pieceBytes);
      return (piece % 2) * 16 + from + Math.floor(piece / 2) * pieceBytes + (at % pieceBytes);
    });
  const shuffled = (from: number) => [GET, one, GET, two, 0xfd, 0x0d, ...half(from)];
  return [...shuffled(0), ...shuffled(8), ...ADD_FOURS];
}

/** Writes to OUT where the row's scale is and its upper bound, if that reaches FLOOR. */
function told(nth: number): number[] {
  // biome-ignore format: one instruction or two a line
  return [
    GET, UPPERS, ...FLOAT, nth, GET, FLOOR, REACHES, 0x04, 0x40,
    GET, OUT, GET, META, ...constant(4 * nth), ADD, ...STORE, 0,
    GET, OUT, GET, UPPERS, ...FLOAT, nth, ...STORE_FLOAT, 4,
    GET, OUT, ...constant(8), ADD, SET, OUT,
    0x0b,
  ];
}
