/** When in its life an answer may be asked for anew: early enough to be there in time, and not while it is young. */

export interface Life {
  /** Milliseconds since 1970, as are all. */
  readonly storedAtMs: number;
  readonly expiresAtMs: number;
}

/** Asked so often in one life, an answer is worth a thought. */
export const ASKS_MIN = 3;
/** Of a life, its last part. */
const LAST_PART = 0.1;
/** Before its end. */
const LATEST_MS = 1_000;

/** Its last tenth, less the last second; a life too short for that has none. */
export function isInWindow({ storedAtMs, expiresAtMs }: Life, nowMs: number): boolean {
  const fromMs = expiresAtMs - LAST_PART * (expiresAtMs - storedAtMs);
  return nowMs >= fromMs && nowMs <= expiresAtMs - LATEST_MS;
}

/**
 * Is upstream idle? Nobody's request is under way, or, on a gateway that is never without one, so few that they are a
 * quarter of the last hour's most. `refreshing`: our own calls, which count as requests.
 */
export function isIdle(inflight: number, refreshing: number, peak: number): boolean {
  return inflight + refreshing < Math.max(1, Math.floor(peak / 4));
}
