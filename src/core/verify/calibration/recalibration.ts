/**
 * Logistic recalibration: two numbers, fitted to a deployment's newest labels, that correct what the reading in force says
 * of all pairs alike (Cox, "Two further applications of a model for binary regression", Biometrika 45 (1958)). Steyerberg,
 * "Clinical Prediction Models" (2009), chapter 15, updates models so that are used elsewhere than where they were made.
 *
 * It keeps the order of pairs, so it never decides which of them are served from a threshold that is carried over
 * (`../learned.ts`): it needs no test, and what was measured before still holds. A prior around "no correction" keeps it
 * from following few labels.
 */
import { fittedLine, type ScoredLabel } from "./platt-scaling.ts";

/** Corrected log odds are `shift` + `slope` times those that were said. */
export interface Recalibration {
  readonly shift: number;
  /** Above 0. */
  readonly slope: number;
}

export interface SaidLabel {
  /** Probability by the reading in force, 0 to 1. */
  readonly probability: number;
  readonly same: boolean;
  /** Number of pairs of the traffic that the label stands for, times `weightByAge`; above 0. */
  readonly weight: number;
  /** Labels of one stored answer share a group: together they are one witness. */
  readonly group: string;
}

/** Fewer labels recalibrate nothing; the fit is made anew after as many more. */
export const RECALIBRATION_STEP = 50;
/** Most labels of a fit, the newest: six half-lives. */
export const RECALIBRATION_LABELS_MAX = 3_000;
const HALF_LIFE = 500;
/** Precisions of the prior: one over the variance, of a shift around 0 and of a slope around 1. */
const PULLS = { shift: 5, slope: 20 };
/** Limits within which two probabilities below .9999 that differ are still told apart once they are corrected. */
const SHIFT_MAX = 3;
const SLOPE = { min: 0.25, max: 3 };

/**
 * The weight, above 0 to 1, of a label than which `newer` labels are newer: half for each 500. While a cache fills, a pair of
 * the same words is right ever more often.
 */
export function weightByAge(newer: number): number {
  return 0.5 ** (newer / HALF_LIFE);
}

/**
 * `labels`: oldest first. Labels without a probability or a weight are left out. Null: too few, nothing is corrected. `before`:
 * an earlier fit of the same reading, from which this one is soon found; it changes nothing else.
 */
export function fitRecalibration(
  labels: readonly SaidLabel[],
  before: Recalibration | null = null,
): Recalibration | null {
  const used = labels.filter(isSound).slice(-RECALIBRATION_LABELS_MAX);
  if (used.length < RECALIBRATION_STEP) return null;
  const { shift, slope } = fittedLine(asWorth(used), PULLS, before ?? undefined);
  return {
    shift: Math.max(-SHIFT_MAX, Math.min(SHIFT_MAX, shift)),
    slope: Math.max(SLOPE.min, Math.min(SLOPE.max, slope)),
  };
}

/** The corrected probability: rises with `probability`; 0, 1 and NaN stay what they are. */
export function recalibrated({ shift, slope }: Recalibration, probability: number): number {
  return 1 / (1 + Math.exp(-(shift + slope * logOddsOf(probability))));
}

function isSound({ probability, weight }: SaidLabel): boolean {
  return probability >= 0 && probability <= 1 && weight > 0 && Number.isFinite(weight);
}

/**
 * Weighted all together by as many labels as they are worth (Kish's effective sample size, over groups): the prior must
 * count for more where a few of them weigh most.
 */
function asWorth(labels: readonly SaidLabel[]): ScoredLabel[] {
  const groups = new Map<string, number>();
  for (const { group, weight } of labels) groups.set(group, (groups.get(group) ?? 0) + weight);
  let sum = 0;
  let squares = 0;
  for (const weight of groups.values()) {
    sum += weight;
    squares += weight ** 2;
  }
  const unit = sum / squares;
  return labels.map(({ probability, same, weight }) => ({
    ...{ score: logOddsOf(probability), same, weight: weight * unit },
  }));
}

function logOddsOf(probability: number): number {
  return Math.log(probability / (1 - probability));
}
