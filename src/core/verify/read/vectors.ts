/**
 * The vectors of all words seen so far, as rows of signed bytes in one block of memory. A row keeps only the direction:
 * it is scaled so that its largest value is 127, which changes a cosine by less than 0.005.
 */
import { PAGE_BYTES } from "../../../wasm.ts";
import { type RowMemory, rowMemory } from "./simd.ts";

const STEPS = 127;
/** 256 KiB at first; doubled when full. */
const FIRST_PAGES = 4;

export class WordVectors {
  readonly dimension: number;
  /** Bytes of a row: the dimension, rounded up to a multiple of 8. */
  readonly #stride: number;
  readonly #memory: RowMemory;
  #bytes: Int8Array;
  /** The sum that is being made, at the beginning of memory; rows lie behind it. */
  #sum: Float64Array;
  readonly #firstRow: number;
  /** One over the length of a row. */
  #inverse: Float64Array;
  /** Euclidean length of the vector from which each row was made: the embedder's weight of the word. */
  #lengths: Float64Array;
  #rows = 0;

  constructor(dimension: number) {
    this.dimension = dimension;
    this.#stride = Math.ceil(dimension / 8) * 8;
    this.#firstRow = this.#stride * Float64Array.BYTES_PER_ELEMENT;
    this.#memory = rowMemory(FIRST_PAGES);
    this.#bytes = new Int8Array(this.#memory.buffer);
    this.#sum = new Float64Array(this.#memory.buffer, 0, this.#stride);
    this.#inverse = new Float64Array(this.#room());
    this.#lengths = new Float64Array(this.#inverse.length);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Adds a vector and returns its row; -1 for a vector of zeros, which is not added. */
  add(vector: Float32Array): number {
    let most = 0;
    for (let i = 0; i < vector.length; i++) most = Math.max(most, Math.abs(vector[i]!));
    if (!(most > 0) || !Number.isFinite(most)) return -1;
    if (this.#rows === this.#inverse.length) this.#grow();
    const from = this.#firstRow + this.#rows * this.#stride;
    let squares = 0;
    for (let i = 0; i < this.dimension; i++) {
      const step = Math.round((vector[i]! / most) * STEPS);
      this.#bytes[from + i] = step;
      squares += step * step;
    }
    this.#inverse[this.#rows] = 1 / Math.sqrt(squares);
    this.#lengths[this.#rows] = (Math.sqrt(squares) * most) / STEPS;
    return this.#rows++;
  }

  /** Cosine of two rows, -1 to 1; 0 where a row is -1. */
  cosine(a: number, b: number): number {
    if (a < 0 || b < 0) return 0;
    const stride = this.#stride;
    const first = this.#firstRow;
    const dot = this.#memory.dot(first + a * stride, first + b * stride, first + (a + 1) * stride);
    return dot * this.#inverse[a]! * this.#inverse[b]!;
  }

  /**
   * The weighted sum of some words' vectors, scaled to length 1; null where none of them has a vector. `lengths`: each
   * word is also weighted by the length of its vector, as in the built-in embedder.
   */
  sum(
    words: readonly { readonly row: number; readonly weight: number }[],
    lengths = false,
  ): Float32Array | null {
    const sum = this.#sum.fill(0);
    for (const { row, weight } of words) {
      if (row < 0) continue;
      const from = this.#firstRow + row * this.#stride;
      const scale = weight * this.#inverse[row]! * (lengths ? this.#lengths[row]! : 1);
      this.#memory.add(from, from + this.#stride, 0, scale);
    }
    let squares = 0;
    for (let i = 0; i < this.dimension; i++) squares += sum[i]! * sum[i]!;
    if (squares < 1e-18) return null;
    const scale = 1 / Math.sqrt(squares);
    const out = new Float32Array(this.dimension);
    for (let i = 0; i < out.length; i++) out[i] = sum[i]! * scale;
    return out;
  }

  clear(): void {
    this.#rows = 0;
  }

  /** How many rows there is memory for. */
  #room(): number {
    return Math.floor((this.#bytes.length - this.#firstRow) / this.#stride);
  }

  #grow(): void {
    this.#memory.grow(this.#bytes.length / PAGE_BYTES);
    this.#bytes = new Int8Array(this.#memory.buffer);
    this.#sum = new Float64Array(this.#memory.buffer, 0, this.#stride);
    const inverse = new Float64Array(this.#room());
    inverse.set(this.#inverse);
    this.#inverse = inverse;
    const lengths = new Float64Array(inverse.length);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
  }
}
