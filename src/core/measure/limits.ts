/**
 * Confidence limits of a share that hold at every moment at once, however often and whenever they are looked at.
 *
 * The likelihood mixed over Beta(1/2, 1/2) against the likelihood at p is a martingale of mean 1 when p is true;
 * by Ville's inequality it reaches 1 / alpha with a chance of at most alpha, ever. The limits are the p where it does.
 * Robbins, "Statistical methods related to the law of the iterated logarithm", Ann. Math. Stat. 41 (1970).
 */
import { itemAt } from "../../narrow.ts";

/** Limits of the share behind `hits` of `trials`; `alpha` above 0 and below 1. Without trials: 0 to 1. */
export function bernoulliLimits(
  hits: number,
  trials: number,
  alpha: number,
): { readonly low: number; readonly high: number } {
  if (!(trials > 0)) return { low: 0, high: 1 };
  const mixed = logBeta(hits + 0.5, trials - hits + 0.5) - logBeta(0.5, 0.5);
  const isOut = (p: number): boolean =>
    mixed - hits * safeLog(p) - (trials - hits) * safeLog(1 - p) >= -Math.log(alpha);
  const mean = hits / trials;
  return {
    low: hits === 0 ? 0 : boundary(0, mean, isOut),
    high: hits === trials ? 1 : boundary(1, mean, isOut),
  };
}

/** The boundary, by bisection, between `out`, which is excluded, and `inside`, which is not. */
function boundary(out: number, inside: number, isOut: (p: number) => boolean): number {
  let from = out;
  let to = inside;
  for (let round = 0; round < ROUNDS; round++) {
    const middle = (from + to) / 2;
    if (isOut(middle)) from = middle;
    else to = middle;
  }
  return from;
}
const ROUNDS = 48;

function safeLog(p: number): number {
  return p <= 0 ? Number.NEGATIVE_INFINITY : Math.log(p);
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** ln Γ(x) by Lanczos' approximation, g = 7, nine terms; relative error below 1e-14 for x of 0.5 and up. */
function logGamma(x: number): number {
  let sum = itemAt(LANCZOS, 0);
  for (let i = 1; i < LANCZOS.length; i++) sum += itemAt(LANCZOS, i) / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
