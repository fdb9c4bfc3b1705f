import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import net, { type AddressInfo } from "node:net";

import { join } from "node:path";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type GatewayProcess,
  removeDir,
  runCommand,
  startProcess,
  temporaryDir,
} from "../support/process.ts";
import { soon } from "../support/soon.ts";
import { answerEcho, startUpstream, type TestUpstream } from "../support/upstream.ts";

let up: TestUpstream;
const dirs: string[] = [];
const KEY = "sk-process-canary-0001";

beforeAll(async () => {
  up = await startUpstream();
});
afterAll(async () => {
  await up.close();
  for (const dir of dirs) removeDir(dir);
});

const manual = { cache_migration: { traffic_percentage: 100 } };

async function start(options: Parameters<typeof startProcess>[0] = {}): Promise<GatewayProcess> {
  const gateway = await startProcess({
    config: manual,
    ...options,
    env: { SEMBLANCE_UPSTREAM: up.url, ...options.env },
  });
  dirs.push(gateway.dir);
  return gateway;
}

async function ask(gateway: GatewayProcess, question: string, headers: Record<string, string> = {}) {
  const client = new OpenAI({ baseURL: gateway.url, apiKey: KEY, maxRetries: 0 });
  const { data, response } = await client.chat.completions
    .create({ model: "m", messages: [{ role: "user", content: question }] }, { headers })
    .withResponse();
  return {
    text: data.choices[0]?.message.content,
    outcome: response.headers.get("x-semblance-outcome"),
    headers: response.headers,
  };
}

/** JSON of an answer, of any shape. */
interface Loose {
  readonly [name: string]: Loose;
}
const json = async (response: Response | Promise<Response>) => (await (await response).json()) as Loose;

const adminOf = (gateway: GatewayProcess, path: string, init: RequestInit = {}) =>
  fetch(`${gateway.admin}${path}`, {
    ...init,
    headers: { "content-type": "application/json", ...init.headers },
  });

describe("a running gateway", () => {
  it("keeps exact and reworded answers over a restart, ends on SIGTERM with status 0, and leaves no credential on disk", async () => {
    const first = await start();
    await ask(first, "How do I reset my password?");
    expect((await ask(first, "How can I reset my password?")).outcome).toBe("semantic");
    expect(await first.end()).toEqual({ code: 0, signal: null });
    const again = await start({ dir: first.dir });
    const asked = up.arrived.length;
    expect((await ask(again, "How do I reset my password?")).outcome).toBe("exact");
    expect((await ask(again, "How could I reset my password?")).outcome).toBe("semantic");
    expect(up.arrived.length).toBe(asked);
    await again.end();
    for (const file of readdirSync(first.dir, { recursive: true, withFileTypes: true })) {
      if (file.isFile())
        expect(readFileSync(join(file.parentPath, file.name)).includes(KEY), file.name).toBe(false);
    }
    expect(first.log() + again.log()).not.toContain(KEY);
    expect(first.log() + again.log()).not.toContain("reset my password");
  });

  it("ends in order when it is told to the moment it says that it is ready", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const gateway = await start({ env: { SEMBLANCE_UPSTREAM: "demo" } });
      expect(await gateway.end(signal)).toEqual({ code: 0, signal: null });
    }
  });

  it("keeps an acknowledged answer over kill -9", async () => {
    const first = await start();
    await ask(first, "What survives a kill?");
    // The write behind has landed when the admin plane, which asks the file, counts it.
    await expect.poll(async () => (await json(adminOf(first, "/admin/stats"))).entries).toBe(1);
    await first.end("SIGKILL");
    const again = await start({ dir: first.dir });
    expect((await ask(again, "What survives a kill?")).outcome).toBe("exact");
    await again.end();
  });

  it("puts a changed file in force without a restart, on SIGHUP too, and refuses a broken one with its line", async () => {
    const gateway = await start();
    const ttl = async () =>
      (await json(adminOf(gateway, "/admin/config"))).cache_migration?.semantic_cache?.ttl_seconds;
    gateway.writeConfig({
      cache_migration: { traffic_percentage: 100, semantic_cache: { ttl_seconds: 777 } },
    });
    await expect.poll(ttl).toBe(777);
    gateway.writeConfig({
      cache_migration: { traffic_percentage: 100, semantic_cache: { ttl_seconds: 888 } },
    });
    gateway.child.kill("SIGHUP");
    await expect.poll(ttl).toBe(888);
    gateway.writeConfig("listen: { port: banana }\n");
    const refused = await adminOf(gateway, "/admin/reload", { method: "POST", body: "{}" });
    expect([refused.status, (await json(refused)).error?.message]).toEqual([
      422,
      expect.stringMatching(/semblance\.yaml:1: listen\.port/),
    ]);
    expect(await ttl()).toBe(888);
    await gateway.end();
  });

  it("keeps a percentage set by hand over a restart, until the file's own value changes", async () => {
    const gateway = await start();
    const put = (body: unknown) =>
      adminOf(gateway, "/admin/rollout", { method: "PUT", body: JSON.stringify(body) });
    expect((await json(put({ traffic_percentage: 42 }))).traffic_percentage).toBe(42);
    for (const bad of [101, -1, "x", null, []])
      expect((await put({ traffic_percentage: bad })).status).toBe(400);
    await gateway.end();
    const again = await start({ dir: gateway.dir });
    expect(await json(adminOf(again, "/admin/rollout"))).toMatchObject({
      mode: "manual",
      traffic_percentage: 42,
      threshold: 0.85,
    });
    await again.end();
    const other = await start({ dir: gateway.dir, config: { cache_migration: { traffic_percentage: 50 } } });
    expect((await json(adminOf(other, "/admin/rollout"))).traffic_percentage).toBe(50);
    await other.end();
  });

  it("stands at shadow in auto with a real upstream, and says so", async () => {
    const gateway = await start({ config: {} });
    expect(gateway.screen()).toMatch(/mode +auto, 0 %/);
    await ask(gateway, "How do I bake bread?");
    expect((await ask(gateway, "How can I bake bread?")).outcome).toBe("shadow");
    await gateway.end();
  });

  it("never serves a reported answer to that question again, restart included, and hides it from others", async () => {
    const gateway = await start({
      config: { cache_migration: { traffic_percentage: 100, enable_background_save: true } },
    });
    await ask(gateway, "How often should I water a cactus in winter?");
    const hit = await ask(gateway, "How often should you water a cactus in winter?", {
      "cache-control": "max-age=60",
    });
    expect(hit.outcome).toBe("semantic");
    const origin = gateway.url.replace(/\/v1$/, "");
    const report = (key: string) =>
      fetch(`${origin}/semblance/feedback`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
        body: JSON.stringify({ request: hit.headers.get("x-semblance-request"), verdict: "bad" }),
      });
    expect((await report("sk-someone-else")).status).toBe(404);
    expect((await report(KEY)).status).toBe(200);
    const only = { "cache-control": "only-if-cached" };
    await expect(ask(gateway, "How often should you water a cactus in winter?", only)).rejects.toThrow("504");
    await gateway.end();
    const again = await start({ dir: gateway.dir });
    await expect(ask(again, "How often should you water a cactus in winter?", only)).rejects.toThrow("504");
    expect((await ask(again, "How often should I water a cactus in winter?")).outcome).toBe("exact");
    await again.end();
  });

  it("sets a damaged database aside and goes on", async () => {
    const first = await start();
    await ask(first, "What is lost?");
    await first.end();
    const db = join(first.dir, "storage/semantic_cache.db");
    const bytes = readFileSync(db);
    for (let i = 0; i < bytes.length; i += 7) bytes[i] = (bytes[i] ?? 0) ^ 0xff;
    writeFileSync(db, bytes);
    const again = await start({ dir: first.dir });
    expect((await ask(again, "What is lost?")).outcome).toBe("miss");
    expect(readdirSync(join(first.dir, "storage")).some((name) => name.includes(".corrupt-"))).toBe(true);
    await again.end();
  });

  it("starts, serves and says so when Redis is away", async () => {
    const config = {
      cache_migration: {
        traffic_percentage: 100,
        semantic_cache: { enable_redis: true, redis_url: "redis://127.0.0.1:1" },
      },
    };
    const gateway = await start({ config });
    expect(gateway.screen()).toMatch(/redis does not answer/i);
    expect((await ask(gateway, "Is anybody there?")).outcome).toBe("miss");
    expect((await ask(gateway, "Is anybody there?")).outcome).toBe("exact");
    expect((await fetch(`${gateway.url.replace(/\/v1$/, "")}/readyz`)).status).toBe(200);
    await gateway.end();
  });

  it("counts under the contract's names, and masks secrets", async () => {
    const gateway = await start({ config: { ...manual, upstream: { api_key: "sk-mask-canary" } } });
    await ask(gateway, "What is counted?");
    for (let i = 0; i < 3; i++) await ask(gateway, "What is counted?");
    // A request is counted when its answer is out.
    await expect
      .poll(() => json(adminOf(gateway, "/admin/stats")))
      .toMatchObject({
        total_requests: 4,
        traditional_hits: 3,
        cache_misses: 1,
        semantic_hits: 0,
        adaptation_count: 0,
        error_count: 0,
        total_tokens_saved: 54,
        hit_rate: 0.75,
      });
    const metrics = await (await adminOf(gateway, "/metrics")).text();
    expect(metrics).toMatch(/semblance_requests_total\{outcome="exact",reason="equal",model="m"\} 3/);
    for (const name of [
      "semblance_request_duration_seconds_count",
      "semblance_lookup_duration_seconds_count",
      "semblance_saved_tokens_total",
      "semblance_entries",
      "semblance_traffic_percentage",
      "semblance_inflight_requests",
    ])
      expect(metrics).toContain(name);
    expect(await (await adminOf(gateway, "/admin/config")).text()).not.toContain("sk-mask-canary");
    const [url, port] = [new URL(gateway.admin), new URL(gateway.admin).port];
    const foreign = await new Promise((resolve) =>
      http.get({ host: url.hostname, port, path: "/admin/stats", headers: { host: "evil.example" } }, (res) =>
        resolve(res.statusCode),
      ),
    );
    expect(foreign).toBe(403);
    expect(
      (
        await fetch(`${gateway.admin}/admin/reload`, {
          method: "POST",
          headers: { "content-type": "text/plain" },
          body: "{}",
        })
      ).status,
    ).toBe(415);
    expect(
      (
        await adminOf(gateway, "/admin/reload", {
          method: "POST",
          body: "{}",
          headers: { "sec-fetch-site": "cross-site" },
        })
      ).status,
    ).toBe(403);
    await gateway.end();
  });

  it("asks for the admin token where one is set", async () => {
    const gateway = await start({ env: { SEMBLANCE_ADMIN_TOKEN: "token-0123456789" } });
    for (const path of ["/", "/admin/stats", "/metrics", "/admin/config", "/admin/rollout"]) {
      expect((await adminOf(gateway, path)).status, path).toBe(401);
      expect(
        (await adminOf(gateway, path, { headers: { authorization: "Bearer token-0123456780" } })).status,
        path,
      ).toBe(401);
      expect(
        (await adminOf(gateway, path, { headers: { authorization: "Bearer token-0123456789" } })).status,
        path,
      ).toBe(200);
    }
    expect((await adminOf(gateway, "/livez")).status).toBe(200);
    await gateway.end();
  });

  it("maps gateway keys to tenants and upstream keys, and refuses everyone else", async () => {
    const auth = {
      mode: "keys",
      keys: [
        { name: "a", key: "gk-a", tenant: "one", upstream_key_env: "UP_A" },
        { name: "b", key: "gk-b", tenant: "one", upstream_key_env: "UP_A" },
        { name: "c", key: "gk-c", tenant: "two", upstream_key_env: "UP_A" },
      ],
    };
    const gateway = await start({ config: { ...manual, auth }, env: { UP_A: "sk-up" } });
    const as = (key: string) =>
      fetch(`${gateway.url}/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
        body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "Whose is it?" }] }),
      });
    const outcomes = [];
    for (const key of ["gk-a", "gk-b", "gk-c"])
      outcomes.push((await as(key)).headers.get("x-semblance-outcome"));
    expect(outcomes).toEqual(["miss", "exact", "miss"]);
    expect(up.arrived.at(-1)?.headers.authorization).toBe("Bearer sk-up");
    expect((await as("gk-x")).status).toBe(401);
    expect((await fetch(`${gateway.url}/models`)).status).toBe(401);
    await gateway.end();
  });

  it("sends spans of a miss in the caller's trace, and none of upstream for a hit", async () => {
    interface Span {
      name: string;
      kind: number;
      traceId: string;
      parentSpanId?: string;
      attributes: { key: string; value: Record<string, unknown> }[];
    }
    const spans: Span[] = [];
    const heard: (() => void)[] = [];
    const collector = http.createServer(async (req, res) => {
      const chunks: Buffer[] = [];
      for await (const c of req) chunks.push(c as Buffer);
      for (const r of JSON.parse(Buffer.concat(chunks).toString()).resourceSpans ?? [])
        for (const s of r.scopeSpans) spans.push(...s.spans);
      res.setHeader("content-type", "application/json").end("{}");
      for (const hear of heard.splice(0)) hear();
    });
    await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    const gateway = await start({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_BSP_SCHEDULE_DELAY: "50",
      },
    });
    const of = async (id: string) => {
      const traceparent = `00-${id.repeat(16)}-00f067aa0ba902b7-01`;
      const answer = await ask(gateway, "What is traced here?", { traceparent });
      const mine = () => spans.filter((s) => s.traceId === id.repeat(16));
      while (!mine().some((s) => s.kind === 2)) await new Promise<void>((resolve) => heard.push(resolve));
      return { answer, mine: mine() };
    };
    const miss = await of("4b");
    expect(miss.answer.headers.get("x-semblance-trace")).toBe("4b".repeat(16));
    const server = miss.mine.find((s) => s.kind === 2);
    expect([server?.name, server?.parentSpanId]).toEqual(["POST /v1/chat/completions", "00f067aa0ba902b7"]);
    expect(server?.attributes).toContainEqual({ key: "semblance.outcome", value: { stringValue: "miss" } });
    const client = miss.mine.find((s) => s.kind === 3);
    expect(client?.name).toBe("chat m");
    expect(client?.attributes).toContainEqual({ key: "gen_ai.request.model", value: { stringValue: "m" } });
    expect(miss.mine.some((s) => s.name === "cache.lookup")).toBe(true);
    expect(up.arrived.at(-1)?.headers["traceparent"]).toContain("4b".repeat(16));
    const hit = await of("5c");
    expect(hit.mine.some((s) => s.kind === 3)).toBe(false);
    expect(JSON.stringify(spans)).not.toMatch(/traced here|sk-process-canary/);
    await gateway.end();
    collector.closeAllConnections();
    collector.close();
  });

  it("resets nobody when it is told to end: callers are answered or told to go until the port closes", async () => {
    const gateway = await start();
    const { port } = new URL(gateway.url);
    let resets = 0;
    const refused = Promise.withResolvers<void>();
    /** A connection of its own for each request, as long as anybody listens. */
    const client = async (name: number): Promise<void> => {
      for (let i = 0; ; i++) {
        const agent = new http.Agent({ keepAlive: false });
        const status = await new Promise<number | string>((resolve) => {
          const headers = { "content-type": "application/json", authorization: `Bearer sk-drain-${name}` };
          const req = http.request(
            { port, host: "127.0.0.1", method: "POST", path: "/v1/chat/completions", headers, agent },
            (res) => res.resume().on("end", () => resolve(res.statusCode ?? 0)),
          );
          req.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
          req.end(JSON.stringify({ model: "m", messages: [{ role: "user", content: `drain ${i % 3}` }] }));
        });
        if (status === "ECONNREFUSED") return;
        if (status === 503) {
          refused.resolve();
          return;
        }
        if (status !== 200) resets++;
      }
    };
    const clients = Array.from({ length: 12 }, (_, name) => client(name));
    // Under way before the signal, and silent until after it.
    const slow = net.connect(Number(port), "127.0.0.1");
    await new Promise((resolve) => slow.once("connect", resolve));
    await soon(() => expect(up.asked("drain 2")).toBeGreaterThan(0));
    const ended = gateway.end("SIGTERM");
    // At once: a connection is given a second from then on.
    await refused.promise;
    const late = new Promise<string>((resolve) => {
      let got = "";
      slow.on("data", (data) => {
        got += data;
      });
      slow.on("close", () => resolve(got));
      slow.on("error", (error) => resolve(String(error)));
    });
    const body = JSON.stringify({ model: "m", messages: [{ role: "user", content: "drain slowly" }] });
    slow.write(
      `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await Promise.all(clients);
    expect(resets).toBe(0);
    expect(await late).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  it.each([
    ["a new connection each time", false],
    ["a kept one", true],
  ])("resets nobody who asks again at once until its port is closed, over %s", async (_, keepAlive) => {
    const gateway = await start();
    const port = Number(new URL(gateway.url).port);
    const seen: Record<string, number> = {};
    // A connection that comes in the instant of closing is reset by the system: whoever was reset finds nobody next.
    const answeredAfterReset: unknown[] = [];
    const client = async (name: number) => {
      const agent = new http.Agent({ keepAlive, maxSockets: 1 });
      const headers = { "content-type": "application/json", authorization: `Bearer sk-again-${name}` };
      for (let status: number | string = 0; status !== "ECONNREFUSED"; ) {
        const before = status;
        status = await new Promise<number | string>((resolve) => {
          const req = http.request(
            { port, host: "127.0.0.1", method: "POST", path: "/v1/chat/completions", headers, agent },
            (res) => res.resume().on("end", () => resolve(res.statusCode ?? 0)),
          );
          req.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
          req.end(JSON.stringify({ model: "m", messages: [{ role: "user", content: "Again?" }] }));
        });
        seen[status] = (seen[status] ?? 0) + 1;
        if (before === "ECONNRESET" && status !== "ECONNREFUSED") answeredAfterReset.push(status);
      }
      agent.destroy();
    };
    const clients = Array.from({ length: 12 }, (_, name) => client(name));
    await soon(() => expect(seen[200]).toBeGreaterThan(12));
    const ended = gateway.end("SIGTERM");
    await Promise.all(clients);
    expect(answeredAfterReset).toEqual([]);
    const { ECONNRESET: _resetAtClosing, ...others } = seen;
    expect(Object.keys(others).sort()).toEqual(["200", "503", "ECONNREFUSED"]);
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  it("lets a running stream finish when it is told to end", async () => {
    const gateway = await start();
    const held = Promise.withResolvers<void>();
    up.script = async (arrived, res) => {
      res.writeHead(200, { "content-type": "text/event-stream" });
      res.write(
        'data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}\n\n',
      );
      await held.promise;
      res.end(
        'data: {"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
      );
      void arrived;
    };
    const response = await fetch(`${gateway.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", stream: true, messages: [{ role: "user", content: "drain" }] }),
    });
    const ended = gateway.end("SIGTERM");
    // The signal takes a moment to arrive.
    await soon(async () => {
      const ready = await fetch(`${gateway.admin}/readyz`).then(
        (r) => r.status,
        () => 0,
      );
      expect([0, 503]).toContain(ready);
    });
    held.resolve();
    expect(await response.text()).toContain("[DONE]");
    expect(await ended).toEqual({ code: 0, signal: null });
    up.script = answerEcho;
  });
});

describe("the command line", () => {
  it("check-config names every fault with file and line, and ends with 2", async () => {
    const dir = temporaryDir();
    dirs.push(dir);
    const file = join(dir, "bad.yaml");
    writeFileSync(file, "listen:\n  port: -5\ncache_migration:\n  trafic_percentage: 900\n");
    const ran = await runCommand(["check-config", file]);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/bad\.yaml:2: listen\.port/);
    expect(ran.err).toMatch(/bad\.yaml:4: .*trafic_percentage/);
  });

  it("schema prints a JSON schema", async () => {
    const ran = await runCommand(["schema"]);
    expect([ran.code, Object.keys(JSON.parse(ran.out).properties)]).toEqual([
      0,
      expect.arrayContaining(["listen", "cache_migration"]),
    ]);
  });

  it("a taken port is one clear line and status 2", async () => {
    const taken = http.createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    const dir = temporaryDir();
    dirs.push(dir);
    const ran = await runCommand(["serve"], {
      SEMBLANCE_PORT: String(port),
      SEMBLANCE_ADMIN_PORT: "0",
      SEMBLANCE_DATA_DIR: dir,
    });
    expect([ran.code, ran.err.trim().split("\n")]).toEqual([
      2,
      [expect.stringMatching(`127.0.0.1:${port} is taken`)],
    ]);
    taken.close();
  });
});
