/**
 * How often the judge of answers is wrong, and what that does to a measured error rate.
 *
 * The same prompt asked twice gives two right answers: where the judge calls them different it is wrong (false
 * different, the model's own chance included). Answers to questions that are known to differ give the other rate.
 */
import { bernoulliLimits } from "./limits.ts";

/** Limits that hold together at the confidence they were made for, at any time they are looked at. */
export interface NoiseLimits {
  /** At least this share of right answers is called different. 0 to 1. */
  readonly falseDifferentLow: number;
  /** At most this share of wrong answers is called the same. 0 to 1. */
  readonly falseSameHigh: number;
}

export interface NoiseCounts {
  /** Prompts asked twice, and how many of them were judged different. */
  readonly doubles: number;
  readonly doublesDifferent: number;
  /** Pairs known to differ, and how many of them were judged the same. */
  readonly known: number;
  readonly knownSame: number;
  /** The same by kind of answers in which one thing was changed; absent: none were tried. */
  readonly near?: NearCounts;
}

/** By kind of change: copies of answers with one thing changed, and how many of them were judged the same. */
export type NearCounts = Readonly<Record<string, { readonly tried: number; readonly same: number }>>;

/** Above this sum of both rates a verdict says too little: nothing is taken from it. */
const NOISE_SUM_MAX = 0.8;

/** `alpha`: chance that either limit is ever wrong; half goes to each. */
export function noiseLimits(counts: NoiseCounts, alpha: number): NoiseLimits {
  const a = bernoulliLimits(counts.doublesDifferent, counts.doubles, alpha / 2);
  const kinds = [{ tried: counts.known, same: counts.knownSame }, ...countedKinds(counts.near ?? {})];
  const each = alpha / 2 / kinds.length;
  const high = Math.max(...kinds.map(({ tried, same }) => bernoulliLimits(same, tried, each).high));
  return { falseDifferentLow: a.low, falseSameHigh: high };
}

/**
 * The kinds that the traffic contains: what a judge errs most on may be what is asked for. One of which not even a tenth
 * of the trials could be waits until it was tried often enough to say something: a limit by a dozen trials is near one,
 * and would keep all else from being certified.
 */
function countedKinds(near: NearCounts): { readonly tried: number; readonly same: number }[] {
  const kinds = Object.values(near);
  const all = kinds.reduce((sum, { tried }) => sum + tried, 0);
  return kinds.filter(({ tried }) => tried >= TRIED_MIN || tried >= RARE_SHARE * all);
}
const TRIED_MIN = 20;
const RARE_SHARE = 0.1;

/** Does a verdict say anything? A judge that may call every wrong answer the same would certify all. */
export function isTelling({ falseDifferentLow, falseSameHigh }: NoiseLimits): boolean {
  return falseDifferentLow + falseSameHigh < NOISE_SUM_MAX;
}

/**
 * What a verdict on a served answer counts for, so that its mean is at least the true share of wrong answers:
 * (verdict - a) / (1 - a - b), Rogan and Gladen, "Estimating prevalence from the results of a screening test",
 * Am. J. Epidemiol. 107 (1978). With a taken at its lower and b at its upper limit the estimate errs upwards.
 */
export function corrected(different: boolean, noise: NoiseLimits): number {
  const { falseDifferentLow: a, falseSameHigh: b } = noise;
  const span = 1 - Math.min(a + b, NOISE_SUM_MAX);
  return ((different ? 1 : 0) - a) / span;
}

/** The largest and the smallest value that `corrected` can take. */
export function correctedRange(noise: NoiseLimits): { readonly low: number; readonly high: number } {
  return { low: corrected(false, noise), high: corrected(true, noise) };
}
