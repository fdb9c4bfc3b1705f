/**
 * Spans: SERVER (ends with the last byte), INTERNAL for the look-up and its stages, CLIENT for upstream. The SERVER and
 * CLIENT spans begin while the request runs, because upstream must be told its parent; everything on them is read
 * from the record. Content is never on a span.
 */
import {
  type Attributes,
  type Context,
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
import { addressedBy } from "./providers.ts";
import * as names from "./semconv.ts";

/** Traces nothing and costs nothing. */
export const NO_TRACING: Tracing<RequestRecord> = {
  begin: () => UNTRACED,
  end: () => {},
  within: (_trace, work) => work(),
};

const UNTRACED: RequestTrace = {
  traceId: null,
  upstream: () => [],
  own: () => () => {},
  follows: () => {},
  storing: () => () => {},
};

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
  tracerOf().startSpan(name, { kind: SpanKind.INTERNAL, startTime: atMs, attributes }).end(atMs);
}

/** A call of our own to a model: a CLIENT span in the trace of whatever request it is made for. */
export async function tracedCall<T>(
  call: { readonly operation: string; readonly model: string; readonly baseUrl: string },
  work: () => T | Promise<T>,
): Promise<T> {
  const span = tracerOf().startSpan(`${call.operation} ${call.model}`, {
    kind: SpanKind.CLIENT,
    attributes: {
      ...addressAttributes(call.baseUrl),
      [names.OPERATION]: call.operation,
      [names.REQUEST_MODEL]: call.model,
    },
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

function addressAttributes(baseUrl: string): Attributes {
  const { provider, host, port } = addressedBy(baseUrl);
  return clean({
    [names.PROVIDER]: provider,
    [names.SERVER_ADDRESS]: host ?? undefined,
    [names.SERVER_PORT]: port ?? undefined,
  });
}

class LiveTrace implements RequestTrace {
  readonly server: Span;
  readonly parent: Context;
  readonly startMs: number;
  readonly #nowMs: () => number;
  /** Of the newest call to upstream; earlier ones have ended. */
  client: { readonly span: Span; readonly startMs: number } | null = null;

  constructor(server: Span, parent: Context, startMs: number, nowMs: () => number) {
    this.server = server;
    this.parent = parent;
    this.startMs = startMs;
    this.#nowMs = nowMs;
  }

  get traceId(): string {
    return this.server.spanContext().traceId;
  }

  upstream(model: string, baseUrl: string): readonly Header[] {
    const startMs = this.#nowMs();
    this.client?.span.end(startMs);
    const options = { kind: SpanKind.CLIENT, startTime: startMs, attributes: addressAttributes(baseUrl) };
    const span = tracerOf().startSpan(`call ${model}`, options, this.parent);
    this.client = { span, startMs };
    return carriedBy(trace.setSpan(this.parent, span));
  }

  own(model: string, baseUrl: string, purpose: string): (isAnswered: boolean) => void {
    const span = tracerOf().startSpan(
      `chat ${model}`,
      {
        kind: SpanKind.CLIENT,
        startTime: this.#nowMs(),
        attributes: {
          ...addressAttributes(baseUrl),
          [names.OPERATION]: OPERATIONS.chat,
          [names.REQUEST_MODEL]: model,
          [names.PURPOSE]: purpose,
        },
      },
      this.parent,
    );
    return (isAnswered) => {
      if (!isAnswered) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(this.#nowMs());
    };
  }

  follows(leader: RequestTrace): void {
    const call = leader instanceof LiveTrace ? leader.client : null;
    if (call) this.server.addLink({ context: call.span.spanContext() });
  }

  storing(): (isStored: boolean) => void {
    // It goes on when the request is over: a trace of its own, which knows where it comes from.
    const options = { root: true, startTime: this.#nowMs(), links: [{ context: this.server.spanContext() }] };
    const span = tracerOf().startSpan("cache.store", options, context.active());
    return (isStored) => {
      if (!isStored) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(this.#nowMs());
    };
  }
}

/** Its id goes on, to whoever may sample it; no span of it is made. */
function unsampled(parent: Context, server: Span): RequestTrace {
  return { ...UNTRACED, traceId: server.spanContext().traceId, upstream: () => carriedBy(parent) };
}

function carriedBy(of: Context): Header[] {
  const carried: Header[] = [];
  propagation.inject(of, carried, { set: (to, key, value) => to.push([key, value]) });
  return carried;
}

function tracerOf(): ReturnType<typeof trace.getTracer> {
  return trace.getTracer("semblance");
}

/** Traces through whatever provider the SDK registered. */
export function createTracing(nowMs: () => number): Tracing<RequestRecord> {
  return {
    begin(name, header) {
      const parent = propagation.extract(context.active(), header, {
        get: (from, key) => from(key),
        keys: () => [],
      });
      const startMs = nowMs();
      const server = tracerOf().startSpan(name, { kind: SpanKind.SERVER, startTime: startMs }, parent);
      // Most requests of a busy gateway are not sampled: nothing is made for them that nobody gets.
      if (!server.isRecording()) return unsampled(trace.setSpan(parent, server), server);
      server.setAttributes(requestAttributes(name, header("host")));
      return new LiveTrace(server, trace.setSpan(parent, server), startMs, nowMs);
    },
    end(live, record) {
      if (!(live instanceof LiveTrace)) return;
      const { server, startMs } = live;
      stages(live, record);
      if (live.client) endClient(live.client, record);
      server.setAttributes(serverAttributes(record));
      if (record.status >= 500) server.setStatus({ code: SpanStatusCode.ERROR });
      server.end(startMs + record.durationMs);
    },
    within: (live, work) => (live instanceof LiveTrace ? context.with(live.parent, work) : work()),
  };
}

/** `name`: method and template of the path. What else stands in a path may name people, and in a query more. */
function requestAttributes(name: string, host: string | undefined): Attributes {
  const [method = "", route = ""] = name.split(" ");
  const { hostname, port } = URL.canParse(`http://${host}`)
    ? new URL(`http://${host}`)
    : { hostname: "", port: "" };
  return clean({
    [names.HTTP_METHOD]: method,
    [names.HTTP_ROUTE]: route,
    [names.URL_PATH]: route.endsWith("*") ? undefined : route,
    [names.URL_SCHEME]: "http",
    [names.SERVER_ADDRESS]: hostname || undefined,
    [names.SERVER_PORT]: Number(port) || undefined,
  });
}

function stages(live: LiveTrace, record: RequestRecord): void {
  const tracer = tracerOf();
  if (record.lookupMs === null) return;
  const from = live.startMs + (record.stages.identify ?? 0);
  const { parent } = live;
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

function endClient(client: NonNullable<LiveTrace["client"]>, record: RequestRecord): void {
  const operation = record.route ? OPERATIONS[record.route] : "proxy";
  client.span.updateName(record.route ? `${operation} ${record.model}` : `${record.method} upstream`);
  client.span.setAttributes(
    clean({
      [names.OPERATION]: record.route ? operation : undefined,
      [names.REQUEST_MODEL]: record.model || undefined,
      [names.REQUEST_STREAM]: record.stream || undefined,
      [names.INPUT_TOKENS]: record.usage?.inputTokens,
      [names.OUTPUT_TOKENS]: record.usage?.outputTokens,
      [names.CACHE_READ_TOKENS]: record.usage?.cachedTokens,
      [names.CACHE_WRITE_TOKENS]: record.usage?.writtenTokens,
      [names.HTTP_STATUS]: record.status,
    }),
  );
  if (record.status >= 400) client.span.setStatus({ code: SpanStatusCode.ERROR });
  client.span.end(client.startMs + (record.upstreamMs ?? record.upstreamHeadMs ?? 0));
}

function serverAttributes(record: RequestRecord): Attributes {
  return clean({
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

/** Less what is not known. */
function clean(attributes: Record<string, string | number | boolean | undefined>): Attributes {
  const out: Attributes = {};
  for (const name in attributes) if (attributes[name] !== undefined) out[name] = attributes[name];
  return out;
}
