/**
 * The spans of a request: SERVER, which ends with the last byte; INTERNAL for the look-up and its stages; CLIENT for
 * each upstream call. They are made from the record after the request; only ids are drawn before, because upstream gets
 * the id of its parent span. No span has content of requests or answers.
 */

import {
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import type { RequestRecord, Stage } from "../core/record.ts";
import { UNTRACED } from "../core/untraced.ts";
import type { Header } from "../model.ts";
import type { FinishedSpan, RequestTrace, SpanAttributes, Tracing } from "../ports.ts";
import * as names from "./semconv.ts";
import {
  answeredAttributes,
  callAttributes,
  OPERATIONS,
  serverAttributes,
  shownModel,
} from "./span-attributes.ts";

/** Span names of the look-up's stages; those not named are part of `cache.lookup` itself. */
const STAGE_SPANS: readonly (readonly [Stage, string])[] = [
  ["embed", "cache.embed"],
  ["search", "cache.search"],
  ["verify", "cache.verify"],
  ["second", "cache.second_look"],
  ["adapt", "cache.adapt"],
];

/** What spans are made with, and where they go. */
export interface SpanPorts {
  readonly newTraceId: () => string;
  readonly newSpanId: () => string;
  /** Is a request sampled? `parent`: the caller's trace context; `name`: of the SERVER span. */
  samples(parent: Context, traceId: string, name: string): boolean;
  readonly emit: (span: FinishedSpan) => void;
  readonly nowMs: () => number;
  readonly genAi: names.GenAiNames;
}

/** A call to upstream. Where there are several, the next begins when this one ends. */
interface Call {
  readonly spanId: string;
  readonly model: string;
  readonly baseUrl: string;
  readonly startMs: number;
  /** Set when another call follows; null for the last one. */
  endMs: number | null;
  /** HTTP status of an answer that another call followed; else null. */
  status: number | null;
}

class LiveTrace implements RequestTrace {
  readonly isSampled = true;
  readonly name: string;
  readonly host: string | undefined;
  /** The caller's trace context, with its baggage. */
  readonly caller: Context;
  readonly parent: SpanContext | undefined;
  readonly server: SpanContext;
  readonly startMs: number;
  readonly calls: Call[] = [];
  readonly links: { readonly traceId: string; readonly spanId: string }[] = [];
  readonly #ports: SpanPorts;

  constructor(
    ports: SpanPorts,
    of: Pick<LiveTrace, "name" | "host" | "caller" | "parent" | "server" | "startMs">,
  ) {
    this.#ports = ports;
    this.name = of.name;
    this.host = of.host;
    this.caller = of.caller;
    this.parent = of.parent;
    this.server = of.server;
    this.startMs = of.startMs;
  }

  get traceId(): string {
    return this.server.traceId;
  }

  upstream(model: string, baseUrl: string): readonly Header[] {
    const startMs = this.#ports.nowMs();
    const before = this.calls.at(-1);
    if (before) before.endMs ??= startMs;
    const spanId = this.#ports.newSpanId();
    this.calls.push({ spanId, model, baseUrl, startMs, endMs: null, status: null });
    return carriedBy(trace.setSpanContext(this.caller, { ...this.server, spanId }));
  }

  again(status: number): readonly Header[] {
    const call = this.calls.at(-1);
    if (!call) return [];
    call.status = status;
    return this.upstream(call.model, call.baseUrl);
  }

  own(model: string, baseUrl: string, purpose: string): (isAnswered: boolean) => readonly Header[] {
    let startMs = this.#ports.nowMs();
    const name = `${OPERATIONS.chat} ${shownModel(model)}`;
    return (isAnswered) => {
      const attributes = {
        ...callAttributes({ baseUrl, operation: OPERATIONS.chat, model }, this.#ports.genAi),
        [names.PURPOSE]: purpose,
      };
      this.emit({ name, kind: "client", startMs, attributes, isError: !isAnswered });
      startMs = this.#ports.nowMs();
      return [];
    };
  }

  follows(leader: RequestTrace): void {
    const call = leader instanceof LiveTrace ? leader.calls.at(-1) : undefined;
    if (call) this.links.push({ traceId: leader.traceId ?? "", spanId: call.spanId });
  }

  storing(): (isStored: boolean) => void {
    const startMs = this.#ports.nowMs();
    const { traceId, spanId } = this.server;
    // Storing continues after the request, so it gets a trace of its own, with a link to the request's.
    return (isStored) =>
      this.emit({
        ...{ name: "cache.store", kind: "internal", traceId: this.#ports.newTraceId(), parentSpanId: null },
        ...{ startMs, links: [{ traceId, spanId }], isError: !isStored },
      });
  }

  /** Emits a span, by default a child of the SERVER span that ends now. Returns its id. */
  emit(span: Pick<FinishedSpan, "name" | "kind" | "startMs"> & Partial<FinishedSpan>): string {
    const spanId = span.spanId ?? this.#ports.newSpanId();
    this.#ports.emit({
      name: span.name,
      kind: span.kind,
      traceId: span.traceId ?? this.server.traceId,
      spanId,
      parentSpanId: span.parentSpanId === undefined ? this.server.spanId : span.parentSpanId,
      isParentRemote: span.isParentRemote ?? false,
      traceState: this.server.traceState?.serialize() ?? "",
      startMs: span.startMs,
      endMs: span.endMs ?? this.#ports.nowMs(),
      attributes: span.attributes ?? NOTHING,
      links: span.links ?? NONE,
      events: span.events ?? NONE,
      isError: span.isError ?? false,
    });
    return spanId;
  }
}

const NOTHING: SpanAttributes = {};
const NONE: readonly never[] = [];

/** A request that is not sampled: makes no spans, but passes on its trace id to upstream. */
class Unsampled implements RequestTrace {
  readonly #caller: Context;
  readonly #server: SpanContext;
  readonly isSampled = false;
  readonly own = UNTRACED.own;
  readonly follows = UNTRACED.follows;
  readonly storing = UNTRACED.storing;

  constructor(caller: Context, server: SpanContext) {
    this.#caller = caller;
    this.#server = server;
  }

  get traceId(): string {
    return this.#server.traceId;
  }

  upstream(): readonly Header[] {
    return carriedBy(trace.setSpanContext(this.#caller, this.#server));
  }

  again(): readonly Header[] {
    return this.upstream();
  }
}

function carriedBy(of: Context): Header[] {
  const carried: Header[] = [];
  propagation.inject(of, carried, { set: (to, key, value) => to.push([key, value]) });
  return carried;
}

const READ_HEADER = {
  get: (from: (name: string) => string | undefined, name: string) => from(name),
  keys: () => [],
};

export function createTracing(ports: SpanPorts): Tracing<RequestRecord> {
  return {
    begin(name, header) {
      const caller = propagation.extract(ROOT_CONTEXT, header, READ_HEADER);
      const parent = trace.getSpanContext(caller);
      const traceId = parent?.traceId ?? ports.newTraceId();
      const isSampled = ports.samples(caller, traceId, name);
      const server: SpanContext = {
        ...{ traceId, spanId: ports.newSpanId() },
        traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
        ...(parent?.traceState ? { traceState: parent.traceState } : {}),
      };
      if (!isSampled) return new Unsampled(caller, server);
      const startMs = ports.nowMs();
      return new LiveTrace(ports, { name, host: header("host"), caller, parent, server, startMs });
    },
    end(live, record) {
      if (!(live instanceof LiveTrace)) return;
      lookedUp(live, record);
      for (const call of live.calls) called(live, call, record, ports.genAi);
      live.emit({
        ...{ name: live.name, kind: "server", spanId: live.server.spanId, startMs: live.startMs },
        parentSpanId: live.parent?.spanId ?? null,
        isParentRemote: live.parent !== undefined,
        endMs: live.startMs + record.durationMs,
        attributes: serverAttributes(live.name, live.host, record),
        links: live.links,
        isError: record.status >= 500,
      });
    },
    within: (live, work) =>
      live instanceof LiveTrace ? context.with(trace.setSpanContext(live.caller, live.server), work) : work(),
  };
}

function lookedUp(live: LiveTrace, record: RequestRecord): void {
  if (record.lookupMs === null) return;
  const startMs = live.startMs + (record.stages.identify ?? 0);
  const lookup = live.emit({
    ...{ name: "cache.lookup", kind: "internal", startMs, endMs: startMs + record.lookupMs },
    events: record.faults.map(({ part, why }) => ({
      ...{ name: "fault", atMs: startMs, attributes: { [names.FAULT]: `${part}: ${why}` } },
    })),
  });
  let atMs = startMs + (record.stages.exact ?? 0);
  for (const [stage, name] of STAGE_SPANS) {
    const ms = record.stages[stage];
    if (ms === undefined) continue;
    live.emit({ name, kind: "internal", parentSpanId: lookup, startMs: atMs, endMs: atMs + ms });
    atMs += ms;
  }
}

function called(live: LiveTrace, call: Call, record: RequestRecord, genAi: names.GenAiNames): void {
  const operation = record.route ? OPERATIONS[record.route] : undefined;
  const status = call.status ?? (call.endMs === null ? record.status : undefined);
  live.emit({
    name: operation ? `${operation} ${shownModel(call.model)}` : `${record.method} upstream`,
    ...{ kind: "client", spanId: call.spanId, startMs: call.startMs },
    endMs: call.endMs ?? call.startMs + (record.upstreamMs ?? record.upstreamHeadMs ?? 0),
    attributes: {
      ...callAttributes({ baseUrl: call.baseUrl, operation, model: call.model }, genAi),
      ...(call.endMs === null ? answeredAttributes(record, genAi) : { [names.HTTP_STATUS]: status }),
      [names.ERROR_TYPE]: status !== undefined && status >= 400 ? String(status) : undefined,
    },
    isError: status !== undefined && status >= 400,
  });
}
