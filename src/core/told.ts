/**
 * What is told of a pair where labels recalibrate probabilities. Thresholds that were learned are carried over to what is
 * told, which keeps the order of pairs: so the same answers are served, and what was measured holds. Where a threshold set by
 * hand decides, a probability may only fall, since nobody's labels may raise what is served to others. A caller's own minimum
 * is held against what is told.
 */
import type { Candidate, Policy } from "./known.ts";
import { recalibrated } from "./verify/calibration/recalibration.ts";

/** A probability on the scale of the policy's threshold. */
export function toldBy({ recalibration }: Pick<Policy, "recalibration">, probability: number): number {
  if (recalibration == null) return probability;
  const told = recalibrated(recalibration, probability);
  return recalibration.raises ? told : Math.min(told, probability);
}

/** The candidates, their probabilities recalibrated. A veto holds its pair's down: it stays as it is. */
export function told(candidates: readonly Candidate[], policy: Policy): readonly Candidate[] {
  if (policy.recalibration == null) return candidates;
  return candidates.map((candidate) => {
    const { verdict } = candidate;
    const { veto, probability } = verdict;
    if (veto !== null) return candidate;
    return {
      ...candidate,
      ...{ verdict: { ...verdict, probability: toldBy(policy, probability) }, measured: probability },
    };
  });
}
