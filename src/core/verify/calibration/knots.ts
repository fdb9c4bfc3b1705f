/** A calibration's knots as a piecewise linear function, fast enough for thousands of calls a second. */

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
    while (i < x.length && numberAt(x, i) < logOdds) i++;
    if (i === 0) return numberAt(p, 0);
    if (i === x.length) return numberAt(p, i - 1);
    const width = numberAt(x, i) - numberAt(x, i - 1);
    return width === 0
      ? numberAt(p, i)
      : numberAt(p, i - 1) + ((numberAt(p, i) - numberAt(p, i - 1)) * (logOdds - numberAt(x, i - 1))) / width;
  }
}

/** For these arrays alone: a read that serves lists and texts too is slow in a loop. */
function numberAt(numbers: Float64Array, place: number): number {
  const number = numbers[place];
  if (number === undefined) throw new RangeError(`no number at ${place} of ${numbers.length}`);
  return number;
}
