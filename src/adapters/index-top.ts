/** The rows with the largest scores among all that a scan tells, in one pass and without sorting. */

/** Numbers of what is told of a row: its own, then its score. */
const EACH = 2;

export class TopScores {
  readonly #counts: Int32Array;
  readonly #rows: Int32Array;

  /** For at most `most` rows of scores up to `scoreMax`. */
  constructor(most: number, scoreMax: number) {
    this.#counts = new Int32Array(scoreMax + 1);
    this.#rows = new Int32Array(most);
  }

  /**
   * Of the pairs in `told` before `end`, row and score, those of the `keep` largest scores are moved to the front, in their
   * order; of equal scores the first. Returns the least score that another row needs to be among them.
   */
  keep(told: Int32Array, end: number, keep: number): number {
    const counts = this.#counts.fill(0);
    for (let at = 1; at < end; at += EACH) counts[told[at]!]!++;
    let least = counts.length - 1;
    let above = 0;
    for (let next = counts[least] ?? 0; above + next < keep; next = counts[least] ?? 0) {
      above += next;
      least--;
    }
    let equals = keep - above;
    let kept = 0;
    for (let at = 0; at < end; at += EACH) {
      const score = told[at + 1] ?? 0;
      if (score < least || (score === least && equals-- <= 0)) continue;
      told[kept++] = told[at] ?? 0;
      told[kept++] = score;
    }
    return least + 1;
  }

  /** The rows of the pairs before `end`. Valid until the next call. */
  rowsOf(told: Int32Array, end: number): Int32Array {
    for (let at = 0; at < end; at += EACH) this.#rows[at / EACH] = told[at] ?? 0;
    return this.#rows.subarray(0, end / EACH);
  }
}
