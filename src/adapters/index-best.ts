/** The k best of the rows that an index looks at. */
import type { EntryId } from "../model.ts";
import type { Neighbour } from "../ports.ts";

/** The k best so far, kept sorted, as k is small. */
export class Best {
  readonly #k: number;
  readonly #rows: number[] = [];
  readonly #similarities: number[] = [];

  constructor(k: number) {
    this.#k = k;
  }

  /** Similarity of the k-th best; minus infinity while there are fewer. */
  get worst(): number {
    return this.#similarities[this.#k - 1] ?? Number.NEGATIVE_INFINITY;
  }

  offer(row: number, similarity: number): void {
    const found = this.#similarities;
    if (found.length >= this.#k && !(similarity > (found[this.#k - 1] ?? Number.POSITIVE_INFINITY))) return;
    let i = Math.min(found.length, this.#k - 1);
    for (; i > 0 && found[i - 1]! < similarity; i--) {
      found[i] = found[i - 1]!;
      this.#rows[i] = this.#rows[i - 1]!;
    }
    found[i] = similarity;
    this.#rows[i] = row;
  }

  neighbours(ids: readonly EntryId[]): Neighbour[] {
    // Rounding may carry the product of two unit vectors slightly past 1.
    return this.#rows.map((row, i) => ({
      id: ids[row] as EntryId,
      similarity: Math.max(-1, Math.min(1, this.#similarities[i]!)),
    }));
  }
}
