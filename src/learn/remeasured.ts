/** Is another reading of the observations that were kept at least as good as the one in force? */
import type { Recorded } from "./recent.ts";
import type { Pieces } from "./slices.ts";
import { loudTenants } from "./tenant-weights.ts";

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
export function* isBetter(
  delta: number,
  seen: readonly Recorded[],
  now: HitScores,
  before: HitScores,
): Pieces<boolean> {
  if (seen.length === 0) return before.pooled === null;
  const [after, until] = [yield* surestFirst(now.scores), yield* surestFirst(before.scores)];
  for (const left of [null, ...loudTenants(seen).keys()]) {
    yield;
    const rest = { seen, left, delta };
    const allowed = yield* hitsWithin(until, rest);
    const least = Math.max(1, left === null ? allowed : WITHOUT_ONE * allowed);
    if ((yield* hitsAbove(now, rest)) < AT_ONCE * (yield* hitsAbove(before, rest))) return false;
    if ((yield* hitsWithin(after, rest)) < least) return false;
  }
  return true;
}

interface Rest {
  readonly seen: readonly Recorded[];
  /** The tenant who is left out; null: nobody. */
  readonly left: string | null;
  readonly delta: number;
}

/** Requests looked at, or merged, in one piece. */
const TOGETHER = 1_000;

/** A threshold above every score is certified by requests alone, and serves nothing. */
function* hitsAbove({ pooled, scores }: HitScores, { seen, left }: Rest): Pieces<number> {
  if (pooled === null) return 0;
  let hits = 0;
  for (const [i, score] of scores.entries()) {
    if (i % TOGETHER === 0) yield;
    if (score !== null && score >= pooled && (seen[i]!.tenant ?? "") !== left) hits++;
  }
  return hits;
}

/** How many could be served, the surest first, before the share of wrong ones is above what is allowed. */
function* hitsWithin(places: readonly number[], { seen, left, delta }: Rest): Pieces<number> {
  const requests = yield* countedWithout(left, seen);
  let wrong = 0;
  let hits = 0;
  for (const [i, place] of places.entries()) {
    if (i % TOGETHER === 0) yield;
    const { verdict, q, tenant } = seen[place]!;
    if ((tenant ?? "") === left) continue;
    if (verdict === "different") wrong += 1 / q;
    if (wrong > delta * requests) return hits;
    hits++;
  }
  return hits;
}

function* countedWithout(left: string | null, seen: readonly Recorded[]): Pieces<number> {
  let count = 0;
  for (const [i, { tenant }] of seen.entries()) {
    if (i % TOGETHER === 0) yield;
    if ((tenant ?? "") !== left) count++;
  }
  return count;
}

/** Sorted together before they are merged; sorting them takes a fraction of a millisecond. */
const SORTED_TOGETHER = 500;
/** Places of the scores from the highest on; of equal ones the first comes first, as a stable sort has it. */
function* surestFirst(scores: readonly (number | null)[]): Pieces<readonly number[]> {
  const scoreAt = (place: number): number => scores[place] ?? Number.NEGATIVE_INFINITY;
  const places: number[] = [];
  for (const [i, score] of scores.entries()) {
    if (i % TOGETHER === 0) yield;
    if (score !== null) places.push(i);
  }
  let runs: number[][] = [];
  for (let from = 0; from < places.length; from += SORTED_TOGETHER) {
    runs.push(places.slice(from, from + SORTED_TOGETHER).sort((a, b) => scoreAt(b) - scoreAt(a)));
    yield;
  }
  while (runs.length > 1) {
    const merged: number[][] = [];
    for (let i = 0; i < runs.length; i += 2)
      merged.push(yield* mergedRuns(runs[i] ?? [], runs[i + 1] ?? [], scoreAt));
    runs = merged;
  }
  return runs[0] ?? [];
}

function* mergedRuns(
  first: readonly number[],
  second: readonly number[],
  scoreAt: (place: number) => number,
): Pieces<number[]> {
  const out: number[] = [];
  let [a, b] = [0, 0];
  while (a < first.length || b < second.length) {
    const [left, right] = [first[a], second[b]];
    const isLeft = right === undefined || (left !== undefined && scoreAt(left) >= scoreAt(right));
    out.push(isLeft ? first[a++]! : second[b++]!);
    if (out.length % TOGETHER === 0) yield;
  }
  return out;
}
