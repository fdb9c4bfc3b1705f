/** Spans as a collector gets them over OTLP: tree, links and times of each outcome. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { attributesOf, type ToldSpan, toldIn } from "../support/otlp.ts";
import { type GatewayProcess, roundOf, startProcess } from "../support/process.ts";
import { soon } from "../support/soon.ts";
import { answerText, startUpstream, type TestUpstream } from "../support/upstream.ts";

const SERVER = 2;
const CLIENT = 3;
const STORED = "What is the best way to learn to play the guitar at home?";
const REWORDED = "What is the best way to learn playing guitar at home?";

const spans: ToldSpan[] = [];
let collector: http.Server;
let collectorUrl: string;
let embeddings: http.Server;
let up: TestUpstream;
let gateway: GatewayProcess;
let count = 0;

async function listening(server: http.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  collector = http.createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    spans.push(...toldIn(req.headers["content-type"], Buffer.concat(chunks)).flatMap((told) => told.spans));
    res.end();
  });
  embeddings = http.createServer(async (req, res) => {
    for await (const chunk of req) void chunk;
    const data = [{ object: "embedding", index: 0, embedding: [1, 0, 0, 0] }];
    res.setHeader("content-type", "application/json");
    res.end(
      JSON.stringify({ object: "list", data, model: "e", usage: { prompt_tokens: 7, total_tokens: 7 } }),
    );
  });
  up = await startUpstream((arrived, res) => answerText(arrived, res, "Practise a little every day."));
  collectorUrl = await listening(collector);
  const semantic_cache = {
    embedder: { kind: "openai", base_url: `${await listening(embeddings)}/v1`, model: "embed-small" },
  };
  gateway = await startProcess({
    config: { cache_migration: { traffic_percentage: 100, semantic_cache } },
    env: {
      SEMBLANCE_UPSTREAM: up.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
      OTEL_BSP_SCHEDULE_DELAY: "50",
    },
  });
});
afterAll(async () => {
  await gateway.end();
  await up.close();
  for (const server of [collector, embeddings]) {
    server.closeAllConnections();
    server.close();
  }
});

function traceId(): string {
  count++;
  return count.toString(16).padStart(32, "a");
}

async function ask(
  question: string,
  id: string,
  more: object = {},
  path = "/chat/completions?key=secret",
  of = gateway,
): Promise<void> {
  const response = await fetch(of.url + path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: "Bearer sk-one",
      traceparent: `00-${id}-00f067aa0ba902b7-01`,
    },
    body: JSON.stringify({
      model: "m",
      temperature: 0,
      messages: [{ role: "user", content: question }],
      ...more,
    }),
  });
  await response.arrayBuffer();
}

/** Of a trace, once its SERVER span has come. */
function traceOf(id: string): Promise<ToldSpan[]> {
  return soon(() => {
    const mine = spans.filter((span) => span.traceId === id);
    if (!mine.some(({ kind }) => kind === SERVER)) throw new Error("not there yet");
    return mine;
  });
}

const server = (all: readonly ToldSpan[]) => all.find(({ kind }) => kind === SERVER);
const named = (all: readonly ToldSpan[], name: string) => all.find((span) => span.name === name);

it("a miss has the call to upstream below it, which ends no later than it, and nothing of the query", async () => {
  const id = traceId();
  await ask(STORED, id);
  const mine = await traceOf(id);
  const [top, call] = [server(mine), named(mine, "chat m")];
  expect(attributesOf(top)).toMatchObject({
    ...{ "http.route": "/v1/chat/completions", "url.path": "/v1/chat/completions", "url.scheme": "http" },
    ...{ "semblance.outcome": "miss", "http.request.method": "POST", "server.address": "127.0.0.1" },
  });
  expect([top?.name, top?.parentSpanId]).toEqual(["POST /v1/chat/completions", "00f067aa0ba902b7"]);
  expect([call?.kind, call?.parentSpanId]).toEqual([CLIENT, top?.spanId]);
  expect(attributesOf(call)).toMatchObject({
    ...{ "gen_ai.operation.name": "chat", "gen_ai.request.model": "m", "gen_ai.provider.name": "127.0.0.1" },
    ...{ "server.address": "127.0.0.1", "server.port": Number(new URL(up.url).port) },
  });
  expect(BigInt(call?.endTimeUnixNano ?? 0) <= BigInt(top?.endTimeUnixNano ?? 0)).toBe(true);
  expect(BigInt(call?.startTimeUnixNano ?? 0) >= BigInt(top?.startTimeUnixNano ?? 0)).toBe(true);
  expect(JSON.stringify(mine)).not.toContain("secret");
});

it("what is stored is a trace of its own, linked to the request that stored it", async () => {
  const id = traceId();
  await ask("What is stored here?", id);
  const top = server(await traceOf(id));
  const store = await soon(() => {
    const found = spans.find(
      ({ name, links }) => name === "cache.store" && links?.some((link) => link.traceId === id),
    );
    if (!found) throw new Error("not there yet");
    return found;
  });
  expect(store.links).toEqual([expect.objectContaining({ traceId: id, spanId: top?.spanId })]);
  expect([store.traceId === id, store.parentSpanId ?? ""]).toEqual([false, ""]);
});

it("an exact hit asks nobody", async () => {
  const id = traceId();
  await ask(STORED, id);
  const mine = await traceOf(id);
  expect(attributesOf(server(mine))["semblance.outcome"]).toBe("exact");
  expect(mine.filter(({ kind }) => kind === CLIENT)).toEqual([]);
  expect(named(mine, "cache.lookup")?.parentSpanId).toBe(server(mine)?.spanId);
});

it("a rewording has the call for its vector in its own trace", async () => {
  const id = traceId();
  // No calibration is known of such a model: the look-up runs beside upstream, which waits for it here.
  const before = up.script;
  const embedded = new Promise<void>((resolve) =>
    embeddings.once("request", (_, res) => res.once("close", resolve)),
  );
  up.script = async (arrived, res) => {
    await embedded;
    await roundOf(gateway);
    await before(arrived, res);
  };
  await ask(REWORDED, id);
  up.script = before;
  const mine = await traceOf(id);
  const call = named(mine, "embeddings embed-small");
  expect([call?.kind, call?.parentSpanId]).toEqual([CLIENT, server(mine)?.spanId]);
  expect(attributesOf(call)).toMatchObject({
    ...{ "gen_ai.operation.name": "embeddings", "gen_ai.request.model": "embed-small" },
  });
  for (const name of ["cache.embed", "cache.search", "cache.verify"])
    expect(named(mine, name)?.parentSpanId, name).toBe(named(mine, "cache.lookup")?.spanId);
});

it("a check of a served answer is a call in the trace of the request that it checks", async () => {
  const other = await startProcess({
    config: { cache_migration: { traffic_percentage: 100, rollout: { sample_percentage: 100 } } },
    env: {
      SEMBLANCE_UPSTREAM: up.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_BSP_SCHEDULE_DELAY: "50",
    },
  });
  await ask(STORED, traceId(), {}, undefined, other);
  const id = traceId();
  await ask(REWORDED, id, {}, undefined, other);
  const check = await soon(() => {
    const found = spans.find((span) => span.traceId === id && span.kind === CLIENT);
    if (!found) throw new Error("not there yet");
    return found;
  });
  const mine = await traceOf(id);
  expect(attributesOf(server(mine))["semblance.outcome"]).toBe("semantic");
  expect(check.parentSpanId).toBe(server(mine)?.spanId);
  expect(attributesOf(check)).toMatchObject({ "semblance.purpose": "check", "gen_ai.request.model": "m" });
  await other.end();
});

it("each try of a call is a span of its own, and upstream is told which", async () => {
  const before = up.script;
  const parents: (string | undefined)[] = [];
  up.script = async (arrived, res) => {
    parents.push(arrived.headers["traceparent"]?.toString().split("-")[2]);
    if (arrived.body.includes("include_usage")) {
      res.writeHead(400, { "content-type": "application/json" });
      res.end('{"error":{"message":"stream_options: unknown field"}}');
    } else await before(arrived, res);
  };
  const id = traceId();
  await ask("Who refuses to count?", id, { stream: true });
  up.script = before;
  const mine = await traceOf(id);
  const calls = mine.filter((span) => span.name === "chat m" && !("semblance.purpose" in attributesOf(span)));
  expect(calls.map((call) => attributesOf(call)["http.response.status_code"])).toEqual([400, 200]);
  expect(calls.map(({ status }) => status.code)).toEqual([2, undefined]);
  expect(calls.map(({ spanId }) => spanId)).toEqual(parents.slice(0, 2));
  for (const call of calls) expect([call.kind, call.parentSpanId]).toEqual([CLIENT, server(mine)?.spanId]);
});

it("a follower is linked to the call that its leader made", async () => {
  const held = Promise.withResolvers<void>();
  const before = up.script;
  up.script = async (arrived, res) => {
    await held.promise;
    await before(arrived, res);
  };
  const question = "What do two ask at once?";
  const [a, b] = [traceId(), traceId()];
  const arrival = up.next();
  const both = [ask(question, a)];
  await arrival;
  both.push(ask(question, b));
  await soon(async () => {
    const metrics = await (await fetch(`${gateway.admin}/metrics`)).text();
    if (!metrics.includes("semblance_inflight_requests 2")) throw new Error("not there yet");
  });
  await roundOf(gateway);
  held.resolve();
  await Promise.all(both);
  up.script = before;
  const call = named(await traceOf(a), "chat m");
  const follower = await traceOf(b);
  expect(server(follower)?.links).toEqual([expect.objectContaining({ traceId: a, spanId: call?.spanId })]);
  expect(named(follower, "chat m")).toBeUndefined();
});

it("a path that is only passed through is told by its template alone", async () => {
  const id = traceId();
  await ask("", id, {}, "/files/file-of-alice?name=secret");
  const top = server(await traceOf(id));
  expect(attributesOf(top)["http.route"]).toBe("/v1/*");
  expect(JSON.stringify(await traceOf(id))).not.toMatch(/alice|secret/);
});

it("a caller that is not sampled leaves no span, not even of what it stored", async () => {
  const id = traceId();
  await fetch(`${gateway.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", traceparent: `00-${id}-00f067aa0ba902b7-00` },
    body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "Who is not sampled?" }] }),
  }).then((response) => response.arrayBuffer());
  const after = traceId();
  await ask(STORED, after);
  await traceOf(after);
  expect(
    spans.filter((span) => span.traceId === id || span.links?.some((link) => link.traceId === id)),
  ).toEqual([]);
  // Nor does its embedding begin a trace that belongs to nobody.
  const embedded = spans.filter(({ name }) => name.startsWith("embeddings "));
  expect(embedded.filter(({ parentSpanId }) => parentSpanId === undefined)).toEqual([]);
});

it("a collector that is away is told once, and once when it is back; it slows nobody down", async () => {
  let isThere = false;
  const shaky = http.createServer((req, res) => {
    req.resume().on("end", () => (isThere ? res.end() : res.writeHead(400).end()));
  });
  const other = await startProcess({
    env: {
      SEMBLANCE_UPSTREAM: up.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: await listening(shaky),
      OTEL_BSP_SCHEDULE_DELAY: "20",
    },
  });
  const told = () =>
    other
      .log()
      .split("\n")
      .filter((line) => line.includes('"part":"traces"'));
  await ask("Who is away?", traceId(), {}, undefined, other);
  await soon(() => expect(told()).toHaveLength(1));
  for (let i = 0; i < 5; i++) await ask(`Who is away ${i}?`, traceId(), {}, undefined, other);
  isThere = true;
  await soon(async () => {
    await ask("Who is back?", traceId(), {}, undefined, other);
    expect(told()).toHaveLength(2);
  });
  await other.end();
  shaky.closeAllConnections();
  shaky.close();
  const [away, back] = told().map((line) => JSON.parse(line));
  expect(told()).toHaveLength(2);
  expect(away).toMatchObject({ level: 40, msg: expect.stringContaining("cannot be exported") });
  expect(back).toMatchObject({ level: 30, lost: expect.any(Number) });
});

it.each([
  ["an exporter that only the SDK knows", { OTEL_TRACES_EXPORTER: "console" }],
  ["a collector that nobody is", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" }],
])("%s gets the same spans and keeps no gateway from ending", async (_, env) => {
  const other = await startProcess({ env: { SEMBLANCE_UPSTREAM: up.url, ...env } });
  const id = traceId();
  await ask("Who exports this?", id, {}, undefined, other);
  await other.end();
  const log = other.log();
  if ("OTEL_TRACES_EXPORTER" in env) {
    for (const name of ["POST /v1/chat/completions", "cache.lookup", "chat m"])
      expect(log).toContain(`name: '${name}'`);
    expect(log.split(`traceId: '${id}'`).length - 1).toBeGreaterThanOrEqual(3);
  } else expect(log.split("cannot be exported").length - 1).toBe(1);
});
