/** Of which stored answer a request speaks: the one that was found, or the one that a laxer policy would have found. */
import { type Candidate, decide, type Found, type Policy } from "../core/decide.ts";
import type { WordsSay } from "../core/verify/standing.ts";
import type { LookedUp } from "./answered.ts";

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

/** A candidate below it is not worth a judge: no threshold comes near it. Where its neighbourhood counts, see there. */
const NEAR_MIN = 0.3;

/** Null for what was not found by meaning. */
export function pairOf(
  candidates: readonly Candidate[],
  { tier, entry, confidence }: Found,
): FoundPair | null {
  const candidate = candidates.find((c) => c.entry.id === entry.id);
  if (!candidate || confidence === null || (tier !== "semantic" && tier !== "adapted")) return null;
  const none = { candidate, tier, pair: null };
  if (tier === "adapted") return { ...none, probability: confidence, score: null };
  const { verdict, neighbourhood } = candidate;
  // A wrong one counts against every threshold: no threshold keeps it from being served.
  if (candidate.confirmedPair) return { ...none, probability: verdict.probability, score: 1 };
  const pair = neighbourhood
    ? { probability: neighbourhood.words, score: verdict.score, neighbourhood: neighbourhood.figures }
    : null;
  return { candidate, tier, probability: confidence, score: confidence, pair };
}

/** What the same policy would have served at a threshold far lower: what a laxer one would cost. */
export function nearlyFound({ known, candidates }: LookedUp, of: Policy, nowMs: number): Found | null {
  if (known === null || known.near.at !== "found") return null;
  const isEdited = known.adapted.at === "made";
  const lax: Policy = { ...of, similarityThreshold: NEAR_MIN, adaptationThreshold: 0, adapt: isEdited };
  // A confirmed pair that x-semblance-min-confidence turned away would be served from a threshold as high as that.
  const strict: Policy = { ...of, similarityThreshold: 1, adapt: false };
  // However little its neighbourhood makes of it now: what is learnt later may make more.
  const any: Policy = { ...of, similarityThreshold: 0, adaptationThreshold: 0, adapt: false };
  const second = known.second.at === "unasked" ? ({ at: "failed" } as const) : known.second;
  for (const policy of [lax, any, strict]) {
    const step = decide({ ...known, second, upstream: "running" }, policy, nowMs);
    if (step.do !== "observe" || step.found === null) continue;
    const { tier, entry } = step.found;
    const isJudged = candidates.some((c) => c.entry.id === entry.id && c.neighbourhood !== undefined);
    if (policy === any && !isJudged) continue;
    if (tier === "semantic" || tier === "adapted") return step.found;
  }
  return null;
}
