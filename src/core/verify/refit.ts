/**
 * Fits the score to a deployment's own labels: a small correction of the shipped log odds by the evidence, and by a second
 * look where there is one. Logistic regression with the shipped log odds as offset, every weight drawn to "no
 * correction" (a Gaussian prior); how strongly is chosen by cross-validation over groups, so that no text is on both
 * sides. Adopted only where the labels that a fit had not seen are predicted better, beyond chance. Measured by `npm run
 * quality`; a running gateway adopts the smaller step of `recalibrate.ts` so far.
 */
import { solve } from "./linear.ts";

export interface LabelledPair {
  /** By the order of `EVIDENCE`. */
  readonly figures: ArrayLike<number>;
  /** Calibrated log odds as shipped. */
  readonly logOdds: number;
  /** Raw score of a second look; null where there was none. All of the labels have one, or none is used. */
  readonly second: number | null;
  readonly same: boolean;
  /** How many such pairs of the traffic it stands for, above 0. */
  readonly weight: number;
  /** Pairs that share a text share a group. */
  readonly group: string;
}

/** Serialisable. */
export interface RefitModel {
  readonly format: 1;
  /** Digest-like name of what it was fitted to. */
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
const FOLDS = 5;
/** Strengths of the prior that are tried, weakest first: one over the variance of a weight. */
const PRIORS = [5, 15, 50, 150, 500, 1500];
const ROUNDS = 12;
/** One-sided 95 %: how many standard errors the gain must be above nothing. */
const GAIN_ERRORS = 1.64;
const LOG_ODDS_MAX = 8;

export function refit(labels: readonly LabelledPair[], options: RefitOptions): Refit {
  const least = options.labelsMin ?? LABELS_MIN;
  if (labels.length < least) return { adopted: false, why: `${labels.length} labels, ${least} are needed` };
  const used = labels.slice(-LABELS_MAX);
  const same = used.filter((label) => label.same).length;
  if (Math.min(same, used.length - same) < least / 10)
    return { adopted: false, why: `${same} of ${used.length} labels say "same": too few of one kind` };
  const columns = columnsOf(used);
  const folds = foldsOf(used);
  const before = used.map((label) => lossOf(bounded(label.logOdds), label.same));
  let best: { prior: number; after: number[]; mean: number } | null = null;
  for (const prior of PRIORS) {
    const after = new Array<number>(used.length);
    for (let fold = 0; fold < FOLDS; fold++) {
      const fitted = used.flatMap((_, i) => (folds[i] === fold ? [] : [i]));
      const weights = fit(used, columns, fitted, prior);
      for (const [i, label] of used.entries())
        if (folds[i] === fold)
          after[i] = lossOf(predicted(weights, columns.rows[i]!, label.logOdds), label.same);
    }
    const mean = weighted(after, used);
    if (best === null || mean < best.mean) best = { prior, after, mean };
  }
  const { prior, after, mean } = best!;
  const shipped = weighted(before, used);
  const error = standardError(
    before.map((loss, i) => loss - after[i]!),
    used,
    shipped - mean,
  );
  const told = `log loss of unseen labels ${shipped.toFixed(4)} as shipped, ${mean.toFixed(4)} refitted on ${used.length} labels`;
  if (!(shipped - mean > GAIN_ERRORS * error))
    return { adopted: false, why: `${told}: no gain beyond chance` };
  const everyone = used.map((_, i) => i);
  const model: RefitModel = {
    format: 1,
    version: options.version,
    figures: used[0]!.figures.length,
    usesSecond: columns.usesSecond,
    mean: columns.mean,
    spread: columns.spread,
    weights: fit(used, columns, everyone, prior),
  };
  return { adopted: true, model, heldOut: { before: shipped, after: mean }, why: told };
}

/** 0 to 1. A pair without a second look is judged as if it were the average one. */
export function applyRefit(
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
  return 1 / (1 + Math.exp(-out));
}

/** Throws by name where the text is no model of this format or is damaged. */
export function readRefit(text: string, figures: number): RefitModel {
  let value: Partial<RefitModel>;
  try {
    value = JSON.parse(text) as Partial<RefitModel>;
  } catch {
    throw new Error("a refit is refused: it is no JSON");
  }
  if (value?.format !== 1)
    throw new Error(`a refit is refused: its format is ${String(value?.format)}, this build reads 1`);
  if (value.figures !== figures)
    throw new Error(
      `a refit is refused: it was fitted to ${String(value.figures)} figures, this build has ${figures}`,
    );
  const columns = figures + (value.usesSecond ? 1 : 0);
  const lists = [value.mean, value.spread, value.weights];
  const fits = lists.every((list) => Array.isArray(list) && list.every(Number.isFinite));
  if (
    !fits ||
    value.mean!.length !== columns ||
    value.spread!.length !== columns ||
    value.weights!.length !== columns + 2
  )
    throw new Error("a refit is refused: its numbers are damaged");
  return value as RefitModel;
}

interface Columns {
  readonly rows: readonly Float64Array[];
  readonly mean: number[];
  readonly spread: number[];
  readonly usesSecond: boolean;
}

/** Each figure less its mean over its spread; a figure that never varies weighs nothing. */
function columnsOf(labels: readonly LabelledPair[]): Columns {
  const usesSecond = labels.every((label) => label.second !== null);
  const raw = labels.map((label) =>
    usesSecond ? [...Array.from(label.figures), label.second!] : Array.from(label.figures),
  );
  const width = raw[0]!.length;
  const mean = Array.from(
    { length: width },
    (_, c) => raw.reduce((sum, row) => sum + row[c]!, 0) / raw.length,
  );
  const spread = mean.map((m, c) => {
    const variance = raw.reduce((sum, row) => sum + (row[c]! - m) ** 2, 0) / raw.length;
    return variance > 1e-12 ? Math.sqrt(variance) : 1;
  });
  const rows = raw.map((row) => Float64Array.from(row, (x, c) => (x - mean[c]!) / spread[c]!));
  return { rows, mean, spread, usesSecond };
}

/** Newton's method on the penalised log likelihood: intercept, change of slope, one weight a column. */
function fit(
  labels: readonly LabelledPair[],
  { rows }: Columns,
  chosen: readonly number[],
  prior: number,
): number[] {
  const size = rows[0]!.length + 2;
  let weights = new Array<number>(size).fill(0);
  const total = chosen.reduce((sum, i) => sum + labels[i]!.weight, 0);
  const row = new Float64Array(size);
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = new Float64Array(size);
    const hessian = Array.from({ length: size }, () => new Float64Array(size));
    for (const i of chosen) {
      const label = labels[i]!;
      const offset = bounded(label.logOdds);
      row[0] = 1;
      row[1] = offset;
      row.set(rows[i]!, 2);
      const p = 1 / (1 + Math.exp(-predicted(weights, rows[i]!, label.logOdds)));
      // Weights of a mean of 1: the prior counts against labels, whatever they stand for.
      const w = (label.weight * chosen.length) / total;
      const slope = w * ((label.same ? 1 : 0) - p);
      const bend = w * Math.max(p * (1 - p), 1e-6);
      for (let a = 0; a < size; a++) {
        gradient[a]! += slope * row[a]!;
        const scaled = bend * row[a]!;
        for (let b = 0; b <= a; b++) hessian[a]![b]! += scaled * row[b]!;
      }
    }
    for (let a = 0; a < size; a++) {
      // The intercept is almost free: a deployment's share of right pairs is its own.
      const pull = a === 0 ? 1e-3 : prior;
      gradient[a]! -= pull * weights[a]!;
      hessian[a]![a]! += pull;
      for (let b = 0; b < a; b++) hessian[b]![a] = hessian[a]![b]!;
    }
    const step = solve(hessian, gradient);
    weights = weights.map((value, a) => value + step[a]!);
    if (Math.max(...step.map(Math.abs)) < 1e-6) break;
  }
  return weights;
}

function predicted(weights: readonly number[], row: Float64Array, logOdds: number): number {
  let out = weights[0]! + bounded(logOdds) * (1 + weights[1]!);
  for (let c = 0; c < row.length; c++) out += weights[2 + c]! * row[c]!;
  return out;
}

function lossOf(logOdds: number, same: boolean): number {
  const x = same ? -logOdds : logOdds;
  return x > 30 ? x : Math.log1p(Math.exp(x));
}

function bounded(logOdds: number): number {
  return Math.max(-LOG_ODDS_MAX, Math.min(LOG_ODDS_MAX, logOdds));
}

/** By a hash of the group's name, so that the same labels give the same folds. */
function foldsOf(labels: readonly LabelledPair[]): number[] {
  return labels.map(({ group }) => {
    let hash = 0x811c9dc5;
    for (let i = 0; i < group.length; i++) hash = Math.imul(hash ^ group.charCodeAt(i), 0x01000193);
    return (hash >>> 8) % FOLDS;
  });
}

function weighted(values: readonly number[], labels: readonly LabelledPair[]): number {
  let sum = 0;
  let total = 0;
  for (const [i, { weight }] of labels.entries()) {
    sum += weight * values[i]!;
    total += weight;
  }
  return sum / total;
}

/** Of a weighted mean. */
function standardError(values: readonly number[], labels: readonly LabelledPair[], mean: number): number {
  let sum = 0;
  let total = 0;
  for (const [i, { weight }] of labels.entries()) {
    sum += (weight * (values[i]! - mean)) ** 2;
    total += weight;
  }
  return Math.sqrt(sum) / total;
}
