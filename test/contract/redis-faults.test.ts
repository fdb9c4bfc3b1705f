/** Redis away, frozen, full, damaged or restarted: nothing waits longer than its deadline, and it comes back by itself. */
import { spawnSync } from "node:child_process";
import { createSecretKey } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createRedisStore } from "../../src/adapters/store-redis.ts";
import { PortFault } from "../../src/errors.ts";
import type { Store } from "../../src/ports.ts";
import { anEntry, fingerprint, id, key, NOW_MS, SECRET, stored } from "../support/entries.ts";
import { type RedisServer, redisAvailable, startRedis } from "../support/redis.ts";

const PREFIX = "t:";
const A = anEntry("a");

interface Watched {
  readonly store: Store;
  readonly states: string[];
  readonly faults: PortFault[];
  /** Resolves at the next change to this state, or at once when it is in it. */
  until(up: boolean): Promise<void>;
}

const opened: Store[] = [];

async function open(url: string, commandTimeoutMs = 10_000, secret = SECRET): Promise<Watched> {
  const states: string[] = [];
  const faults: PortFault[] = [];
  const waiting: { up: boolean; go: () => void }[] = [];
  let now: boolean | null = null;
  const store = await createRedisStore({
    secret,
    url,
    prefix: PREFIX,
    commandTimeoutMs,
    onFault: (_part, fault) => void faults.push(fault),
    onApart: () => void states.push("apart"),
    onState(up, why) {
      now = up;
      states.push(`${up ? "up" : "down"}: ${why}`);
      for (const each of waiting) if (each.up === up) each.go();
    },
  });
  opened.push(store);
  const until = (up: boolean) =>
    new Promise<void>((resolve) => {
      if (now === up) resolve();
      else waiting.push({ up, go: resolve });
    });
  return { store, states, faults, until };
}

describe.skipIf(!redisAvailable)("the Redis store (needs redis-server)", () => {
  afterEach(async () => {
    vi.useRealTimers();
    for (const store of opened.splice(0)) await store.close();
  });

  describe("on a healthy server", () => {
    let server: RedisServer;
    let raw: Redis;
    beforeAll(async () => {
      server = await startRedis();
      raw = new Redis(server.url);
    });
    afterAll(async () => {
      raw.disconnect();
      await server.stop();
    });
    beforeEach(async () => void (await raw.flushall()));

    test("an exact hit is one command", async () => {
      const { store } = await open(server.url);
      await store.put(A, null);
      // An empty store has nothing to seal, and says so once, beside requests.
      while ((await raw.hexists(`${PREFIX}notes`, "semblance:sealed")) === 0) await new Promise(setImmediate);
      await raw.config("RESETSTAT");
      await store.get(A.key, NOW_MS);
      const calls = [...(await raw.info("commandstats")).matchAll(/cmdstat_(\S+?):calls=(\d+)/g)];
      expect(
        calls.map(([, name, count]) => `${name} ${count}`).filter((line) => !/^(info|config)/.test(line)),
      ).toEqual(["hmget 1"]);
    });

    test("a reply that came while this process was busy is in time", async () => {
      const { store } = await open(server.url, 1);
      await store.put(A, null);
      const found = store.get(A.key, NOW_MS);
      // Redis takes commands in turn: once another client has its reply, that to ours is here, unread.
      spawnSync("redis-cli", ["-p", `${server.port}`, "ping"]);
      expect(await found).toEqual(A);
    });

    test("nothing outlives its end but notes, the claim and the bounded stream of keys: replaced, given a vector late, or deleted", async () => {
      const { store } = await open(server.url);
      await store.put(A, stored("kind", 1, 0));
      await store.put({ ...A, id: id("ent-new") }, null);
      await store.putVector(id("ent-new"), stored("kind", 1, 0));
      await store.putVector(A.id, stored("kind", 1, 0));
      await store.put(anEntry("b"), null);
      await store.delete(id("ent-b"));
      await store.putVector(id("ent-b"), stored("kind", 1, 0));
      await store.putNote("n", "v");
      const lives: Record<string, number> = {};
      for (const name of await raw.keys("*")) lives[name] = await raw.pexpiretime(name);
      expect(lives).toEqual({
        "t:arrivals": -1,
        "t:e:{key-a}": A.staleUntilMs,
        "t:i:ent-a": A.staleUntilMs,
        "t:i:ent-new": A.staleUntilMs,
        "t:notes": -1,
        "t:owner": -1,
      });
    });

    test("a changed field is found, told, deleted and never served", async () => {
      const { store, faults } = await open(server.url);
      for (const field of ["facts", "seal", "body"]) {
        await store.put(A, null);
        const bytes = (await raw.hgetBuffer("t:e:{key-a}", field)) as Buffer;
        bytes[bytes.length >> 1]! ^= 1;
        await raw.hset("t:e:{key-a}", field, bytes);
        expect(await store.get(A.key, NOW_MS)).toBeNull();
        await expect.poll(() => raw.exists("t:e:{key-a}")).toBe(0);
      }
      expect(faults.map((fault) => fault.why)).toEqual(["corrupt", "corrupt", "corrupt"]);
    });

    test("a changed vector is not compared, and its answer stays", async () => {
      const { store, faults } = await open(server.url);
      await store.put(A, stored("kind", 3, 4));
      const bytes = (await raw.hgetBuffer("t:e:{key-a}", "vector")) as Buffer;
      bytes[1]! ^= 1;
      await raw.hset("t:e:{key-a}", "vector", bytes);
      for await (const row of store.indexRows(fingerprint("kind"), NOW_MS, 9)) expect(row.vector).toBeNull();
      expect(await store.get(A.key, NOW_MS)).toEqual(A);
      expect(faults).toHaveLength(1);
    });

    test("an answer under another's key is a miss and is deleted", async () => {
      const { store } = await open(server.url);
      await store.put(A, null);
      await raw.rename("t:e:{key-a}", "t:e:{key-b}");
      expect(await store.get(key("key-b"), NOW_MS)).toBeNull();
      await expect.poll(() => raw.exists("t:e:{key-b}")).toBe(0);
    });

    test("what a newer version wrote is a miss and stays, and what is no answer is passed over", async () => {
      const { store, faults } = await open(server.url);
      await store.put(A, null);
      await raw.hset("t:e:{key-a}", "format", "3");
      await raw.set("t:e:{key-text}", "text");
      await raw.hset("t:e:{key-other}", "x", "y");
      expect(await store.get(A.key, NOW_MS)).toBeNull();
      expect(await store.get(key("key-other"), NOW_MS)).toBeNull();
      await expect(store.get(key("key-text"), NOW_MS)).rejects.toBeInstanceOf(PortFault);
      for await (const row of store.indexRows(fingerprint("kind"), NOW_MS, 9)) expect(row).toBeNull();
      expect(await store.sweep(NOW_MS, 0)).toBe(0);
      expect(await raw.exists("t:e:{key-a}", "t:e:{key-text}", "t:e:{key-other}")).toBe(3);
      expect(faults).toEqual([]);
    });

    test("another prefix is another store", async () => {
      const { store } = await open(server.url);
      await raw.hset("tt:e:{key-a}", "id", "x");
      await raw.hset("x:t:e:{key-a}", "id", "x");
      expect(await store.stats()).toEqual({ entries: 0, bytes: 0 });
      expect(await store.sweep(NOW_MS + 1e10, 0)).toBe(0);
    });

    test("under another secret each gateway keeps its own answers and notes, takes none, and says so once", async () => {
      const ours = await open(server.url);
      await ours.store.put(A, null);
      await ours.store.putNote("n", "ours");
      const other = () => open(server.url, 10_000, createSecretKey(Buffer.from("another secret")));
      const theirs = await other();
      expect(await theirs.store.get(A.key, NOW_MS)).toBeNull();
      expect(await theirs.store.getNote("n")).toBeNull();
      const B = anEntry("b", { key: A.key });
      await theirs.store.put(B, null);
      await theirs.store.putNote("n", "theirs");
      await theirs.store.sweep(NOW_MS, 0);
      const again = await other();
      expect(await again.store.get(A.key, NOW_MS)).toEqual(B);
      expect(await again.store.getNote("n")).toBe("theirs");
      expect(await ours.store.get(A.key, NOW_MS)).toEqual(A);
      expect(await ours.store.getNote("n")).toBe("ours");
      expect([ours, theirs, again].map(({ states }) => states)).toEqual([
        ["up: connected"],
        ["apart", "up: connected"],
        ["apart", "up: connected"],
      ]);
      expect([ours, theirs, again].flatMap(({ faults }) => faults)).toEqual([]);
    });

    test("a claim that Redis evicted, or its copy, is still its owner's, and comes back", async () => {
      const ours = await open(server.url);
      await ours.store.put(A, null);
      await ours.store.putNote("n", "ours");
      const theirs = () => open(server.url, 10_000, createSecretKey(Buffer.from("another secret")));
      const before = await theirs();
      for (const evict of [
        () => raw.del(`${PREFIX}owner`),
        () => raw.hdel(`${PREFIX}notes`, "semblance:owner"),
      ]) {
        expect(await evict()).toBe(1);
        for (const other of [before, await theirs()]) {
          await other.store.sweep(NOW_MS, 0);
          expect(await other.store.noteNames("", 10)).toEqual([]);
        }
        await ours.store.sweep(NOW_MS, 0);
      }
      expect(await raw.exists(`${PREFIX}owner`)).toBe(1);
      expect(await raw.hexists(`${PREFIX}notes`, "semblance:owner")).toBe(1);
      expect(await ours.store.get(A.key, NOW_MS)).toEqual(A);
      expect(await ours.store.noteNames("", 10)).toEqual(["n"]);
      expect([...ours.faults, ...before.faults]).toEqual([]);
    });

    test("when memory is full writes are refused, and reads go on", async () => {
      const { store } = await open(server.url);
      await store.put(A, null);
      await raw.config("SET", "maxmemory", "1", "maxmemory-policy", "noeviction");
      const refused = store.put(anEntry("b"), null);
      await expect(refused).rejects.toMatchObject({
        part: "store",
        why: "unavailable",
        message: "Redis failed: OOM",
      });
      await expect(store.putNote("n", "v")).rejects.toBeInstanceOf(PortFault);
      expect(await store.get(A.key, NOW_MS)).toEqual(A);
      await raw.config("SET", "maxmemory", "0");
      await store.put(anEntry("b"), null);
    });

    test("answers of others count from the first look after two seconds, one's own from the next look", async () => {
      vi.useFakeTimers({ toFake: ["performance"] });
      const [{ store: ours }, { store: theirs }] = [await open(server.url), await open(server.url)];
      expect(await ours.stats()).toMatchObject({ entries: 0 });
      await theirs.put(A, null);
      vi.advanceTimersByTime(2_000);
      expect(await ours.stats()).toMatchObject({ entries: 1 });
      vi.advanceTimersByTime(2_000);
      const names = Array.from({ length: 3_000 }, (_, i) => `${i}`);
      const looks: Promise<object>[] = [];
      const put = names.map((name, i) => {
        if (i % 100 === 0) looks.push(ours.stats());
        return ours.put(anEntry(name), null);
      });
      await Promise.all([...put, ...looks]);
      vi.advanceTimersByTime(1);
      // On a busy machine the next look takes longer than who asks waits for it, and is told what was known before. The clock
      // stands still meanwhile: no further look is due.
      let seen = await ours.stats();
      for (let asked = 1; asked < 40 && seen.entries !== 3_001; asked++) seen = await ours.stats();
      expect(seen).toMatchObject({ entries: 3_001 });
      vi.useRealTimers();
    });

    test("a database that Redis has not is never replaced by another", async () => {
      const { store, states } = await open(`${server.url}/99`);
      await expect(store.put(A, null)).rejects.toMatchObject({ why: "unavailable" });
      await expect(store.get(A.key, NOW_MS)).rejects.toMatchObject({ why: "unavailable" });
      expect(states[0]).toMatch(/^down: ERR/);
      expect(states.filter((state) => state.startsWith("up"))).toEqual([]);
      expect(await raw.dbsize()).toBe(0);
      const there = await open(`${server.url}/3`);
      await there.store.put(A, null);
      expect(await there.store.get(A.key, NOW_MS)).toEqual(A);
      expect(await raw.dbsize()).toBe(0);
    });

    test("a user who may not touch the prefix is told so", async () => {
      await raw.acl("SETUSER", "narrow", "on", ">pw", "~other:*", "+@all");
      const { store, states } = await open(`redis://narrow:pw@127.0.0.1:${server.port}`);
      expect(states).toEqual(["up: connected"]);
      for (const asked of [store.put(A, null), Promise.resolve(store.get(A.key, NOW_MS))])
        await expect(asked).rejects.toThrow("Redis failed: NOPERM");
    });

    test("a server that became a replica is left once, not with each write, and read meanwhile", async () => {
      const { store, states, until } = await open(server.url);
      await store.put(A, null);
      await raw.replicaof("127.0.0.1", 1);
      const refused = () => expect(store.put(anEntry("b"), null)).rejects.toBeInstanceOf(PortFault);
      await refused();
      await until(false);
      await until(true);
      for (let i = 0; i < 10; i++) await refused();
      expect(await store.get(A.key, NOW_MS)).toEqual(A);
      await raw.replicaof("NO", "ONE");
      await store.put(anEntry("b"), null);
      expect(states).toEqual(["up: connected", "down: connection closed", "up: connected"]);
    });

    test("a frozen server costs each read its deadline, then none; replies are never another's after", async () => {
      const names = Array.from({ length: 50 }, (_, i) => `${i}`);
      const { store, states, until } = await open(server.url, 2_000);
      for (const name of names) await store.put(anEntry(name), null);
      server.freeze();
      const late = await Promise.allSettled(names.map((name) => store.get(key(`key-${name}`), NOW_MS)));
      expect(late.every((result) => result.status === "rejected")).toBe(true);
      expect((late[0] as PromiseRejectedResult).reason).toMatchObject({ part: "store", why: "timeout" });
      await expect(store.get(A.key, NOW_MS)).rejects.toMatchObject({ why: "unavailable" });
      server.thaw();
      await until(true);
      for (const name of names) {
        const found = await readAnyway(store, name);
        expect(found).toEqual(anEntry(name));
      }
      expect(states).toEqual(["up: connected", "down: too slow", "up: connected"]);
    });
  });

  test("unreachable at the start: it is there, refuses at once, says so once, and works when Redis comes", async () => {
    const first = await startRedis();
    await first.stop();
    const { store, states, until } = await open(first.url);
    for (let i = 0; i < 20; i++) {
      await expect(store.get(A.key, NOW_MS)).rejects.toMatchObject({ part: "store", why: "unavailable" });
      await expect(store.put(A, null)).rejects.toBeInstanceOf(PortFault);
    }
    expect(states).toEqual(["down: ECONNREFUSED"]);
    const server = await startRedis({ port: first.port });
    await until(true);
    await store.put(A, null);
    expect(await store.get(A.key, NOW_MS)).toEqual(A);
    await server.stop();
    await until(false);
    await expect(store.get(A.key, NOW_MS)).rejects.toBeInstanceOf(PortFault);
    const again = await startRedis({ port: first.port });
    await until(true);
    expect(await store.get(A.key, NOW_MS)).toBeNull();
    expect(states.map((state) => state.split(":")[0])).toEqual(["down", "up", "down", "up"]);
    await again.stop();
  });

  test("a password is in no message, refused or not", async () => {
    const server = await startRedis({ args: ["--requirepass", "s3cret-right"] });
    const wrong = await open(`redis://:s3cret-wrong@127.0.0.1:${server.port}`);
    const fault = await Promise.resolve(wrong.store.get(A.key, NOW_MS)).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(PortFault);
    expect(wrong.states.every((state) => state.startsWith("down"))).toBe(true);
    const right = await open(`redis://:s3cret-right@127.0.0.1:${server.port}`);
    await right.store.put(A, null);
    expect(await right.store.get(A.key, NOW_MS)).toEqual(A);
    await server.stop();
    await right.until(false);
    const gone = await Promise.resolve(right.store.get(A.key, NOW_MS)).catch((error: unknown) => error);
    const said = [fault, gone].map((error) => `${(error as Error).stack} ${JSON.stringify(error)}`);
    expect([...said, ...wrong.states, ...right.states].join("\n")).not.toMatch(/s3cret/);
  });
});

/** The probe may find the server back a moment before the machine is: one late read more is no mismatch. */
async function readAnyway(store: Store, name: string) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await store.get(key(`key-${name}`), NOW_MS);
    } catch (error) {
      if (attempt === 50) throw error;
    }
  }
}
