import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { AuditShown } from "../../src/keep/audit.ts";
import { type GatewayProcess, removeDir, runCommand, startProcess } from "../support/process.ts";
import { type RedisServer, redisAvailable, startRedis } from "../support/redis.ts";
import { completionOf, startUpstream, type TestUpstream } from "../support/upstream.ts";

const TAUGHT = "How often should I water a cactus in winter?";
const REWORDED = "How often should you water a cactus in winter?";

let up: TestUpstream;
const gateways: GatewayProcess[] = [];

const echo: TestUpstream["script"] = ({ question }, res) => {
  res.writeHead(200, { "content-type": "application/json" });
  res.end(JSON.stringify(completionOf(`You asked: ${question}`)));
};

beforeAll(async () => {
  up = await startUpstream(echo);
});
afterAll(() => up.close());
afterEach(async () => {
  up.script = echo;
  for (const gateway of gateways.splice(0)) {
    await gateway.end();
    removeDir(gateway.dir);
  }
});

async function start(config: object = {}, env: Record<string, string> = {}): Promise<GatewayProcess> {
  const gateway = await startProcess({
    config: { cache_migration: { traffic_percentage: 100, ...config } },
    env: { SEMBLANCE_UPSTREAM: up.url, ...env },
  });
  gateways.push(gateway);
  return gateway;
}

interface AskOptions {
  readonly model?: string;
  readonly headers?: Record<string, string>;
  readonly key?: string;
}

async function ask(
  gateway: GatewayProcess,
  question: string,
  { model = "m", headers, key = "a" }: AskOptions = {},
) {
  const response = await fetch(`${gateway.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify({ model, temperature: 0, messages: [{ role: "user", content: question }] }),
  });
  await response.arrayBuffer();
  const of = (name: string) => response.headers.get(`x-semblance-${name}`) ?? "";
  return { status: response.status, outcome: of("outcome"), entry: of("entry"), stored: of("stored") };
}

const ONLY_CACHED = { "cache-control": "only-if-cached" };
const look = (gateway: GatewayProcess, question: string, options: AskOptions = {}) =>
  ask(gateway, question, { ...options, headers: { ...options.headers, ...ONLY_CACHED } });

async function admin(gateway: GatewayProcess, method: string, path: string, body?: object) {
  const response = await fetch(`${gateway.admin}${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
    headers: { "content-type": "application/json" },
  });
  return { status: response.status, json: (await response.json()) as never };
}
const purge = async (gateway: GatewayProcess, body: object) =>
  (await admin(gateway, "POST", "/admin/purge", body)).json as unknown as { matched: number; purged: number };

describe("a purge", () => {
  it("counts without removing anything, then removes just what it counted", async () => {
    const gateway = await start();
    for (const n of ["one", "two", "three"]) await ask(gateway, `What is number ${n}?`, { model: "a" });
    await ask(gateway, "What is number one?", { model: "b" });
    expect(await purge(gateway, { model: "a" })).toEqual({ dry_run: true, matched: 3, purged: 0 });
    expect((await look(gateway, "What is number one?", { model: "a" })).outcome).toBe("exact");
    expect(await purge(gateway, { model: "a", dry_run: false })).toEqual({
      dry_run: false,
      matched: 3,
      purged: 3,
    });
    for (const n of ["one", "two", "three"])
      expect((await look(gateway, `What is number ${n}?`, { model: "a" })).status).toBe(504);
    expect((await look(gateway, "What is number one?", { model: "b" })).outcome).toBe("exact");
  });

  it("goes by scope, tenant, tag and text, as entries name them, and touches nothing else", async () => {
    const gateway = await start();
    const tagged = (question: string, tags: string) =>
      ask(gateway, question, { headers: { "x-semblance-tags": tags } });
    await tagged("What does the handbook say?", "doc:4@v7, team:a");
    await tagged("What does the manual say?", "doc:42@v7, team:a");
    await ask(gateway, "Who was at zanzibar-7731?");
    await ask(gateway, "Whose question is it?", { key: "other" });
    const { entry } = await look(gateway, "Whose question is it?", { key: "other" });
    const shown = (await admin(gateway, "GET", `/admin/entries/${entry}`)).json as unknown as Record<
      string,
      unknown
    >;
    expect(shown).toMatchObject({ model: "m", hits: 1, tags: [] });
    expect(shown).not.toHaveProperty("question");
    expect(await purge(gateway, { tag: "doc:4@v7", dry_run: false })).toMatchObject({ purged: 1 });
    expect(await purge(gateway, { text: "zanzibar-7731", dry_run: false })).toMatchObject({ purged: 1 });
    expect(
      await purge(gateway, { tenant: shown["tenant"], scope: shown["scope"], dry_run: false }),
    ).toMatchObject({
      purged: 1,
    });
    expect((await look(gateway, "Whose question is it?", { key: "other" })).status).toBe(504);
    expect((await look(gateway, "What does the manual say?")).outcome).toBe("exact");
    expect(await purge(gateway, { all: true })).toMatchObject({ matched: 1 });
  });

  it("is in force at once: neither by key nor by meaning is anything found", async () => {
    const gateway = await start();
    await ask(gateway, TAUGHT);
    expect((await look(gateway, REWORDED)).outcome).toBe("semantic");
    await purge(gateway, { text: "cactus", dry_run: false });
    expect((await look(gateway, TAUGHT)).status).toBe(504);
    expect((await look(gateway, REWORDED)).status).toBe(504);
  });

  it("keeps out an answer that was on its way, and nobody who comes later shares it", async () => {
    const gateway = await start();
    const held = Promise.withResolvers<void>();
    up.script = async (arrived, res) => {
      await held.promise;
      await echo(arrived, res);
    };
    const before = up.asked(TAUGHT);
    const first = ask(gateway, TAUGHT);
    await up.next(({ question }) => question === TAUGHT);
    await purge(gateway, { model: "m", dry_run: false });
    const second = ask(gateway, TAUGHT);
    await up.next(({ question }) => question === TAUGHT);
    // Two calls: the second caller did not join the first.
    expect(up.asked(TAUGHT) - before).toBe(2);
    await purge(gateway, { model: "m", dry_run: false });
    held.resolve();
    expect((await first).status).toBe(200);
    expect((await second).status).toBe(200);
    expect((await look(gateway, TAUGHT)).status).toBe(504);
    await ask(gateway, TAUGHT);
    expect((await look(gateway, TAUGHT)).outcome).toBe("exact");
  });

  it("is refused where it says nothing clear, and removes nothing", async () => {
    const gateway = await start();
    await ask(gateway, TAUGHT);
    for (const body of [
      {},
      { dry_run: false },
      { all: "yes", dry_run: false },
      { modell: "m", dry_run: false },
    ])
      expect((await admin(gateway, "POST", "/admin/purge", body)).status).toBe(400);
    expect((await look(gateway, TAUGHT)).outcome).toBe("exact");
  });

  it("is made from the shell: a dry run without --yes", async () => {
    const gateway = await start();
    await ask(gateway, TAUGHT);
    const args = ["purge", "--model", "m", "--admin", gateway.admin];
    expect(await runCommand(args)).toMatchObject({
      code: 0,
      out: "1 would be removed; --yes removes them\n",
    });
    expect(await runCommand([...args, "--yes"])).toMatchObject({ code: 0, out: "1 removed\n" });
    expect((await look(gateway, TAUGHT)).status).toBe(504);
    expect(await runCommand(["purge", "--admin", gateway.admin, "--yes"])).toMatchObject({ code: 2 });
    expect(await runCommand(["purge", "--older-than", "soon"])).toMatchObject({ code: 2 });
  });
});

describe.skipIf(!redisAvailable)("a purge of a shared store (needs redis-server)", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it("reaches what another gateway holds in memory", async () => {
    const shared = { semantic_cache: { enable_redis: true, redis_url: redis.url } };
    const [one, other] = [await start(shared), await start(shared)];
    await ask(one, TAUGHT);
    while ((await look(other, TAUGHT)).outcome !== "exact");
    expect(await purge(one, { model: "m", dry_run: false })).toMatchObject({ purged: 1 });
    while ((await look(other, TAUGHT)).status !== 504);
    expect((await look(one, TAUGHT)).status).toBe(504);
  });
});

describe("the audit", () => {
  const audited = async (gateway: GatewayProcess) =>
    (await admin(gateway, "GET", "/admin/audit")).json as unknown as AuditShown;

  it("names every purge and rollout change, each chained to the one before, over a restart", async () => {
    const gateway = await start();
    await purge(gateway, { model: "model-1", dry_run: false });
    await purge(gateway, { model: "model-2" });
    await admin(gateway, "PUT", "/admin/rollout", { traffic_percentage: 10 });
    await gateway.end();
    const again = await startProcess({
      dir: gateway.dir,
      config: { cache_migration: { traffic_percentage: 100 } },
      env: { SEMBLANCE_UPSTREAM: up.url },
    });
    gateways.push(again);
    await purge(again, { model: "model-3", dry_run: false });
    const { records, intact } = await audited(again);
    expect(intact).toBe(true);
    const told = records.map(({ action, details }) => `${action} ${JSON.stringify(details)}`).join("\n");
    expect(told).toMatch(/purge .*model-1[\s\S]*rollout .*"percentage":10\b[\s\S]*purge .*model-3/);
    expect(told).not.toContain("model-2");
    for (const [i, record] of records.entries())
      expect(record.previous).toBe(i === 0 ? "" : records[i - 1]?.hash);
    expect(records.find(({ action }) => action === "purge")?.actor).toContain("127.0.0.1");
    expect((await runCommand(["audit", "--admin", again.admin])).code).toBe(0);
  });

  it("tells that a record was changed, and that the end was cut off", async () => {
    const gateway = await start();
    for (const n of [1, 2, 3]) await purge(gateway, { model: `model-${n}`, dry_run: false });
    const path = join(gateway.dir, "storage", "audit.jsonl");
    const whole = readFileSync(path, "utf8");
    writeFileSync(path, whole.replace("model-2", "model-9"));
    expect((await audited(gateway)).intact).toBe(false);
    expect((await runCommand(["audit", "--admin", gateway.admin])).code).toBe(1);
    writeFileSync(path, `${whole.trimEnd().split("\n").slice(0, -1).join("\n")}\n`);
    expect((await audited(gateway)).intact).toBe(false);
    writeFileSync(path, whole);
    expect((await audited(gateway)).intact).toBe(true);
  });
});
