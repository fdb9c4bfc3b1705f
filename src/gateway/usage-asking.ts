/**
 * Which upstreams accept `stream_options`, learned from their answers. The gateway asks for usage on behalf of callers
 * who did not; where upstream refuses a stream for it, the request is sent again as the caller wrote it.
 */
import type { Upstream } from "../ports.ts";

/** Milliseconds until an upstream that refused the option is tried again: a new release may accept it. */
const REFUSED_MS = 3_600_000;
/** Bytes of a refusal that are read to see its cause; a longer one is no list of faults. */
export const REFUSAL_BYTES_MAX = 64 * 1024;

/**
 * For each upstream, the monotonic time until which it is not asked for usage; positive infinity: it accepted the
 * option
 * before. Kept as long as the upstream is.
 */
const REFUSED_UNTIL_MS = new WeakMap<Upstream, number>();

export function mayAskUsage(upstream: Upstream, nowMs: number): boolean {
  const until = REFUSED_UNTIL_MS.get(upstream);
  return until === undefined || until === Number.POSITIVE_INFINITY || nowMs >= until;
}

/** Notes that this upstream answered a stream that asked for usage. */
export function tookUsage(upstream: Upstream): void {
  REFUSED_UNTIL_MS.set(upstream, Number.POSITIVE_INFINITY);
}

/** Notes that this upstream took the request only without the option. */
export function refusedUsage(upstream: Upstream, nowMs: number): void {
  REFUSED_UNTIL_MS.set(upstream, nowMs + REFUSED_MS);
}

export function isRefusal(status: number): boolean {
  return status === 400 || status === 422;
}

/**
 * May upstream have refused because of the option that the gateway added? Where it has accepted it before, only if the
 * refusal names it.
 */
export function mayBeForUsage(upstream: Upstream, body: Buffer): boolean {
  const isNew = REFUSED_UNTIL_MS.get(upstream) !== Number.POSITIVE_INFINITY;
  return isNew || /stream_options|include_usage/.test(body.toString("latin1"));
}
