/**
 * A pair's probability by its words, and what stands round it, taken together: log odds with a correction that a
 * deployment's labels taught (refit.ts). The score is a column of its own: where the words' calibration lies flat its
 * order still tells.
 */
import { applyRefit, type RefitModel } from "./refit.ts";

export interface WordsSay {
  /** Probability by the calibration in force, 0 to 1. */
  readonly probability: number;
  /** Log odds of the pair model. */
  readonly score: number;
}

/** Bounds of a learned probability, which is never certain. */
const PROBABILITY = { min: 0.002, max: 0.999 };
const LOG_ODDS_MAX = 8;
const EDGE = 1e-4;

/** What the correction is fitted to, and applied to. */
export function neighbourhoodColumns(
  { score }: Pick<WordsSay, "score">,
  neighbourhood: readonly number[],
): number[] {
  return [...neighbourhood, Math.max(-LOG_ODDS_MAX, Math.min(LOG_ODDS_MAX, score))];
}

export function wordsOffset({ probability }: Pick<WordsSay, "probability">): number {
  const p = Math.min(1 - EDGE, Math.max(EDGE, probability));
  return Math.log(p / (1 - p));
}

/** 0 to 1. */
export function weighNeighbourhood(
  model: RefitModel,
  words: WordsSay,
  neighbourhood: readonly number[],
): number {
  const p = applyRefit(model, neighbourhoodColumns(words, neighbourhood), wordsOffset(words), null);
  return Math.max(PROBABILITY.min, Math.min(PROBABILITY.max, p));
}
