/**
 * WebAssembly modules written out as bytes: for loops that JavaScript has no instructions for, and that are too small for a
 * compiler in the build. A module has one memory, made with it, and exports its loops by name.
 */

/** A page of WebAssembly's memory, bytes. */
export const PAGE_BYTES = 65_536;

/** Types of values: integers of 32 bits, floating point numbers of 32 and 64, and vectors of 128. */
export const [I32, F32, F64, V128] = [0x7f, 0x7d, 0x7c, 0x7b];
/** local.get, local.set and local.tee; the local's number follows. */
export const [GET, SET, TEE] = [0x20, 0x21, 0x22];
/** i32.add and i32.lt_u. */
export const [ADD, BELOW] = [0x6a, 0x49];
/** i16x8.add. */
export const ADD_EIGHTS: readonly number[] = [0xfd, 0x8e, 0x01];
/** i32x4.extract_lane; the lane's number follows. */
export const LANE: readonly number[] = [0xfd, 0x1b];

/** Sixteen bytes from an address on the stack, so many bytes further. */
export function load(offset: number): number[] {
  return [0xfd, 0x00, 0, ...unsigned(offset)];
}

/** A constant on the stack, not negative. */
export function constant(n: number): number[] {
  return [0x41, ...signed(n)];
}

/** LEB128 of a signed integer, as WebAssembly writes constants. */
function signed(n: number): number[] {
  return n < 64 ? [n] : [(n & 127) | 128, ...signed(n >>> 7)];
}

export interface WasmLoop {
  readonly name: string;
  /** Types of its parameters, and of what it returns. */
  readonly parameters: readonly number[];
  readonly results: readonly number[];
  /** Its locals and instructions, the last `end` included. */
  readonly body: readonly number[];
}

export interface WasmMemory {
  /** Replaced where the memory grows: it must be read anew then. */
  readonly buffer: ArrayBuffer;
  /** Adds pages. Throws RangeError where there is no more memory. */
  grow(pages: number): number;
}

/** The part of the platform's API used here, which TypeScript's ES library does not declare. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
};

/** A length in LEB128, as WebAssembly writes all lengths and offsets. */
export function unsigned(n: number): number[] {
  return n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)];
}
const list = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...list(bytes)];
const name = (text: string): number[] => list([...text].map((letter) => letter.charCodeAt(0)));

/** The bytes of a module. Function and type of a loop have its place in the list as their number. */
export function moduleOf(loops: readonly WasmLoop[]): Uint8Array {
  const all = (of: (loop: WasmLoop, nth: number) => readonly number[]): number[] => [
    ...unsigned(loops.length),
    ...loops.flatMap(of),
  ];
  // biome-ignore format: one section a line
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,                                                         // "\0asm", version 1
    ...section(1, all(({ parameters, results }) => [0x60, ...list(parameters), ...list(results)])), // types
    ...section(2, [1, ...name("m"), ...name("m"), 0x02, 0, 1]),                                 // a memory of at least a page
    ...section(3, all((_loop, nth) => [nth])),                                                  // functions, by type
    ...section(7, all((loop, nth) => [...name(loop.name), 0x00, nth])),                         // exports
    ...section(10, all(({ body }) => list(body))),
  ]);
}

/** Throws where the processor or the runtime lacks what the module needs, SIMD for example. */
export function instanceOf(module: Uint8Array, pages: number) {
  const memory = new WebAssembly.Memory({ initial: pages });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), { m: { m: memory } });
  return { memory, exports };
}
