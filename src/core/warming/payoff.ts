/**
 * Does asking ahead pay? A refreshed answer that is asked for when the old one would have been gone has gained a hit; one
 * that is not was asked for in vain. The hit counts for what is then left of the answer's life: the miss that it stands
 * for would have begun a whole one. Where calls for a hit become too many, more is wanted of an answer, and where the
 * most does not help either, asking ahead stops for a while.
 */

/** Upstream calls for one hit gained, at most. */
const CALLS_PER_HIT_MAX = 1.2;
/** Well within it: less may do. */
const CALLS_PER_HIT_GOOD = 1.08;
/** Hits that a call is to gain, the least demanding first. */
const HITS = [0.84, 0.88, 0.92] as const;
/** Refreshed answers after which it is judged. */
const JUDGED = 20;
const PAUSE_MS = 6 * 3_600_000;
const PAUSE_MS_MAX = 48 * 3_600_000;

export interface Payoff {
  /** Refreshed answers whose life is over or that gained their hit, since it was last judged. */
  readonly calls: number;
  /** By them. */
  readonly gained: number;
  /** Which of the `HITS` is wanted. */
  readonly level: number;
  /** Milliseconds since 1970; before it nothing is asked ahead. 0: it did not stop. */
  readonly stoppedUntilMs: number;
  /** How long the last stop was. */
  readonly pauseMs: number;
}

export const NOTHING_TRIED: Payoff = { calls: 0, gained: 0, level: 0, stoppedUntilMs: 0, pauseMs: 0 };

/** One refreshed answer has gained its hit, by the share of its life that was left, or its time is over: 0. */
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

/** Hits that a call is to gain, 0 to 1, for an answer to be refreshed; null: none is, it does not pay. */
export function hitsWanted(payoff: Payoff, nowMs: number): number | null {
  return nowMs < payoff.stoppedUntilMs ? null : (HITS[payoff.level] ?? 1);
}
