import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { createFrontedStore } from "../../src/adapters/store-fronted.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { createRedisStore } from "../../src/adapters/store-redis.ts";
import { createSqliteStore } from "../../src/adapters/store-sqlite.ts";
import type { Store } from "../../src/ports.ts";
import { SECRET } from "../support/entries.ts";
import { type RedisServer, redisAvailable, startRedis } from "../support/redis.ts";
import { type Opened, storeContract } from "./store-suite.ts";

const memory = () => createMemoryStore({ entriesMax: 1_000, bytesMax: 64 * 2 ** 20 });
const failTest = (_part: string, fault: Error) => {
  throw fault;
};

describe("the memory store", () => storeContract(async () => opened(memory())));

describe("the SQLite store", () => storeContract(() => inDirectory((path) => sqlite(path))));

describe("SQLite behind memory", () =>
  storeContract(() => inDirectory((path) => createFrontedStore(memory(), sqlite(path)))));

describe("SQLite behind a memory that keeps one answer", () =>
  storeContract(async () =>
    opened(createFrontedStore(createMemoryStore({ entriesMax: 1, bytesMax: 2 ** 20 }), sqlite(":memory:"))),
  ));

describe.skipIf(!redisAvailable)("the Redis store (needs redis-server)", () => {
  let server: RedisServer;
  let opens = 0;
  const redis = () =>
    createRedisStore({
      secret: SECRET,
      url: server.url,
      // The prefix holds what a MATCH pattern would read otherwise.
      prefix: `test[${opens++}]*:`,
      commandTimeoutMs: 10_000,
      onFault: failTest,
      onState: () => {},
    });
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  storeContract(async () => opened(await redis()));

  describe("behind memory", () =>
    storeContract(async () => opened(createFrontedStore(memory(), await redis()))));
});

function sqlite(path: string): Store {
  return createSqliteStore({ secret: SECRET, path, onFault: failTest });
}

function opened(store: Store): Opened {
  return { store, close: () => store.close() };
}

async function inDirectory(open: (path: string) => Store): Promise<Opened> {
  const dir = mkdtempSync(join(tmpdir(), "semblance-store-"));
  const store = open(join(dir, "deep", "cache.db"));
  return {
    store,
    async close() {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
