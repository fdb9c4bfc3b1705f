/**
 * The first score and a second look together: log odds added, as for two witnesses, with weights that were fitted for
 * this model on labelled pairs. A veto is no witness: it stands whatever the second look says.
 */
import type { PairVerdict } from "../../model.ts";

/** log odds = bias + first * (first's log odds) + second * (rawScore - centre) * scale */
export interface SecondCalibration {
  /** Names model, data and date of the fit. */
  readonly version: string;
  readonly bias: number;
  readonly first: number;
  readonly second: number;
  /** Centre and scale that bring a raw score to the size of log odds. */
  readonly centre: number;
  readonly scale: number;
}

/** Beyond this many log odds one witness says no more; a raw score from nowhere must not outvote the rest. */
const LOG_ODDS_MAX = 8;

/** The verdict with the second look taken in; the first one where it may not, or cannot, be taken in. */
export function withSecond(
  first: PairVerdict,
  rawScore: number,
  calibration: SecondCalibration,
): PairVerdict {
  if (first.veto !== null || !Number.isFinite(rawScore) || !Number.isFinite(first.probability)) return first;
  const { bias, first: weight, second, centre, scale } = calibration;
  const score =
    bias + weight * bounded(logOdds(first.probability)) + second * bounded((rawScore - centre) * scale);
  return { ...first, score, probability: 1 / (1 + Math.exp(-score)) };
}

function logOdds(probability: number): number {
  return Math.log(probability / (1 - probability));
}

function bounded(value: number): number {
  return Math.max(-LOG_ODDS_MAX, Math.min(LOG_ODDS_MAX, value));
}
