/**
 * Corrects a pair's probability by neighbourhood features, with weights learned from a deployment's labels (refit.ts).
 * The score is a feature too, since it still orders pairs where the calibration is flat.
 */
import { probabilityWithin } from "./never-certain.ts";
import { type RefitModel, refittedLogOdds } from "./refit.ts";

/**
 * Weights of the correction. Each half of the questions (../../halves.ts) has those that the labels of the other half taught.
 */
export interface Correction {
  /** For questions that are held out, and for all where `openNeighbourhood` is absent. Absent: no correction. */
  readonly neighbourhood?: RefitModel | null;
  /** For questions that are not held out. */
  readonly openNeighbourhood?: RefitModel | null;
}

/** The weights for a question of this half; null: there is no correction. */
export function weightsOf(
  { neighbourhood = null, openNeighbourhood }: Correction,
  heldOut: boolean,
): RefitModel | null {
  return heldOut ? neighbourhood : (openNeighbourhood ?? neighbourhood);
}

/** What the words of a pair alone say. */
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

/** The columns of the correction: the neighbourhood features and the score. */
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

/** The corrected probability, 0 to 1. */
export function weighNeighbourhood(
  model: RefitModel,
  words: WordsSay,
  neighbourhood: readonly number[],
): number {
  const columns = neighbourhoodColumns(words, neighbourhood);
  return probabilityWithin(PROBABILITY, refittedLogOdds(model, columns, wordsOffset(words), null));
}
