/** Whatever lies where the database should be, the store opens, answers, keeps a copy of what it set aside, and says so. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ChangesElsewhere } from "../../src/adapters/changes-elsewhere.ts";
import { createFrontedStore } from "../../src/adapters/store-fronted.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { createSqliteStore } from "../../src/adapters/store-sqlite.ts";
import { PortFault } from "../../src/errors.ts";
import type { Store } from "../../src/ports.ts";
import { anEntry, fingerprint, id, key, NOW_MS, SECRET, stored } from "../support/entries.ts";

let dir: string;
let path: string;
let faults: PortFault[];
const open = (at = path) =>
  createSqliteStore({ secret: SECRET, path: at, onFault: (_part, fault) => void faults.push(fault) });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "semblance-files-"));
  path = join(dir, "cache.db");
  faults = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("set aside under another name, and begun afresh:", () => {
  const files: [string, () => void][] = [
    ["text", () => writeFileSync(path, "this is no database\n".repeat(400))],
    [
      "random bytes",
      () => writeFileSync(path, Buffer.from(Array.from({ length: 9_000 }, (_, i) => (i * 7919) % 251))),
    ],
    ["another program's database", () => foreign(path)],
    ["an empty database with a journal", () => orphan(path)],
  ];
  test.each(files)("%s", async (_name, make) => {
    make();
    const before = readFileSync(path);
    const store = open();
    expect(faults.map((fault) => fault.why)).toEqual(["corrupt"]);
    const aside = readdirSync(dir).find((name) => /^cache\.db\.corrupt-\d+$/.test(name));
    expect(readFileSync(join(dir, aside!)).equals(before)).toBe(true);
    await works(store);
    await store.close();
    await survives();
  });

  test("a database cut in the middle", async () => {
    await filled(200);
    truncateSync(path, statSync(path).size >> 1);
    const store = open();
    for (let i = 0; i < 200; i++) store.get(key(`key-${i}`), NOW_MS);
    expect(faults.map((fault) => fault.why)).toContain("corrupt");
    expect(readdirSync(dir).some((name) => name.includes(".corrupt-"))).toBe(true);
    await works(store);
    await store.close();
  });
});

test("an empty file is begun in place", async () => {
  writeFileSync(path, "");
  const store = open();
  await works(store);
  await store.close();
  expect(faults).toEqual([]);
  expect(readdirSync(dir)).toEqual(["cache.db"]);
});

test("pages overwritten with rubbish never serve a wrong answer, nor end the process", async () => {
  await filled(120);
  const pristine = readFileSync(path);
  for (let round = 0; round < 12; round++) {
    const bytes = Buffer.from(pristine);
    // The header page stays: without it the file is not opened at all, which is tested above.
    const from = 4096 + ((round * 48_271) % (bytes.length - 8192));
    for (let i = 0; i < 600; i++) bytes[from + i] = (i * 31 + round) & 255;
    writeFileSync(path, bytes);
    const store = open();
    for (let i = 0; i < 120; i++) {
      const found = attempt(() => store.get(key(`key-${i}`), NOW_MS));
      if (found) expect(found).toEqual(anEntry(`${i}`, { body: bodyOf(i) }));
    }
    await works(store);
    await store.close();
  }
});

test("one flipped byte in body, facts, seal or vector is found, told, and never served", async () => {
  await filled(40);
  const db = new DatabaseSync(path);
  const columns = ["body", "seal", "vector", "facts"] as const;
  for (let i = 0; i < 40; i++) {
    const column = columns[i % 4]!;
    const value = db.prepare(`SELECT ${column} AS value FROM entries WHERE key = ?`).get(`key-${i}`)![
      "value"
    ];
    if (typeof value === "string") {
      const changed = value.replace(`"model":"gpt-5-mini"`, `"model":"gpt-5-nano"`);
      db.prepare("UPDATE entries SET facts = ? WHERE key = ?").run(changed, `key-${i}`);
      continue;
    }
    const bytes = Buffer.from(value as Uint8Array);
    bytes[(i * 13) % bytes.length]! ^= 1 << (i % 8);
    db.prepare(`UPDATE entries SET ${column} = ? WHERE key = ?`).run(bytes, `key-${i}`);
  }
  db.close();
  const store = open();
  const rows = new Map<string, unknown>();
  for await (const row of store.indexRows(fingerprint("kind"), NOW_MS, 100))
    rows.set(row.facts.id, row.vector);
  for (let i = 0; i < 40; i++) {
    const found = store.get(key(`key-${i}`), NOW_MS);
    if (columns[i % 4] === "vector") {
      expect(found).toEqual(anEntry(`${i}`, { body: bodyOf(i) }));
      expect(rows.get(`ent-${i}`)).toBeNull();
    } else expect(found).toBeNull();
  }
  expect(faults.length).toBeGreaterThanOrEqual(40);
  expect(faults.every((fault) => fault.why === "corrupt")).toBe(true);
  await store.sweep(NOW_MS, 0);
  expect((await store.stats()).entries).toBe(10);
  await store.close();
});

test("an answer under another's key is a miss and is deleted", async () => {
  await filled(2);
  const db = new DatabaseSync(path);
  db.exec("DELETE FROM entries WHERE key = 'key-0'; UPDATE entries SET key = 'key-0' WHERE key = 'key-1'");
  db.close();
  const store = open();
  expect(store.get(key("key-0"), NOW_MS)).toBeNull();
  await store.sweep(NOW_MS, 0);
  expect(store.getById(id("ent-1"), NOW_MS)).toBeNull();
  await store.close();
});

test("a row that a newer version wrote is a miss and stays", async () => {
  await filled(1);
  const db = new DatabaseSync(path);
  db.exec("UPDATE entries SET format = 3");
  db.close();
  const store = open();
  expect(store.get(key("key-0"), NOW_MS)).toBeNull();
  for await (const row of store.indexRows(fingerprint("kind"), NOW_MS, 9)) expect(row).toBeNull();
  expect((await store.stats()).entries).toBe(1);
  expect(faults).toEqual([]);
  await store.close();
});

test("a file of a newer schema is left byte for byte alone and answers are kept in memory", async () => {
  await filled(3);
  const db = new DatabaseSync(path);
  db.exec("PRAGMA user_version = 3");
  db.close();
  const before = readFileSync(path);
  const store = open();
  expect(faults.map((fault) => fault.message).join()).toMatch(/version 3/);
  await works(store);
  await store.close();
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(dir)).toEqual(["cache.db"]);
});

test("a missing journal costs at most what stood in it", async () => {
  const store = open();
  await store.put(anEntry("a"), null);
  const copy = join(dir, "copy.db");
  writeFileSync(copy, readFileSync(path));
  await store.close();
  const again = open(copy);
  await works(again);
  await again.close();
});

test("another database's journal does no harm", async () => {
  await filled(30);
  const other = join(dir, "other.db");
  const writing = open(other);
  for (let i = 0; i < 60; i++) await writing.put(anEntry(`other-${i}`), null);
  const wal = readFileSync(`${other}-wal`);
  await writing.close();
  writeFileSync(`${path}-wal`, wal);
  const store = open();
  for (let i = 0; i < 30; i++) {
    const found = attempt(() => store.get(key(`key-${i}`), NOW_MS));
    if (found) expect(found).toEqual(anEntry(`${i}`, { body: bodyOf(i) }));
  }
  await works(store);
  await store.close();
});

test("two stores on one file see each other's answers and count them together", async () => {
  const [one, two] = [open(), open()];
  await Promise.all([one.put(anEntry("a"), null), two.put(anEntry("b"), null)]);
  expect(one.get(key("key-b"), NOW_MS)).not.toBeNull();
  expect(two.get(key("key-a"), NOW_MS)).not.toBeNull();
  expect(await one.stats()).toEqual(await two.stats());
  expect((await one.stats()).entries).toBe(2);
  await one.close();
  await two.close();
  expect(faults).toEqual([]);
});

describe.skipIf(!mayMount())("on a disk of two megabytes (needs the right to mount one)", () => {
  beforeEach(() => void spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", dir]));
  afterEach(() => void spawnSync("umount", [dir]));

  test("when it is full reads go on, what does not fit is refused alone, and room heals it", async () => {
    const store = open();
    const first = anEntry("first", { body: Buffer.alloc(400_000, "x") });
    await store.put(first, null);
    const large = anEntry("large", { body: Buffer.alloc(3_000_000, "x") });
    const results = await Promise.allSettled([store.put(large, null), store.put(anEntry("small"), null)]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "fulfilled"]);
    expect((results[0] as PromiseRejectedResult).reason).toBeInstanceOf(PortFault);
    expect(store.get(first.key, NOW_MS)).toEqual(first);
    expect(store.get(large.key, NOW_MS)).toBeNull();
    await store.delete(first.id);
    await works(store);
    await store.close();
    await survives();
  });
});

test("a directory that cannot be made leaves answers in memory", async () => {
  writeFileSync(join(dir, "file"), "");
  const store = open(join(dir, "file", "cache.db"));
  expect(faults.map((fault) => fault.why)).toEqual(["unavailable"]);
  await works(store);
  await store.close();
});

test("a directory in the database's place leaves answers in memory", async () => {
  mkdirSync(path);
  const store = open();
  expect(faults.map((fault) => fault.why)).toEqual(["unavailable"]);
  await works(store);
  await store.close();
});

test.skipIf(process.getuid?.() !== 0)(
  "in a read-only directory what is there is served, and writes are refused (needs root, to become nobody)",
  async () => {
    await filled(2);
    chmodSync(path, 0o444);
    chmodSync(dir, 0o555);
    const script = `
      const { createSqliteStore } = await import(${JSON.stringify(join(import.meta.dirname, "../../src/adapters/store-sqlite.ts"))});
      const { SECRET } = await import(${JSON.stringify(join(import.meta.dirname, "../support/entries.ts"))});
      process.setuid(65534);
      const faults = [];
      const store = createSqliteStore({ secret: SECRET, path: ${JSON.stringify(path)}, onFault: (_, f) => faults.push(f.why) });
      const found = store.get("key-1", 0) !== null;
      const refused = await store.putNote("n", "v").then(() => false, (e) => e.name === "PortFault");
      console.log(JSON.stringify({ found, refused, faults }));
    `;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
    });
    chmodSync(dir, 0o755);
    expect(JSON.parse(stdout.trim().split("\n").at(-1)!)).toEqual({
      found: true,
      refused: true,
      faults: ["unavailable"],
    });
  },
);

test("the file and its journals are readable by their owner alone", async () => {
  const store = open();
  await store.put(anEntry("a"), null);
  for (const suffix of ["", "-wal"]) expect(statSync(path + suffix).mode & 0o077).toBe(0);
  await store.close();
});

test("the totals are the sum of the rows, whatever was done to them", async () => {
  const store = open();
  await Promise.all([
    store.put(anEntry("a", { body: bodyOf(1) }), null),
    store.put(anEntry("b", { body: bodyOf(2) }), stored("kind", 1, 2)),
    store.putVector(id("ent-a"), stored("kind", 1, 2, 3)),
    store.putVector(id("ent-b"), stored("kind", 1, 2, 3, 4, 5)),
    store.put(anEntry("b", { id: id("ent-c"), body: bodyOf(9) }), null),
    store.put(anEntry("d"), null),
    store.delete(id("ent-d")),
    store.put({ ...anEntry("e"), staleUntilMs: NOW_MS }, null),
  ]);
  await store.sweep(NOW_MS, 0);
  const totals = await store.stats();
  await store.close();
  const db = new DatabaseSync(path);
  const rows = db.prepare("SELECT count(*) AS entries, sum(bytes) AS bytes FROM entries").get();
  const measured = db
    .prepare(
      "SELECT sum(length(body) + length(CAST(facts AS BLOB)) + coalesce(length(vector), 0)) AS n FROM entries",
    )
    .get();
  db.close();
  expect({ ...rows }).toEqual(totals);
  expect(measured?.["n"]).toBe(totals.bytes);
});

test("what is stored and acknowledged is there after the store is opened again", async () => {
  await filled(3);
  const store = open();
  await store.putNote("rollout", "50");
  await store.close();
  const again = open();
  expect(again.get(key("key-2"), NOW_MS)).toEqual(anEntry("2", { body: bodyOf(2) }));
  expect(await again.getNote("rollout")).toBe("50");
  expect((await again.stats()).entries).toBe(3);
  await again.close();
});

async function works(store: Store): Promise<void> {
  await store.put(anEntry("works"), stored("kind", 1, 2));
  expect(await store.get(key("key-works"), NOW_MS)).toEqual(anEntry("works"));
  await store.putNote("n", "v");
  expect(await store.getNote("n")).toBe("v");
}

async function survives(): Promise<void> {
  const again = open();
  expect(await again.get(key("key-works"), NOW_MS)).toEqual(anEntry("works"));
  await again.close();
  expect(existsSync(path)).toBe(true);
}

async function filled(count: number): Promise<void> {
  const store = open();
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      store.put(anEntry(`${i}`, { body: bodyOf(i) }), stored("kind", 1, i, 3, 4)),
    ),
  );
  await store.close();
}

function bodyOf(i: number): Buffer {
  return Buffer.alloc(600 + i * 10, `answer ${i} `);
}

function orphan(at: string): void {
  writeFileSync(at, "");
  writeFileSync(`${at}-wal`, "leftover");
}

function foreign(at: string): void {
  const db = new DatabaseSync(at);
  db.exec("CREATE TABLE users (name TEXT); INSERT INTO users VALUES ('somebody')");
  db.close();
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(PortFault);
    return null;
  }
}

function mayMount(): boolean {
  const at = mkdtempSync(join(tmpdir(), "semblance-mount-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", at]).status === 0;
  if (mounted) spawnSync("umount", [at]);
  rmSync(at, { recursive: true, force: true });
  return mounted;
}

describe("two processes on one file", () => {
  const both = () => {
    const told: string[] = [];
    const [one, two] = ["one", "two"].map((name) => {
      const back = open();
      const front = createMemoryStore({ entriesMax: 100, bytesMax: 2 ** 24 });
      const elsewhere = new ChangesElsewhere(
        () => back.changedElsewhere(),
        () => told.push(name),
      );
      return createFrontedStore(front, back, { elsewhere });
    });
    return { one: one!, two: two!, told };
  };
  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

  test("serve nothing from memory that the other has deleted, nor what it has replaced", async () => {
    const { one, two, told } = both();
    const [a, b] = [anEntry("a"), anEntry("b")];
    await one.put(a, null);
    await one.put(b, null);
    expect(one.get(a.key, NOW_MS)).toMatchObject({ id: a.id });
    await two.delete(a.id);
    await two.put(anEntry("b", { id: id("ent-newer"), body: Buffer.from("newer") }), null);
    await nextTurn();
    expect(one.get(a.key, NOW_MS)).toBeNull();
    expect(one.getById(a.id, NOW_MS)).toBeNull();
    expect(one.get(b.key, NOW_MS)).toMatchObject({ id: "ent-newer", body: Buffer.from("newer") });
    expect(one.getById(b.id, NOW_MS)).toBeNull();
    expect(told).toEqual(["one"]);
    await one.close();
    await two.close();
  });

  test("hear of what was deleted before they looked for the first time", async () => {
    const { one, two } = both();
    const a = anEntry("a");
    await one.put(a, null);
    await two.delete(a.id);
    expect(one.get(a.key, NOW_MS)).toBeNull();
    await one.close();
    await two.close();
  });

  test("one alone keeps its memory, whatever it writes and however often its journal is moved", async () => {
    const { one, told } = both();
    for (let n = 0; n < 40; n++) {
      await one.put(anEntry(`e${n}`, { body: Buffer.alloc(400_000, n) }), null);
      await nextTurn();
      expect(one.get(key(`key-e${n}`), NOW_MS)).toMatchObject({ id: `ent-e${n}` });
    }
    expect(told).toEqual([]);
    await one.close();
  });
});
