/** Finished spans on their way out: what is written, how they wait, and what is told of a collector that is away. */

import { describe, expect, it } from "vitest";
import { jsonRequest, SpanTexts } from "../../src/adapters/otel/otlp-json.ts";
import { protobufRequest, SpanBytes } from "../../src/adapters/otel/otlp-protobuf.ts";
import { samplerFrom } from "../../src/adapters/otel/sampler.ts";
import { type CollectorNews, SpanBatches } from "../../src/adapters/otel/span-batches.ts";
import type { FinishedSpan } from "../../src/ports.ts";
import { toldIn } from "../support/otlp.ts";
import { fc } from "../support/property.ts";

const SPAN: FinishedSpan = {
  ...{ name: "POST /v1/chat/completions", kind: "server", traceId: "0af7651916cd43dd8448eb211c80319c" },
  ...{ spanId: "b7ad6b7169203331", parentSpanId: null, isParentRemote: false, traceState: "" },
  ...{ startMs: 1_790_000_000_000.25, endMs: 1_790_000_000_012.5, attributes: {}, links: [], events: [] },
  isError: false,
};

const named = { resource: { "service.name": "semblance", ["long".repeat(50)]: "x" }, scope: "semblance" };

function hex(digits: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: digits, maxLength: digits });
}

const attributes = fc.dictionary(
  fc.constantFrom("http.request.method", "semblance.outcome", "semblance.similarity", "n"),
  fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.boolean(),
    fc.nat(),
    fc.constant(2 ** 40),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isSafeInteger(n)),
    fc.constant(undefined),
  ),
);
const time = fc.nat(2 ** 31 - 1).map((n) => 1_790_000_000_000 + n + 0.125);
const finished: fc.Arbitrary<FinishedSpan> = fc.record({
  name: fc.string({ unit: "grapheme", maxLength: 200 }),
  kind: fc.constantFrom("internal", "server", "client"),
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: fc.option(hex(16)),
  isParentRemote: fc.boolean(),
  traceState: fc.constantFrom("", "vendor=value,other=1"),
  startMs: time,
  endMs: time,
  attributes,
  links: fc.array(fc.record({ traceId: hex(32), spanId: hex(16) }), { maxLength: 2 }),
  events: fc.array(fc.record({ name: fc.string(), atMs: time, attributes }), { maxLength: 2 }),
  isError: fc.boolean(),
});

describe("what is written", () => {
  it("says the same in protobuf as in JSON, of any span, however many were written before", () => {
    const bytes = new SpanBytes();
    fc.assert(
      fc.property(fc.array(finished, { minLength: 1, maxLength: 5 }), (spans) => {
        const texts = new SpanTexts();
        for (const span of spans) {
          bytes.add(span);
          texts.add(span);
        }
        const [binary] = toldIn("application/x-protobuf", protobufRequest(named, bytes.take()));
        const [json] = toldIn("application/json", jsonRequest(named, texts.take()));
        expect(binary).toEqual(json);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps times to the microsecond, though nanoseconds since 1970 fit no double", () => {
    const bytes = new SpanBytes();
    bytes.add(SPAN);
    const [told] = toldIn("application/x-protobuf", protobufRequest(named, bytes.take()));
    expect(told?.spans[0]).toMatchObject({
      startTimeUnixNano: "1790000000000250000",
      endTimeUnixNano: "1790000000012500000",
    });
  });
});

/** A collector that answers when it is told to. */
function batches(limits = { batchMax: 4, queueMax: 8, delayMs: 60_000 }) {
  const sent: { readonly bytes: Buffer; readonly answer: (ok: boolean) => void }[] = [];
  const news: CollectorNews[] = [];
  const made = new SpanBatches(limits, {
    written: new SpanTexts(),
    send: (bytes) =>
      new Promise((resolve, reject) =>
        sent.push({ bytes, answer: (ok) => (ok ? resolve() : reject(new Error("ECONNREFUSED"))) }),
      ),
    onChange: (change) => news.push(change),
  });
  const counts = () => sent.map(({ bytes }) => JSON.parse(`[${bytes}]`).length);
  return { made, sent, news, counts };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("spans that wait", () => {
  it("are no more than the queue holds while a collector does not answer; the rest is dropped", async () => {
    const { made, sent, counts } = batches();
    for (let i = 0; i < 1_000; i++) made.add(SPAN);
    expect(counts()).toEqual([4]);
    while (sent.length < 3) {
      sent.at(-1)?.answer(true);
      await settle();
    }
    sent.at(-1)?.answer(true);
    await settle();
    // Four were on their way, eight waited.
    expect(counts()).toEqual([4, 4, 4]);
  });

  it("tell once that a collector is away and once that it is back, with what was lost", async () => {
    const { made, sent, news } = batches();
    for (let batch = 0; batch < 3; batch++) {
      for (let i = 0; i < 4; i++) made.add(SPAN);
      sent.at(-1)?.answer(false);
      await settle();
    }
    expect(news).toEqual([{ state: "failing", why: "Error: ECONNREFUSED" }]);
    for (let i = 0; i < 4; i++) made.add(SPAN);
    sent.at(-1)?.answer(true);
    await settle();
    expect(news.slice(1)).toEqual([{ state: "back", lost: 12 }]);
  });

  it("are sent at the end, but a collector that fails then is not asked for every batch", async () => {
    const { made, sent, counts } = batches();
    for (let i = 0; i < 11; i++) made.add(SPAN);
    const flushed = made.flush(60_000);
    sent[0]?.answer(false);
    await settle();
    await flushed;
    // Of eleven the next four were on their way before it was known.
    expect(counts()).toEqual([4, 4]);
    sent[1]?.answer(false);
    await settle();
    made.add(SPAN);
    const again = made.flush(60_000);
    sent[2]?.answer(true);
    await again;
    expect(counts()).toEqual([4, 4, 1]);
  });

  it("keep nobody from ending where a collector never answers, which is told", async () => {
    const { made, news } = batches();
    made.add(SPAN);
    await made.flush(1);
    expect(news).toEqual([{ state: "failing", why: "it did not answer before the end" }]);
  });
});

describe("the sampler of the environment", () => {
  it("is named and given its ratio, and what is neither is told", () => {
    const told: string[] = [];
    const of = (name: string, ratio: string) =>
      samplerFrom({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio }, (m) =>
        told.push(m),
      ).toString();
    expect(of("traceidratio", "0.25")).toContain("0.25");
    expect(of("parentbased_traceidratio", "")).toContain("1");
    expect(of("", "")).toContain("AlwaysOn");
    expect(told).toEqual([]);
    of("sometimes", "");
    of("traceidratio", "2");
    expect(told).toEqual([
      expect.stringContaining("OTEL_TRACES_SAMPLER: sometimes: one of always_on"),
      "OTEL_TRACES_SAMPLER_ARG: 2: a number from 0 to 1",
    ]);
  });
});
