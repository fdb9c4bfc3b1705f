/** Spans made outside a request's record: the gateway's own calls to a model, and events of no request. */
import type { Attributes, Tracer } from "@opentelemetry/api";
import * as names from "./semconv.ts";
import { callAttributes } from "./span-attributes.ts";

type Api = typeof import("@opentelemetry/api");

/** The API is a hundred modules, read with the first call and not at start: most gateways make none. */
let api: Api | null = null;

async function apiRead(): Promise<Api> {
  api ??= await import("@opentelemetry/api");
  return api;
}

/** Emits a span for an event that belongs to no request; does nothing where no SDK is registered. Never rejects. */
export async function tellMoment(name: string, atMs: number, attributes: Attributes): Promise<void> {
  const { SpanKind, trace } = api ?? (await apiRead());
  tracerOf(trace).startSpan(name, { kind: SpanKind.INTERNAL, startTime: atMs, attributes }).end(atMs);
}

interface ModelCall {
  readonly operation: string;
  readonly model: string;
  readonly baseUrl: string;
  readonly genAi: names.GenAiNames;
}

/** A call of our own to a model: a CLIENT span in the trace of the request it is made for, where that is traced. */
export async function tracedCall<T>(call: ModelCall, work: () => T | Promise<T>): Promise<T> {
  const { SpanKind, SpanStatusCode, trace } = api ?? (await apiRead());
  if (!trace.getActiveSpan()) return await work();
  const attributes = callAttributes(call, call.genAi) as Attributes;
  const span = tracerOf(trace).startSpan(`${call.operation} ${call.model}`, {
    kind: SpanKind.CLIENT,
    attributes,
  });
  try {
    return await work();
  } catch (error) {
    span.setAttribute(names.ERROR_TYPE, error instanceof Error ? error.name : "unknown");
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

function tracerOf(trace: Api["trace"]): Tracer {
  return trace.getTracer("semblance");
}
