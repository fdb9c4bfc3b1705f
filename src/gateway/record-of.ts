/** Makes the one record of a request from its exchange, when its last byte is out. */
import type { RequestRecord } from "../core/record.ts";
import type { Exchange } from "./exchange.ts";

export function recordOf(x: Exchange): RequestRecord {
  const { identified, told, watch, sent } = x;
  const { route } = x.target;
  const policy = route === null ? null : (identified?.policy ?? x.settings.policy);
  const second = x.look?.second ?? null;
  return {
    request: x.request,
    atMs: x.atMs,
    route,
    method: x.req.method ?? "",
    model: x.model,
    tenant: identified?.caller.facts.tenant ?? null,
    stream: x.stream,
    outcome: told.outcome,
    reason: told.reason,
    status: x.res.statusCode,
    entry: told.entry?.id ?? null,
    similarity: told.similarity,
    confidence: told.confidence,
    threshold: policy?.similarityThreshold ?? null,
    thresholdFrom: policy && (policy.thresholdFrom ?? "floor"),
    bucket: identified?.bucket ?? null,
    durationMs: watch.elapsedMs(),
    lookupMs: watch.lookupMs,
    stages: watch.stages,
    faults: watch.faults,
    upstreamMs: sent.upstreamMs,
    upstreamHeadMs: sent.upstreamHeadMs,
    usage: sent.usage,
    saved: sent.saved,
    wouldSave: told.outcome === "shadow" ? sent.wouldSave : null,
    bytesOut: sent.bytesOut,
    stored: sent.stored,
    notStored: sent.notStored,
    follower: sent.follower,
    secondLook: second && {
      result: second.result,
      score: told.about === null ? null : (second.scores.get(told.about) ?? null),
    },
    cut: !x.res.writableFinished,
    trace: x.trace.traceId,
    sampled: x.trace.isSampled,
  };
}
