/**
 * Does asking ahead pay? Each refreshed answer was either asked for in the time in which the old one would have been
 * gone, which is a hit gained, or it was not, and the call was for nothing. Where calls for a hit become too many the
 * chance that is wanted rises, and where the highest does not help either, asking ahead stops for a while.
 */

/** Upstream calls for one hit gained, at most. */
const CALLS_PER_HIT_MAX = 1.2;
/** Well within it: a lower chance may do. */
const CALLS_PER_HIT_GOOD = 1.08;
/** Chances of being asked again that are wanted, the least demanding first. */
const CHANCES = [0.85, 0.9, 0.95] as const;
/** Refreshed answers after which it is judged. */
const JUDGED = 20;
const PAUSE_MS = 6 * 3_600_000;
const PAUSE_MS_MAX = 48 * 3_600_000;

export interface Payoff {
  /** Refreshed answers whose life is over or that gained their hit, since it was last judged. */
  readonly calls: number;
  /** Of them, those that gained one. */
  readonly gained: number;
  /** Which of the chances is wanted. */
  readonly level: number;
  /** Milliseconds since 1970; before it nothing is asked ahead. 0: it did not stop. */
  readonly stoppedUntilMs: number;
  /** How long the last stop was. */
  readonly pauseMs: number;
}

export const NOTHING_TRIED: Payoff = { calls: 0, gained: 0, level: 0, stoppedUntilMs: 0, pauseMs: 0 };

/** One refreshed answer has gained its hit, or its time is over without one. */
export function settled(before: Payoff, gained: boolean, nowMs: number): Payoff {
  const after = { ...before, calls: before.calls + 1, gained: before.gained + Number(gained) };
  if (after.calls < JUDGED) return after;
  const anew = { ...after, calls: 0, gained: 0 };
  if (after.calls <= CALLS_PER_HIT_GOOD * after.gained)
    return { ...anew, level: Math.max(0, after.level - 1), pauseMs: 0 };
  if (after.calls <= CALLS_PER_HIT_MAX * after.gained) return anew;
  if (after.level < CHANCES.length - 1) return { ...anew, level: after.level + 1 };
  const pauseMs = Math.min(PAUSE_MS_MAX, Math.max(PAUSE_MS, 2 * after.pauseMs));
  return { ...anew, pauseMs, stoppedUntilMs: nowMs + pauseMs };
}

/** Chance of being asked again from which an answer is refreshed; null: none is, it does not pay. */
export function chanceWanted(payoff: Payoff, nowMs: number): number | null {
  return nowMs < payoff.stoppedUntilMs ? null : (CHANCES[payoff.level] ?? 1);
}
