/** A calibration's knots as a piecewise linear function, fast enough for thousands of calls a second. */
import { itemAt } from "../../narrow.ts";

/** Points from log odds (ascending) to probability; linear between them, flat outside. */
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
    while (i < x.length && itemAt(x, i) < logOdds) i++;
    if (i === 0) return itemAt(p, 0);
    if (i === x.length) return itemAt(p, i - 1);
    const width = itemAt(x, i) - itemAt(x, i - 1);
    return width === 0
      ? itemAt(p, i)
      : itemAt(p, i - 1) + ((itemAt(p, i) - itemAt(p, i - 1)) * (logOdds - itemAt(x, i - 1))) / width;
  }
}
