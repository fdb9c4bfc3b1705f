/** What gateways on one Redis tell each other of their new answers. */
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createFrontedStore } from "../../src/adapters/store-fronted.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { createRedisStore } from "../../src/adapters/store-redis.ts";
import type { Store } from "../../src/ports.ts";
import { anEntry, fingerprint, NOW_MS, SECRET, stored } from "../support/entries.ts";
import { type RedisServer, redisAvailable, startRedis } from "../support/redis.ts";

const KIND = fingerprint("kind/1");
const memory = () => createMemoryStore({ entriesMax: 100, bytesMax: 2 ** 24 });

describe.skipIf(!redisAvailable)("arrivals in Redis (needs redis-server)", () => {
  let server: RedisServer;
  let admin: Redis;
  let opens = 0;
  let one: Store;
  let two: Store;

  beforeAll(async () => {
    server = await startRedis();
    admin = new Redis(server.url);
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
  });
  beforeEach(async () => {
    const prefix = `arrivals${opens++}:`;
    const open = () =>
      createRedisStore({
        ...{ secret: SECRET, url: server.url, prefix, commandTimeoutMs: 10_000 },
        ...{ onFault: () => {}, onState: () => {} },
      });
    one = createFrontedStore(memory(), await open());
    two = createFrontedStore(memory(), await open());
    for (const store of [one, two]) await store.arrivals?.begin();
  });
  afterEach(async () => void (await Promise.all([one.close(), two.close()])));

  const stream = () => `arrivals${opens - 1}:arrivals`;
  const heardBy = async (store: Store) => {
    const arrived = await store.arrivals?.next(KIND);
    return arrived ? arrived.rows.map(({ facts, vector }) => [facts.id, vector !== null]) : arrived;
  };

  it("are told once, in order, and not to who stored them", async () => {
    const [a, b] = [anEntry("a"), anEntry("b")];
    await one.put(a, stored(KIND, 1, 0));
    await one.put(b, stored(KIND, 1, 0));
    expect(await heardBy(one)).toEqual([]);
    expect(await heardBy(two)).toEqual([
      [a.id, true],
      [b.id, true],
    ]);
    expect(await heardBy(two)).toEqual([]);
  });

  it("are told when the vector is there, and of exact answers never", async () => {
    const late = anEntry("late");
    await one.put(anEntry("exact", { semantic: false }), null);
    await one.put(late, null);
    expect(await heardBy(two)).toEqual([]);
    await one.putVector(late.id, stored(KIND, 1, 0));
    expect(await heardBy(two)).toEqual([[late.id, true]]);
  });

  it("come without a vector where another embedder made it", async () => {
    const other = anEntry("other");
    await one.put(other, stored(fingerprint("kind/2"), 1, 0));
    expect(await heardBy(two)).toEqual([[other.id, false]]);
  });

  it("come page by page, each once", async () => {
    const entries = Array.from({ length: 70 }, (_, i) => anEntry(`n${i}`));
    for (const entry of entries) await one.put(entry, stored(KIND, 1, 0));
    const pages: number[] = [];
    for (let isLast = false; !isLast; ) {
      const arrived = await two.arrivals?.next(KIND);
      pages.push(arrived?.rows.length ?? -1);
      isLast = arrived?.isLast ?? true;
    }
    expect(pages).toEqual([32, 32, 6]);
  });

  it("take the place of what memory holds under their key", async () => {
    const before = anEntry("a");
    const after = anEntry("a", { id: anEntry("b").id, storedAtMs: before.storedAtMs + 1 });
    await one.put(before, stored(KIND, 1, 0));
    expect((await two.get(before.key, NOW_MS))?.id).toBe(before.id);
    await one.put(after, stored(KIND, 1, 0));
    await two.arrivals?.next(KIND);
    expect((await two.get(before.key, NOW_MS))?.id).toBe(after.id);
    expect((await two.getById(after.id, NOW_MS))?.id).toBe(after.id);
  });

  it.each([
    ["cut short", () => admin.xtrim(stream(), "MAXLEN", 1)],
    ["lost", () => admin.del(stream())],
  ])("are missed where the stream was %s, once", async (_, lose) => {
    await one.put(anEntry("a"), stored(KIND, 1, 0));
    await one.put(anEntry("b"), stored(KIND, 1, 0));
    await lose();
    expect(await heardBy(two)).toBeNull();
    await two.arrivals?.begin();
    expect(await heardBy(two)).toEqual([]);
    const next = anEntry("c");
    await one.put(next, stored(KIND, 1, 0));
    expect(await heardBy(two)).toEqual([[next.id, true]]);
  });

  it("lead to no row without a seal", async () => {
    await admin.xadd(stream(), "*", "by", "me", "key", "forged");
    await admin.hset(`arrivals${opens - 1}:e:{forged}`, { format: 1, facts: "{}", seal: "x", id: "x" });
    expect(await heardBy(two)).toEqual([]);
  });
});
