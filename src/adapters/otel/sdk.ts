/**
 * Starts the OpenTelemetry SDK from its own OTEL_* variables. Spans only: no OTLP metrics (Jaeger has no place for
 * them), and no detectors that put command lines, owners or host ids on every span.
 */
import { type Context, DiagLogLevel, diag, SpanKind } from "@opentelemetry/api";
import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  osDetector,
  processDetector,
  type Resource,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from "@opentelemetry/resources";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { SamplingDecision, type SpanProcessor } from "@opentelemetry/sdk-trace";
import type { FinishedSpan } from "../../ports.ts";
import { collectorFrom } from "./collector.ts";
import { finishedOf } from "./finished.ts";
import { samplerFrom } from "./sampler.ts";
import type { CollectorNews, SpanBatches } from "./span-batches.ts";
import { ThroughSdk } from "./through-sdk.ts";
import { newSpanId, newTraceId } from "./trace-ids.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** What requests are traced with. No SDK object is made for requests that are not sampled. */
export interface Otel {
  readonly newTraceId: () => string;
  readonly newSpanId: () => string;
  samples(parent: Context, traceId: string, name: string): boolean;
  readonly emit: (span: FinishedSpan) => void;
  /** Exports the spans that wait, then shuts down. */
  close(): Promise<void>;
}

export interface OtelNews {
  /** Called when the collector went away or is back. */
  readonly onChange: (change: CollectorNews) => void;
  /** Called with a message where a variable holds an invalid value. */
  readonly onWrong: (message: string) => void;
}

/** Name of the tracer (instrumentation scope) in which every span is made. */
export const SCOPE = "semblance";

/** Starts tracing, for an environment that asks for it (`wantsOtel`). */
export function startOtel(env: Env, { onChange, onWrong }: OtelNews): Otel {
  const resource = resourceOf(env);
  const sampler = samplerFrom(env, onWrong);
  const collector = collectorFrom(env, resource, SCOPE, onChange);
  const through = collector ? null : new ThroughSdk(SCOPE);
  const sdk = new NodeSDK({
    ...{ resource, autoDetectResources: false, sampler },
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
    ...(collector ? { spanProcessors: [intoBatches(collector)] } : {}),
    ...(through ? { idGenerator: through.ids } : {}),
  });
  sdk.start();
  diag.setLogger(oncePerOutage(onChange), { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
  const recorded = (decision: SamplingDecision) => decision === SamplingDecision.RECORD_AND_SAMPLED;
  return {
    ...{ newTraceId, newSpanId },
    samples: (parent, traceId, name) =>
      recorded(sampler.shouldSample(parent, traceId, name, SpanKind.SERVER, {}, []).decision),
    emit: through ? (span) => through.emit(span) : (span) => collector?.add(span),
    close: () => sdk.shutdown(),
  };
}

const DETECTORS = {
  env: envDetector,
  host: hostDetector,
  os: osDetector,
  process: processDetector,
  serviceinstance: serviceInstanceIdDetector,
};

function resourceOf(env: Env): Resource {
  const asked = (env["OTEL_NODE_RESOURCE_DETECTORS"] || "env,serviceinstance")
    .split(",")
    .map((s) => s.trim());
  const isWanted = (name: string) => asked.includes(name) || asked.includes("all");
  const detectors = Object.entries(DETECTORS).flatMap(([name, detector]) =>
    isWanted(name) ? [detector] : [],
  );
  return defaultResource()
    .merge(detectResources({ detectors }))
    .merge(resourceFromAttributes({ "service.name": env["OTEL_SERVICE_NAME"] || "semblance" }));
}

/** A processor that sends the SDK's own spans the same way as those made without the SDK. */
function intoBatches(batches: SpanBatches): SpanProcessor {
  return {
    onStart() {},
    onEnd: (span) => batches.add(finishedOf(span)),
    forceFlush: () => batches.flush(FLUSH_MS_MAX),
    shutdown: () => batches.flush(FLUSH_MS_MAX),
  };
}

/** Milliseconds that closing waits for spans to be exported; the gateway's end waits for it. */
const FLUSH_MS_MAX = 3_000;

/** Failures of the SDK's own exporters within this time of each other are one outage, which is reported once. */
const OUTAGE_MS = 120_000;

function oncePerOutage(onChange: OtelNews["onChange"]) {
  let lastMs = Number.NEGATIVE_INFINITY;
  const ignore = (): void => {};
  return {
    ...{ verbose: ignore, debug: ignore, info: ignore, warn: ignore },
    error(message: string): void {
      const nowMs = performance.now();
      const isSame = nowMs - lastMs < OUTAGE_MS;
      lastMs = nowMs;
      if (!isSame) onChange({ state: "failing", why: reasonIn(message) });
    },
  };
}

const REASON_MAX = 200;

/** The message of an error that the SDK passes on as JSON with its stack. */
function reasonIn(text: string): string {
  const reason = /"message":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text;
  const code = /"code":"(\w+)"/.exec(text)?.[1];
  return [code, reason.slice(0, REASON_MAX)].filter(Boolean).join(": ");
}
