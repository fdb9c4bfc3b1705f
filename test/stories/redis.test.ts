/** Gateways that share a Redis, as their owners see them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GatewayProcess, startProcess } from "../support/process.ts";
import { type RedisServer, redisAvailable, startRedis } from "../support/redis.ts";
import { answerEcho, startUpstream } from "../support/upstream.ts";

describe.skipIf(!redisAvailable)("gateways on one Redis (needs redis-server)", () => {
  let redis: RedisServer;
  const gateways: GatewayProcess[] = [];
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    const semantic_cache = { enable_redis: true, redis_url: redis.url };
    for (const _ of [1, 2])
      gateways.push(await startProcess({ config: { cache_migration: { semantic_cache } } }));
  });
  afterAll(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    await Promise.all(gateways.map((gateway) => gateway.end()));
    await redis.stop();
  });

  const metrics = async (gateway: GatewayProcess) => (await fetch(`${gateway.admin}/metrics`)).text();

  it("tell of no fault and of no return at a clean start", async () => {
    for (const gateway of gateways) {
      expect(await metrics(gateway)).not.toMatch(/semblance_faults_total\{/);
      expect(gateway.log()).not.toMatch(/answers again|does not answer|fault/);
    }
  });

  it("both count what either of them stored, entries and bytes", async () => {
    const [one, two] = gateways as [GatewayProcess, GatewayProcess];
    const response = await fetch(`${one.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "What is a reverse proxy?" }] }),
    });
    await response.arrayBuffer();
    for (const gateway of [one, two]) {
      const told = async () => (await (await fetch(`${gateway.admin}/admin/stats`)).json()) as object;
      await expect
        .poll(told)
        .toMatchObject({ entries: 1, bytes: expect.toSatisfy((bytes: number) => bytes > 100) });
      expect(await metrics(gateway)).toContain('semblance_entries{tier="exact"} 1');
    }
  });

  it("hear within seconds of a credential that upstream refused, or took, at the other", async () => {
    const upstream = await startUpstream();
    ends.push(() => upstream.close());
    let isRefused = false;
    upstream.script = (arrived, res) => {
      if (!isRefused) return answerEcho(arrived, res);
      res.writeHead(401, { "content-type": "application/json" });
      res.end('{"error":{"message":"no such key"}}');
    };
    const semantic_cache = { enable_redis: true, redis_url: redis.url };
    const config = { cache_migration: { traffic_percentage: 100, semantic_cache } };
    const env = { SEMBLANCE_UPSTREAM: upstream.url };
    const [one, two] = await Promise.all([startProcess({ config, env }), startProcess({ config, env })]);
    ends.push(async () => void (await Promise.all([one.end(), two.end()])));
    const ask = async (gateway: GatewayProcess, question: string) => {
      const response = await fetch(`${gateway.url}/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: "Bearer sk-leaked" },
        body: JSON.stringify({ model: "m", messages: [{ role: "user", content: question }] }),
      });
      await response.arrayBuffer();
      return response.headers.get("x-semblance-outcome");
    };
    expect(await ask(one, "What is a mutex?")).toBe("miss");
    await expect.poll(() => ask(two, "What is a mutex?")).toBe("exact");
    isRefused = true;
    await ask(one, "What is a semaphore?");
    await expect.poll(() => ask(two, "What is a mutex?")).toBe("miss");
    isRefused = false;
    await ask(one, "What is a lock?");
    await expect.poll(() => ask(two, "What is a mutex?")).toBe("exact");
  });

  it("keep their history beside Redis", async () => {
    const [one] = gateways as [GatewayProcess];
    const summary = await (await fetch(`${one.admin}/admin/summary`)).json();
    expect(summary).toMatchObject({ total_requests: 1 });
  });

  it("find by meaning, within seconds, what the other stored", async () => {
    const [one, two] = gateways as [GatewayProcess, GatewayProcess];
    const ask = async (gateway: GatewayProcess, content: string, headers = {}) => {
      const response = await fetch(`${gateway.url}/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ model: "m", messages: [{ role: "user", content }] }),
      });
      await response.arrayBuffer();
      return response.headers.get("x-semblance-outcome");
    };
    // A miss would store the rewording itself.
    const peek = { "cache-control": "only-if-cached" };
    for (const [here, there, what] of [
      [one, two, "a load balancer"],
      [two, one, "a circuit breaker"],
    ] as const) {
      expect(await ask(here, `What is ${what}?`)).toBe("miss");
      await expect.poll(() => ask(there, `Can you explain what ${what} is?`, peek)).toBe("semantic");
    }
  });
});
