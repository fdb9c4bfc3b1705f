/** Turns a span that the SDK made into the shape that is exported. */
import { type Attributes, type HrTime, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { FinishedSpan, SpanAttributes } from "../../ports.ts";

export function finishedOf(span: ReadableSpan): FinishedSpan {
  const { traceId, spanId, traceState } = span.spanContext();
  return {
    ...{ name: span.name, kind: KINDS.get(span.kind) ?? "internal", traceId, spanId },
    parentSpanId: span.parentSpanContext?.spanId ?? null,
    isParentRemote: span.parentSpanContext?.isRemote ?? false,
    traceState: traceState?.serialize() ?? "",
    ...{ startMs: ms(span.startTime), endMs: ms(span.endTime), attributes: plainAttributes(span.attributes) },
    links: span.links.map(({ context }) => ({ traceId: context.traceId, spanId: context.spanId })),
    events: span.events.map(({ name, time, attributes }) => ({
      ...{ name, atMs: ms(time), attributes: plainAttributes(attributes ?? {}) },
    })),
    isError: span.status.code === SpanStatusCode.ERROR,
  };
}

const KINDS: ReadonlyMap<SpanKind, FinishedSpan["kind"]> = new Map([
  [SpanKind.SERVER, "server"],
  [SpanKind.CLIENT, "client"],
]);

function ms([seconds, nanos]: HrTime): number {
  return seconds * 1000 + nanos / 1e6;
}

/** The attributes with lists and other values that a resource may have as JSON text. */
export function plainAttributes(attributes: Attributes): SpanAttributes {
  const out: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      out[name] = value;
    else if (value !== undefined && value !== null) out[name] = JSON.stringify(value);
  }
  return out;
}
