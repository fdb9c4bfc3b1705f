/** Gateways whose Redis is found through a sentinel, before and behind a failover. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type GatewayProcess, startProcess } from "../support/process.ts";
import { redisAvailable, startRedis } from "../support/redis.ts";

const MASTER = "answers";
const PASSWORD = "a password of the servers";
const SENTINELS_OWN = "a password of the sentinel";

describe.skipIf(!redisAvailable)("a Redis behind a sentinel (needs redis-server)", () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function startPair() {
    const auth = ["--requirepass", PASSWORD, "--masterauth", PASSWORD];
    const master = await startRedis({ args: auth });
    ends.push(() => master.stop());
    const replica = await startRedis({ args: [...auth, "--replicaof", "127.0.0.1", `${master.port}`] });
    ends.push(() => replica.stop());
    const dir = mkdtempSync(join(tmpdir(), "semblance-sentinel-"));
    ends.push(async () => rmSync(dir, { recursive: true, force: true }));
    const path = join(dir, "sentinel.conf");
    writeFileSync(
      path,
      [
        `sentinel monitor ${MASTER} 127.0.0.1 ${master.port} 1`,
        `sentinel auth-pass ${MASTER} "${PASSWORD}"`,
        `sentinel down-after-milliseconds ${MASTER} 500`,
        `sentinel failover-timeout ${MASTER} 3000`,
        `requirepass "${SENTINELS_OWN}"`,
        "",
      ].join("\n"),
    );
    const sentinel = await startRedis({ sentinel: path });
    ends.push(() => sentinel.stop());
    return { master, sentinel };
  }

  function start(sentinelPort: number): Promise<GatewayProcess> {
    const redis = {
      // The first is not there: the next one is asked.
      nodes: ["127.0.0.1:1", `127.0.0.1:${sentinelPort}`],
      sentinel: MASTER,
      sentinel_password: SENTINELS_OWN,
      password: PASSWORD,
      command_timeout_ms: 1_000,
    };
    const semantic_cache = { enable_redis: true, redis_url: "redis://127.0.0.1:1/0", redis };
    return startProcess({ config: { cache_migration: { traffic_percentage: 100, semantic_cache } } });
  }

  async function ask(gateway: GatewayProcess, content: string) {
    const response = await fetch(`${gateway.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content }] }),
    });
    await response.arrayBuffer();
    return response.headers.get("x-semblance-outcome");
  }

  it("is found, and found again where another server took its place", async () => {
    const { master, sentinel } = await startPair();
    const one = await start(sentinel.port);
    ends.push(() => one.end());
    expect(one.log()).not.toMatch(/does not answer/);
    expect(await ask(one, "What is a mutex?")).toBe("miss");

    // The sentinel has to know of the replica, and the replica of the answer, before the master may go.
    await expect
      .poll(() => sentinel.ask(["-a", SENTINELS_OWN, "sentinel", "replicas", MASTER]))
      .toMatch(/master-link-status\s+ok/);
    const two = await start(sentinel.port);
    ends.push(() => two.end());
    await expect.poll(() => ask(two, "What is a mutex?")).toBe("exact");

    await master.stop();
    await expect.poll(() => one.log()).toContain("Redis does not answer");
    expect(await ask(one, "What is a mutex?")).toBe("exact");
    await expect.poll(() => one.log()).toContain("Redis answers again");
    await expect.poll(() => two.log()).toContain("Redis answers again");

    // A gateway that has nothing in memory reads both what was stored before the failover and what is stored behind it.
    expect(await ask(one, "What is a semaphore?")).toBe("miss");
    const three = await start(sentinel.port);
    ends.push(() => three.end());
    expect(await ask(three, "What is a mutex?")).toBe("exact");
    await expect.poll(() => ask(two, "What is a semaphore?")).toBe("exact");
  });

  it("is left for another at the sentinel's word, though the one of before still answers as a master", async () => {
    const { master, sentinel } = await startPair();
    await expect
      .poll(() => sentinel.ask(["-a", SENTINELS_OWN, "sentinel", "replicas", MASTER]))
      .toMatch(/master-link-status\s+ok/);
    const one = await start(sentinel.port);
    ends.push(() => one.end());
    expect(sentinel.ask(["-a", SENTINELS_OWN, "sentinel", "failover", MASTER])).toContain("OK");
    const address = () => sentinel.ask(["-a", SENTINELS_OWN, "sentinel", "get-master-addr-by-name", MASTER]);
    await expect.poll(address).not.toContain(`${master.port}`);
    const two = await start(sentinel.port);
    ends.push(() => two.end());
    // What the one stores is where the other looks, long before the old master is told that it is a replica.
    await expect.poll(() => one.log()).toContain("Redis answers again");
    const question = "What is a semaphore?";
    expect(await ask(one, question)).toBe("miss");
    await expect.poll(() => ask(two, question)).toBe("exact");
  });
});
