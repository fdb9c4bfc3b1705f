/** What somebody with access to the store and without the gateway's secret cannot do, and how old stores are taken over. */
import { createHash, createSecretKey } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRedisStore } from "../../src/adapters/store-redis.ts";
import { createSqliteStore } from "../../src/adapters/store-sqlite.ts";
import type { PortFault } from "../../src/errors.ts";
import type { Store } from "../../src/ports.ts";
import { anEntry, fingerprint, id, key, NOW_MS, SECRET, stored } from "../support/entries.ts";
import { type RedisServer, redisAvailable, startRedis } from "../support/redis.ts";

const sum = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** A row as a forger makes it who has read the source of the version before seals: whole, and under plain sums. */
interface PlainRow {
  facts: string;
  seal: Buffer;
  body: Buffer;
  vectorSeal: Buffer;
}

function plain(
  facts: string,
  body: Buffer,
  id: string,
  vector: { fingerprint: string; bytes: Buffer },
): PlainRow {
  const bodySum = sum(body).toString("base64url");
  const forged = JSON.stringify({ ...JSON.parse(facts), bodySum });
  const vectorSeal = sum(JSON.stringify([id, vector.fingerprint]), vector.bytes);
  return { facts: forged, seal: sum(`1\n${forged}`), body, vectorSeal };
}

interface Opened {
  readonly store: Store;
  readonly faults: PortFault[];
  /** How often it was said that everything is sealed. */
  readonly sealed: () => number;
}

interface Place {
  open(isSealed?: boolean): Promise<Opened>;
  /** Makes every row one of the version before seals, with this body; and notes too. */
  degrade(body: Buffer | null): Promise<void>;
  /** Takes the mark away that says that everything was sealed. */
  unmark(): Promise<void>;
  setNote(name: string, value: string): Promise<void>;
  vectors(value: Buffer): Promise<void>;
  /** Waits until everything was sealed. */
  settled(opened: Opened): Promise<void>;
}

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), "semblance-seals-"))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const FORGED = Buffer.from('{"answer":"FORGED"}');
const NOW = NOW_MS + 1;
const opening =
  (make: (deps: object) => Store | Promise<Store>) =>
  async (isSealed = false) => {
    const faults: PortFault[] = [];
    let times = 0;
    const store = await make({
      secret: SECRET,
      isSealed,
      onSealed: () => void times++,
      onFault: (_part: string, fault: PortFault) => void faults.push(fault),
    });
    return { store, faults, sealed: () => times };
  };
const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await new Promise(setImmediate);
};

function sqlite(): Place {
  const path = join(dir, "cache.db");
  const edit = (work: (db: DatabaseSync) => void) => {
    const db = new DatabaseSync(path);
    work(db);
    db.close();
  };
  return {
    open: opening((deps) => createSqliteStore({ path, ...deps } as never)),
    degrade: async (body) =>
      edit((db) => {
        for (const row of db.prepare("SELECT * FROM entries").all()) {
          const vector = {
            fingerprint: String(row["fingerprint"]),
            bytes: Buffer.from((row["vector"] ?? new Uint8Array()) as Uint8Array),
          };
          const to = plain(
            String(row["facts"]),
            body ?? Buffer.from(row["body"] as Uint8Array),
            String(row["id"]),
            vector,
          );
          db.prepare(
            "UPDATE entries SET format = 1, facts = ?, seal = ?, body = ?, vector_seal = ? WHERE row = ?",
          ).run(to.facts, to.seal, to.body, to.vectorSeal, row["row"] as number);
        }
        db.exec(
          "UPDATE notes SET value = substr(value, 48) WHERE value LIKE 's1:%'; PRAGMA user_version = 1",
        );
      }),
    unmark: async () => edit((db) => db.exec("DELETE FROM notes WHERE name = 'semblance:sealed'")),
    setNote: async (name, value) =>
      edit((db) => db.prepare("INSERT OR REPLACE INTO notes VALUES (?, ?)").run(name, value)),
    vectors: async (value) => edit((db) => db.prepare("UPDATE entries SET vector = ?").run(value)),
    settled: (opened) => until(() => opened.sealed() > 0),
  };
}

let server: RedisServer;
function redis(): Place {
  const prefix = `seals-${dir}:`;
  const edit = async (work: (redis: Redis) => Promise<unknown>) => {
    const client = new Redis(server.url);
    await work(client);
    client.disconnect();
  };
  const each = (work: (redis: Redis, at: string) => Promise<unknown>) =>
    edit(async (redis) => {
      for (const at of await redis.keys(`${prefix}e:*`)) await work(redis, at);
    });
  return {
    open: opening((deps) =>
      createRedisStore({
        url: server.url,
        prefix,
        commandTimeoutMs: 10_000,
        onState: () => {},
        ...deps,
      } as never),
    ),
    degrade: async (body) => {
      await each(async (redis, at) => {
        const row = await redis.hgetallBuffer(at);
        const vector = {
          fingerprint: String(row["fingerprint"] ?? ""),
          bytes: row["vector"] ?? Buffer.alloc(0),
        };
        const to = plain(String(row["facts"]), body ?? (row["body"] as Buffer), String(row["id"]), vector);
        await redis.hset(at, { format: 1, ...to });
      });
      await edit(async (redis) => {
        for (const [name, value] of Object.entries(await redis.hgetall(`${prefix}notes`)))
          await redis.hset(`${prefix}notes`, name, value.replace(/^s1:.{43}:/, ""));
      });
    },
    unmark: () => edit((redis) => redis.hdel(`${prefix}notes`, "semblance:sealed")),
    setNote: (name, value) => edit((redis) => redis.hset(`${prefix}notes`, name, value)),
    vectors: (value) => each((redis, at) => redis.hset(at, "vector", value)),
    settled: (opened) => until(() => opened.sealed() > 0),
  };
}

describe("SQLite", () => sealed(sqlite));
describe.skipIf(!redisAvailable)("Redis (needs redis-server)", () => {
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  sealed(redis);
});

function sealed(place: () => Place): void {
  /** A store with one answer, its vector and a note, closed again. */
  const filled = async (at: Place) => {
    const first = await at.open();
    await at.settled(first);
    await first.store.put(anEntry("a"), stored("kind", 1, 2, 3));
    await first.store.putNote("rollout", "25");
    await first.store.close();
  };
  const rows = async ({ store }: Opened) => {
    const found = [];
    for await (const row of store.indexRows(fingerprint("kind"), NOW, 10)) found.push(row);
    return found;
  };

  test("an answer rewritten under the plain sums of before is a miss, removed and told", async () => {
    const at = place();
    await filled(at);
    await at.degrade(FORGED);
    const again = await at.open();
    expect(await again.store.get(key("key-a"), NOW)).toBeNull();
    expect(again.faults.map(({ why }) => why)).toContain("corrupt");
    await until(async () => (await rows(again)).length === 0);
    await again.store.close();
  });

  test("nor is it believed by the mark's removal, where it is remembered outside that the store was sealed", async () => {
    const at = place();
    await filled(at);
    await at.degrade(FORGED);
    await at.unmark();
    const again = await at.open(true);
    expect(await again.store.get(key("key-a"), NOW)).toBeNull();
    await again.store.close();
  });

  test("a note without a seal, under another's, or of another name is none", async () => {
    const at = place();
    await filled(at);
    const other = createSecretKey(Buffer.from("somebody else's"));
    const { Seals } = await import("../../src/adapters/seals.ts");
    const wrong = [
      "100",
      new Seals({ secret: other }).note("rollout", "100"),
      new Seals({ secret: SECRET }).note("calibration", "100"),
      new Seals({ secret: SECRET }).note("rollout", "25").replace(/25$/, "26"),
    ];
    for (const value of wrong) {
      await at.setNote("rollout", value);
      const again = await at.open();
      expect(await again.store.noteNames("roll", 10)).toEqual([]);
      expect(await again.store.getNote("rollout")).toBeNull();
      expect(again.faults.length).toBeGreaterThan(0);
      await again.store.close();
    }
  });

  test("a vector that was changed is made anew", async () => {
    const at = place();
    await filled(at);
    await at.vectors(Buffer.from(Float32Array.of(1, 0, 0).buffer));
    const again = await at.open();
    expect((await rows(again)).map(({ vector }) => vector)).toEqual([null]);
    await again.store.close();
  });

  test("a store of before is read once and sealed anew: answers, vectors and notes", async () => {
    const at = place();
    await filled(at);
    await at.degrade(null);
    await at.unmark();
    const taken = await at.open();
    expect((await taken.store.get(key("key-a"), NOW))?.body).toEqual(anEntry("a").body);
    await at.settled(taken);
    await taken.store.close();
    const again = await at.open();
    expect((await again.store.getById(id("ent-a"), NOW))?.body).toEqual(anEntry("a").body);
    expect((await rows(again)).map(({ vector }) => vector)).toEqual([stored("kind", 1, 2, 3).vector]);
    expect(await again.store.getNote("rollout")).toBe("25");
    expect(await again.store.noteNames("", 10)).toEqual(["rollout"]);
    expect(again.faults).toEqual([]);
    await again.store.close();
  });
}
