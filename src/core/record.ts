/**
 * One record per request, made at its end. Headers, spans, metrics, the log line and the counters are functions of
 * it; nothing else is observed. It holds no prompt, no answer and no credential.
 */
import type { EntryId, RequestId, Route, TenantId, Usage } from "../model.ts";
import type { FaultPart } from "../ports.ts";
import type { PolicySource } from "./known.ts";
import type { Outcome, Reason } from "./reasons.ts";
import type { NotStored } from "./storable.ts";

export interface Fault {
  readonly part: FaultPart;
  readonly why: string;
}

/** What an avoided upstream call would have cost: its usage, and its time. */
export interface Savings extends Usage {
  /** Upstream's time for the stored answer minus the gateway's own time; at least 0. */
  readonly seconds: number;
  /** True: upstream reported no usage, and tokens are estimated from the length of the texts. */
  readonly estimated: boolean;
}

export interface RequestRecord {
  readonly request: RequestId;
  /** Wall time at which the request arrived. */
  readonly atMs: number;
  /** Null for a path that is only passed through. */
  readonly route: Route | null;
  readonly method: string;
  readonly model: string;
  /** Keyed digest of who asked; null where no caller was identified. */
  readonly tenant: TenantId | null;
  readonly stream: boolean;
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly status: number;
  readonly entry: EntryId | null;
  /** Raw cosine of the nearest entry. */
  readonly similarity: number | null;
  /** Calibrated probability, 0 to 1. */
  readonly confidence: number | null;
  /** Threshold in force for this request, 0 to 1. */
  readonly threshold: number | null;
  /** Where `threshold` comes from; null where there is none. */
  readonly thresholdFrom: PolicySource | null;
  /** The caller's place in the rollout, 0 up to but not including 1; null where no caller was identified. */
  readonly bucket: number | null;
  readonly durationMs: number;
  /** Identity, look-up, search, verify and adapt together; null where nothing was looked up. */
  readonly lookupMs: number | null;
  /** Milliseconds spent in each stage. */
  readonly stages: Readonly<Partial<Record<Stage, number>>>;
  /** Head of upstream's answer to its last byte, and to its head alone; null where upstream was not asked. */
  readonly upstreamMs: number | null;
  readonly upstreamHeadMs: number | null;
  readonly usage: Usage | null;
  /** The upstream call that a hit replaced; null for a stale hit, as upstream was failing. */
  readonly saved: Savings | null;
  /** The upstream call that a hit in shadow mode would have replaced. */
  readonly wouldSave: Savings | null;
  readonly bytesOut: number;
  readonly stored: boolean;
  /** Why upstream's answer was not stored; null where it was, or where there was none to store. */
  readonly notStored: NotStored | null;
  /** Shared an upstream call that was already running. */
  readonly follower: boolean;
  readonly faults: readonly Fault[];
  /** How the second look ended; null where none was asked for. */
  readonly secondLook: SecondLookRecord | null;
  /** The client left, or the transfer broke, before the last byte. */
  readonly cut: boolean;
  readonly trace: string | null;
  /** True where this request's trace is sampled and its spans are exported. */
  readonly sampled: boolean;
}

/** How the second look ended, and its raw score for the entry of `similarity`; null where it gave none. */
export interface SecondLookRecord {
  readonly result: "looked" | "timeout" | "failed" | "refused" | "off";
  readonly score: number | null;
}

export type Stage = "identify" | "exact" | "embed" | "search" | "verify" | "second" | "adapt";

const HITS: ReadonlySet<Outcome> = new Set<Outcome>(["exact", "semantic", "adapted", "stale"]);

export function isHit(outcome: Outcome): boolean {
  return HITS.has(outcome);
}
