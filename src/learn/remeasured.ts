/** Observations that were kept, measured once more: by another score, or without a tenant. */
import { type LedgerRules, RiskLedger } from "../core/measure/ledger.ts";
import type { NoiseLimits } from "../core/measure/noise.ts";
import type { Recorded } from "./recent.ts";

/** Nothing is served: no score reaches it. */
export const NEVER = Number.POSITIVE_INFINITY;

/** Takes the place of `before`, whose tenants that were told apart stay so. `scores`: by the order of `seen`. */
export function measuredAnew(
  before: RiskLedger,
  rules: LedgerRules,
  seen: readonly Recorded[],
  scores: readonly (number | null)[],
  noise: NoiseLimits,
): RiskLedger {
  const ledger = new RiskLedger(rules);
  ledger.follow(before);
  for (const [i, recorded] of seen.entries()) {
    const score = scores[i]!;
    const { qServed, verdict } = recorded;
    // Nothing was served by this score: what it would have served raises no alarm.
    if (score === null && verdict === null) ledger.observeNothing(recorded, 1, qServed, noise);
    else ledger.observe({ ...recorded, score }, noise, NEVER);
  }
  return ledger;
}

export interface HitScores {
  readonly pooled: number | null;
  readonly scores: readonly (number | null)[];
}

/** Does it serve something where something is served, and within what is allowed no less? */
export function isBetter(
  delta: number,
  seen: readonly Recorded[],
  now: HitScores,
  before: HitScores,
): boolean {
  return (
    (before.pooled === null || now.pooled !== null) &&
    (hitsAbove(before) === 0 || hitsAbove(now) > 0) &&
    hitsWithin(delta, seen, now.scores) >= hitsWithin(delta, seen, before.scores)
  );
}

/** A threshold above every score is certified by requests alone, and serves nothing. */
function hitsAbove({ pooled, scores }: HitScores): number {
  return pooled === null ? 0 : scores.filter((score) => score !== null && score >= pooled).length;
}

/** How many could be served, the surest first, before the share of wrong ones is above what is allowed. */
function hitsWithin(delta: number, seen: readonly Recorded[], scores: readonly (number | null)[]): number {
  const places = seen.flatMap((_, i) => (scores[i] === null ? [] : [i]));
  places.sort((a, b) => scores[b]! - scores[a]!);
  let wrong = 0;
  for (const [hits, place] of places.entries()) {
    const { verdict, q } = seen[place]!;
    if (verdict === "different") wrong += 1 / q;
    if (wrong > delta * seen.length) return hits;
  }
  return places.length;
}
