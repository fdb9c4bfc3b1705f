/** The part of an answer's life in which it may be refreshed: late, but early enough for the call. */

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
 * How long before their expiry answers are refreshed, ms. As late as possible, since an early refresh wastes the rest
 * of the life, but early enough for `waiting` calls of `callMs` each, one after the other, while upstream is idle.
 * `idleShare`: share of recent time in which it was idle, 0 to 1.
 */
export function leadMs(waiting: number, callMs: number, idleShare: number): number {
  return (LEAD_MS + waiting * callMs) / Math.max(IDLE_SHARE_MIN, idleShare);
}
const LEAD_MS = 10_000;
const IDLE_SHARE_MIN = 0.01;

/**
 * Is upstream idle: no request under way, or, on a gateway that always has some, at most a quarter of the last hour's
 * peak? `refreshing`: number of refreshes under way, which count as requests too.
 */
export function isIdle(inflight: number, refreshing: number, peak: number): boolean {
  return inflight + refreshing < Math.max(1, Math.floor(peak / 4));
}
