import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SqliteWriter, type WriterOptions } from "../../src/adapters/sqlite-writer.ts";
import { PortFault } from "../../src/errors.ts";

let dir: string;
let db: DatabaseSync;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "semblance-writer-"));
  db = connection();
  db.exec("PRAGMA journal_mode = WAL; CREATE TABLE numbers (n INTEGER PRIMARY KEY)");
});
afterEach(() => {
  vi.useRealTimers();
  db.close();
  rmSync(dir, { recursive: true, force: true });
});

test("what was written when a write resolves is committed, in the order of the calls", async () => {
  const writer = writerOn(() => db);
  const results = await Promise.all([1, 2, 3].map((n) => writer.write(() => `${insert(n)} of ${count(db)}`)));
  expect(results).toEqual(["1 of 1", "2 of 2", "3 of 3"]);
  const other = connection();
  expect(count(other)).toBe(3);
  other.close();
});

test("one bad write does not take its neighbours down", async () => {
  const writer = writerOn(() => db);
  const results = await Promise.allSettled([1, 2, 1, 3].map((n) => writer.write(() => insert(n))));
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect((results[2] as PromiseRejectedResult).reason).toBeInstanceOf(PortFault);
  expect(count(db)).toBe(3);
});

test("a lock that another process holds is waited for, and readers go on meanwhile", async () => {
  const other = connection();
  other.exec("BEGIN IMMEDIATE");
  let attempts = 0;
  const writer = writerOn(() => {
    if (++attempts === 3) other.exec("COMMIT");
    return db;
  });
  const written = writer.write(() => insert(1));
  expect(count(db)).toBe(0);
  expect(await written).toBe(1);
  expect(attempts).toBe(3);
  other.close();
});

test("a queue beyond its bound refuses, by count and by bytes", async () => {
  const writer = writerOn(() => db);
  await expect(writer.write(() => insert(1), 2 ** 40)).rejects.toBeInstanceOf(PortFault);
  const writes = Array.from({ length: 20_001 }, (_, n) => writer.write(() => n));
  await expect(writes.pop()).rejects.toMatchObject({ part: "store", why: "unavailable" });
  await Promise.all(writes);
});

test("close writes what waits, and refuses what comes after", async () => {
  const writer = writerOn(() => db);
  const written = Promise.all([1, 2].map((n) => writer.write(() => insert(n))));
  writer.close();
  expect(count(db)).toBe(2);
  await written;
  await expect(writer.write(() => insert(3))).rejects.toBeInstanceOf(PortFault);
});

test("writes wait while what follows a commit goes on, and all are done then, in order", async () => {
  const over = Promise.withResolvers<void>();
  const told: [number, number][] = [];
  const writer = writerOn(
    () => db,
    (writes, bytes) => {
      told.push([writes, bytes]);
      return told.length === 1 ? over.promise : null;
    },
  );
  await writer.write(() => insert(1), 10);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const later = Promise.all([2, 3].map((n) => writer.write(() => insert(n), 5)));
  vi.advanceTimersByTime(60_000);
  vi.useRealTimers();
  expect(count(db)).toBe(1);
  over.resolve();
  expect(await later).toEqual([2, 3]);
  expect(told).toEqual([
    [1, 10],
    [2, 10],
  ]);
});

test("close writes what waits while what follows a commit goes on", async () => {
  const writer = writerOn(
    () => db,
    () => Promise.withResolvers<void>().promise,
  );
  await writer.write(() => insert(1));
  const waiting = writer.write(() => insert(2));
  writer.close();
  expect(await waiting).toBe(2);
});

test("close while another process holds the lock rejects what waits, and ends", async () => {
  const other = connection();
  other.exec("BEGIN IMMEDIATE");
  const writer = writerOn(() => db);
  const written = writer.write(() => insert(1));
  writer.close();
  await expect(written).rejects.toBeInstanceOf(PortFault);
  other.close();
});

test("after damage the write is done again in the file that took its place", async () => {
  const fresh = new DatabaseSync(":memory:");
  fresh.exec("CREATE TABLE numbers (n INTEGER PRIMARY KEY)");
  let current = db;
  const damaged = Object.assign(new Error("database disk image is malformed"), { errcode: 11 });
  const writer = new SqliteWriter({
    db: () => current,
    beforeCommit: () => {
      if (current === db) throw damaged;
    },
    afterCommit: () => null,
    afterRollback: () => {},
    onDamage: () => {
      current = fresh;
    },
  });
  await writer.write(() => void current.prepare("INSERT INTO numbers VALUES (1)").run());
  expect([count(db), count(fresh)]).toEqual([0, 1]);
  fresh.close();
});

function connection(): DatabaseSync {
  return new DatabaseSync(join(dir, "cache.db"), { timeout: 1 });
}

function writerOn(
  open: () => DatabaseSync,
  afterCommit: WriterOptions["afterCommit"] = () => null,
): SqliteWriter {
  return new SqliteWriter({
    db: open,
    beforeCommit: () => {},
    afterCommit,
    afterRollback: () => {},
    onDamage: () => {},
  });
}

function insert(n: number): number {
  db.prepare("INSERT INTO numbers VALUES (?)").run(n);
  return n;
}

function count(from: DatabaseSync): unknown {
  return from.prepare("SELECT count(*) AS n FROM numbers").get()?.["n"];
}
