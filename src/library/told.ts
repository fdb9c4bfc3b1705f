/** What is reported of a call of the library, to the parts that count, explain and measure. */
import type { Candidate, Found, Policy } from "../core/known.ts";
import type { CacheableAsk } from "../core/neighbours.ts";
import type { Outcome, Reason } from "../core/reasons.ts";
import type { RequestRecord } from "../core/record.ts";
import type { Caller } from "../gateway/caller.ts";
import type { Look } from "../gateway/look.ts";
import type { CacheableIdentity, Received } from "../gateway/request.ts";
import type { Settings } from "../gateway/settings.ts";
import type { Entry, RequestId } from "../model.ts";

export interface Call {
  readonly request: RequestId;
  readonly atMs: number;
  readonly settings: Settings;
  readonly received: Received;
  readonly caller: Caller;
  readonly bucket: number | null;
  /** The request's identity; null where it may not be cached, which `why` explains. */
  readonly identity: CacheableIdentity | null;
  readonly ask: CacheableAsk | null;
  readonly why: Reason | null;
  readonly policy: Policy;
  /** The number of purges when the call came. */
  readonly purgesSeen: number;
  look: Look | null;
}

export interface ServedCall {
  readonly entry: Entry;
  /** Seconds that the hit saved. */
  readonly seconds: number;
  /** The question's `formDigest`; null where it says too little. */
  readonly form: () => string | null;
}

export interface MissedCall {
  readonly reason: Reason;
  readonly nearest: Candidate | null;
  /** The answer that would have been served, had it been allowed; null: none. */
  readonly found: Found | null;
}

/** Called for each call of the library. None of these throws, and nobody waits for them. */
export interface OnCall {
  served(call: Call, found: Found, why: Reason, served: ServedCall): void;
  missed(call: Call, missed: MissedCall): void;
  /** Called after `set`. `text`: the words of the answer that was given; null: it has none. `isKept`: was it stored? */
  stored(call: Call, text: string | null, isKept: boolean): void;
}

export function servedRecord(
  call: Call,
  found: Found,
  why: Reason,
  { entry, seconds }: ServedCall,
): RequestRecord {
  const usage = entry.usage ?? NO_USAGE;
  return {
    ...common(call, found.tier, why),
    model: entry.model,
    entry: entry.id,
    similarity: found.similarity,
    confidence: found.confidence,
    usage: entry.usage,
    saved: { ...usage, seconds, estimated: false },
    secondLook: secondOf(call, entry.id),
  };
}

const NO_USAGE = { inputTokens: 0, outputTokens: 0 };

export function missedRecord(call: Call, { reason, nearest, found }: MissedCall): RequestRecord {
  const about = found?.entry.id ?? nearest?.entry.id ?? null;
  const outcome = call.identity === null ? "bypass" : found === null ? "miss" : "shadow";
  return {
    ...common(call, outcome, reason),
    entry: found?.entry.id ?? null,
    similarity: found?.similarity ?? nearest?.similarity ?? null,
    confidence: found ? found.confidence : (nearest?.verdict.probability ?? null),
    wouldSave: found && wouldSave(found),
    secondLook: secondOf(call, about),
  };
}

function wouldSave({ entry: { usage, upstreamMs } }: Found): RequestRecord["wouldSave"] {
  return usage && { ...usage, seconds: upstreamMs / 1000, estimated: false };
}

/** The record of a call that found nothing; one literal, as a record is made for every call. */
function common(call: Call, outcome: Outcome, reason: Reason): RequestRecord {
  const { request, atMs, policy, bucket, caller } = call;
  const { watch } = call.received;
  return {
    request,
    atMs,
    outcome,
    reason,
    bucket,
    route: "chat",
    method: "get",
    model: "",
    tenant: caller.facts.tenant,
    stream: false,
    status: 200,
    entry: null,
    similarity: null,
    confidence: null,
    threshold: policy.similarityThreshold,
    thresholdFrom: policy.thresholdFrom ?? "floor",
    durationMs: watch.elapsedMs(),
    lookupMs: watch.lookupMs,
    stages: watch.stages,
    upstreamMs: null,
    upstreamHeadMs: null,
    usage: null,
    saved: null,
    wouldSave: null,
    bytesOut: 0,
    stored: false,
    notStored: null,
    follower: false,
    faults: watch.faults,
    secondLook: null,
    cut: false,
    trace: null,
    sampled: false,
  };
}

function secondOf({ look }: Call, about: Entry["id"] | null): RequestRecord["secondLook"] {
  const second = look?.second ?? null;
  if (second === null) return null;
  const score = about === null ? null : (second.scores.get(about) ?? null);
  return { result: second.result, score };
}
