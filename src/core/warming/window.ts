/** When in its life an answer may be asked for anew: early enough to be there in time, and not while it is young. */

export interface Life {
  /** Both times in milliseconds since 1970. */
  readonly storedAtMs: number;
  readonly expiresAtMs: number;
}

/** Asks within one life from which an answer is considered for refreshing. */
export const ASKS_MIN = 3;
/** The window opens in this last share of a life. */
const LAST_PART = 0.1;
/** The window closes so many ms before the end of a life. */
const LATEST_MS = 1_000;

/** Is it now in the last tenth of the life, but not in its last second? Never in a life too short for that. */
export function isInWindow({ storedAtMs, expiresAtMs }: Life, nowMs: number): boolean {
  const fromMs = expiresAtMs - LAST_PART * (expiresAtMs - storedAtMs);
  return nowMs >= fromMs && nowMs <= expiresAtMs - LATEST_MS;
}

/**
 * How long before their end answers are asked for, in ms: as late as may be, since what is asked for early gives its last
 * part of life away; early enough for so many, one after the other, where upstream is idle so often. `callMs`: of one
 * call. `idleShare`: 0 to 1, of the moments before.
 */
export function leadMs(waiting: number, callMs: number, idleShare: number): number {
  return (LEAD_MS + waiting * callMs) / Math.max(IDLE_SHARE_MIN, idleShare);
}
const LEAD_MS = 10_000;
const IDLE_SHARE_MIN = 0.01;

/**
 * Is upstream idle? Nobody's request is under way, or, on a gateway that is never without one, so few that they are a
 * quarter of the last hour's most. `refreshing`: our own calls, which count as requests.
 */
export function isIdle(inflight: number, refreshing: number, peak: number): boolean {
  return inflight + refreshing < Math.max(1, Math.floor(peak / 4));
}
