/** Observations that were kept, measured once more: by another score, or without a tenant. */
import { type LedgerRules, RiskLedger } from "../core/measure/ledger.ts";
import type { NoiseLimits } from "../core/measure/noise.ts";
import type { Recorded } from "./recent.ts";
import { loudTenants } from "./tenant-weights.ts";

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

/**
 * What another reading must serve at once, by its own certificate, as a share of what is served now. It is hard to find back
 * from a certificate that serves little, as few answers are checked by then.
 */
const AT_ONCE = 0.9;

/** Fewer requests tell less surely: without one tenant it may be so much less within what is allowed. */
const WITHOUT_ONE = 0.95;

/**
 * Does it serve hardly less than what is in force, and, within what is allowed, no less? With several tenants that must
 * also hold without any one of them who asks much: nobody's answers alone speak for a reading that others are served by.
 */
export function isBetter(
  delta: number,
  seen: readonly Recorded[],
  now: HitScores,
  before: HitScores,
): boolean {
  if (seen.length === 0) return before.pooled === null;
  const [after, until] = [surestFirst(now.scores), surestFirst(before.scores)];
  return [null, ...loudTenants(seen).keys()].every((left) => {
    const rest = { seen, left, delta };
    const allowed = hitsWithin(until, rest);
    const least = Math.max(1, left === null ? allowed : WITHOUT_ONE * allowed);
    return hitsAbove(now, rest) >= AT_ONCE * hitsAbove(before, rest) && hitsWithin(after, rest) >= least;
  });
}

interface Rest {
  readonly seen: readonly Recorded[];
  /** The tenant who is left out; null: nobody. */
  readonly left: string | null;
  readonly delta: number;
}

/** A threshold above every score is certified by requests alone, and serves nothing. */
function hitsAbove({ pooled, scores }: HitScores, { seen, left }: Rest): number {
  if (pooled === null) return 0;
  let hits = 0;
  for (const [i, score] of scores.entries())
    if (score !== null && score >= pooled && (seen[i]!.tenant ?? "") !== left) hits++;
  return hits;
}

/** How many could be served, the surest first, before the share of wrong ones is above what is allowed. */
function hitsWithin(places: readonly number[], { seen, left, delta }: Rest): number {
  let requests = 0;
  for (const { tenant } of seen) if ((tenant ?? "") !== left) requests++;
  let wrong = 0;
  let hits = 0;
  for (const place of places) {
    const { verdict, q, tenant } = seen[place]!;
    if ((tenant ?? "") === left) continue;
    if (verdict === "different") wrong += 1 / q;
    if (wrong > delta * requests) return hits;
    hits++;
  }
  return hits;
}

function surestFirst(scores: readonly (number | null)[]): readonly number[] {
  const places = scores.flatMap((score, i) => (score === null ? [] : [i]));
  return places.sort((a, b) => scores[b]! - scores[a]!);
}
