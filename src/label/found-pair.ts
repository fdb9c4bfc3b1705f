/** The stored answer that was found for a request, with the scores that labels and measurement tell of it. */
import type { Candidate, Found, Known, Policy } from "../core/known.ts";
import { weighed } from "../core/neighbourhood.ts";
import type { WordsSay } from "../core/verify/neighbourhood-weight.ts";

/** What a score was made of, where another may be made of it. */
export type NeighbourhoodPair = WordsSay & { readonly neighbourhood: readonly number[] };

export interface FoundPair {
  readonly candidate: Candidate;
  readonly tier: "semantic" | "adapted";
  /** Of the pair itself, whatever confirms it. */
  readonly probability: number;
  /**
   * On the scale that thresholds are on: from which one down it is served. Known before the answer is judged. Null for an
   * edited answer, which is measured by itself (learn/templates.ts): here nothing was found.
   */
  readonly score: number | null;
  /** Null for an edited answer, and for a confirmed pair. */
  readonly pair: NeighbourhoodPair | null;
}

/** Null for what was not found by meaning. */
export function foundPair(
  { near }: Known,
  policy: Policy,
  { tier, entry, confidence }: Found,
): FoundPair | null {
  if (near.at !== "found") return null;
  // A label tells the words' own score, whatever a second look made of it.
  const candidate = weighed(near.candidates, policy).find((c) => c.entry.id === entry.id);
  if (!candidate || confidence === null || (tier !== "semantic" && tier !== "adapted")) return null;
  const none = { candidate, tier, pair: null };
  if (tier === "adapted") return { ...none, probability: confidence, score: null };
  const { verdict, neighbourhood } = candidate;
  // A wrong one counts against every threshold: no threshold keeps it from being served.
  if (candidate.confirmedPair) return { ...none, probability: verdict.probability, score: 1 };
  const pair = neighbourhood
    ? { probability: neighbourhood.words, score: verdict.score, neighbourhood: neighbourhood.features }
    : null;
  return { candidate, tier, probability: confidence, score: confidence, pair };
}
