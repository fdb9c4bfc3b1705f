/**
 * What a score means on this deployment, learnt from its labels: log odds that one answer serves both as a straight line
 * of the score (Platt, "Probabilistic outputs for support vector machines", 1999). Adopted only where labels that the fit
 * had not seen are predicted better than by what is in force; where nothing is in force, better than by their mean.
 */
import type { Knots } from "./calibrations.ts";

export interface ScoredLabel {
  /** Log odds of the pair model. */
  readonly score: number;
  readonly same: boolean;
  /** How many such pairs it stands for, above 0. */
  readonly weight: number;
  /** Labels of one question share a fold. */
  readonly group: string;
}

export type Recalibration =
  | { readonly adopted: false; readonly why: string }
  | { readonly adopted: true; readonly knots: Knots; readonly why: string };

export const LABELS_MIN = 300;
const EACH_MIN = 30;
const FOLDS = 5;
const ROUNDS = 30;
/** One-sided 95 %. */
const GAIN_ERRORS = 1.64;
const SCORE_MAX = 8;
const PROBABILITY = { min: 0.002, max: 0.98 };

/** `inForce`: probability of a score as it is read now; null: nobody has looked yet. */
export function recalibrate(
  labels: readonly ScoredLabel[],
  inForce: ((score: number) => number) | null,
): Recalibration {
  const same = labels.filter((label) => label.same).length;
  if (labels.length < LABELS_MIN || Math.min(same, labels.length - same) < EACH_MIN)
    return {
      adopted: false,
      why: `${labels.length} labels, ${same} of them "same": ${LABELS_MIN} are needed, ${EACH_MIN} of each kind`,
    };
  const mean = total(labels, (label) => (label.same ? 1 : 0)) / total(labels, () => 1);
  const before = inForce ?? (() => mean);
  const gains = labels.map(() => 0);
  for (let fold = 0; fold < FOLDS; fold++) {
    const line = fitted(labels.filter(({ group }) => foldOf(group) !== fold));
    for (const [i, label] of labels.entries())
      if (foldOf(label.group) === fold)
        gains[i] =
          lossOf(before(label.score), label.same) - lossOf(probabilityAt(line, label.score), label.same);
  }
  const gain = total(labels, (_, i) => gains[i]!) / total(labels, () => 1);
  const error =
    Math.sqrt(labels.reduce((sum, { weight }, i) => sum + (weight * (gains[i]! - gain)) ** 2, 0)) /
    total(labels, () => 1);
  const told = `log loss of unseen labels ${gain >= 0 ? "falls" : "rises"} by ${Math.abs(gain).toFixed(4)} on ${labels.length} labels`;
  if (!(gain > GAIN_ERRORS * error)) return { adopted: false, why: `${told}: no gain beyond chance` };
  const line = fitted(labels);
  if (!(line.slope > 0)) return { adopted: false, why: "a higher score is not surer on these labels" };
  const grid = Array.from({ length: 25 }, (_, i) => (i - 12) / 2);
  return { adopted: true, knots: grid.map((x) => [x, probabilityAt(line, x)] as const), why: told };
}

interface Line {
  readonly slope: number;
  readonly shift: number;
}

/** Weighted logistic regression on the score, by Newton's method; a faint prior keeps it finite. */
function fitted(labels: readonly ScoredLabel[]): Line {
  let [slope, shift] = [1, 0];
  for (let round = 0; round < ROUNDS; round++) {
    let [g0, g1, h00, h01, h11] = [-1e-3 * shift, -1e-2 * (slope - 1), 1e-3, 0, 1e-2];
    for (const { score, same, weight } of labels) {
      const x = bounded(score);
      const p = 1 / (1 + Math.exp(-(slope * x + shift)));
      const pull = weight * ((same ? 1 : 0) - p);
      const bend = weight * Math.max(p * (1 - p), 1e-6);
      g0 += pull;
      g1 += pull * x;
      h00 += bend;
      h01 += bend * x;
      h11 += bend * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    const [stepShift, stepSlope] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    shift += stepShift;
    slope += stepSlope;
    if (Math.abs(stepShift) + Math.abs(stepSlope) < 1e-8) break;
  }
  return { slope, shift };
}

function probabilityAt({ slope, shift }: Line, score: number): number {
  const p = 1 / (1 + Math.exp(-(slope * bounded(score) + shift)));
  return Math.min(PROBABILITY.max, Math.max(PROBABILITY.min, p));
}

function bounded(score: number): number {
  return Math.max(-SCORE_MAX, Math.min(SCORE_MAX, score));
}

function lossOf(probability: number, same: boolean): number {
  const p = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return -Math.log(same ? p : 1 - p);
}

function total(labels: readonly ScoredLabel[], of: (label: ScoredLabel, i: number) => number): number {
  return labels.reduce((sum, label, i) => sum + label.weight * of(label, i), 0);
}

function foldOf(group: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < group.length; i++) hash = Math.imul(hash ^ group.charCodeAt(i), 0x01000193);
  return (hash >>> 8) % FOLDS;
}
