/** Spans as OTLP in JSON: hex ids, 64-bit numbers as text (opentelemetry-proto, docs/specification.md#json). */
import type { FinishedSpan, SpanAttributes } from "../../ports.ts";
import type { Named } from "./otlp-protobuf.ts";

const KINDS: Readonly<Record<FinishedSpan["kind"], number>> = { internal: 1, server: 2, client: 3 };
const STATUS_ERROR = 2;

/** Collects spans as JSON texts; `take` gives all that were added since its last call, separated by commas. */
export class SpanTexts {
  #spans: string[] = [];

  add(span: FinishedSpan): void {
    const { traceId, spanId, parentSpanId, traceState, name, startMs, endMs, links, events } = span;
    this.#spans.push(
      JSON.stringify({
        ...{ traceId, spanId, name, kind: KINDS[span.kind] },
        ...(parentSpanId === null ? {} : { parentSpanId }),
        ...(traceState === "" ? {} : { traceState }),
        ...{ startTimeUnixNano: nanoseconds(startMs), endTimeUnixNano: nanoseconds(endMs) },
        attributes: keyValues(span.attributes),
        events: events.map((event) => ({
          ...{ name: event.name, timeUnixNano: nanoseconds(event.atMs) },
          attributes: keyValues(event.attributes),
        })),
        links,
        status: span.isError ? { code: STATUS_ERROR } : {},
      }),
    );
  }

  take(): Buffer {
    return Buffer.from(this.#spans.splice(0).join(","));
  }
}

export function jsonRequest({ resource, scope }: Named, spans: Buffer): Buffer {
  const head = `{"resourceSpans":[{"resource":{"attributes":${JSON.stringify(keyValues(resource))}},"scopeSpans":[{"scope":{"name":${JSON.stringify(scope)}},"spans":[`;
  return Buffer.concat([Buffer.from(head), spans, Buffer.from("]}]}]}")]);
}

function nanoseconds(ms: number): string {
  return `${BigInt(Math.round(ms * 1000)) * 1000n}`;
}

function keyValues(attributes: SpanAttributes): object[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: anyValue(value) }],
  );
}

function anyValue(value: string | number | boolean): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: value } : { doubleValue: value };
}
