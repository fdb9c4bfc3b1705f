/**
 * A sketch of each row, 256 bits, which a large scope is scanned by before its codes (index-codes.ts): an eighth of the
 * bytes, and no multiplication. A bit says on which side of the scope's centre the vector lies along one of 256 random
 * directions. The query is not reduced to bits: what each four bits of a row add to its product is looked up in a table of
 * sixteen, for sixteen rows at a time (André, Kermarrec, Le Scouarnec: "Cache locality is not enough", VLDB 2015). How far
 * bits alone can be trusted, about a centre and turned at random, is in Gao and Long: "RaBitQ", SIGMOD 2024.
 */
import {
  ADD,
  ADD_EIGHTS,
  BELOW,
  constant,
  GET,
  I32,
  load,
  SET,
  TEE,
  unsigned,
  V128,
  type WasmLoop,
} from "../wasm.ts";

/** Rows that lie together: the same byte of each of them stands side by side. */
export const GROUP_ROWS = 16;
const BITS = 256;
const BYTES = BITS / 8;
/** Bytes of the sketches of a group. */
export const GROUP_BYTES = GROUP_ROWS * BYTES;
/** Tables of what four bits add, and bytes of all of them. */
const TABLES = BITS / 4;
export const TABLES_BYTES = TABLES * GROUP_ROWS;
/** Largest entry of a table: eight of them are added up in a byte. */
const ENTRY_MAX = 30;
const ADDED_IN_BYTES = 8;
/** The largest score that a row can have. */
export const SCORE_MAX = TABLES * ENTRY_MAX;
/** Bytes behind the tables in which the loop keeps the scores of one group. */
export const SCORES_BYTES = 2 * GROUP_ROWS;
/** Bytes of what is written for a row: its number, then its score, as integers of 32 bits. */
export const FOUND_BYTES = 8;

/**
 * `group` to before `end` are sketches of groups, whose rows are numbered from `row` on; `tables` are those of the query.
 * Writes to `out` each row whose score is at least `floor`. Returns where they end.
 */
export type SketchScan = (
  group: number,
  end: number,
  tables: number,
  out: number,
  floor: number,
  row: number,
) => number;

/** Directions along which vectors of one dimension are sketched: a Hadamard matrix whose columns change sign at random. */
export class Directions {
  readonly #signs: Float64Array;
  readonly #turned: Float64Array;

  constructor(dimension: number) {
    let size = BITS;
    while (size < dimension) size *= 2;
    this.#turned = new Float64Array(size);
    this.#signs = Float64Array.from({ length: dimension }, (_, i) => signOf(i));
  }

  /**
   * Where the vector lies along each direction, from the centre, in the first 256 numbers. Valid until the next call.
   */
  along(vector: ArrayLike<number>, centre: Float64Array | null = null): Float64Array {
    const turned = this.#turned;
    const signs = this.#signs;
    turned.fill(0);
    for (let i = 0; i < signs.length; i++) turned[i] = (vector[i] ?? 0) * (signs[i] ?? 0);
    for (let half = 1; half < turned.length; half *= 2)
      for (let from = 0; from < turned.length; from += 2 * half)
        for (let i = from; i < from + half; i++) {
          const one = turned[i] ?? 0;
          const other = turned[i + half] ?? 0;
          turned[i] = one + other;
          turned[i + half] = one - other;
        }
    if (centre !== null) for (let i = 0; i < BITS; i++) turned[i] = (turned[i] ?? 0) - (centre[i] ?? 0);
    return turned;
  }
}

/** The same for every process, so that a search never depends on chance. A mix of bits, as at the end of MurmurHash3. */
function signOf(i: number): number {
  let mixed = Math.imul((i + 1) ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) & 1) === 0 ? 1 : -1;
}

/** Where the middle of some vectors lies along the directions. */
export function centreOf(directions: Directions, vectors: readonly ArrayLike<number>[]): Float64Array {
  const centre = new Float64Array(BITS);
  for (const vector of vectors) {
    const along = directions.along(vector);
    for (const [i, before] of centre.entries()) centre[i] = before + (along[i] ?? 0) / vectors.length;
  }
  return centre;
}

/** Writes the sketch of row `row` of the groups that begin at `groups` of `bytes`. */
export function writeSketch(bytes: Uint8Array, groups: number, row: number, along: Float64Array): void {
  let at = groups + Math.floor(row / GROUP_ROWS) * GROUP_BYTES + (row % GROUP_ROWS);
  for (let from = 0; from < BITS; from += 8, at += GROUP_ROWS) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit++) if ((along[from + bit] ?? 0) >= 0) byte |= 1 << bit;
    bytes[at] = byte;
  }
}

/** Writes the tables of a query: what each four bits of a row add to a sum that orders rows as their products do. */
export function writeTables(bytes: Uint8Array, at: number, along: Float64Array): void {
  let most = -0;
  for (let from = 0; from < BITS; from += 4) {
    let sum = -0;
    for (let bit = from; bit < from + 4; bit++) sum += Math.abs(along[bit] ?? 0);
    most = Math.max(most, sum);
  }
  const step = most === 0 ? 0 : ENTRY_MAX / 2 / most;
  for (let from = 0, to = at; from < BITS; from += 4, to += GROUP_ROWS) {
    // Without any bit first, rounded up by half; then each bit's entries are those without it and twice what it says.
    let least = ENTRY_MAX / 2 + 0.5;
    for (let bit = from; bit < from + 4; bit++) least -= (along[bit] ?? 0) * step;
    TABLE[0] = least;
    for (let bit = 0; bit < 4; bit++) {
      const twice = 2 * (along[from + bit] ?? 0) * step;
      for (let bits = 0; bits < 1 << bit; bits++) TABLE[bits + (1 << bit)] = (TABLE[bits] ?? 0) + twice;
    }
    // Stored as bytes, which drops what is behind the point.
    bytes.set(TABLE, to);
  }
}
/** One table before it is rounded. */
const TABLE = new Float64Array(GROUP_ROWS);

/** Numbers of the function's variables: parameters, then locals. */
const [GROUP, END, TABLES_AT, OUT, FLOOR, ROW] = [0, 1, 2, 3, 4, 5];
const [WHICH, AMONG, SUM, LOW, HIGH, BITS_OF, NIBBLE] = [6, 7, 8, 9, 10, 11, 12];

const VECTOR = [0xfd, 0x0c]; // v128.const
const AND = [0xfd, 0x4e]; // v128.and
const SHIFT = [0xfd, 0x8d, 0x01]; // i16x8.shr_u
const LOOK_UP = [0xfd, 0x80, 0x02]; // i8x16.relaxed_swizzle
const ADD_BYTES = [0xfd, 0x6e]; // i8x16.add
const [WIDEN_LOW, WIDEN_HIGH] = [
  [0xfd, 0x89, 0x01], // i16x8.extend_low_i8x16_u
  [0xfd, 0x8a, 0x01], // i16x8.extend_high_i8x16_u
];
const [SPLAT, REACH, MASK] = [
  [0xfd, 0x10], // i16x8.splat
  [0xfd, 0x36], // i16x8.ge_u
  [0xfd, 0x84, 0x01], // i16x8.bitmask
];
const [SHIFT_LEFT, OR, BOTH, LESS, TIMES] = [0x74, 0x72, 0x71, 0x6b, 0x6c];
const LOWEST = 0x68; // i32.ctz
const STORE = [0x36, 2];
const LOAD_SCORE = [0x2f, 1, ...unsigned(TABLES_BYTES)]; // i32.load16_u

/** The loop over groups, whose name is `sketches`; a `SketchScan`. */
export function sketchLoop(): WasmLoop {
  // biome-ignore format: one instruction or two a line, what they do beside them
  const body = [
    2, 2, I32, 5, V128,                         // locals: WHICH and AMONG; SUM, LOW, HIGH, BITS_OF and NIBBLE
    ...VECTOR, ...Array<number>(16).fill(15), SET, NIBBLE,
    0x03, 0x40,                                 // loop over groups
    ...VECTOR, ...Array<number>(16).fill(0), TEE, LOW, SET, HIGH,
    ...Array.from({ length: BYTES }, (_, nth) => added(nth)).flat(),
    ...reaching(LOW), ...reaching(HIGH), 0x41, 8, SHIFT_LEFT, OR, TEE, WHICH,
    0x04, 0x40,                                 //   if any row does
    GET, TABLES_AT, GET, LOW, ...stored(TABLES_BYTES), GET, TABLES_AT, GET, HIGH, ...stored(TABLES_BYTES + 16),
    0x03, 0x40,                                 //     loop over them
    GET, OUT, GET, ROW, GET, WHICH, LOWEST, TEE, AMONG, ADD, ...STORE, 0,
    GET, OUT, GET, TABLES_AT, GET, AMONG, ...constant(2), TIMES, ADD, ...LOAD_SCORE, ...STORE, 4,
    GET, OUT, ...constant(FOUND_BYTES), ADD, SET, OUT,
    GET, WHICH, GET, WHICH, ...constant(1), LESS, BOTH, TEE, WHICH, 0x0d, 0,
    0x0b,
    0x0b,
    GET, ROW, ...constant(GROUP_ROWS), ADD, SET, ROW,
    GET, GROUP, ...constant(GROUP_BYTES), ADD, TEE, GROUP,
    GET, END, BELOW, 0x0d, 0,                   //   again while GROUP < END
    0x0b,
    GET, OUT,
    0x0b,
  ];
  return { name: "sketches", parameters: [I32, I32, I32, I32, I32, I32], results: [I32], body };
}

/** Adds what one byte of each row says: its lower four bits, then its upper four. */
function added(nth: number): number[] {
  const turn = (2 * nth) % ADDED_IN_BYTES;
  const low = [GET, TABLES_AT, ...load(32 * nth), GET, BITS_OF, GET, NIBBLE, ...AND, ...LOOK_UP];
  const high = [GET, TABLES_AT, ...load(32 * nth + 16)];
  const upper = [GET, BITS_OF, 0x41, 4, ...SHIFT, GET, NIBBLE, ...AND, ...LOOK_UP];
  const widened = (half: number, widen: readonly number[]) => [
    ...[GET, half, GET, SUM, ...widen, ...ADD_EIGHTS, SET, half],
  ];
  return [
    ...[GET, GROUP, ...load(GROUP_ROWS * nth), SET, BITS_OF],
    ...(turn === 0 ? low : [GET, SUM, ...low, ...ADD_BYTES]),
    ...[...high, ...upper, ...ADD_BYTES, SET, SUM],
    ...(turn + 2 < ADDED_IN_BYTES ? [] : [...widened(LOW, WIDEN_LOW), ...widened(HIGH, WIDEN_HIGH)]),
  ];
}

function reaching(half: number): number[] {
  return [GET, half, GET, FLOOR, ...SPLAT, ...REACH, ...MASK];
}

/** Stores sixteen bytes at an address on the stack, so many further. */
function stored(offset: number): number[] {
  return [0xfd, 0x0b, 0, ...unsigned(offset)];
}
