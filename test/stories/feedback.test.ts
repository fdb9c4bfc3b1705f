import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type GatewayProcess,
  type ProcessOptions,
  removeDir,
  runCommand,
  startProcess,
} from "../support/process.ts";
import { type RedisServer, redisAvailable, startRedis } from "../support/redis.ts";
import { completionOf, startUpstream, type TestUpstream } from "../support/upstream.ts";

const KEY = "sk-alice-0001";
const OTHER = "sk-bob-0002";
const TAUGHT = "How often should I water a cactus in winter?";
const REWORDED = "How often should you water a cactus in winter?";
/** The same in a trivially other form. */
const FORMS = [
  "Please, how often should you water a cactus in winter",
  "how often should we water a cactus in winter?",
];

let up: TestUpstream;
const gateways: GatewayProcess[] = [];

beforeAll(async () => {
  up = await startUpstream();
});
afterAll(() => up.close());
beforeEach(() => {
  // What is not taught is cut, and so never stored: nothing becomes a hit on the way.
  up.script = ({ question }, res) => {
    res.writeHead(200, { "content-type": "application/json" });
    res.end(JSON.stringify(completionOf("Once a month.", question === TAUGHT ? "stop" : "length")));
  };
});
afterEach(async () => {
  for (const gateway of gateways.splice(0)) {
    await gateway.end();
    removeDir(gateway.dir);
  }
});

async function start(options: ProcessOptions = {}): Promise<GatewayProcess> {
  const gateway = await startProcess({
    config: { cache_migration: { traffic_percentage: 100 } },
    ...options,
    env: { SEMBLANCE_UPSTREAM: up.url, ...options.env },
  });
  gateways.push(gateway);
  return gateway;
}

async function ask(gateway: GatewayProcess, question: string, credential = KEY) {
  const response = await fetch(`${gateway.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${credential}` },
    body: JSON.stringify({ model: "m", messages: [{ role: "user", content: question }] }),
  });
  await response.arrayBuffer();
  const of = (name: string) => response.headers.get(`x-semblance-${name}`) ?? "";
  return { outcome: of("outcome"), reason: of("reason"), request: of("request"), entry: of("entry") };
}

const feedback = (gateway: GatewayProcess, body: object, credential = KEY) =>
  fetch(`${gateway.url.replace(/\/v1$/, "")}/semblance/feedback`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${credential}` },
    body: JSON.stringify(body),
  });

async function bad(gateway: GatewayProcess) {
  await ask(gateway, TAUGHT);
  const hit = await ask(gateway, REWORDED);
  expect(hit.outcome).toBe("semantic");
  expect((await feedback(gateway, { request: hit.request, verdict: "bad" }, OTHER)).status).toBe(404);
  expect((await feedback(gateway, { request: hit.request, verdict: "bad" })).status).toBe(200);
  return hit;
}

describe("an answer reported bad", () => {
  it("is refused for that question and for its other forms, over a restart too, and served to others still", async () => {
    const gateway = await start();
    for (const form of FORMS) {
      await ask(gateway, TAUGHT);
      expect((await ask(gateway, form)).outcome, form).toBe("semantic");
    }
    await bad(gateway);
    const refused = async (of: GatewayProcess) => {
      for (const question of [REWORDED, ...FORMS])
        expect(await ask(of, question), question).toMatchObject({ outcome: "miss", reason: "refused-pair" });
      expect((await ask(of, TAUGHT)).outcome).toBe("exact");
    };
    await refused(gateway);
    // It is a label of the one who reported it, and takes nothing from another tenant.
    const told = await (await fetch(`${gateway.admin}/admin/labels?source=feedback`)).json();
    const of = (credential: string) => ask(gateway, TAUGHT, credential).then(({ entry }) => entry);
    const mine = await of(KEY);
    expect(told).toMatchObject({
      labels: [{ verdict: "different", entry: mine, tenant: expect.any(String) }],
    });
    await of(OTHER);
    expect(await of(OTHER)).not.toBe(mine);
    expect((await ask(gateway, REWORDED, OTHER)).outcome).toBe("semantic");
    await gateway.end();
    await refused(await start({ dir: gateway.dir }));
  });

  it("can be reported by the gateway's owner, of anybody's request or of the stored answer itself, and is audited", async () => {
    const gateway = await start();
    await ask(gateway, TAUGHT);
    const hit = await ask(gateway, REWORDED);
    expect(hit.outcome).toBe("semantic");
    const report = async (body: object) => {
      const response = await fetch(`${gateway.admin}/admin/feedback`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { status: response.status, told: await response.json() };
    };
    expect((await report({ request: "req_nobody", verdict: "bad" })).status).toBe(404);
    expect((await report({ entry: hit.entry, verdict: "awful" })).status).toBe(400);
    expect(await report({ request: hit.request, verdict: "bad" })).toEqual({
      ...{ status: 200, told: { entry: hit.entry, verdict: "bad" } },
    });
    expect(await ask(gateway, REWORDED)).toMatchObject({ outcome: "miss", reason: "refused-pair" });
    expect((await ask(gateway, TAUGHT)).outcome).toBe("exact");
    expect((await report({ entry: hit.entry, verdict: "bad" })).status).toBe(200);
    expect((await ask(gateway, TAUGHT)).outcome).toBe("miss");
    const audit = (await (await fetch(`${gateway.admin}/admin/audit`)).json()) as {
      intact: boolean;
      records: { action: string; actor: string; details: object }[];
    };
    expect(audit.intact).toBe(true);
    const reports = audit.records.filter(({ action }) => action === "feedback");
    expect(reports.map(({ details }) => details)).toEqual([
      { entry: hit.entry, verdict: "bad" },
      { entry: hit.entry, verdict: "bad" },
    ]);
    expect(reports[0]?.actor).toMatch(/^admin from /);
  });

  it("can be reported from the command line, with the credential it was asked with", async () => {
    const gateway = await start();
    await ask(gateway, TAUGHT);
    const hit = await ask(gateway, REWORDED);
    const run = (args: string[], env: Record<string, string> = {}) =>
      runCommand(["feedback", "--url", gateway.url, ...args], env);
    const whole = ["--request", hit.request, "--verdict", "bad"];
    expect(await run([...whole, "--credential", OTHER])).toMatchObject({
      code: 1,
      err: expect.stringContaining("no such request or entry for this credential"),
    });
    expect(await run(["--request", hit.request, "--verdict", "meh"])).toMatchObject({ code: 2 });
    expect(await run(["--verdict", "bad"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--request and --entry"),
    });
    expect(await run(["--entry", hit.entry, "--verdict", "good"], { OPENAI_API_KEY: KEY })).toMatchObject({
      code: 0,
      out: `good: ${hit.entry}\n`,
    });
    expect(await run([...whole, "--credential", KEY])).toMatchObject({ code: 0, out: `bad: ${hit.entry}\n` });
    expect((await ask(gateway, REWORDED)).reason).toBe("refused-pair");
    const nobody = await runCommand(["feedback", "--url", "http://127.0.0.1:9", ...whole]);
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining("no gateway answers") });
  });
});

describe.skipIf(!redisAvailable)("gateways that share Redis (needs redis-server)", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it("hear of each other's refusals, of an entry that went, and of a hand laid on one of them", async () => {
    const shared = () =>
      start({
        config: {
          cache_migration: {
            traffic_percentage: 100,
            semantic_cache: { enable_redis: true, redis_url: redis.url },
          },
        },
      });
    const one = await shared();
    await ask(one, TAUGHT);
    // The write behind has landed when the admin plane, which asks Redis, counts it.
    const entries = async () =>
      ((await (await fetch(`${one.admin}/admin/stats`)).json()) as { entries: number }).entries;
    await expect.poll(entries).toBe(1);
    const two = await shared();
    await expect.poll(async () => (await ask(two, REWORDED)).outcome).toBe("semantic");
    await bad(one);
    for (const question of [REWORDED, ...FORMS])
      await expect.poll(async () => (await ask(two, question)).reason).toBe("refused-pair");
    const exact = await ask(two, TAUGHT);
    expect(exact.outcome).toBe("exact");
    const again = await ask(one, TAUGHT);
    expect((await feedback(one, { request: again.request, verdict: "bad" })).status).toBe(200);
    await expect.poll(async () => (await ask(two, TAUGHT)).outcome).toBe("miss");
    await fetch(`${one.admin}/admin/rollout`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: '{"traffic_percentage": 12}',
    });
    const percentage = async () =>
      ((await (await fetch(`${two.admin}/admin/rollout`)).json()) as { traffic_percentage: number })
        .traffic_percentage;
    await expect.poll(percentage).toBe(12);
  });
});

describe("the admin plane of the rollout", () => {
  const put = (gateway: GatewayProcess, body: string) =>
    fetch(`${gateway.admin}/admin/rollout`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body,
    });

  it("refuses what is no percentage, says what is one, and changes nothing", async () => {
    const gateway = await start();
    for (const body of [
      '{"traffic_percentage": NaN}',
      '{"traffic_percentage": -1}',
      '{"traffic_percentage": 101}',
      '{"traffic_percentage": "auto "}',
      '{"traffic_percentage": "auto"}',
      '{"traffic_percentage": null}',
      '{"mode": "auto "}',
      '{"mode": "auto", "traffic_percentage": 5}',
      "[]",
      "",
    ]) {
      const response = await put(gateway, body);
      expect(response.status, body).toBe(400);
      const { error } = (await response.json()) as { error: { message: string } };
      expect(error.message, body).toMatch(/0 to 100|JSON/);
    }
    const state = (await (await fetch(`${gateway.admin}/admin/rollout`)).json()) as object;
    expect(state).toMatchObject({ mode: "manual", traffic_percentage: 100 });
  });

  it("tells mode, bound, threshold, why, changes, frontier, noise and alerts, and the metrics tell moves", async () => {
    const rollout = { sample_percentage: 2 };
    const gateway = await start({ config: { cache_migration: { traffic_percentage: 100, rollout } } });
    expect((await put(gateway, '{"mode": "auto"}')).status).toBe(200);
    const state = (await (await fetch(`${gateway.admin}/admin/rollout`)).json()) as {
      frontier: object[];
      changes: object[];
    };
    expect(state).toMatchObject({
      mode: "auto",
      traffic_percentage: 0,
      error_bound: null,
      labels: 0,
      threshold: null,
      threshold_source: "floor",
      requests: 0,
      check_chance: 0.25,
      drift_level: 0,
      noise: { asked_twice: 0, known_different: 0 },
      changes: [{ from: 100, to: 0, why: "by hand: auto, measured anew from 0 % on" }],
    });
    expect(state.frontier[0]).toEqual({
      threshold: expect.closeTo(0.5, 9),
      bound: 1,
      hit_share: 0,
      wrong_share: 0,
      labels: 0,
    });
    expect(await (await fetch(`${gateway.admin}/admin/alerts`)).json()).toMatchObject({ alerts: [] });
    const metrics = await (await fetch(`${gateway.admin}/metrics`)).text();
    expect(metrics).toContain('semblance_rollout_changes_total{direction="down"} 1');
    expect(metrics).toContain("semblance_error_bound 1");
    expect(metrics).toContain("semblance_traffic_percentage 0");
    await expect.poll(() => gateway.log()).toContain('"event":"rollout.change"');
  });

  it("refuses auto where nothing may be sampled: drift would be invisible", async () => {
    const gateway = await start({
      config: { cache_migration: { traffic_percentage: 100, rollout: { sample_percentage: 0 } } },
    });
    expect((await put(gateway, '{"mode": "auto"}')).status).toBe(409);
  });
});
