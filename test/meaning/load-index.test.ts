import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAutoIndex } from "../../src/adapters/index-auto.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { createRedisStore } from "../../src/adapters/store-redis.ts";
import { createSqliteStore } from "../../src/adapters/store-sqlite.ts";
import { systemClock, systemIds } from "../../src/adapters/system.ts";
import { PortFault } from "../../src/errors.ts";
import { Catalog } from "../../src/gateway/catalog.ts";
import { type LoadOptions, loadIndex } from "../../src/gateway/load-index.ts";
import type { SaveDeps } from "../../src/gateway/save.ts";
import type { IndexRow, UnitVector } from "../../src/model.ts";
import type { Embedder, Store } from "../../src/ports.ts";
import { anEntry, fingerprint, id, NOW_MS, SECRET, scope, vectorOf } from "../support/entries.ts";
import { replacing } from "../support/harness.ts";
import { type RedisServer, redisAvailable, startRedis } from "../support/redis.ts";

const SCOPE = scope("scope");

/** Two models of one dimension, whose vectors have nothing in common. */
function model(
  name: "a" | "b",
  embed?: (text: string) => Promise<UnitVector>,
): Embedder & { texts: string[] } {
  const texts: string[] = [];
  return {
    kind: "openai",
    fingerprint: fingerprint(`openai:${name}:2`),
    texts,
    async embed(text) {
      texts.push(text);
      return embed ? await embed(text) : name === "a" ? vectorOf(1, 0) : vectorOf(0, 1);
    },
    async close() {},
  };
}

let faults: string[] = [];

const emptyCatalog = async () => new Catalog(await createAutoIndex({ kind: "flat" }), 1_000);

async function loaded(
  store: Store,
  embedder: Embedder,
  signal = new AbortController().signal,
  given: Catalog | null = null,
  more: Partial<LoadOptions> = {},
) {
  const catalog = given ?? (await emptyCatalog());
  const deps: SaveDeps = {
    store,
    catalog,
    embedder,
    secondLook: null,
    clock: systemClock,
    ids: systemIds,
    onFault: (part, error) => faults.push(`${part}: ${(error as Error).message}`),
  };
  const progress: string[] = [];
  const run = await loadIndex(deps, {
    limit: 1_000,
    signal,
    pauseMs: 1,
    onProgress: (done, of) => progress.push(`${done}/${of}`),
    ...more,
  });
  const nearest = (vector: UnitVector) => catalog.search(SCOPE, vector, 10).map(({ facts }) => facts.id);
  return { ...run, catalog, progress, nearest };
}

function suite(open: () => Promise<{ store: Store; close(): Promise<void> }>): void {
  let store: Store;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ store, close } = await open());
    faults = [];
  });
  afterEach(() => close());

  const fill = async (names: readonly string[]) => {
    for (const [i, name] of names.entries()) {
      await store.put(anEntry(name, { storedAtMs: NOW_MS + i }), {
        fingerprint: fingerprint("openai:a:2"),
        vector: vectorOf(1, 0),
      });
    }
  };

  it("takes vectors of the same embedder as they are, and asks it nothing", async () => {
    await fill(["x", "y"]);
    const embedder = model("a");
    const run = await loaded(store, embedder);
    await run.done;
    expect([run.found, run.again, embedder.texts]).toEqual([2, 0, []]);
  });

  it("never compares a vector of another embedder, and makes it anew from the stored question", async () => {
    await fill(["x", "y"]);
    const stop = new AbortController();
    stop.abort();
    const before = await loaded(store, model("b"), stop.signal);
    await before.done;
    expect([before.again, before.catalog.size]).toEqual([2, 0]);

    const embedder = model("b");
    const run = await loaded(store, embedder);
    await run.done;
    expect(embedder.texts.sort()).toEqual(["What is x?", "What is y?"]);
    expect(run.progress).toEqual(["2/2"]);
    expect(run.catalog.search(SCOPE, vectorOf(0, 1), 10).map(({ similarity }) => similarity)).toEqual([1, 1]);
  });

  it("keeps what it made over a restart, and goes on with the rest", async () => {
    await fill(["x", "y", "z"]);
    const stop = new AbortController();
    const first = model("b", async () => {
      if (first.texts.length === 2) stop.abort();
      return vectorOf(0, 1);
    });
    await (await loaded(store, first, stop.signal)).done;
    const made = new Set(first.texts);
    expect(made.size).toBe(2);
    // Written behind: there when the store says so.
    const counted = async () => {
      let count = 0;
      for await (const row of store.indexRows(fingerprint("openai:b:2"), NOW_MS, 10))
        count += row.vector ? 1 : 0;
      return count;
    };
    await expect.poll(counted).toBe(2);
    const second = model("b");
    const run = await loaded(store, second);
    await run.done;
    expect([run.found, run.again]).toEqual([2, 1]);
    expect(second.texts.filter((text) => made.has(text))).toEqual([]);
  });

  it("leaves the newer answer to the same question where it is", async () => {
    await fill(["x"]);
    const newer = anEntry("x", { id: id("ent-newer"), storedAtMs: NOW_MS + 9 });
    const catalog = await emptyCatalog();
    const embedder = model("b", async () => {
      catalog.add(newer, vectorOf(0, 1));
      return vectorOf(0, 1);
    });
    const run = await loaded(store, embedder, undefined, catalog);
    await run.done;
    expect(run.nearest(vectorOf(0, 1))).toEqual(["ent-newer"]);
  });

  it("waits while the embedder is off, and leaves out what it refuses", async () => {
    await fill(["x", "y"]);
    let isOff = true;
    const embedder = model("b", async (text) => {
      if (text.includes("y")) throw new PortFault("embedder", "refused", "too long");
      if (!isOff) return vectorOf(0, 1);
      isOff = false;
      throw new PortFault("embedder", "off", "off");
    });
    const run = await loaded(store, embedder);
    await run.done;
    expect(run.nearest(vectorOf(0, 1))).toEqual(["ent-x"]);
    expect(faults).toEqual([]);
  });

  it("says once that a question could not be embedded, and goes on", async () => {
    await fill(["x", "y"]);
    const embedder = model("b", async (text) => {
      if (text.includes("x")) throw new PortFault("embedder", "timeout", "too slow");
      return vectorOf(0, 1);
    });
    const run = await loaded(store, embedder);
    await run.done;
    expect([run.nearest(vectorOf(0, 1)), faults]).toEqual([["ent-y"], ["embedder: too slow"]]);
  });
}

describe("a store that takes longer to read than a start waits", () => {
  /** Gives one row, and the next when `go` is called: with a fault, where one is given. */
  function slowStore() {
    const rest = Promise.withResolvers<void>();
    const vector = { fingerprint: fingerprint("openai:a:2"), vector: vectorOf(1, 0) };
    const row = (name: string): IndexRow => {
      const { headers: _headers, body: _body, ...facts } = anEntry(name);
      return { facts, vector: vector.vector };
    };
    const store = createMemoryStore({ entriesMax: 10, bytesMax: 1e6 });
    const slow = replacing<Store>(store, {
      async *indexRows() {
        yield row("y");
        await rest.promise;
        yield row("x");
      },
    });
    return { slow, go: (fault?: Error) => (fault ? rest.reject(fault) : rest.resolve()) };
  }

  it("is read on in the background, and every scope is told to be behind until then", async () => {
    const { slow, go } = slowStore();
    const run = await loaded(slow, model("a"), undefined, null, { patienceMs: 1 });
    expect([run.isWhole, run.found, run.catalog.backlog.holds(scope("any"))]).toEqual([false, 0, true]);
    go();
    await run.done;
    expect([run.nearest(vectorOf(1, 0)).sort(), run.catalog.backlog.holds(scope("any"))]).toEqual([
      ["ent-x", "ent-y"],
      false,
    ]);
  });

  it("leaves a newer answer, stored meanwhile, where it is", async () => {
    const { slow, go } = slowStore();
    const catalog = await emptyCatalog();
    const run = await loaded(slow, model("a"), undefined, catalog, { patienceMs: 1 });
    const {
      headers: _headers,
      body: _body,
      ...newer
    } = anEntry("x", { id: id("ent-newer"), storedAtMs: NOW_MS + 9 });
    catalog.add(newer, vectorOf(1, 0));
    go();
    await run.done;
    expect(run.nearest(vectorOf(1, 0)).sort()).toEqual(["ent-newer", "ent-y"]);
  });

  it("is told of where it fails in the background, and nobody is behind for it", async () => {
    const { slow, go } = slowStore();
    const failed: unknown[] = [];
    const run = await loaded(slow, model("a"), undefined, null, {
      patienceMs: 1,
      onFailed: (error) => failed.push(error),
    });
    go(new Error("the disk is gone"));
    await run.done;
    expect(failed).toEqual([new Error("the disk is gone")]);
    expect(run.catalog.backlog.holds(scope("any"))).toBe(false);
  });

  it("is no fault where it fails since the gateway is being closed", async () => {
    const { slow, go } = slowStore();
    const failed: unknown[] = [];
    const closing = new AbortController();
    const run = await loaded(slow, model("a"), closing.signal, null, {
      patienceMs: 1,
      onFailed: (error) => failed.push(error),
    });
    closing.abort();
    go(new Error("the store is closed"));
    await run.done;
    expect([failed, run.catalog.size, run.catalog.backlog.holds(scope("any"))]).toEqual([[], 0, false]);
  });

  it("fails the load where it fails before the patience ends", async () => {
    const { slow, go } = slowStore();
    go(new Error("the disk is gone"));
    await expect(loaded(slow, model("a"), undefined, null, { patienceMs: 60_000 })).rejects.toThrow("disk");
  });
});

describe("loading from SQLite", () => {
  suite(async () => {
    const dir = mkdtempSync(join(tmpdir(), "semblance-load-"));
    const store = createSqliteStore({ secret: SECRET, path: join(dir, "cache.db"), onFault: () => {} });
    return {
      store,
      async close() {
        await store.close();
        rmSync(dir, { recursive: true, force: true });
      },
    };
  });
});

describe.skipIf(!redisAvailable)("loading from Redis (needs redis-server)", () => {
  let server: RedisServer;
  let opens = 0;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  suite(async () => {
    const store = await createRedisStore({
      secret: SECRET,
      url: server.url,
      prefix: `load${opens++}:`,
      commandTimeoutMs: 10_000,
      onFault: () => {},
      onState: () => {},
    });
    return { store, close: () => store.close() };
  });
});
