/**
 * Learns the weights of neighbourhood features on top of the calibration in force: six weights, so that a hundred
 * labels suffice; 3,000 take some .2 s, .7 where the code is cold (in a gateway: in a thread of its own). The labels of each half of the questions teach the weights
 * for the other, so that every label is one that the weights for its question have not seen.
 */
import { gainOf, LABELS_MIN, rulingOn } from "./adoption.ts";
import { type CalibrationMap, calibrate } from "./calibration-map.ts";
import { type Challenged, type LearnedLabel, olderOf, readBoth, readLabelBy, rounded } from "./challenge.ts";
import type { Knots } from "./knots.ts";
import { neighbourhoodColumns, wordsOffset } from "./neighbourhood-weight.ts";
import { fitRefit, type LabelledPair, priorOf, type RefitModel } from "./refit.ts";

export interface NeighbourhoodChallenge {
  /** Oldest first. */
  readonly labels: readonly LearnedLabel[];
  readonly trained: Knots;
  readonly inForce: CalibrationMap;
  readonly version: string;
  /** max_error_rate, 0 to 1. */
  readonly delta: number;
}

/** Labels of each half before the first try: six weights need fewer than fifty for each. */
export const NEIGHBOURHOOD_LABELS_MIN = LABELS_MIN / 3;
const EACH_MIN = 10;
/** The next try comes when there are this many times as many labels. */
const GROWTH = 1.5;

export function isNeighbourhoodTryDue(labels: number, triedAt: number): boolean {
  return labels >= Math.max(NEIGHBOURHOOD_LABELS_MIN, triedAt * GROWTH);
}

export function challengeNeighbourhood(given: NeighbourhoodChallenge): Challenged {
  const { trained, inForce, delta } = given;
  const labels = given.labels.filter(({ neighbourhood }) => neighbourhood != null);
  const few = [true, false].map((heldOut) => halfOf(labels, heldOut)).find(areFew);
  if (few !== undefined)
    return {
      adopted: false,
      why: `neighbourhood: ${few.length} labels, ${sameOf(few)} of them "same": ${NEIGHBOURHOOD_LABELS_MIN} are needed of each half, ${EACH_MIN} of each kind`,
    };
  const older = olderOf(labels);
  const before = readLabelBy(trained, inForce);
  const teach = teacherOf(older, given);
  const reading = teach(labels);
  const folds = readBoth(labels, before, readLabelBy(trained, reading));
  const newest = readBoth(labels.slice(older.length), before, readLabelBy(trained, teach(older)));
  // Percentage 0, as if nothing were served: adoption resets no bound.
  const { adopt, why } = rulingOn({ folds, newest, percentage: 0, delta });
  if (!adopt) return { adopted: false, why: `neighbourhood: ${why}` };
  const { before: was, after } = gainOf(folds);
  const told = {
    kind: "neighbourhood",
    heldOut: { before: was, after },
    why: `neighbourhood: ${why}`,
  } as const;
  return { adopted: true, reading, ...told };
}

/**
 * What the labels of each half teach for the questions of the other, as a function of labels. `older`: all but the newest, on
 * which the choice of the priors is tested.
 */
function teacherOf(
  older: readonly LearnedLabel[],
  { trained, inForce, version }: NeighbourhoodChallenge,
): (labels: readonly LearnedLabel[]) => CalibrationMap {
  const words = calibrate(trained, inForce);
  const pairsOf = (labels: readonly LearnedLabel[], heldOut: boolean): LabelledPair[] =>
    halfOf(labels, heldOut).map(({ score, figures, neighbourhood, same, weight, group }) => ({
      figures: neighbourhoodColumns({ score }, neighbourhood ?? []),
      logOdds: wordsOffset({ probability: words(score, figures) }),
      ...{ second: null, same, weight, group },
    }));
  const taughtBy = (heldOut: boolean): ((labels: readonly LearnedLabel[]) => RefitModel) => {
    const prior = priorOf(pairsOf(older, heldOut));
    return (labels) => rounded(fitRefit(pairsOf(labels, heldOut), prior, version));
  };
  const byOpen = taughtBy(false);
  const byHeldOut = taughtBy(true);
  return (labels) => ({ ...inForce, neighbourhood: byOpen(labels), openNeighbourhood: byHeldOut(labels) });
}

function halfOf(labels: readonly LearnedLabel[], heldOut: boolean): readonly LearnedLabel[] {
  return labels.filter((label) => (label.heldOut ?? true) === heldOut);
}

function areFew(labels: readonly LearnedLabel[]): boolean {
  const same = sameOf(labels);
  return labels.length < NEIGHBOURHOOD_LABELS_MIN || Math.min(same, labels.length - same) < EACH_MIN;
}

function sameOf(labels: readonly LearnedLabel[]): number {
  return labels.filter(({ same }) => same).length;
}
