/** The journal goes into the file in a thread of its own, so that no commit waits for the disk to sync. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Checkpoints } from "../../src/adapters/sqlite-checkpoint.ts";
import { createSqliteStore } from "../../src/adapters/store-sqlite.ts";
import { anEntry, NOW_MS, SECRET } from "../support/entries.ts";

const ENOUGH = 8 * 2 ** 20;

let dir: string;
let path: string;
let db: DatabaseSync;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "semblance-checkpoint-"));
  path = join(dir, "cache.db");
  db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE numbers (n INTEGER)");
});
afterEach(() => {
  vi.useRealTimers();
  if (db.isOpen) db.close();
  rmSync(dir, { recursive: true, force: true });
});

test("what was written is in the file itself, and the journal begins anew", async () => {
  const checkpoints = new Checkpoints(path, () => expect.unreachable());
  insert(5_000);
  expect(inFileAlone("numbers")).toBe(0);
  expect(checkpoints.wrote(1, ENOUGH - 2 ** 20)).toBeNull();
  await checkpoints.wrote(1, 2 ** 20);
  expect(inFileAlone("numbers")).toBe(5_000);
  insert(1);
  expect(pagesInJournal()).toBeLessThan(5);
  await checkpoints.end();
});

test("one checkpoint at a time, and as many as are due", async () => {
  const checkpoints = new Checkpoints(path, () => expect.unreachable());
  for (const rows of [100, 200]) {
    insert(100);
    const running = checkpoints.wrote(1, ENOUGH);
    expect(running).not.toBeNull();
    expect(checkpoints.wrote(1, ENOUGH)).toBeNull();
    await running;
    expect(inFileAlone("numbers")).toBe(rows);
  }
  await checkpoints.end();
});

test("where the thread cannot do it, SQLite does it in its commits again, and the thread is tried later", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const pages: number[] = [];
  const folder = join(dir, "later");
  const checkpoints = new Checkpoints(join(folder, "cache.db"), () => pages.push(checkpoints.pages));
  expect(checkpoints.pages).toBe(16_384);
  await checkpoints.wrote(1, ENOUGH);
  expect(pages).toEqual([1_000]);
  vi.advanceTimersByTime(599_999);
  expect(checkpoints.wrote(1, ENOUGH)).toBeNull();
  mkdirSync(folder);
  copyFileSync(path, join(folder, "cache.db"));
  vi.advanceTimersByTime(1);
  await checkpoints.wrote(1, ENOUGH);
  expect(pages).toEqual([1_000, 16_384]);
  await checkpoints.end();
});

test("a file that is gone is not made anew by the thread", async () => {
  const gone = join(dir, "gone.db");
  const checkpoints = new Checkpoints(gone, () => {});
  await checkpoints.wrote(1, ENOUGH);
  expect(existsSync(gone)).toBe(false);
  await checkpoints.end();
});

test("a store's answers reach its file while it runs, and a closed store leaves no journal", async () => {
  db.close();
  rmSync(path);
  const store = createSqliteStore({ secret: SECRET, path, onFault: () => expect.unreachable() });
  const names = Array.from({ length: 1_200 }, (_, n) => `entry ${n}`);
  const put = (name: string) => store.put(anEntry(name, { body: Buffer.alloc(8_000, "x") }), null);
  await Promise.all(names.slice(0, 800).map(put));
  // Written behind a checkpoint, if one is under way: it is over once these are stored.
  await Promise.all(names.slice(800).map(put));
  expect(inFileAlone("entries")).toBeGreaterThan(500);
  await store.close();
  expect(existsSync(`${path}-wal`)).toBe(false);
  const again = createSqliteStore({ secret: SECRET, path, onFault: () => expect.unreachable() });
  for (const name of names) expect(await again.get(anEntry(name).key, NOW_MS)).not.toBeNull();
  await again.close();
});

function insert(rows: number): void {
  db.exec("BEGIN");
  const statement = db.prepare("INSERT INTO numbers VALUES (?)");
  for (let n = 0; n < rows; n++) statement.run(n);
  db.exec("COMMIT");
}

/** Rows that somebody sees who has the file without its journal. */
function inFileAlone(table: string): number {
  const copy = join(dir, "copy.db");
  copyFileSync(path, copy);
  const alone = new DatabaseSync(copy);
  try {
    return Number(alone.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"]);
  } catch {
    // Not even the table is there.
    return 0;
  } finally {
    alone.close();
    for (const suffix of ["", "-wal", "-shm"]) rmSync(copy + suffix, { force: true });
  }
}

function pagesInJournal(): number {
  return Number(db.prepare("PRAGMA wal_checkpoint(PASSIVE)").get()?.["log"]);
}
