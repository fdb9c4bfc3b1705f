/**
 * Starts the OpenTelemetry SDK from its own OTEL_* variables. Spans only: no OTLP metrics (Jaeger has no place for
 * them), and no detectors that put command lines, owners or host ids on every span.
 */
import { DiagLogLevel, diag } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";

/** Null where nothing asks for traces: no endpoint, or the SDK switched off. */
export function startOtel(
  env: Readonly<Record<string, string | undefined>>,
  onFailure: (message: string) => void,
): { close(): Promise<void> } | null {
  const wanted =
    env["OTEL_EXPORTER_OTLP_ENDPOINT"] ||
    env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ||
    env["OTEL_TRACES_EXPORTER"];
  if (!wanted || env["OTEL_SDK_DISABLED"] === "true" || env["OTEL_TRACES_EXPORTER"] === "none") return null;
  process.env["OTEL_NODE_RESOURCE_DETECTORS"] ??= "env,serviceinstance";
  const sdk = new NodeSDK({
    serviceName: env["OTEL_SERVICE_NAME"] || "semblance",
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
  });
  sdk.start();
  diag.setLogger(oncePerOutage(onFailure), { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
  return { close: () => sdk.shutdown() };
}

/** Failures that follow each other so closely are one outage, which is told once. */
const OUTAGE_MS = 120_000;

function oncePerOutage(onFailure: (message: string) => void) {
  let lastMs = Number.NEGATIVE_INFINITY;
  const ignore = (): void => {};
  return {
    ...{ verbose: ignore, debug: ignore, info: ignore, warn: ignore },
    error(message: string): void {
      const nowMs = performance.now();
      const isSame = nowMs - lastMs < OUTAGE_MS;
      lastMs = nowMs;
      if (!isSame) onFailure(reasonIn(message));
    },
  };
}

const REASON_MAX = 200;

/** The SDK hands over an error as JSON, stack included. */
function reasonIn(text: string): string {
  const reason = /"message":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text;
  const code = /"code":"(\w+)"/.exec(text)?.[1];
  return [code, reason.slice(0, REASON_MAX)].filter(Boolean).join(": ");
}
