/** Gateways that share a Redis, as their owners see them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GatewayProcess, startProcess } from "../support/process.ts";
import { type RedisServer, redisAvailable, startRedis } from "../support/redis.ts";

describe.skipIf(!redisAvailable)("gateways on one Redis (needs redis-server)", () => {
  let redis: RedisServer;
  const gateways: GatewayProcess[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    const semantic_cache = { enable_redis: true, redis_url: redis.url };
    for (const _ of [1, 2])
      gateways.push(await startProcess({ config: { cache_migration: { semantic_cache } } }));
  });
  afterAll(async () => {
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
        .poll(told, { timeout: 30_000 })
        .toMatchObject({ entries: 1, bytes: expect.toSatisfy((bytes: number) => bytes > 100) });
      expect(await metrics(gateway)).toContain('semblance_entries{tier="exact"} 1');
    }
  });

  it("keep their history beside Redis", async () => {
    const [one] = gateways as [GatewayProcess];
    const summary = await (await fetch(`${one.admin}/admin/summary`)).json();
    expect(summary).toMatchObject({ total_requests: 1 });
  });
});
