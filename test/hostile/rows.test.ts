/** Rows of a SQLite file, damaged at random: each undamaged answer is served as it was stored, each other is a miss. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSqliteStore } from "../../src/adapters/store-sqlite.ts";
import type { Entry } from "../../src/model.ts";
import { anEntry, fingerprint, NOW_MS, SECRET, stored } from "../support/entries.ts";
import { fc } from "../support/property.ts";

const RUNS = { seed: 20_261_128, numRuns: 100 };
const ROWS = 8;
const FINGERPRINT = fingerprint("f");

/** What a column may hold after damage, whatever its type says. */
const value: fc.Arbitrary<SQLInputValue> = fc.oneof(
  fc.constantFrom<SQLInputValue>("", "null", "{}", "[]", '{"id":1}', -1, 0, 1e308, 2 ** 40),
  fc.string({ maxLength: 12 }),
  fc.uint8Array({ maxLength: 64 }),
);
const row = fc.nat(ROWS - 1);
const damage = fc.oneof(
  fc.record({
    do: fc.constant("put" as const),
    row,
    column: fc.constantFrom("body", "facts", "seal", "format", "key", "id", "vector", "vector_seal"),
    value,
  }),
  // A byte of what is there.
  fc.record({
    do: fc.constant("flip" as const),
    row,
    column: fc.constantFrom("body", "facts", "seal", "vector", "vector_seal"),
    at: fc.nat(400),
    bit: fc.nat(7),
  }),
  // Whole and sealed, but of another row.
  fc.record({
    do: fc.constant("swap" as const),
    row,
    with: row,
    column: fc.constantFrom("body", "facts", "seal", "vector"),
  }),
);
type Damage = typeof damage extends fc.Arbitrary<infer D> ? D : never;

/** Does what is said to the rows. */
function apply(db: DatabaseSync, list: readonly Damage[]): void {
  const of = (column: string, at: number) =>
    db.prepare(`SELECT ${column} AS it FROM entries WHERE row = ?`).get(at + 1)?.["it"];
  const put = (column: string, at: number, to: SQLInputValue) => {
    // Two rows cannot be of one key; that refusal is the database's own.
    db.prepare(`UPDATE OR IGNORE entries SET ${column} = ? WHERE row = ?`).run(to, at + 1);
  };
  for (const each of list) {
    if (each.do === "put") put(each.column, each.row, each.value);
    else if (each.do === "swap") {
      const [one, other] = [of(each.column, each.row), of(each.column, each.with)];
      if (one === undefined || other === undefined) continue;
      put(each.column, each.row, other);
      put(each.column, each.with, one);
    } else {
      const there = of(each.column, each.row);
      const bytes = Buffer.from(
        typeof there === "string" ? there : there instanceof Uint8Array ? there : "x",
      );
      if (bytes.length === 0) continue;
      const at = each.at % bytes.length;
      bytes[at] = bytes[at]! ^ (1 << each.bit);
      put(each.column, each.row, typeof there === "string" ? bytes.toString("latin1") : bytes);
    }
  }
}

/** The rows as they stand in the file, to see afterwards which of them changed. */
const snapshot = (db: DatabaseSync) =>
  new Map(
    db
      .prepare(
        "SELECT row, key, id, format, facts, seal, body, fingerprint, vector, vector_seal FROM entries",
      )
      .all()
      .map(({ row: at, ...columns }) => [Number(at) - 1, columns]),
  );

const entries: readonly Entry[] = Array.from({ length: ROWS }, (_, i) => anEntry(`${i}`));
let dir: string;
let path: string;
const open = () => createSqliteStore({ secret: SECRET, path, onFault: () => {} });
const pristine = () => `${path}.pristine`;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "semblance-rows-"));
  path = join(dir, "cache.db");
  const store = open();
  for (const entry of entries) await store.put(entry, stored("f", 1, 0, 0));
  await store.close();
  copyFileSync(path, pristine());
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("whatever was done to rows of a file, what is whole is served as it was, and nothing else is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 12 }), async (list) => {
      for (const name of readdirSync(dir)) if (!name.endsWith(".pristine")) rmSync(join(dir, name));
      copyFileSync(pristine(), path);
      const db = new DatabaseSync(path);
      const before = snapshot(db);
      apply(db, list);
      const after = snapshot(db);
      db.close();

      const store = open();
      for (const [i, entry] of entries.entries()) {
        const isWhole = sameBut(before.get(i), after.get(i), ["vector", "vector_seal", "fingerprint"]);
        const got = await store.get(entry.key, NOW_MS);
        if (isWhole || got !== null) expect(got).toEqual(entry);
      }
      // It goes on; and what was found damaged is out of the file by the time that this is in it.
      await store.put(anEntry("new"), null);
      expect(await store.get(anEntry("new").key, NOW_MS)).toEqual(anEntry("new"));
      const found: string[] = [];
      for await (const { facts, vector } of store.indexRows(FINGERPRINT, NOW_MS, 100)) {
        found.push(facts.id);
        if (facts.id === anEntry("new").id) continue;
        const i = entries.findIndex(({ id }) => id === facts.id);
        expect(facts.question).toBe(entries[i]?.question);
        // A vector that was changed is made anew; one that is whole is used.
        if (sameBut(before.get(i), after.get(i), [])) expect(vector).not.toBeNull();
        if (vector !== null) expect([...vector]).toEqual([1, 0, 0]);
        const read = await store.getById(facts.id, NOW_MS);
        if (read !== null) expect(read).toEqual(entries[i]);
      }
      expect(new Set(found).size).toBe(found.length);
      await store.close();
    }),
    RUNS,
  );
});

function sameBut(
  a: Record<string, unknown> | undefined,
  b: Record<string, unknown> | undefined,
  but: readonly string[],
): boolean {
  if (a === undefined || b === undefined) return false;
  return Object.keys(a).every((name) => but.includes(name) || isSame(a[name], b[name]));
}

function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return a === b;
}
