/** Where spans go: to a collector over HTTP in batches written here, or through the SDK to any other exporter. */
import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from "@opentelemetry/otlp-exporter-base/node-http";
import type { Resource } from "@opentelemetry/resources";
import { plainAttributes } from "./finished.ts";
import { jsonRequest, SpanTexts } from "./otlp-json.ts";
import { type Named, protobufRequest, SpanBytes } from "./otlp-protobuf.ts";
import { type CollectorNews, SpanBatches } from "./span-batches.ts";

type Env = Readonly<Record<string, string | undefined>>;

interface Form {
  readonly type: string;
  readonly written: () => SpanBytes | SpanTexts;
  readonly request: (named: Named, spans: Buffer) => Buffer;
}

const FORMS: Readonly<Record<string, Form>> = {
  "http/protobuf": {
    ...{ type: "application/x-protobuf", written: () => new SpanBytes(), request: protobufRequest },
  },
  "http/json": { type: "application/json", written: () => new SpanTexts(), request: jsonRequest },
};

/**
 * The collector that the OTEL_* variables name, with its address, headers, certificates and timeout; null where they
 * ask
 * for something else than OTLP over HTTP.
 */
export function collectorFrom(
  env: Env,
  resource: Resource,
  scope: string,
  onChange: (change: CollectorNews) => void,
): SpanBatches | null {
  const exporters = (env["OTEL_TRACES_EXPORTER"] || "otlp").split(",").map((name) => name.trim());
  const protocol = env["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] || env["OTEL_EXPORTER_OTLP_PROTOCOL"];
  const form = FORMS[protocol?.trim() || "http/protobuf"];
  if (!form || exporters.some((name) => name !== "otlp")) return null;
  const batchMax = limit(env, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 512);
  const queueMax = Math.max(batchMax, limit(env, "OTEL_BSP_MAX_QUEUE_SIZE", 2048));
  const delayMs = limit(env, "OTEL_BSP_SCHEDULE_DELAY", 5000);
  const send = sender(form.type);
  return new SpanBatches(
    { batchMax, queueMax, delayMs },
    {
      written: form.written(),
      onChange,
      async send(spans) {
        if (resource.asyncAttributesPending) await resource.waitForAsyncAttributes?.();
        await send(form.request({ resource: plainAttributes(resource.attributes), scope }, spans));
      },
    },
  );
}

/**
 * Makes a function that sends bytes by the SDK's own transport, with its certificates, headers, compression, retries
 * and
 * timeout.
 */
function sender(type: string): (bytes: Buffer) => Promise<void> {
  const delegate = createOtlpHttpExportDelegate<Buffer, object>(
    convertLegacyHttpOptions({}, "TRACES", "v1/traces", { "Content-Type": type }),
    { serializeRequest: (bytes) => bytes, deserializeResponse: () => ({}) },
    "otlp_http_span_exporter",
    { name: "span", countItems: () => 1 },
    undefined,
  );
  return (bytes) =>
    new Promise((resolve, reject) =>
      delegate.export(bytes, ({ code, error }) =>
        code === 0 ? resolve() : reject(error ?? new Error("the collector did not take it")),
      ),
    );
}

function limit(env: Env, name: string, byDefault: number): number {
  const number = Number(env[name] || byDefault);
  return number > 0 ? number : byDefault;
}
