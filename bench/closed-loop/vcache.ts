/**
 * The rule of Schroeder et al., "vCache: Verified Semantic Prompt Caching", arXiv 2502.03771: each stored question
 * learns its own sigmoid of the cosine from what was explored, and a hit is explored instead with the chance that keeps
 * the error at delta. As in its authors' implementation an entry begins with two observations that were never made
 * (cosine 0: wrong, cosine 1: right), needs six in all, and the variance of the threshold is a constant where right
 * and wrong do not overlap.
 */
import { chance } from "../chance.ts";
import type { Near } from "./near.ts";
import type { Stream } from "./streams.ts";
import { type Tally, Tallying } from "./tally.ts";
import type { World } from "./world.ts";

export interface VCacheOptions {
  readonly delta: number;
  /** always: every explored question is stored; different: only where its answer was not the stored one. */
  readonly insert: "always" | "different";
  readonly judge: (isSame: boolean) => "same" | "different";
  readonly seed: number;
}

interface Entry {
  readonly cosines: number[];
  readonly same: (0 | 1)[];
  fit: Fit | null;
}

interface Fit {
  readonly threshold: number;
  readonly steepness: number;
  readonly variance: number;
}

const OBSERVATIONS_MIN = 6;
/** 1 - epsilon of each confidence that is tried, and its normal quantile. */
const CONFIDENCES = Array.from({ length: 50 }, (_, i) => 1 - (1e-6 + ((1 - 2e-6) * i) / 49));
const QUANTILES = CONFIDENCES.map(normalQuantile);
/** Where nothing overlaps: of the threshold, by the number of observations; rounded from the authors' table. */
const VARIANCES = [0.0354, 0.0283, 0.0264, 0.0213, 0.0194, 0.0126, 0.0114, 0.0102, 0.01];

export function runVCache(stream: Stream, near: Near, world: World, options: VCacheOptions): Tally {
  const rnd = chance(options.seed);
  const tallying = new Tallying();
  const stored = new Uint8Array(stream.texts.length);
  const known = new Uint8Array(stream.texts.length);
  const answers: string[] = [];
  const entries = new Map<number, Entry>();
  const insert = (text: number): void => {
    stored[text] = 1;
    entries.set(text, { cosines: [0, 1], same: [0, 1], fit: null });
  };
  for (const [i, text] of stream.requests.entries()) {
    if (known[text] === 1) {
      tallying.request("exact", "nothing");
      continue;
    }
    const right = world.answer(text, i);
    const [best] = near.of(text, stored, 1);
    const entry = best === undefined ? undefined : entries.get(best.at)!;
    if (
      best !== undefined &&
      entry !== undefined &&
      rnd() > exploreChance(entry, best.cosine, options.delta)
    ) {
      tallying.request("hit", answers[best.at] === right ? "right" : "wrong");
      continue;
    }
    tallying.request("miss", "nothing");
    known[text] = 1;
    answers[text] = right;
    if (best === undefined || entry === undefined) {
      insert(text);
      continue;
    }
    const isSame = options.judge(answers[best.at] === right) === "same";
    entry.cosines.push(best.cosine);
    entry.same.push(isSame ? 1 : 0);
    entry.fit = null;
    if (options.insert === "always" || !isSame) insert(text);
  }
  return tallying.tally;
}

/** The least chance of exploring under which the error stays at delta, over all confidences that are tried. */
export function exploreChance(entry: Entry, cosine: number, delta: number): number {
  if (entry.cosines.length < OBSERVATIONS_MIN) return 1;
  entry.fit ??= fitted(entry);
  const { threshold, steepness, variance } = entry.fit;
  let least = 1;
  for (const [i, confidence] of CONFIDENCES.entries()) {
    const upper = Math.max(0, Math.min(1, threshold + QUANTILES[i]! * Math.sqrt(variance)));
    const right = confidence / (1 + Math.exp(-steepness * (cosine - upper)));
    least = Math.min(least, 1 - delta / (1 - right));
  }
  return least;
}

/** Logistic regression by Newton's method; where nothing overlaps the slope has no limit, and rounds end it. */
function fitted({ cosines, same }: Entry): Fit {
  let [shift, slope] = [0, 1];
  let [h00, h01, h11] = [0, 0, 0];
  for (let round = 0; round < 50; round++) {
    // A trace of a prior keeps the system solvable.
    let [g0, g1] = [-1e-6 * shift, -1e-6 * slope];
    [h00, h01, h11] = [1e-6, 0, 1e-6];
    for (const [i, x] of cosines.entries()) {
      const p = 1 / (1 + Math.exp(-(shift + slope * x)));
      const w = p * (1 - p);
      g0 += same[i]! - p;
      g1 += (same[i]! - p) * x;
      h00 += w;
      h01 += w * x;
      h11 += w * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    if (!(determinant > 0)) break;
    const stepShift = (h11 * g0 - h01 * g1) / determinant;
    const stepSlope = (h00 * g1 - h01 * g0) / determinant;
    const size = Math.max(1, (Math.abs(stepShift) + Math.abs(stepSlope)) / 20);
    shift += stepShift / size;
    slope += stepSlope / size;
    if (Math.abs(stepShift) + Math.abs(stepSlope) < 1e-8) break;
  }
  slope = Math.max(slope, 1e-6);
  const threshold = Math.max(0, Math.min(1, -shift / slope));
  return {
    threshold,
    steepness: slope,
    variance: varianceOf({ cosines, same }, slope, shift, [h00, h01, h11]),
  };
}

function varianceOf(
  { cosines, same }: Pick<Entry, "cosines" | "same">,
  slope: number,
  shift: number,
  [h00, h01, h11]: readonly [number, number, number],
): number {
  const right = Math.min(...cosines.filter((_, i) => same[i] === 1));
  const wrong = Math.max(...cosines.filter((_, i) => same[i] === 0));
  if (right > wrong) return VARIANCES[Math.min(cosines.length - OBSERVATIONS_MIN, VARIANCES.length - 1)]!;
  const determinant = h00 * h11 - h01 * h01;
  // By the delta method, of -shift / slope.
  const [d0, d1] = [-1 / slope, shift / slope ** 2];
  const variance = (d0 * d0 * h11 - 2 * d0 * d1 * h01 + d1 * d1 * h00) / determinant;
  return Number.isFinite(variance) ? Math.max(0, variance) : 1;
}

/** Acklam's rational approximation, to 1e-9. */
function normalQuantile(p: number): number {
  const low = 0.02425;
  if (p < low) return tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - low) return -tail(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  const top = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ];
  const bottom = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
  ];
  return (q * horner(top, r)) / horner(bottom, r);
}

function tail(q: number): number {
  const top = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ];
  const bottom = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
  return horner(top, q) / horner(bottom, q);
}

function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, c) => sum * x + c, 0);
}
