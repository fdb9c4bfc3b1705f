/** The stored answer that was found for a request, with the scores that labels and measurement tell of it. */
import type { Candidate, Found, Known, Policy } from "../core/known.ts";
import { weighed } from "../core/neighbourhood.ts";
import { toldBy } from "../core/told.ts";
import type { WordsSay } from "../core/verify/calibration/neighbourhood-weight.ts";

/** Inputs of a score, from which another version can compute its own. */
export type NeighbourhoodPair = WordsSay & { readonly neighbourhood: readonly number[] };

export interface FoundPair {
  readonly candidate: Candidate;
  readonly tier: "semantic" | "adapted";
  /** Probability of the pair as it is told, recalibrated by labels, not counting confirmations. */
  readonly probability: number;
  /**
   * On the scale that thresholds are on: from which one down it is served. Known before the answer is judged. Null for
   * an edited answer, which is measured by itself (learn/templates.ts): here nothing was found.
   */
  readonly score: number | null;
  /** Inputs of the score; null for an edited answer and for a confirmed pair. */
  readonly pair: NeighbourhoodPair | null;
}

/** The pair behind a found answer; null where it was not found by meaning. */
export function foundPair(
  { near, ask }: Known,
  policy: Policy,
  { tier, entry, confidence }: Found,
): FoundPair | null {
  if (near.at !== "found" || !ask.cacheable) return null;
  // Labels store the score by words alone, not the one with a second look.
  const candidate = weighed(near.candidates, policy, ask.key).find((c) => c.entry.id === entry.id);
  if (!candidate || confidence === null || (tier !== "semantic" && tier !== "adapted")) return null;
  const none = { candidate, tier, pair: null };
  if (tier === "adapted") return { ...none, probability: confidence, score: null };
  const { verdict, neighbourhood } = candidate;
  // What is recalibrated is measured as it was before: thresholds are carried over, and no measurement begins anew.
  const score = policy.recalibration == null ? confidence : verdict.probability;
  // Score 1: a confirmed pair is served at every threshold, so a wrong one counts against every threshold.
  const told = toldBy(policy, verdict.probability);
  if (candidate.confirmedPair) return { ...none, probability: told, score: 1 };
  const pair = neighbourhood
    ? { probability: neighbourhood.words, score: verdict.score, neighbourhood: neighbourhood.features }
    : null;
  return { candidate, tier, probability: confidence, score, pair };
}
