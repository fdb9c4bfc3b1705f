/**
 * Starts the OpenTelemetry SDK from its own OTEL_* variables. Spans only: no OTLP metrics (Jaeger has no place for
 * them), and no detectors that put command lines, owners or host ids on every span.
 */
import { NodeSDK } from "@opentelemetry/sdk-node";

/** Null where nothing asks for traces: no endpoint, or the SDK switched off. */
export function startOtel(
  env: Readonly<Record<string, string | undefined>>,
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
  return { close: () => sdk.shutdown() };
}
