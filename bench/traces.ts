/**
 * `npm run traces`: four requests, as a running Jaeger tells their traces; writes docs/traces.svg. Jaeger takes OTLP at
 * JAEGER_OTLP (http://127.0.0.1:4318) and is asked at JAEGER_QUERY (http://127.0.0.1:16686).
 */
import { writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { type GatewayProcess, startProcess } from "../test/support/process.ts";
import { drawing, type Trace } from "./traces/drawing.ts";

const otlp = process.env["JAEGER_OTLP"] ?? "http://127.0.0.1:4318";
const query = process.env["JAEGER_QUERY"] ?? "http://127.0.0.1:16686";
/** About what a small model needs for a short answer. */
const UPSTREAM_MS = 420;
const TRIES = 60;
const TRY_MS = 500;
const WARM_UP = 30;

const QUESTION = "How do I reset my password?";
const REWORDED = "How can I reset my password?";

const upstream = http.createServer((req, res) => {
  req.resume().on("end", () =>
    setTimeout(() => {
      res.writeHead(200, { "content-type": "application/json" });
      res.end(
        JSON.stringify({
          ...{ id: "chatcmpl-1", object: "chat.completion", created: 1, model: "gpt-4o-mini" },
          choices: [
            {
              ...{ index: 0, finish_reason: "stop" },
              message: { role: "assistant", content: "Open Settings, then Security, then Reset password." },
            },
          ],
          usage: { prompt_tokens: 14, completion_tokens: 10, total_tokens: 24 },
        }),
      );
    }, UPSTREAM_MS),
  );
});
await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
const { port } = upstream.address() as AddressInfo;

const served = await gateway({ traffic_percentage: 100 });
const shadowed = await gateway({ use_integrated_cache: false });
// A process that has just begun is slower than it will ever be again.
for (let i = 0; i < WARM_UP; i++)
  for (const each of [served, shadowed])
    await ask(each, i % 2 ? `How do I renew passport ${i}?` : `How can I renew passport ${i + 1}?`);
await ask(shadowed, QUESTION);
const asked: readonly (readonly [string, string])[] = [
  ["a miss: upstream is asked, and its answer stored", await ask(served, QUESTION)],
  ["a hit: the same question again", await ask(served, QUESTION)],
  ["a rewording: found by meaning, and verified", await ask(served, REWORDED)],
  ["a shadow: found, but upstream answers", await ask(shadowed, REWORDED)],
];
const traces: Trace[] = [];
for (const [title, id] of asked) traces.push({ title, spans: await told(id) });
writeFileSync(new URL("../docs/traces.svg", import.meta.url), drawing(traces));
for (const { title, spans } of traces) {
  process.stdout.write(`${title}\n`);
  for (const { name, startMs, ms } of spans) process.stdout.write(`  ${startMs} +${ms} ms ${name}\n`);
}
await served.end();
await shadowed.end();
upstream.close();

function gateway(cache_migration: object): Promise<GatewayProcess> {
  return startProcess({
    config: { cache_migration },
    env: {
      SEMBLANCE_UPSTREAM: `http://127.0.0.1:${port}/v1`,
      OTEL_EXPORTER_OTLP_ENDPOINT: otlp,
      OTEL_BSP_SCHEDULE_DELAY: "200",
    },
  });
}

/** The id of its trace. */
async function ask({ url }: GatewayProcess, question: string): Promise<string> {
  const id = crypto.randomUUID().replaceAll("-", "");
  const response = await fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: "Bearer sk-one",
      traceparent: `00-${id}-00f067aa0ba902b7-01`,
    },
    body: JSON.stringify({
      ...{ model: "gpt-4o-mini", temperature: 0 },
      messages: [{ role: "user", content: question }],
    }),
  });
  await response.arrayBuffer();
  return id;
}

interface JaegerSpan {
  readonly spanID: string;
  readonly operationName: string;
  /** Microseconds. */
  readonly startTime: number;
  readonly duration: number;
  readonly references: readonly { readonly refType: string; readonly spanID: string }[];
  readonly tags: readonly { readonly key: string; readonly value: unknown }[];
}

/** As Jaeger has it, once the SERVER span is there. */
async function told(id: string): Promise<Trace["spans"]> {
  for (let i = 0; i < TRIES; i++) {
    const response = await fetch(`${query}/api/traces/${id}`);
    const { data } = (await response.json()) as { data: { spans: JaegerSpan[] }[] | null };
    const spans = data?.[0]?.spans ?? [];
    const server = spans.find(({ operationName }) => operationName.startsWith("POST "));
    if (server) return inOrder(server, spans);
    await new Promise((resolve) => setTimeout(resolve, TRY_MS));
  }
  throw new Error(`Jaeger at ${query} has no trace ${id}`);
}

/** Depth first, each level by time. */
function inOrder(top: JaegerSpan, all: readonly JaegerSpan[]): Trace["spans"] {
  const below = (of: JaegerSpan, depth: number): Trace["spans"] => [
    {
      ...{ name: of.operationName, depth, ms: of.duration / 1000 },
      startMs: (of.startTime - top.startTime) / 1000,
      isCall: of.tags.some(({ key, value }) => key === "span.kind" && value === "client"),
    },
    ...all
      .filter((span) =>
        span.references.some(({ refType, spanID }) => refType === "CHILD_OF" && spanID === of.spanID),
      )
      .sort((a, b) => a.startTime - b.startTime)
      .flatMap((span) => below(span, depth + 1)),
  ];
  return below(top, 0);
}
