/** What became of a call of the library, for whoever counts, explains and measures. */
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
  /** Null where it may not be cached; `why` says it. */
  readonly identity: CacheableIdentity | null;
  readonly ask: CacheableAsk | null;
  readonly why: Reason | null;
  readonly policy: Policy;
  /** Purges that were made when it came. */
  readonly purgesSeen: number;
  look: Look | null;
}

export interface ServedCall {
  readonly entry: Entry;
  /** Saved. */
  readonly seconds: number;
  /** See `formDigest`. */
  readonly form: string | null;
}

export interface MissedCall {
  readonly reason: Reason;
  readonly nearest: Candidate | null;
  /** What would have been served, had it been allowed. */
  readonly found: Found | null;
}

/** None of these throws, and nobody waits. */
export interface OnCall {
  served(call: Call, found: Found, why: Reason, served: ServedCall): void;
  missed(call: Call, missed: MissedCall): void;
  /** `text`: the words of what was given as the answer; null: it has none. */
  stored(call: Call, text: string | null): void;
}

export function servedRecord(
  call: Call,
  found: Found,
  why: Reason,
  { entry, seconds }: ServedCall,
): RequestRecord {
  const usage = entry.usage ?? { inputTokens: 0, outputTokens: 0 };
  return {
    ...common(call, found.tier, why),
    ...{ model: entry.model, entry: entry.id, similarity: found.similarity, confidence: found.confidence },
    usage: entry.usage,
    saved: { ...usage, seconds, estimated: false },
    wouldSave: null,
    ...secondOf(call, entry.id),
  };
}

export function missedRecord(call: Call, { reason, nearest, found }: MissedCall): RequestRecord {
  const about = found?.entry.id ?? nearest?.entry.id ?? null;
  const outcome = call.identity === null ? "bypass" : found === null ? "miss" : "shadow";
  return {
    ...common(call, outcome, reason),
    ...{ model: "", usage: null, saved: null, entry: found?.entry.id ?? null },
    similarity: found?.similarity ?? nearest?.similarity ?? null,
    wouldSave: found && wouldSave(found),
    confidence: found ? found.confidence : (nearest?.verdict.probability ?? null),
    ...secondOf(call, about),
  };
}

function wouldSave({ entry: { usage, upstreamMs } }: Found): RequestRecord["wouldSave"] {
  return usage && { ...usage, seconds: upstreamMs / 1000, estimated: false };
}

function common(
  { request, atMs, policy, bucket, caller, received: { watch } }: Call,
  outcome: Outcome,
  reason: Reason,
) {
  return {
    ...({ request, atMs, outcome, reason, bucket, route: "chat", method: "get", stream: false } as const),
    ...({ status: 200, bytesOut: 0, upstreamMs: null, upstreamHeadMs: null, stored: false } as const),
    ...({ follower: false, cut: false, trace: null, sampled: false } as const),
    ...{ tenant: caller.facts.tenant, notStored: null },
    threshold: policy.similarityThreshold,
    thresholdFrom: policy.thresholdFrom ?? "floor",
    durationMs: watch.elapsedMs(),
    lookupMs: watch.lookupMs,
    stages: watch.stages,
    faults: watch.faults,
  };
}

function secondOf({ look }: Call, about: Entry["id"] | null): Pick<RequestRecord, "secondLook"> {
  const second = look?.second ?? null;
  if (second === null) return { secondLook: null };
  const score = about === null ? null : (second.scores.get(about) ?? null);
  return { secondLook: { result: second.result, score } };
}
