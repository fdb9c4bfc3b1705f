/** Records of requests to test with: every field can be named, the rest is plausible. */
import type { RequestRecord } from "../../src/core/record.ts";
import type { RequestId, TenantId } from "../../src/model.ts";

export function aRecord(fields: Partial<RequestRecord> = {}): RequestRecord {
  return {
    request: "req_1" as RequestId,
    atMs: 0,
    route: "chat",
    method: "POST",
    model: "gpt-4o-mini",
    tenant: "tenant-a" as TenantId,
    stream: false,
    outcome: "miss",
    reason: "absent",
    status: 200,
    entry: null,
    similarity: null,
    confidence: null,
    threshold: 0.85,
    thresholdFrom: "floor",
    bucket: 0.5,
    durationMs: 700,
    lookupMs: 1,
    stages: { exact: 0.1 },
    upstreamMs: null,
    upstreamHeadMs: null,
    usage: null,
    saved: null,
    wouldSave: null,
    bytesOut: 100,
    stored: false,
    notStored: null,
    follower: false,
    faults: [],
    secondLook: null,
    cut: false,
    trace: null,
    sampled: false,
    ...fields,
  };
}

export function aHit(fields: Partial<RequestRecord> = {}): RequestRecord {
  return aRecord({
    outcome: "exact",
    reason: "equal",
    durationMs: 1.5,
    saved: { inputTokens: 1_000, outputTokens: 200, seconds: 2, estimated: false },
    ...fields,
  });
}
