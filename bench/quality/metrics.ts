/** Figures over scored pairs. A request error is a wrong pair served, as a share of all pairs. */
import { chance } from "../chance.ts";

export interface Scored {
  readonly same: boolean;
  /** Higher is surer; vetoed pairs lowest. */
  readonly rank: number;
}

/** Share of pairs that can be served from the top score down while wrong ones stay within `errorMax` of all. */
export function hits(pairs: readonly Scored[], errorMax: number): number {
  return curve(pairs).findLast((point) => point.error <= errorMax)?.hits ?? 0;
}

/** The rank down to which pairs are served at that error; infinite where none may be. */
export function rankAt(pairs: readonly Scored[], errorMax: number): number {
  return curve(pairs).findLast((point) => point.error <= errorMax)?.rank ?? Number.POSITIVE_INFINITY;
}

export interface CurvePoint {
  readonly rank: number;
  readonly hits: number;
  readonly error: number;
}

/** One point for each rank that occurs, best first: pairs of equal rank are served together. */
export function curve(pairs: readonly Scored[]): CurvePoint[] {
  const sorted = [...pairs].sort((p, q) => q.rank - p.rank);
  const out: CurvePoint[] = [];
  let wrong = 0;
  for (const [i, { same, rank }] of sorted.entries()) {
    if (!same) wrong++;
    if (sorted[i + 1]?.rank === rank) continue;
    out.push({ rank, hits: (i + 1) / sorted.length, error: wrong / sorted.length });
  }
  return out;
}

/** Chance that a right pair ranks above a wrong one; ties count half. */
export function auc(pairs: readonly Scored[]): number {
  const sorted = [...pairs].sort((p, q) => p.rank - q.rank);
  let ranks = 0;
  let right = 0;
  for (let i = 0; i < sorted.length; ) {
    let j = i;
    while (j < sorted.length && sorted[j]!.rank === sorted[i]!.rank) j++;
    for (let k = i; k < j; k++) {
      if (!sorted[k]!.same) continue;
      right++;
      ranks += (i + j + 1) / 2;
    }
    i = j;
  }
  const wrong = sorted.length - right;
  return right === 0 || wrong === 0 ? Number.NaN : (ranks - (right * (right + 1)) / 2) / (right * wrong);
}

/** Expected calibration error over 15 even bins: mean gap between said and observed, weighted by pairs. */
export function calibrationError(
  pairs: readonly { readonly same: boolean; readonly probability: number }[],
): number {
  let out = 0;
  for (const bin of reliability(pairs, 15))
    out += (bin.count / pairs.length) * Math.abs(bin.predicted - bin.observed);
  return out;
}

/** Mean log loss; a probability is taken to be a millionth away from 0 and 1 at least. */
export function logLoss(pairs: readonly { readonly same: boolean; readonly probability: number }[]): number {
  let sum = 0;
  for (const { same, probability } of pairs) {
    const p = Math.min(1 - 1e-6, Math.max(1e-6, probability));
    sum -= Math.log(same ? p : 1 - p);
  }
  return sum / Math.max(1, pairs.length);
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly predicted: number;
  readonly observed: number;
  readonly count: number;
}

export function reliability(
  pairs: readonly { readonly same: boolean; readonly probability: number }[],
  bins: number,
): Bin[] {
  const out: Bin[] = [];
  for (let b = 0; b < bins; b++) {
    const within = pairs.filter(({ probability: p }) => Math.min(bins - 1, Math.floor(p * bins)) === b);
    if (within.length === 0) continue;
    out.push({
      from: b / bins,
      to: (b + 1) / bins,
      predicted: within.reduce((sum, p) => sum + p.probability, 0) / within.length,
      observed: within.filter((p) => p.same).length / within.length,
      count: within.length,
    });
  }
  return out;
}

/** Spearman's rank correlation. */
export function spearman(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [ranksOf(x), ranksOf(y)];
  const mean = (a.length + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - mean) * (b[i]! - mean);
    aa += (a[i]! - mean) ** 2;
    bb += (b[i]! - mean) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const out = new Array<number>(values.length);
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j < order.length && values[order[j]!] === values[order[i]!]) j++;
    for (let k = i; k < j; k++) out[order[k]!] = (i + j + 1) / 2;
    i = j;
  }
  return out;
}

/** 95 % interval of a figure by drawing components with replacement. */
export function interval<T>(
  items: readonly T[],
  components: ArrayLike<number>,
  figure: (drawn: readonly T[]) => number,
  rounds: number,
): readonly [low: number, high: number] {
  const groups = new Map<number, T[]>();
  for (const [i, item] of items.entries()) {
    const group = groups.get(components[i]!);
    if (group) group.push(item);
    else groups.set(components[i]!, [item]);
  }
  const list = [...groups.values()];
  const rnd = chance(99);
  const values = Array.from({ length: rounds }, () => {
    const sample: T[] = [];
    for (let i = 0; i < list.length; i++) sample.push(...list[Math.floor(rnd() * list.length)]!);
    return figure(sample);
  }).sort((a, b) => a - b);
  return [values[Math.floor(rounds * 0.025)]!, values[Math.ceil(rounds * 0.975) - 1]!];
}
