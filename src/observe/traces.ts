/**
 * Spans: SERVER (ends with the last byte), INTERNAL for the look-up and its stages, CLIENT for upstream. The SERVER and
 * CLIENT spans begin while the request runs, because upstream must be told its parent; everything on them is read
 * from the record. Content is never on a span.
 */
import {
  type Attributes,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { RequestRecord, Stage } from "../core/record.ts";
import type { Header, Route } from "../model.ts";
import type { RequestTrace, Tracing } from "../ports.ts";
import * as names from "./semconv.ts";

/** Traces nothing and costs nothing. */
export const NO_TRACING: Tracing<RequestRecord> = {
  begin: () => UNTRACED,
  end: () => {},
};

const UNTRACED: RequestTrace = { traceId: null, upstream: () => [] };

const OPERATIONS: Record<Route, string> = {
  chat: "chat",
  responses: "chat",
  completions: "text_completion",
  embeddings: "embeddings",
};

/** Span names of the look-up's stages; those not named are part of `cache.lookup` itself. */
const STAGE_SPANS: readonly (readonly [Stage, string])[] = [
  ["embed", "cache.embed"],
  ["search", "cache.search"],
  ["verify", "cache.verify"],
  ["second", "cache.second_look"],
  ["adapt", "cache.adapt"],
];

/** A span of its own for what no request did; nothing where no SDK is registered. */
export function tellMoment(name: string, atMs: number, attributes: Attributes): void {
  trace
    .getTracer("semblance")
    .startSpan(name, { kind: SpanKind.INTERNAL, startTime: atMs, attributes })
    .end(atMs);
}

interface LiveTrace extends RequestTrace {
  readonly server: Span;
  readonly startMs: number;
  client: { span: Span; startMs: number } | null;
}

/** Traces through whatever provider the SDK registered. `provider` names who answers upstream, for example "openai". */
export function createTracing(provider: string, nowMs: () => number): Tracing<RequestRecord> {
  const tracer = trace.getTracer("semblance");
  return {
    begin(route, header) {
      const parent = propagation.extract(context.active(), header, {
        get: (from, key) => from(key),
        keys: () => [],
      });
      const startMs = nowMs();
      const server = tracer.startSpan(route, { kind: SpanKind.SERVER, startTime: startMs }, parent);
      const live: LiveTrace = {
        traceId: server.spanContext().traceId,
        server,
        startMs,
        client: null,
        upstream(model) {
          const at = trace.setSpan(parent, server);
          const span = tracer.startSpan(`call ${model}`, { kind: SpanKind.CLIENT, startTime: nowMs() }, at);
          live.client = { span, startMs: nowMs() };
          const carried: Header[] = [];
          propagation.inject(trace.setSpan(parent, span), carried, {
            set: (to, key, value) => to.push([key, value]),
          });
          return carried;
        },
      };
      return live;
    },
    end(given, record) {
      const live = given as LiveTrace;
      if (!live.server) return;
      const { server, startMs } = live;
      stages(tracer, live, record);
      if (live.client) endClient(live.client, record, provider);
      server.setAttributes(serverAttributes(record));
      if (record.status >= 500) server.setStatus({ code: SpanStatusCode.ERROR });
      server.end(startMs + record.durationMs);
    },
  };
}

function stages(tracer: ReturnType<typeof trace.getTracer>, live: LiveTrace, record: RequestRecord): void {
  if (record.lookupMs === null) return;
  const from = live.startMs + (record.stages.identify ?? 0);
  const parent = trace.setSpan(context.active(), live.server);
  const lookup = tracer.startSpan("cache.lookup", { kind: SpanKind.INTERNAL, startTime: from }, parent);
  let at = from + (record.stages.exact ?? 0);
  for (const [stage, name] of STAGE_SPANS) {
    const ms = record.stages[stage];
    if (ms === undefined) continue;
    tracer
      .startSpan(name, { kind: SpanKind.INTERNAL, startTime: at }, trace.setSpan(parent, lookup))
      .end(at + ms);
    at += ms;
  }
  for (const fault of record.faults)
    lookup.addEvent("fault", { [names.FAULT]: `${fault.part}: ${fault.why}` });
  lookup.end(from + record.lookupMs);
}

function endClient(client: { span: Span; startMs: number }, record: RequestRecord, provider: string): void {
  const operation = record.route ? OPERATIONS[record.route] : "proxy";
  client.span.updateName(record.route ? `${operation} ${record.model}` : `${record.method} upstream`);
  client.span.setAttributes(
    clean({
      [names.OPERATION]: record.route ? operation : undefined,
      [names.PROVIDER]: provider,
      [names.REQUEST_MODEL]: record.model || undefined,
      [names.REQUEST_STREAM]: record.stream || undefined,
      [names.INPUT_TOKENS]: record.usage?.inputTokens,
      [names.OUTPUT_TOKENS]: record.usage?.outputTokens,
      [names.HTTP_STATUS]: record.status,
    }),
  );
  if (record.status >= 400) client.span.setStatus({ code: SpanStatusCode.ERROR });
  client.span.end(client.startMs + (record.upstreamMs ?? record.upstreamHeadMs ?? 0));
}

function serverAttributes(record: RequestRecord): Attributes {
  return clean({
    [names.HTTP_METHOD]: record.method,
    [names.HTTP_ROUTE]: record.route ?? undefined,
    [names.HTTP_STATUS]: record.status,
    [names.REQUEST_MODEL]: record.model || undefined,
    [names.OPERATION]: record.route ? OPERATIONS[record.route] : undefined,
    [names.OUTCOME]: record.outcome,
    [names.REASON]: record.reason,
    [names.REQUEST_ID]: record.request,
    [names.SIMILARITY]: record.similarity ?? undefined,
    [names.CONFIDENCE]: record.confidence ?? undefined,
    [names.THRESHOLD]: record.threshold ?? undefined,
    [names.ENTRY]: record.entry ?? undefined,
    [names.BUCKET]: record.bucket ?? undefined,
    [names.SAVED_INPUT]: record.saved?.inputTokens,
    [names.SAVED_OUTPUT]: record.saved?.outputTokens,
    [names.SAVED_SECONDS]: record.saved?.seconds,
    [names.ERROR_TYPE]: record.status >= 500 ? String(record.status) : undefined,
  });
}

function clean(attributes: Record<string, string | number | boolean | undefined>): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
