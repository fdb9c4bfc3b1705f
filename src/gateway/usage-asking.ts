/**
 * Which upstreams take `stream_options`, learned from what they answer: usage is asked for on behalf of callers who did
 * not, and where upstream refuses a stream for it the request is sent again as the caller wrote it.
 */
import type { Upstream } from "../ports.ts";

/** A server may learn the option with its next release. */
const REFUSED_MS = 3_600_000;
/** Of a refusal that is read to see what it speaks of; a longer one is no list of faults. */
export const REFUSAL_BYTES_MAX = 64 * 1024;

/** By monotonic clock; positive infinity: it took the option before. Kept as long as the upstream is. */
const REFUSED_UNTIL_MS = new WeakMap<Upstream, number>();

export function mayAskUsage(upstream: Upstream, nowMs: number): boolean {
  const until = REFUSED_UNTIL_MS.get(upstream);
  return until === undefined || until === Number.POSITIVE_INFINITY || nowMs >= until;
}

/** It answered a stream that asked for usage. */
export function tookUsage(upstream: Upstream): void {
  REFUSED_UNTIL_MS.set(upstream, Number.POSITIVE_INFINITY);
}

/** It took the request only without the option. */
export function refusedUsage(upstream: Upstream, nowMs: number): void {
  REFUSED_UNTIL_MS.set(upstream, nowMs + REFUSED_MS);
}

export function isRefusal(status: number): boolean {
  return status === 400 || status === 422;
}

/** May this refusal be for the option that we added? Of an upstream that has taken it before, only if it says so. */
export function mayBeForUsage(upstream: Upstream, body: Buffer): boolean {
  const isNew = REFUSED_UNTIL_MS.get(upstream) !== Number.POSITIVE_INFINITY;
  return isNew || /stream_options|include_usage/.test(body.toString("latin1"));
}
