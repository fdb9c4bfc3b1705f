/**
 * Maps a pair's score to a probability: by the knots of a calibration, or by a refit on the features too, once there
 * are enough labels (`refit.ts`). A refit applies only to scores that the trees alone made. The score itself stays that
 * of the shipped model; labels store it so.
 */
import { KnotLine, type Knots } from "./knots.ts";
import type { Correction } from "./neighbourhood-weight.ts";
import { probabilityWithin } from "./never-certain.ts";
import type { RefitModel } from "./refit.ts";

export interface CalibrationMap extends Correction {
  readonly knots: Knots;
  readonly refit: RefitModel | null;
}

/** Probability of a score. `features`: in the order of `EVIDENCE`; null where not the trees decided the score. */
export type Calibrated = (score: number, features: ArrayLike<number> | null) => number;

/** Bounds of a refit's probabilities. */
const PROBABILITY = { min: 0.002, max: 0.995 };
const LOG_ODDS_MAX = 8;
/** Keeps the log odds of a probability of 0 or 1 finite. */
const EDGE = 1e-4;

/**
 * Compiles a calibration. `trained`: the shipped model's knots, which a refit corrects. Calls of the result allocate
 * nothing.
 */
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
    return probabilityWithin(PROBABILITY, out);
  };
}

/** The columns of a refit: the features, then the score. */
export function columnsOf(score: number, features: ArrayLike<number>): number[] {
  return [...Array.from(features), bounded(score)];
}

/** Log odds of the shipped probability of a score, which a refit corrects. */
export function offsetOf(trained: KnotLine, score: number): number {
  const p = Math.min(1 - EDGE, Math.max(EDGE, trained.probabilityOf(score)));
  return Math.max(-LOG_ODDS_MAX, Math.min(LOG_ODDS_MAX, Math.log(p / (1 - p))));
}

/** The score as a column: the knots are flat from 2.5 to 5, where a higher score still means more. */
function bounded(score: number): number {
  return Math.max(-LOG_ODDS_MAX, Math.min(LOG_ODDS_MAX, score));
}
