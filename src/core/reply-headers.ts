/**
 * The response headers `x-semblance-…` and `Cache-Status`: a function of how the request ended, and of nothing else.
 */
import type { EntryFacts, Header } from "../model.ts";
import { ageS } from "./life.ts";
import type { Outcome, Reason } from "./reasons.ts";
import type { Stage } from "./record.ts";
import type { NotStored } from "./storable.ts";

/** All headers that answers get from the gateway; pages of other origins may read them where they may read the answer. */
export const OWN_HEADERS = [
  "x-semblance-outcome",
  "x-semblance-reason",
  "x-semblance-similarity",
  "x-semblance-confidence",
  "x-semblance-entry",
  "x-semblance-request",
  "x-semblance-trace",
  "x-semblance-stored",
  "cache-status",
  "age",
  "server-timing",
] as const;
type OwnHeader = readonly [name: (typeof OWN_HEADERS)[number], value: string];

export interface ReplyFacts {
  readonly request: string;
  readonly trace: string | null;
  readonly outcome: Outcome;
  readonly reason: Reason;
  /** The entry served, or offered in shadow. */
  readonly entry: EntryFacts | null;
  readonly similarity: number | null;
  readonly confidence: number | null;
  readonly nowMs: number;
  /** Upstream's own Cache-Status members, which ours is appended to. */
  readonly cacheStatusBefore: string | null;
  /** Milliseconds by stage, shown on demand; null: not asked for. */
  readonly timing: {
    readonly stages: Readonly<Partial<Record<Stage, number>>>;
    readonly upstreamMs: number | null;
  } | null;
}

export function replyHeaders(facts: ReplyFacts): readonly OwnHeader[] {
  const out: OwnHeader[] = [
    ["x-semblance-outcome", facts.outcome],
    ["x-semblance-reason", facts.reason],
    ["x-semblance-request", facts.request],
  ];
  if (facts.similarity !== null) out.push(["x-semblance-similarity", facts.similarity.toFixed(4)]);
  if (facts.confidence !== null) out.push(["x-semblance-confidence", floored(facts.confidence)]);
  if (facts.entry) out.push(["x-semblance-entry", facts.entry.id]);
  if (facts.trace) out.push(["x-semblance-trace", facts.trace]);
  const status = cacheStatus(facts);
  out.push(["cache-status", facts.cacheStatusBefore ? `${facts.cacheStatusBefore}, ${status}` : status]);
  if (facts.entry && isHitOutcome(facts.outcome)) out.push(["age", String(ageS(facts.entry, facts.nowMs))]);
  if (facts.timing) out.push(["server-timing", serverTiming(facts)]);
  return out;
}

/** What became of an answer of upstream's. */
interface Stored {
  readonly stored: boolean;
  /** The store refused it, or has not taken it yet: it lasts as long as this gateway runs, and has room. */
  readonly inMemoryOnly: boolean;
  readonly notStored: NotStored | null;
}

/** The header that says whether the answer was stored, or why not; null while that is not known. */
export function storedHeader({ stored, inMemoryOnly, notStored }: Stored): Header | null {
  if (!stored && notStored === null) return null;
  if (stored) return [STORED_HEADER, inMemoryOnly ? "memory; why=store" : "yes"];
  return [STORED_HEADER, `no; why=${notStored}`];
}
export const STORED_HEADER: OwnHeader[0] = "x-semblance-stored";

/**
 * Our member of `Cache-Status` (RFC 9211). Reasons are tokens (RFC 9651): a letter, then letters, digits, "-" and
 * ":".
 */
function cacheStatus(facts: ReplyFacts): string {
  const { outcome, reason, entry, nowMs } = facts;
  if (entry && isHitOutcome(outcome)) {
    return `Semblance; hit; ttl=${Math.floor((entry.expiresAtMs - nowMs) / 1000)}; detail=${outcome}`;
  }
  if (outcome === "bypass") return `Semblance; fwd=bypass; detail=${reason}`;
  if (reason === "client-no-cache") return "Semblance; fwd=request; detail=client-no-cache";
  if (reason === "follower") return "Semblance; fwd=miss; collapsed; detail=follower";
  // A look-up that found an answer past its life is still a miss of a POST: nothing was revalidated.
  return `Semblance; fwd=miss; detail=${outcome === "shadow" ? "shadow" : reason}`;
}

function isHitOutcome(outcome: Outcome): boolean {
  return outcome === "exact" || outcome === "semantic" || outcome === "adapted" || outcome === "stale";
}

/** The confidence with four decimals, rounded down so that it never appears to pass a threshold it did not. */
function floored(confidence: number): string {
  return (Math.floor(confidence * 1e4 + 1e-9) / 1e4).toFixed(4);
}

function serverTiming(facts: ReplyFacts): string {
  const parts = [`cache;desc="${facts.outcome}"`];
  for (const [stage, ms] of Object.entries(facts.timing?.stages ?? {}))
    parts.push(`${stage};dur=${ms.toFixed(3)}`);
  const upstream = facts.timing?.upstreamMs ?? null;
  if (upstream !== null) parts.push(`upstream;dur=${upstream.toFixed(1)}`);
  return parts.join(", ");
}
