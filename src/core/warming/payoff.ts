/**
 * Decides whether warming pays. A refreshed answer gains a hit where it is asked for after the old one would have
 * expired; else its call was in vain. The hit counts as the share of the answer's life that is left, since a miss in
 * its place would have begun a whole life. With too many calls for a hit only answers with more expected hits are
 * refreshed; where the highest level does not help either, warming stops for a while.
 */

/** Above so many calls for a gained hit, the required number of expected hits is raised. */
const CALLS_PER_HIT_MAX = 1.2;
/** At or below so many calls for a gained hit, it is lowered. */
const CALLS_PER_HIT_GOOD = 1.08;
/** Levels of the expected hits per call that an answer must reach to be refreshed, lowest first. */
const HITS = [0.84, 0.88, 0.92] as const;
/** Refreshed answers after which the payoff is judged. */
const JUDGED = 20;
const PAUSE_MS = 6 * 3_600_000;
const PAUSE_MS_MAX = 48 * 3_600_000;

export interface Payoff {
  /** Refreshes with a known result (a hit gained, or expired unused) since the last judgement. */
  readonly calls: number;
  /** Hits gained by `calls`, each weighted by the share of its life that was left. */
  readonly gained: number;
  /** Index in `HITS` of the level in force. */
  readonly level: number;
  /** No refreshes before this time, milliseconds since 1970; 0: not stopped. */
  readonly stoppedUntilMs: number;
  /** Length of the last stop, ms. */
  readonly pauseMs: number;
}

export const NOTHING_TRIED: Payoff = { calls: 0, gained: 0, level: 0, stoppedUntilMs: 0, pauseMs: 0 };

/**
 * The payoff after one refresh ended. `gained`: share of its life left at the hit, 0 to 1; 0 where it expired unused.
 */
export function settled(before: Payoff, gained: number, nowMs: number): Payoff {
  const after = { ...before, calls: before.calls + 1, gained: before.gained + gained };
  if (after.calls < JUDGED) return after;
  const anew = { ...after, calls: 0, gained: 0 };
  if (after.calls <= CALLS_PER_HIT_GOOD * after.gained)
    return { ...anew, level: Math.max(0, after.level - 1), pauseMs: 0 };
  if (after.calls <= CALLS_PER_HIT_MAX * after.gained) return anew;
  if (after.level < HITS.length - 1) return { ...anew, level: after.level + 1 };
  const pauseMs = Math.min(PAUSE_MS_MAX, Math.max(PAUSE_MS, 2 * after.pauseMs));
  return { ...anew, pauseMs, stoppedUntilMs: nowMs + pauseMs };
}

/** Expected hits, 0 to 1, that an answer must reach to be refreshed; null: refreshing does not pay and is stopped. */
export function hitsWanted(payoff: Payoff, nowMs: number): number | null {
  return nowMs < payoff.stoppedUntilMs ? null : (HITS[payoff.level] ?? 1);
}
