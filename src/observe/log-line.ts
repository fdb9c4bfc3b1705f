/** The one log line of a request: what happened, without a prompt, an answer or a credential. */
import type { RequestRecord } from "../core/record.ts";

/** `detailed` adds what explains the decision and where the time went; still metadata alone. */
export function logLine(record: RequestRecord, detailed: boolean): Record<string, unknown> {
  const line: Record<string, unknown> = {
    request: record.request,
    route: record.route,
    method: record.method,
    status: record.status,
    outcome: record.outcome,
    reason: record.reason,
    model: record.model,
    stream: record.stream,
    duration_ms: round(record.durationMs),
    bytes: record.bytesOut,
  };
  if (record.entry !== null) line["entry"] = record.entry;
  if (record.similarity !== null) line["similarity"] = round(record.similarity, 4);
  if (record.confidence !== null) line["confidence"] = round(record.confidence, 4);
  if (record.lookupMs !== null) line["lookup_ms"] = round(record.lookupMs);
  if (record.upstreamMs !== null) line["upstream_ms"] = round(record.upstreamMs);
  if (record.usage) line["usage"] = record.usage;
  if (record.saved) line["saved"] = { ...record.saved, seconds: round(record.saved.seconds) };
  if (record.stored) line["stored"] = true;
  if (record.notStored) line["not_stored"] = record.notStored;
  if (record.cut) line["cut"] = true;
  if (record.secondLook) line["second_look"] = record.secondLook;
  if (record.faults.length > 0) line["faults"] = record.faults;
  if (detailed) {
    line["threshold"] = record.threshold;
    line["threshold_from"] = record.thresholdFrom;
    line["bucket"] = record.bucket;
    line["upstream_head_ms"] = record.upstreamHeadMs === null ? null : round(record.upstreamHeadMs);
    line["stages_ms"] = Object.fromEntries(
      Object.entries(record.stages).map(([stage, ms]) => [stage, round(ms)]),
    );
  }
  if (record.trace) line["trace_id"] = record.trace;
  return line;
}

function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
