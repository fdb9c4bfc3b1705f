/**
 * The vectors of the words met so far, side by side in one block of signed bytes: a word's meaning is its row here.
 * Only directions count: a row is scaled so that its largest value is 127, which moves a cosine by less than 0.003.
 */
const STEPS = 127;
const FIRST_ROWS = 1_024;

export class WordVectors {
  readonly dimension: number;
  #bytes: Int8Array;
  /** One over the length of a row. */
  #inverse: Float64Array;
  #rows = 0;

  constructor(dimension: number) {
    this.dimension = dimension;
    this.#bytes = new Int8Array(FIRST_ROWS * dimension);
    this.#inverse = new Float64Array(FIRST_ROWS);
  }

  get rows(): number {
    return this.#rows;
  }

  /** The row of a vector; -1 where it has no direction. */
  add(vector: Float32Array): number {
    let most = 0;
    for (let i = 0; i < vector.length; i++) most = Math.max(most, Math.abs(vector[i]!));
    if (!(most > 0) || !Number.isFinite(most)) return -1;
    if (this.#rows === this.#inverse.length) this.#grow();
    const from = this.#rows * this.dimension;
    let squares = 0;
    for (let i = 0; i < this.dimension; i++) {
      const step = Math.round((vector[i]! / most) * STEPS);
      this.#bytes[from + i] = step;
      squares += step * step;
    }
    this.#inverse[this.#rows] = 1 / Math.sqrt(squares);
    return this.#rows++;
  }

  /** -1 to 1; 0 where a row is -1. Four sums, because one would wait for itself. */
  cosine(a: number, b: number): number {
    if (a < 0 || b < 0) return 0;
    const bytes = this.#bytes;
    const end = (a + 1) * this.dimension;
    let one = 0;
    let two = 0;
    for (let i = a * this.dimension, j = b * this.dimension; i < end; i += 8, j += 8) {
      one =
        (one +
          Math.imul(bytes[i]!, bytes[j]!) +
          Math.imul(bytes[i + 1]!, bytes[j + 1]!) +
          Math.imul(bytes[i + 2]!, bytes[j + 2]!) +
          Math.imul(bytes[i + 3]!, bytes[j + 3]!)) |
        0;
      two =
        (two +
          Math.imul(bytes[i + 4]!, bytes[j + 4]!) +
          Math.imul(bytes[i + 5]!, bytes[j + 5]!) +
          Math.imul(bytes[i + 6]!, bytes[j + 6]!) +
          Math.imul(bytes[i + 7]!, bytes[j + 7]!)) |
        0;
    }
    return (one + two) * this.#inverse[a]! * this.#inverse[b]!;
  }

  /** Adds the unit vector of a row, times `factor`, to `sum`. */
  addTo(sum: Float64Array, row: number, factor: number): void {
    const from = row * this.dimension;
    const scale = factor * this.#inverse[row]!;
    for (let i = 0; i < this.dimension; i++) sum[i]! += this.#bytes[from + i]! * scale;
  }

  clear(): void {
    this.#rows = 0;
  }

  #grow(): void {
    const bytes = new Int8Array(this.#bytes.length * 2);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
    const inverse = new Float64Array(this.#inverse.length * 2);
    inverse.set(this.#inverse);
    this.#inverse = inverse;
  }
}
