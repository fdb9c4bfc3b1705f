/**
 * The dot product of two rows of signed bytes as a WebAssembly SIMD loop, eight bytes at a time. Takes a tenth of the
 * time of the loop in JavaScript, which has no such instructions. Written in bytes, since a compiler in the build would
 * be too much for one loop.
 */
export interface DotMemory {
  /** The memory of all rows. `grow` replaces it, so read it anew afterwards. */
  readonly buffer: ArrayBuffer;
  /** Adds `pages` pages of 64 KiB. Throws RangeError where there is no more memory. */
  grow(pages: number): void;
  /**
   * Dot product of two rows that begin at bytes `a` and `b`; the first ends before `end`. Row lengths are multiples of
   * 8.
   */
  dot(a: number, b: number, end: number): number;
}

export const PAGE_BYTES = 65_536;

/** The part of the platform's WebAssembly API used here, which TypeScript's ES library does not declare. */
declare const WebAssembly: {
  readonly Memory: new (size: {
    readonly initial: number;
  }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
};

/** Makes a memory of `pages` pages and its dot product. Throws where processor or runtime lack SIMD. */
export function dotMemory(pages: number): DotMemory {
  const memory = new WebAssembly.Memory({ initial: pages });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(MODULE), { m: { m: memory } });
  return {
    get buffer() {
      return memory.buffer;
    },
    grow: (more) => void memory.grow(more),
    dot: exports["dot"] as DotMemory["dot"],
  };
}

const [I32, V128] = [0x7f, 0x7b];
const [GET, SET, TEE] = [0x20, 0x21, 0x22];
const [A, B, END, SUM] = [0, 1, 2, 3];
const ADD = 0x6a;
const LOAD_8_AS_16 = [0xfd, 0x01, 0, 0];
const LANE = [0xfd, 0x1b];

// biome-ignore format: one instruction or two a line, what they do beside them
const BODY = [
  1, 1, V128,                      // one local: four sums of 32 bits
  0x03, 0x40,                      // loop
  GET, SUM,
  GET, A, ...LOAD_8_AS_16,         //   eight bytes of a, signed, as words of 16 bits
  GET, B, ...LOAD_8_AS_16,         //   and of b
  0xfd, 0xba, 0x01,                //   multiply, and add neighbours: i32x4.dot_i16x8_s
  0xfd, 0xae, 0x01, SET, SUM,      //   i32x4.add
  GET, B, 0x41, 8, ADD, SET, B,    //   b += 8
  GET, A, 0x41, 8, ADD, TEE, A,    //   a += 8
  GET, END, 0x49, 0x0d, 0,         //   again while a < end
  0x0b,
  GET, SUM, ...LANE, 0,
  GET, SUM, ...LANE, 1, ADD,
  GET, SUM, ...LANE, 2, ADD,
  GET, SUM, ...LANE, 3, ADD,
  0x0b,
];

// LEB128 encodes a length below 128 in one byte; all lengths here are below it.
const section = (id: number, bytes: readonly number[]): number[] => [id, bytes.length, ...bytes];
const name = (text: string): number[] => [text.length, ...[...text].map((letter) => letter.charCodeAt(0))];

// biome-ignore format: one section a line
const MODULE = Uint8Array.from([
  0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,                          // "\0asm", version 1
  ...section(1, [1, 0x60, 3, I32, I32, I32, 1, I32]),          // type 0: three integers to one
  ...section(2, [1, ...name("m"), ...name("m"), 0x02, 0, 1]),  // imports a memory of at least one page
  ...section(3, [1, 0]),                                       // function 0 is of type 0
  ...section(7, [1, ...name("dot"), 0x00, 0]),                 // and exported
  ...section(10, [1, BODY.length, ...BODY]),
]);
