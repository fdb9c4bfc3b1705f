/**
 * Combines the pair score with a second look by logistic regression: weighted log odds are added. The weights are
 * fitted for each model on labelled pairs. A veto stands whatever the second look says.
 */
import type { PairVerdict } from "../../../model.ts";

/** log odds = bias + first * (first's log odds) + second * (rawScore - centre) * scale */
export interface SecondCalibration {
  /** Name of the fit. */
  readonly version: string;
  readonly bias: number;
  readonly first: number;
  readonly second: number;
  /** Centre and scale that map a raw score to the size of log odds. */
  readonly centre: number;
  readonly scale: number;
}

/** Bound of either one's log odds, so that an outlying raw score cannot decide alone. */
const LOG_ODDS_MAX = 8;

/** The verdict with the second look included; unchanged where there is a veto, or the raw score is not finite. */
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
