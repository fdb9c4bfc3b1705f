/**
 * Passes finished spans to the SDK's tracer, for exporters that only the SDK has (gRPC, Zipkin, the console). The SDK
 * draws
 * ids itself, so it is given those of the span; its sampler is asked again, and decides the same.
 */
import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import type { IdGenerator } from "@opentelemetry/sdk-trace";
import type { FinishedSpan } from "../../ports.ts";
import { newSpanId, newTraceId } from "./trace-ids.ts";

const KINDS = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, client: SpanKind.CLIENT } as const;

export class ThroughSdk {
  readonly #scope: string;
  #given: FinishedSpan | null = null;
  readonly ids: IdGenerator = {
    generateTraceId: () => this.#given?.traceId ?? newTraceId(),
    generateSpanId: () => this.#given?.spanId ?? newSpanId(),
  };

  constructor(scope: string) {
    this.#scope = scope;
  }

  emit(span: FinishedSpan): void {
    const { name, traceId, startMs, endMs, parentSpanId } = span;
    const parent =
      parentSpanId === null
        ? ROOT_CONTEXT
        : trace.setSpanContext(ROOT_CONTEXT, {
            ...{ traceId, spanId: parentSpanId, traceFlags: TraceFlags.SAMPLED },
            ...{ isRemote: span.isParentRemote, traceState: createTraceState(span.traceState) },
          });
    const links = span.links.map((link) => ({ context: { ...link, traceFlags: TraceFlags.SAMPLED } }));
    const options = { kind: KINDS[span.kind], startTime: startMs, attributes: { ...span.attributes }, links };
    this.#given = span;
    const made = trace.getTracer(this.#scope).startSpan(name, options, parent);
    this.#given = null;
    for (const event of span.events) made.addEvent(event.name, { ...event.attributes }, event.atMs);
    if (span.isError) made.setStatus({ code: SpanStatusCode.ERROR });
    made.end(endMs);
  }
}
