/**
 * Is a series going up or down? The seed's rule (the last three values against all before, 5 % apart) and, beside it, a
 * test that the difference is more than the series' own noise: Student's t at 1 % on weighted means, whose variance is
 * that between the values and, for shares, at least the binomial one.
 */
export type Trend = "insufficient_data" | "increasing" | "decreasing" | "stable";

/** One interval: its mean, and how many things it is the mean of. Those without a weight say nothing. */
export interface Interval {
  readonly value: number;
  readonly weight: number;
}

const RECENT = 3;
/** The seed's rule. */
const APART = 0.05;
/** Fewer means tell nothing of the noise between them; a share's own noise is known. */
const MEANS_MIN = 6;

/** `kind` "share": values are shares of `weight` trials. */
export function trendOf(points: readonly Interval[], kind: "share" | "mean"): Trend {
  const told = points.filter(({ weight }) => weight > 0);
  if (told.length < (kind === "share" ? RECENT + 1 : MEANS_MIN)) return "insufficient_data";
  const [older, recent] = [told.slice(0, -RECENT), told.slice(-RECENT)];
  const [before, now] = [mean(older), mean(recent)];
  if (Math.abs(now.value - before.value) <= APART * Math.abs(before.value)) return "stable";
  const degrees = told.length - 2;
  const spread = (squares(older, before.value) + squares(recent, now.value)) / degrees;
  const all = mean(told).value;
  const binomial = kind === "share" ? all * (1 - all) : 0;
  // A moderated t: few values hardly tell how much more than binomial their noise is.
  const known = kind === "share" ? BINOMIAL_DEGREES : 0;
  const moderated = (known * binomial + degrees * spread) / (known + degrees);
  const variance = Math.max(moderated, binomial);
  const distance = Math.abs(now.value - before.value);
  const noise = Math.sqrt(variance * (1 / now.weight + 1 / before.weight));
  if (distance <= noise * critical(known + degrees)) return "stable";
  return now.value > before.value ? "increasing" : "decreasing";
}

/** Degrees of freedom that the binomial variance of shares counts for. */
const BINOMIAL_DEGREES = 4;

function mean(points: readonly Interval[]): Interval {
  const weight = points.reduce((sum, point) => sum + point.weight, 0);
  return { weight, value: points.reduce((sum, point) => sum + point.value * point.weight, 0) / weight };
}

function squares(points: readonly Interval[], around: number): number {
  return points.reduce((sum, { value, weight }) => sum + weight * (value - around) ** 2, 0);
}

/** Two-sided 1 % points of the normal and of Student's distribution, by degrees of freedom from 1. */
const NORMAL = 2.576;
const STUDENT = [63.66, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25, 3.169, 3.106, 3.055];

/** Beyond the table by Cornish and Fisher's expansion, good to a percent there. */
function critical(degrees: number): number {
  return STUDENT[degrees - 1] ?? NORMAL + (NORMAL ** 3 + NORMAL) / (4 * degrees);
}
