/**
 * How often the judge of answers is wrong, and what that does to a measured error rate.
 *
 * The same prompt asked twice gives two right answers: where the judge calls them different it is wrong (false
 * different, the model's own chance included). Answers to questions that are known to differ give the other rate.
 */
import { bernoulliLimits } from "./limits.ts";

/** Both limits hold at once, and at any time they are read, with the confidence they were computed for. */
export interface NoiseLimits {
  /** Lower limit of the share of right answers that the judge calls different, 0 to 1. */
  readonly falseDifferentLow: number;
  /** Upper limit of the share of wrong answers that the judge calls the same, 0 to 1. */
  readonly falseSameHigh: number;
}

export interface NoiseCounts {
  /** Prompts asked twice, and how many of them were judged different. */
  readonly doubles: number;
  readonly doublesDifferent: number;
  /** The same by the tenant who asked; absent: kept before they were told apart. */
  readonly doublesOf?: Readonly<Record<string, DoubleCounts>>;
  /** Pairs known to differ, and how many of them were judged the same. */
  readonly known: number;
  readonly knownSame: number;
  /** Trials with copies of answers in which one thing was changed, by kind; absent: none were made. */
  readonly near?: NearCounts;
}

export interface DoubleCounts {
  readonly tried: number;
  readonly different: number;
}

/** By kind of change: copies of answers with one thing changed, and how many of them were judged the same. */
export type NearCounts = Readonly<Record<string, { readonly tried: number; readonly same: number }>>;

/** From this sum of both error rates on, verdicts say too little and are not used. */
const NOISE_SUM_MAX = 0.8;

/** Limits of the judge's error rates. `alpha`: chance that either limit is ever wrong; half goes to each. */
export function noiseLimits(counts: NoiseCounts, alpha: number): NoiseLimits {
  const kinds = [{ tried: counts.known, same: counts.knownSame }, ...countedKinds(counts.near ?? {})];
  const each = alpha / 2 / kinds.length;
  const high = Math.max(...kinds.map(({ tried, same }) => bernoulliLimits(same, tried, each).high));
  return { falseDifferentLow: falseDifferentLow(counts, alpha / 2), falseSameHigh: high };
}

/**
 * Lower limit by all doubles, and without those of any one tenant: a tenant whose upstream answers at random has its own
 * doubles judged different, and what is subtracted for that would hide wrong answers of the others. The least of limits
 * holds where one of them does.
 */
function falseDifferentLow(
  { doubles, doublesDifferent, doublesOf = {} }: NoiseCounts,
  alpha: number,
): number {
  const tenants = Object.values(doublesOf);
  const others = tenants.length < 2 ? [] : tenants;
  const low = (different: number, tried: number): number => bernoulliLimits(different, tried, alpha).low;
  return Math.min(
    low(doublesDifferent, doubles),
    ...others.map(({ tried, different }) => low(doublesDifferent - different, doubles - tried)),
  );
}

/**
 * The kinds of change that count. The judge's worst kind may be the one that the traffic contains, so all count, but a
 * kind with under a tenth of the trials only from TRIED_MIN trials on: the limit by a dozen trials is near 1, and would
 * prevent any certificate.
 */
function countedKinds(near: NearCounts): { readonly tried: number; readonly same: number }[] {
  const kinds = Object.values(near);
  const all = kinds.reduce((sum, { tried }) => sum + tried, 0);
  return kinds.filter(({ tried }) => tried >= TRIED_MIN || tried >= RARE_SHARE * all);
}
const TRIED_MIN = 20;
const RARE_SHARE = 0.1;

/**
 * Are the judge's verdicts good enough to use? A judge that calls every wrong answer the same would certify
 * everything.
 */
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

/** The smallest and the largest value that `corrected` can return. */
export function correctedRange(noise: NoiseLimits): { readonly low: number; readonly high: number } {
  return { low: corrected(false, noise), high: corrected(true, noise) };
}
