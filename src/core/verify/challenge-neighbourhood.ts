/**
 * What stands round a pair, learnt on top of the words' reading in force: six weights, so that a hundred labels teach
 * something, in milliseconds. Only labels of questions that are not held out come in here: on the others what was learnt
 * is measured before it is adopted.
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

/** Of these labels, before the first try: six weights need fewer than fifty. */
export const NEIGHBOURHOOD_LABELS_MIN = LABELS_MIN / 3;
const EACH_MIN = 10;
/** At the next try they are so many times as many. */
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
  // Chosen without the newest, which judge the choice as well.
  const prior = priorOf(pairsOf(olderOf(labels)));
  // Measured anew on what was held out, it costs no cold start: percentage 0.
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
