/** This run beside the committed one, by ratios to bare, which another machine and another load change least. */
import type { Figures, Told } from "./figures.ts";

export interface Compared {
  readonly name: string;
  /** CPU time beside bare's, this run's over the baseline's: 2 is twice as dear. Null: one of the two has no ratio. */
  readonly dearer: number | null;
  /** What `dearer` may be by the noise of both runs alone. */
  readonly noise: number;
  readonly verdict: "same" | "dearer" | "cheaper" | "unknown";
}

/** Below this a difference is called noise, however well the rounds agree: runs differ more than rounds of one do. */
const NOISE_MIN = 0.15;
/** What is reported as a failure where only a disaster may fail. */
export const DOUBLED = 2;

/** Of the cases that this run measured; one that the baseline lacks is unknown. */
export function compare(now: readonly Figures[], baseline: readonly Figures[]): Compared[] {
  return now.map(({ name, ratio }) => {
    const before = baseline.find((each) => each.name === name)?.ratio ?? null;
    if (ratio === null || before === null)
      return { name, dearer: null, noise: NOISE_MIN, verdict: "unknown" };
    const dearer = before.median / ratio.median;
    const noise = Math.max(NOISE_MIN, widthOf(before), widthOf(ratio));
    const verdict = dearer > 1 + noise ? "dearer" : dearer < 1 / (1 + noise) ? "cheaper" : "same";
    return { name, dearer, noise, verdict };
  });
}

/** How far the rounds of a run reach from its median, in parts of it. */
function widthOf({ median, low, high }: Told): number {
  return Math.max(high - median, median - low) / median;
}

/** "miss-500: 1.42 times as dear as the baseline (noise 1.15)". */
export function sentence({ name, dearer, noise, verdict }: Compared): string {
  if (dearer === null) return `${name}: not compared, one of the two runs has no ratio`;
  const by = dearer.toFixed(2);
  return `${name}: ${verdict}, ${by} times the baseline's cost (noise up to ${(1 + noise).toFixed(2)})`;
}
