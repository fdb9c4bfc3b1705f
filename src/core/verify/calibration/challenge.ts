/**
 * Champion and challengers: fits calibrations to a deployment's labels and compares them with the one in force. There
 * are two kinds: Platt scaling of the score, which needs few labels, and a refit on the features (`refit.ts`), which
 * needs more. Of those that may be adopted (`adoption.ts`) the one that predicts unseen labels best is. The weights of
 * neighbourhood features are learned apart, for whichever calibration is in force (`challenge-neighbourhood.ts`).
 *
 * Takes seconds for thousands of labels: a gateway runs it in a thread of its own.
 */
import { gainOf, LABELS_MIN, rulingOn, type Unseen } from "./adoption.ts";
import { type CalibrationMap, calibrate, columnsOf, offsetOf } from "./calibration-map.ts";
import { FOLDS, foldOf } from "./folds.ts";
import { KnotLine, type Knots } from "./knots.ts";
import { weighNeighbourhood, weightsOf } from "./neighbourhood-weight.ts";
import { fitPlattScaling } from "./platt-scaling.ts";
import { fitRefit, type LabelledPair, priorOf, type RefitModel } from "./refit.ts";

export interface LearnedLabel {
  /** Log odds of the pair model as shipped. */
  readonly score: number;
  /** Features in the order of `EVIDENCE`; null where unknown, or where not the trees decided the score. */
  readonly figures: readonly number[] | null;
  /** Features in the order of `NEIGHBOURHOOD` (../../neighbourhood.ts); null where unknown. */
  readonly neighbourhood?: readonly number[] | null;
  readonly same: boolean;
  /** Number of pairs of the traffic that the label stands for, above 0. */
  readonly weight: number;
  /** Labels of one stored answer share a group, so that no fit is tested on a text that it was trained on. */
  readonly group: string;
  /** Half of the question that was asked (../../halves.ts); absent: held out. */
  readonly heldOut?: boolean;
}

export interface Challenge {
  /** Oldest first. */
  readonly labels: readonly LearnedLabel[];
  /** The pair model's own knots. */
  readonly trained: Knots;
  /** The calibration in force; null: none yet, and a challenger need only beat the labels' mean. */
  readonly inForce: CalibrationMap | null;
  readonly version: string;
  /** Percentage of callers served by meaning, 0 to 100. */
  readonly percentage: number;
  /** max_error_rate, 0 to 1. */
  readonly delta: number;
}

export type Challenged =
  | { readonly adopted: false; readonly why: string }
  | {
      readonly adopted: true;
      readonly kind: Kind;
      readonly reading: CalibrationMap;
      /** Mean log loss of labels that the fit had not seen. */
      readonly heldOut: { readonly before: number; readonly after: number };
      readonly why: string;
    };

export type Kind = "line" | "figures" | "neighbourhood";

/** The probability that a calibration gives a labelled pair. */
export type ReadLabel = (label: LearnedLabel) => number;

const EACH_MIN = 30;
/** Share of the labels, the newest, that are kept from a fit and used to test it. */
const NEWEST_SHARE = 0.25;
/** Significant digits of a stored weight, so that many versions fit in one note. */
const DIGITS = 6;

export interface Challenger {
  readonly kind: Kind;
  /** Fits a calibration; null where the labels do not suffice for this kind. */
  teach(labels: readonly LearnedLabel[]): CalibrationMap | null;
}

export function challenge(given: Challenge): Challenged {
  const { labels, trained, inForce } = given;
  const same = labels.filter((label) => label.same).length;
  if (labels.length < LABELS_MIN || Math.min(same, labels.length - same) < EACH_MIN)
    return {
      adopted: false,
      why: `${labels.length} labels, ${same} of them "same": ${LABELS_MIN} are needed, ${EACH_MIN} of each kind`,
    };
  const before = inForce === null ? meanOf(labels) : readLabelBy(trained, inForce);
  const trials = [LINE, ...figuresOf(given)].map((challenger) => tried(challenger, given, before));
  const won = trials.filter((trial) => trial.adopted).sort((a, b) => a.heldOut.after - b.heldOut.after)[0];
  return won ?? { adopted: false, why: trials.map(({ why }) => why).join("; ") };
}

const LINE: Challenger = {
  kind: "line",
  teach(labels) {
    const knots = fitPlattScaling(labels);
    return knots && { knots, refit: null };
  },
};

/** The refit on features as a challenger; empty where too few labels have features. */
function figuresOf({ labels, trained, inForce, version }: Challenge): Challenger[] {
  const line = new KnotLine(trained);
  const pairs = pairsOf(labels, line);
  const same = pairs.filter((pair) => pair.same).length;
  if (pairs.length < LABELS_MIN || Math.min(same, pairs.length - same) < EACH_MIN) return [];
  // Chosen without the newest labels, on which the choice is tested.
  const prior = priorOf(pairsOf(olderOf(labels), line));
  return [
    {
      kind: "figures",
      teach(chosen) {
        const knots = inForce?.knots ?? fitPlattScaling(chosen);
        const pairs = pairsOf(chosen, line);
        if (knots === null || pairs.length === 0) return null;
        return { knots, refit: rounded(fitRefit(pairs, prior, version)) };
      },
    },
  ];
}

function pairsOf(labels: readonly LearnedLabel[], trained: KnotLine): LabelledPair[] {
  return labels.flatMap(({ score, figures, same, weight, group }) =>
    figures === null
      ? []
      : [
          {
            ...{ figures: columnsOf(score, figures), logOdds: offsetOf(trained, score), second: null },
            ...{ same, weight, group },
          },
        ],
  );
}

/** Tries a challenger by cross-validation and on the newest labels, against `before`. */
function tried(
  challenger: Challenger,
  given: Pick<Challenge, "labels" | "trained" | "percentage" | "delta">,
  before: ReadLabel,
): Challenged {
  const { labels, trained, percentage, delta } = given;
  const { kind } = challenger;
  const unseenBy = (fitted: readonly LearnedLabel[], asked: readonly LearnedLabel[]): Unseen[] | null => {
    const reading = challenger.teach(fitted);
    if (reading === null) return null;
    return readBoth(asked, before, readLabelBy(trained, reading));
  };
  const parts = Array.from({ length: FOLDS }, (_, fold) =>
    unseenBy(
      labels.filter(({ group }) => foldOf(group) !== fold),
      labels.filter(({ group }) => foldOf(group) === fold),
    ),
  );
  const older = olderOf(labels);
  const newest = unseenBy(older, labels.slice(older.length));
  const reading = challenger.teach(labels);
  if (reading === null || newest === null || parts.includes(null))
    return { adopted: false, why: `${kind}: a higher score is not surer on these labels` };
  const folds = parts.flatMap((part) => part ?? []);
  const { adopt, why } = rulingOn({ folds, newest, percentage, delta });
  if (!adopt) return { adopted: false, why: `${kind}: ${why}` };
  const gain = gainOf(folds);
  const heldOut = { before: gain.before, after: gain.after };
  return { adopted: true, kind, reading, heldOut, why: `${kind}: ${why}` };
}

/**
 * Reads some of these labels by both calibrations, to neither of which they were fitted. `instead` null: predicting the
 * labels' mean.
 */
export function readerOfBoth(
  labels: readonly LearnedLabel[],
  trained: Knots,
  { inForce, instead }: { readonly inForce: CalibrationMap; readonly instead: CalibrationMap | null },
): (some: readonly LearnedLabel[]) => Unseen[] {
  const before = readLabelBy(trained, inForce);
  const after = instead === null ? meanOf(labels) : readLabelBy(trained, instead);
  return (some) => readBoth(some, before, after);
}

/**
 * A label's probability by a calibration, with neighbourhood features where the calibration and the label have them.
 */
export function readLabelBy(trained: Knots, reading: CalibrationMap): ReadLabel {
  const words = calibrate(trained, reading);
  return ({ score, figures, neighbourhood, heldOut = true }) => {
    const probability = words(score, figures);
    const model = weightsOf(reading, heldOut);
    if (model === null || neighbourhood == null) return probability;
    return weighNeighbourhood(model, { probability, score }, neighbourhood);
  };
}

export function readBoth(labels: readonly LearnedLabel[], before: ReadLabel, after: ReadLabel): Unseen[] {
  return labels.map((label) => {
    const { same, weight, group } = label;
    return { before: before(label), after: after(label), same, weight, group };
  });
}

export function olderOf(labels: readonly LearnedLabel[]): readonly LearnedLabel[] {
  return labels.slice(0, labels.length - Math.floor(labels.length * NEWEST_SHARE));
}

/** Predicts the mean of the labels, where no calibration is in force yet. */
function meanOf(labels: readonly LearnedLabel[]): ReadLabel {
  let same = 0;
  let total = 0;
  for (const label of labels) {
    if (label.same) same += label.weight;
    total += label.weight;
  }
  return () => same / total;
}

/** The model with weights of `DIGITS` significant digits. */
export function rounded({ mean, spread, weights, ...rest }: RefitModel): RefitModel {
  return { ...rest, mean: mean.map(short), spread: spread.map(short), weights: weights.map(short) };
}

function short(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
