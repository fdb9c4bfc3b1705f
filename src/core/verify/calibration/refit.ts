/**
 * Fits a correction of the shipped log odds to a deployment's labels, by the features and by a second look where there
 * is one. Logistic regression with the shipped log odds as offset and a Gaussian prior on the weights around "no
 * correction". The prior's strength is chosen by cross-validation over groups, so that no text is in training and test
 * part. `refit` adopts the result only for a gain on unseen labels that is beyond chance; a gateway requires more
 * (`challenge.ts`).
 */

import { fieldsOf, itemAt } from "../../../narrow.ts";
import { FOLDS, foldOf } from "./folds.ts";
import { solve } from "./linear.ts";
import { logLoss, shareOfStep } from "./newton.ts";

export interface LabelledPair {
  /** Feature values, in the order of `EVIDENCE`. */
  readonly figures: ArrayLike<number>;
  /** Log odds of the shipped calibration's probability. */
  readonly logOdds: number;
  /** Raw score of a second look; null where there was none. Used only where all labels have one. */
  readonly second: number | null;
  readonly same: boolean;
  /** Number of pairs of the traffic that the label stands for, above 0. */
  readonly weight: number;
  /** Pairs that share a text share a group. */
  readonly group: string;
}

/** The fitted correction, as plain data that can be stored as JSON. */
export interface RefitModel {
  readonly format: 1;
  /** Name of the labels that it was fitted to. */
  readonly version: string;
  readonly figures: number;
  readonly usesSecond: boolean;
  readonly mean: readonly number[];
  readonly spread: readonly number[];
  /** Intercept, change of the offset's slope, then one weight a column. */
  readonly weights: readonly number[];
}

export type Refit =
  | { readonly adopted: false; readonly why: string }
  | {
      readonly adopted: true;
      readonly model: RefitModel;
      /** Mean log loss of labels that the fit had not seen: as shipped, and with the correction. */
      readonly heldOut: { readonly before: number; readonly after: number };
      readonly why: string;
    };

export interface RefitOptions {
  readonly version: string;
  /** Default 200. */
  readonly labelsMin?: number;
}

const LABELS_MIN = 200;
const LABELS_MAX = 20_000;
/** Precisions of the prior that are tried, weakest first: one over the variance of a weight. */
const PRIORS = [5, 15, 50, 150, 500, 1500];
const ROUNDS = 12;
/** Newton's method stops at a step below this, which no longer changes probabilities noticeably. */
const STEP_MIN = 1e-4;
/** The gain must exceed so many standard errors: one-sided 95 %. */
const GAIN_ERRORS = 1.64;
const LOG_ODDS_MAX = 8;
/** Nearly no prior on the intercept: the share of right pairs differs by deployment. */
const INTERCEPT_PULL = 1e-3;

export function refit(labels: readonly LabelledPair[], options: RefitOptions): Refit {
  const least = options.labelsMin ?? LABELS_MIN;
  if (labels.length < least) return { adopted: false, why: `${labels.length} labels, ${least} are needed` };
  const used = labels.slice(-LABELS_MAX);
  const same = used.filter((label) => label.same).length;
  if (Math.min(same, used.length - same) < least / 10)
    return { adopted: false, why: `${same} of ${used.length} labels say "same": too few of one kind` };
  const before = used.map((label) => logLoss(bounded(label.logOdds), label.same));
  const { prior, after, mean } = bestPrior(used);
  const shipped = weighted(before, used);
  const error = standardError(
    before.map((loss, i) => loss - itemAt(after, i)),
    used,
    shipped - mean,
  );
  const told = `log loss of unseen labels ${shipped.toFixed(4)} as shipped, ${mean.toFixed(4)} refitted on ${used.length} labels`;
  if (!(shipped - mean > GAIN_ERRORS * error))
    return { adopted: false, why: `${told}: no gain beyond chance` };
  const model = fitRefit(used, prior, options.version);
  return { adopted: true, model, heldOut: { before: shipped, after: mean }, why: told };
}

/** The strength of the prior under which labels that the fit had not seen are predicted best. */
export function priorOf(labels: readonly LabelledPair[]): number {
  return bestPrior(labels).prior;
}

export function fitRefit(labels: readonly LabelledPair[], prior: number, version: string): RefitModel {
  const columns = columnsOf(labels);
  const everyone = labels.map((_, i) => i);
  return {
    format: 1,
    version,
    figures: itemAt(labels, 0).figures.length,
    usesSecond: columns.usesSecond,
    mean: columns.mean,
    spread: columns.spread,
    weights: weightsOf(labels, columns, everyone, prior),
  };
}

/** The best prior, with the loss of each label by a fit that had not seen it (`after`), and their weighted mean. */
function bestPrior(labels: readonly LabelledPair[]): { prior: number; after: number[]; mean: number } {
  const columns = columnsOf(labels);
  const folds = labels.map(({ group }) => foldOf(group));
  /** The weights of each part's fit under the previous prior, from which the next fit starts. */
  const near = new Map<number, number[]>();
  let best: { prior: number; after: number[]; mean: number } | null = null;
  for (const prior of PRIORS) {
    const after = new Array<number>(labels.length);
    for (let fold = 0; fold < FOLDS; fold++) {
      const fitted = labels.flatMap((_, i) => (folds[i] === fold ? [] : [i]));
      const weights = weightsOf(labels, columns, fitted, prior, near.get(fold));
      near.set(fold, weights);
      for (const [i, label] of labels.entries())
        if (folds[i] === fold)
          after[i] = logLoss(predicted(weights, itemAt(columns.rows, i), label.logOdds), label.same);
    }
    const mean = weighted(after, labels);
    if (best === null || mean < best.mean) best = { prior, after, mean };
  }
  return best!;
}

/** The corrected probability, 0 to 1. Where a second look is missing its mean is used. */
export function applyRefit(
  model: RefitModel,
  figures: ArrayLike<number>,
  logOdds: number,
  second: number | null,
): number {
  return 1 / (1 + Math.exp(-refittedLogOdds(model, figures, logOdds, second)));
}

/** The same as log odds. */
export function refittedLogOdds(
  model: RefitModel,
  figures: ArrayLike<number>,
  logOdds: number,
  second: number | null,
): number {
  const { weights, mean, spread, figures: count } = model;
  const offset = bounded(logOdds);
  let out = weights[0]! + offset * (1 + weights[1]!);
  for (let i = 0; i < count; i++) out += (weights[2 + i]! * (figures[i]! - mean[i]!)) / spread[i]!;
  if (model.usesSecond && second !== null)
    out += (weights[2 + count]! * (second - mean[count]!)) / spread[count]!;
  return out;
}

/** Checks a stored model. Throws an Error that names the damaged field, or another format. */
export function refitOf(given: unknown, figures: number): RefitModel {
  const value = fieldsOf(given);
  if (value["format"] !== 1)
    throw new Error(`a refit is refused: its format is ${String(value["format"])}, this build reads 1`);
  if (value["figures"] !== figures)
    throw new Error(
      `a refit is refused: it was fitted to ${String(value["figures"])} figures, this build has ${figures}`,
    );
  if (!isWhole(given, figures)) throw new Error("a refit is refused: its numbers are damaged");
  return given;
}

function isWhole(given: unknown, figures: number): given is RefitModel {
  const { usesSecond, mean, spread, weights } = fieldsOf(given);
  const columns = figures + (usesSecond ? 1 : 0);
  return areNumbers(mean, columns) && areNumbers(spread, columns) && areNumbers(weights, columns + 2);
}

function areNumbers(list: unknown, count: number): boolean {
  return Array.isArray(list) && list.length === count && list.every(Number.isFinite);
}

interface Columns {
  readonly rows: readonly Float64Array[];
  readonly mean: number[];
  readonly spread: number[];
  readonly usesSecond: boolean;
}

/** The features, standardised: minus the mean, divided by the standard deviation. A constant feature becomes 0. */
function columnsOf(labels: readonly LabelledPair[]): Columns {
  const usesSecond = labels.every((label) => label.second !== null);
  const raw = labels.map((label) =>
    usesSecond ? [...Array.from(label.figures), label.second!] : Array.from(label.figures),
  );
  const width = itemAt(raw, 0).length;
  const mean = Array.from(
    { length: width },
    (_, c) => raw.reduce((sum, row) => sum + itemAt(row, c), 0) / raw.length,
  );
  const spread = mean.map((m, c) => {
    const variance = raw.reduce((sum, row) => sum + (itemAt(row, c) - m) ** 2, 0) / raw.length;
    return variance > 1e-12 ? Math.sqrt(variance) : 1;
  });
  const rows = raw.map((row) => Float64Array.from(row, (x, c) => (x - itemAt(mean, c)) / itemAt(spread, c)));
  return { rows, mean, spread, usesSecond };
}

/** Weights by Newton's method on the penalised log likelihood: intercept, change of slope, one for each column. */
function weightsOf(
  labels: readonly LabelledPair[],
  { rows }: Columns,
  chosen: readonly number[],
  prior: number,
  start?: readonly number[],
): number[] {
  const size = itemAt(rows, 0).length + 2;
  let weights = start?.slice() ?? new Array<number>(size).fill(0);
  const total = chosen.reduce((sum, i) => sum + itemAt(labels, i).weight, 0);
  const row = new Float64Array(size);
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = new Float64Array(size);
    const flat = new Float64Array(size * size);
    const hessian = Array.from({ length: size }, (_, a) => flat.subarray(a * size, (a + 1) * size));
    for (const i of chosen) {
      const label = itemAt(labels, i);
      const offset = bounded(label.logOdds);
      row[0] = 1;
      row[1] = offset;
      const values = itemAt(rows, i);
      row.set(values, 2);
      const p = 1 / (1 + Math.exp(-predicted(weights, values, label.logOdds)));
      // Label weights scaled to a mean of 1, so that the prior is relative to the number of labels.
      const w = (label.weight * chosen.length) / total;
      const slope = w * ((label.same ? 1 : 0) - p);
      const bend = w * Math.max(p * (1 - p), 1e-6);
      for (let a = 0; a < size; a++) {
        gradient[a]! += slope * row[a]!;
        const scaled = bend * row[a]!;
        const start = a * size;
        for (let b = 0; b <= a; b++) flat[start + b]! += scaled * row[b]!;
      }
    }
    for (let a = 0; a < size; a++) {
      const pull = a === 0 ? INTERCEPT_PULL : prior;
      gradient[a]! -= pull * weights[a]!;
      hessian[a]![a]! += pull;
      for (let b = 0; b < a; b++) hessian[b]![a] = hessian[a]![b]!;
    }
    const step = solve(hessian, gradient);
    const along = (share: number): number[] => weights.map((value, a) => value + share * itemAt(step, a));
    const lossAt = (at: readonly number[]): number => penalised(at, labels, rows, chosen, prior);
    const before = lossAt(weights);
    const share = shareOfStep((part) => lossAt(along(part)) <= before);
    weights = along(share);
    if (share * Math.max(...step.map(Math.abs)) < STEP_MIN) break;
  }
  return weights;
}

/** What Newton's method minimises. */
function penalised(
  weights: readonly number[],
  labels: readonly LabelledPair[],
  rows: readonly Float64Array[],
  chosen: readonly number[],
  prior: number,
): number {
  let total = 0;
  let loss = 0;
  for (const i of chosen) {
    const { weight, logOdds, same } = itemAt(labels, i);
    total += weight;
    loss += weight * logLoss(predicted(weights, itemAt(rows, i), logOdds), same);
  }
  const pulls = weights.reduce((sum, w, a) => sum + (a === 0 ? INTERCEPT_PULL : prior) * w * w, 0);
  return (loss * chosen.length) / total + pulls / 2;
}

function predicted(weights: readonly number[], row: Float64Array, logOdds: number): number {
  let out = weights[0]! + bounded(logOdds) * (1 + weights[1]!);
  for (let c = 0; c < row.length; c++) out += weights[2 + c]! * row[c]!;
  return out;
}

function bounded(logOdds: number): number {
  return Math.max(-LOG_ODDS_MAX, Math.min(LOG_ODDS_MAX, logOdds));
}

function weighted(values: readonly number[], labels: readonly LabelledPair[]): number {
  let sum = 0;
  let total = 0;
  for (const [i, { weight }] of labels.entries()) {
    sum += weight * itemAt(values, i);
    total += weight;
  }
  return sum / total;
}

/** Standard error of a weighted mean. */
function standardError(values: readonly number[], labels: readonly LabelledPair[], mean: number): number {
  let sum = 0;
  let total = 0;
  for (const [i, { weight }] of labels.entries()) {
    sum += (weight * (itemAt(values, i) - mean)) ** 2;
    total += weight;
  }
  return Math.sqrt(sum) / total;
}
