/** A calibration's knots, ready to be read off thousands of times a second. */

/** Ascending log odds to probability; linear between, flat outside. */
export type Knots = readonly (readonly [logOdds: number, probability: number])[];

export class KnotLine {
  readonly #logOdds: Float64Array;
  readonly #probabilities: Float64Array;

  constructor(knots: Knots) {
    this.#logOdds = Float64Array.from(knots, ([logOdds]) => logOdds);
    this.#probabilities = Float64Array.from(knots, ([, probability]) => probability);
  }

  probabilityOf(logOdds: number): number {
    const x = this.#logOdds;
    const p = this.#probabilities;
    let i = 0;
    while (i < x.length && x[i]! < logOdds) i++;
    if (i === 0) return p[0]!;
    if (i === x.length) return p[i - 1]!;
    const width = x[i]! - x[i - 1]!;
    return width === 0 ? p[i]! : p[i - 1]! + ((p[i]! - p[i - 1]!) * (logOdds - x[i - 1]!)) / width;
  }
}
