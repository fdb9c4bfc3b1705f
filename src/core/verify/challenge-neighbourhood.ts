/**
 * Learns the weights of neighbourhood features on top of the calibration in force: six weights, so that a hundred
 * labels suffice, within milliseconds. The labels passed in must leave out held-out questions, on which the result is
 * measured before it is adopted.
 */
import { LABELS_MIN } from "./adoption.ts";
import { type CalibrationMap, calibrate } from "./calibration-map.ts";
import { type Challenged, type LearnedLabel, olderOf, readLabelBy, rounded, tried } from "./challenge.ts";
import type { Knots } from "./knots.ts";
import { neighbourhoodColumns, wordsOffset } from "./neighbourhood-weight.ts";
import { fitRefit, type LabelledPair, priorOf } from "./refit.ts";

export interface NeighbourhoodChallenge {
  /** Oldest first. */
  readonly labels: readonly LearnedLabel[];
  readonly trained: Knots;
  readonly inForce: CalibrationMap;
  readonly version: string;
  /** max_error_rate, 0 to 1. */
  readonly delta: number;
}

/** Labels with neighbourhood features before the first try: six weights need fewer than fifty for each. */
export const NEIGHBOURHOOD_LABELS_MIN = LABELS_MIN / 3;
const EACH_MIN = 10;
/** The next try comes when there are this many times as many labels. */
const GROWTH = 1.5;

export function isNeighbourhoodTryDue(labels: number, triedAt: number): boolean {
  return labels >= Math.max(NEIGHBOURHOOD_LABELS_MIN, triedAt * GROWTH);
}

export function challengeNeighbourhood(given: NeighbourhoodChallenge): Challenged {
  const { trained: taught, inForce, version, delta } = given;
  const labels = given.labels.filter(({ neighbourhood }) => neighbourhood != null);
  const same = labels.filter((label) => label.same).length;
  if (labels.length < NEIGHBOURHOOD_LABELS_MIN || Math.min(same, labels.length - same) < EACH_MIN)
    return {
      adopted: false,
      why: `neighbourhood: ${labels.length} labels, ${same} of them "same": ${NEIGHBOURHOOD_LABELS_MIN} are needed, ${EACH_MIN} of each kind`,
    };
  const words = calibrate(taught, inForce);
  const pairsOf = (chosen: readonly LearnedLabel[]): LabelledPair[] =>
    chosen.map(({ score, figures, neighbourhood, same, weight, group }) => ({
      figures: neighbourhoodColumns({ score }, neighbourhood ?? []),
      logOdds: wordsOffset({ probability: words(score, figures) }),
      ...{ second: null, same, weight, group },
    }));
  // Chosen without the newest labels, on which the choice is tested.
  const prior = priorOf(pairsOf(olderOf(labels)));
  // Percentage 0, as if nothing were served: the held-out questions measure the result, so adoption resets no bound.
  return tried(
    {
      kind: "neighbourhood",
      teach: (chosen) => ({
        ...inForce,
        neighbourhood: rounded(fitRefit(pairsOf(chosen), prior, version)),
      }),
    },
    { labels, trained: taught, percentage: 0, delta },
    readLabelBy(taught, inForce),
  );
}
