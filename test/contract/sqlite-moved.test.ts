/** The files of a running gateway are removed, or others put in their place: what is stored from then on is kept. */
import { mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSqliteHistory } from "../../src/adapters/history-sqlite.ts";
import { createSqliteStore } from "../../src/adapters/store-sqlite.ts";
import type { Store } from "../../src/ports.ts";
import { anEntry, NOW_MS, SECRET } from "../support/entries.ts";

let base: string;
let dir: string;
let path: string;
let faults: string[];
const open = (at = path) =>
  createSqliteStore({ secret: SECRET, path: at, onFault: (_, fault) => void faults.push(fault.message) });
const holds = (store: Store, name: string) => store.get(anEntry(name).key, NOW_MS) !== null;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "semblance-moved-"));
  dir = join(base, "storage");
  path = join(dir, "cache.db");
  faults = [];
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

async function another(): Promise<string> {
  const other = open(join(base, "other.db"));
  await other.put(anEntry("theirs"), null);
  await other.close();
  return join(base, "other.db");
}

const WAYS: [string, () => Promise<void> | void, boolean][] = [
  ["the file is removed", () => rmSync(path), false],
  ["the folder is removed", () => rmSync(dir, { recursive: true }), false],
  ["the file is renamed", () => renameSync(path, join(base, "away.db")), false],
  ["another is put in its place, journals left", async () => renameSync(await another(), path), false],
  [
    "another is put in its place, journals removed",
    async () => {
      for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix);
      renameSync(await another(), path);
    },
    true,
  ],
  [
    "text is put in its place",
    () => {
      writeFileSync(join(base, "text"), "none\n".repeat(2_000));
      renameSync(join(base, "text"), path);
    },
    false,
  ],
];

test.each(WAYS)(
  "%s: told once, and what is stored next is there after a restart",
  async (_, moved, theirs) => {
    const store = open();
    await store.put(anEntry("before"), null);
    await moved();
    // This one still goes into the file that is gone, which its commit finds out.
    await store.put(anEntry("meanwhile"), null);
    await store.put(anEntry("after"), null);
    expect(holds(store, "after")).toBe(true);
    expect(faults.filter((said) => said.includes("removed or replaced"))).toHaveLength(1);
    await store.close();
    const again = open();
    expect(holds(again, "after")).toBe(true);
    if (theirs) expect(holds(again, "theirs")).toBe(true);
    await again.close();
  },
);

test("two gateways on one file meet again in the new one", async () => {
  const [one, two] = [open(), open()];
  rmSync(dir, { recursive: true });
  for (const store of [one, two]) await store.put(anEntry("meanwhile"), null);
  await one.put(anEntry("one"), null);
  await two.put(anEntry("two"), null);
  for (const store of [one, two]) expect([holds(store, "one"), holds(store, "two")]).toEqual([true, true]);
  await one.close();
  await two.close();
});

test("snapshots go into the file that is there", () => {
  const history = createSqliteHistory(path, (_, fault) => void faults.push(fault.message));
  const row = { atMs: NOW_MS, seconds: 60, run: "r", data: "{}" };
  history.add(row);
  rmSync(dir, { recursive: true });
  history.add({ ...row, atMs: NOW_MS + 1 });
  history.close();
  const again = createSqliteHistory(path, (_, fault) => void faults.push(fault.message));
  expect(again.newest()?.atMs).toBe(NOW_MS + 1);
  again.close();
  expect(faults).toEqual([]);
});

test("a journal that grew under a long reader is small again once that has left", async () => {
  const store = open();
  const put = (name: string, bytes: number) =>
    store.put(anEntry(name, { body: Buffer.alloc(bytes, "x") }), null);
  await put("first", 1);
  const reader = new DatabaseSync(path);
  reader.exec("BEGIN");
  reader.prepare("SELECT count(*) FROM entries").get();
  for (let n = 0; n < 20; n++) await put(`entry ${n}`, 4_000_000);
  const grown = statSync(`${path}-wal`).size;
  expect(grown).toBeGreaterThan(72 * 2 ** 20);
  reader.exec("COMMIT");
  reader.close();
  for (let n = 0; n < 6; n++) await put(`later ${n}`, 4_000_000);
  expect(statSync(`${path}-wal`).size).toBeLessThan(66 * 2 ** 20);
  await store.close();
  expect(faults).toEqual([]);
});
