/**
 * How a pair's score is read as a probability: off the knots of a calibration, and, where the trees alone made the score,
 * by the evidence as well, once a deployment's labels have taught that (`refit.ts`). Neither changes the score itself:
 * labels keep it as the shipped model gave it, whatever is in force.
 */
import { KnotLine, type Knots } from "./knots.ts";
import type { RefitModel } from "./refit.ts";

export interface CalibrationMap {
  readonly knots: Knots;
  readonly refit: RefitModel | null;
  /** Over both, for the best of several candidates: what stands round it (../neighbourhood.ts). Absent: nothing. */
  readonly neighbourhood?: RefitModel | null;
}

/** By words alone. `features`: by the order of `EVIDENCE`; null where something else than the trees decided the score. */
export type Calibrated = (score: number, features: ArrayLike<number> | null) => number;

/** Bounds of a refit's probabilities. */
const PROBABILITY = { min: 0.002, max: 0.995 };
const LOG_ODDS_MAX = 8;
/** Keeps the log odds of a probability of 0 or 1 finite. */
const EDGE = 1e-4;

/** `taught`: the pair model's own knots, which a refit corrects. Nothing is made while it is read. */
export function calibrate(trained: Knots, { knots, refit }: CalibrationMap): Calibrated {
  const line = new KnotLine(knots);
  if (refit === null) return (score) => line.probabilityOf(score);
  const shipped = new KnotLine(trained);
  const { mean, spread, weights } = refit;
  const slope = 1 + weights[1]!;
  const columns = Float64Array.from(spread, (of, c) => weights[2 + c]! / of);
  const bias = mean.reduce((sum, of, c) => sum - of * columns[c]!, weights[0]!);
  const last = columns.length - 1;
  return (score, features) => {
    if (features === null) return line.probabilityOf(score);
    let out = bias + slope * offsetOf(shipped, score) + columns[last]! * bounded(score);
    for (let i = 0; i < last; i++) out += columns[i]! * features[i]!;
    const p = 1 / (1 + Math.exp(-out));
    return Math.min(PROBABILITY.max, Math.max(PROBABILITY.min, p));
  };
}

/** What a refit is fitted to, and applied to: the features, and the score as one more. */
export function columnsOf(score: number, features: ArrayLike<number>): number[] {
  return [...Array.from(features), bounded(score)];
}

/** Log odds of the probability that ships for a score: what a refit starts from. */
export function offsetOf(trained: KnotLine, score: number): number {
  const p = Math.min(1 - EDGE, Math.max(EDGE, trained.probabilityOf(score)));
  return Math.max(-LOG_ODDS_MAX, Math.min(LOG_ODDS_MAX, Math.log(p / (1 - p))));
}

/** The knots lie flat from 2.5 to 5, where order still tells: the score is a column of its own. */
function bounded(score: number): number {
  return Math.max(-LOG_ODDS_MAX, Math.min(LOG_ODDS_MAX, score));
}
