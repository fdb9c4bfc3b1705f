/** What every store promises; run over each of them by store.test.ts. */

import { afterEach, beforeEach, expect, test } from "vitest";
import { PortFault } from "../../src/errors.ts";
import type { Entry, EntryFacts, IndexRow, TenantId } from "../../src/model.ts";
import type { Store } from "../../src/ports.ts";
import { anEntry, fingerprint, id, key, NOW_MS, stored } from "../support/entries.ts";
import { fc } from "../support/property.ts";

export interface Opened {
  readonly store: Store;
  /** Closes it and removes what it kept. */
  close(): Promise<void>;
}

const LIMIT = 1_000;
const KIND = fingerprint("kind/1");

export function storeContract(open: () => Promise<Opened>): void {
  let opened: Opened;
  let store: Store;

  beforeEach(async () => {
    opened = await open();
    store = opened.store;
  });
  afterEach(() => opened.close());

  const rows = async (limit = LIMIT, nowMs = NOW_MS): Promise<IndexRow[]> => {
    const all: IndexRow[] = [];
    for await (const row of store.indexRows(KIND, nowMs, limit)) all.push(row);
    return all;
  };
  const bodyAt = async (name: string) =>
    (await store.get(key(`key-${name}`), NOW_MS))?.body.toString() ?? null;

  test("an answer comes back by key and by id exactly as it was put", async () => {
    const entry = anEntry("a", {
      question: "naïve \u0000 \ud800 “quoted” 🙂",
      headers: [
        ["content-type", "text/event-stream"],
        ["x-empty", ""],
      ],
      form: "sse",
      usage: null,
      upstreamMs: 0.25,
      body: Buffer.from([0, 255, 10, 13, 0, 128]),
    });
    await store.put(entry, null);
    expect(await store.get(entry.key, NOW_MS)).toEqual(entry);
    expect(await store.getById(entry.id, NOW_MS)).toEqual(entry);
  });

  test("an unknown key and an unknown id are null", async () => {
    expect(await store.get(key("key-none"), NOW_MS)).toBeNull();
    expect(await store.getById(id("ent-none"), NOW_MS)).toBeNull();
  });

  test("a stale answer is handed out until its end and not at its end", async () => {
    const entry = anEntry("a");
    await store.put(entry, null);
    expect(await store.get(entry.key, entry.expiresAtMs)).not.toBeNull();
    expect(await store.get(entry.key, entry.staleUntilMs - 1)).not.toBeNull();
    expect(await store.getById(entry.id, entry.staleUntilMs)).toBeNull();
    expect(await store.get(entry.key, entry.staleUntilMs)).toBeNull();
  });

  test("a put under the same key replaces answer, id and vector", async () => {
    await store.put(anEntry("a", { id: id("ent-old") }), stored("kind/1", 1, 0));
    await store.put(anEntry("a", { id: id("ent-new"), body: Buffer.from("new") }), null);
    expect(await bodyAt("a")).toBe("new");
    expect(await store.getById(id("ent-old"), NOW_MS)).toBeNull();
    expect((await store.getById(id("ent-new"), NOW_MS))?.body.toString()).toBe("new");
    expect(await rows()).toMatchObject([{ facts: { id: "ent-new" }, vector: null }]);
    expect((await store.stats()).entries).toBe(1);
  });

  test("an empty body and one of a megabyte come back whole", async () => {
    await store.put(anEntry("empty", { body: Buffer.alloc(0) }), null);
    const large = Buffer.alloc(1_000_000, "large ");
    await store.put(anEntry("large", { body: large }), null);
    expect((await store.get(key("key-empty"), NOW_MS))?.body.length).toBe(0);
    expect((await store.get(key("key-large"), NOW_MS))?.body.equals(large)).toBe(true);
  });

  test("facts that could not be read back are refused", async () => {
    const entry = anEntry("a", { staleUntilMs: Number.NaN });
    await expect(store.put(entry, null)).rejects.toBeInstanceOf(PortFault);
    expect(await store.get(entry.key, NOW_MS)).toBeNull();
  });

  test("a delete tells whether there was something, and it is gone by key and by id", async () => {
    const entry = anEntry("a");
    await store.put(entry, null);
    expect(await store.delete(entry.id)).toBe(true);
    expect(await store.delete(entry.id)).toBe(false);
    expect(await store.get(entry.key, NOW_MS)).toBeNull();
    expect(await store.getById(entry.id, NOW_MS)).toBeNull();
    expect(await rows()).toEqual([]);
    expect(await store.stats()).toEqual({ entries: 0, bytes: 0 });
  });

  test("deleting a replaced answer leaves the one in its place", async () => {
    await store.put(anEntry("a", { id: id("ent-old") }), null);
    await store.put(anEntry("a", { id: id("ent-new") }), null);
    expect(await store.delete(id("ent-old"))).toBe(false);
    expect((await store.get(key("key-a"), NOW_MS))?.id).toBe("ent-new");
  });

  test("facts are those of every answer that may still be served, each once, findable by meaning or not", async () => {
    const all = [
      anEntry("a", { tags: ["doc:42@v7", "team:a"] }),
      anEntry("exact", { semantic: false }),
      anEntry("stale", { expiresAtMs: NOW_MS - 1 }),
      ...Array.from({ length: 450 }, (_, i) => anEntry(`more-${i}`)),
    ];
    await Promise.all(all.map((entry) => store.put(entry, null)));
    await store.put(anEntry("over", { expiresAtMs: NOW_MS + 1, staleUntilMs: NOW_MS + 2 }), null);
    await store.delete(id("ent-more-7"));
    const found: EntryFacts[] = [];
    for await (const facts of store.facts(NOW_MS + 2)) found.push(facts);
    expect(found.map((facts) => facts.id).sort()).toEqual(
      all.flatMap(({ id }) => (id === "ent-more-7" ? [] : [id])).sort(),
    );
    const { headers: _headers, body: _body, ...first } = all[0] as Entry;
    expect(found.find((facts) => facts.id === first.id)).toEqual(first);
  });

  test("index rows are the fresh semantic answers, newest first, with facts and vectors as they were", async () => {
    const entries = ["a", "b", "c"].map((name, i) => anEntry(name, { storedAtMs: NOW_MS + i }));
    for (const [i, entry] of entries.entries()) await store.put(entry, stored("kind/1", 3, 4, i));
    await store.put(anEntry("exact", { semantic: false }), null);
    await store.put(anEntry("over", { expiresAtMs: NOW_MS - 1 }), null);
    const found = await rows();
    expect(found.map(({ facts }) => facts.id)).toEqual(["ent-c", "ent-b", "ent-a"]);
    const { headers: _headers, body: _body, ...facts } = entries[2] as Entry;
    expect(found[0]?.facts).toEqual(facts);
    expect([...(found[2]?.vector ?? [])]).toEqual([...stored("kind/1", 3, 4, 0).vector]);
  });

  test("index rows stop at the limit", async () => {
    for (let i = 0; i < 5; i++) await store.put(anEntry(`${i}`, { storedAtMs: NOW_MS + i }), null);
    expect((await rows(2)).map(({ facts }) => facts.id)).toEqual(["ent-4", "ent-3"]);
    expect(await rows(0)).toEqual([]);
  });

  test("all of more rows than one page come, each once", async () => {
    const names = Array.from({ length: 450 }, (_, i) => `${i}`);
    await Promise.all(
      names.map((name, i) => store.put(anEntry(name, { storedAtMs: NOW_MS + (i % 7) }), null)),
    );
    const found = (await rows()).map(({ facts }) => facts.id);
    expect(new Set(found).size).toBe(450);
    expect(found.length).toBe(450);
  });

  test("a vector of another fingerprint is not handed out", async () => {
    await store.put(anEntry("a"), stored("kind/2", 1, 0));
    expect(await rows()).toMatchObject([{ facts: { id: "ent-a" }, vector: null }]);
  });

  test("a vector can be added later and replaced, and one for an unknown id is nothing", async () => {
    await store.put(anEntry("a"), null);
    await store.putVector(id("ent-a"), stored("kind/2", 1, 0));
    await store.putVector(id("ent-a"), stored("kind/1", 0, 1));
    await store.putVector(id("ent-none"), stored("kind/1", 0, 1));
    expect((await rows()).map(({ vector }) => [...(vector ?? [])])).toEqual([[0, 1]]);
    expect(await bodyAt("a")).toBe('{"answer":"a"}');
    expect((await store.stats()).entries).toBe(1);
  });

  test("the same answer is taken again with a shorter life, and a vector renews none", async () => {
    const entry = anEntry("a");
    await store.put(entry, stored("kind/1", 1, 0));
    const shorter = {
      ...entry,
      expiresAtMs: entry.expiresAtMs - 1_000,
      staleUntilMs: entry.staleUntilMs - 1_000,
    };
    await store.put(shorter, null);
    await store.putVector(entry.id, stored("kind/1", 0, 1));
    const { headers: _headers, body: _body, ...facts } = shorter;
    expect((await rows()).map((row) => row.facts)).toEqual([facts]);
    expect(await store.getById(entry.id, entry.storedAtMs)).toMatchObject(facts);
    expect((await store.stats()).entries).toBe(1);
  });

  test("notes are kept, replaced, listed by prefix and deleted", async () => {
    for (const name of ["refused:1", "refused:2", "refused*", "rollout", "réfused:3"])
      await store.putNote(name, name);
    await store.putNote("rollout", "50 🙂");
    expect(await store.getNote("rollout")).toBe("50 🙂");
    expect(await store.getNote("none")).toBeNull();
    expect((await store.noteNames("refused:", 10)).sort()).toEqual(["refused:1", "refused:2"]);
    expect(await store.noteNames("refused*", 10)).toEqual(["refused*"]);
    expect((await store.noteNames("refused", 2)).length).toBe(2);
    await store.deleteNote("refused:1");
    await store.deleteNote("none");
    expect(await store.noteNames("refused:", 10)).toEqual(["refused:2"]);
  });

  test("a note that is not small is refused", async () => {
    await expect(store.putNote("n".repeat(600), "")).rejects.toBeInstanceOf(PortFault);
    await expect(store.putNote("n", "v".repeat(70_000))).rejects.toBeInstanceOf(PortFault);
    await expect(store.putNote("", "v")).rejects.toBeInstanceOf(PortFault);
  });

  test("a sweep takes what has ended and says how many", async () => {
    await store.put(anEntry("ended", { staleUntilMs: NOW_MS + 3_000_000 }), null);
    await store.put(anEntry("stale", { expiresAtMs: NOW_MS + 1 }), null);
    expect(await store.sweep(NOW_MS + 3_000_000, 0)).toBe(1);
    expect(await store.get(key("key-ended"), NOW_MS)).toBeNull();
    expect(await bodyAt("stale")).not.toBeNull();
    expect((await store.stats()).entries).toBe(1);
  });

  test("a sweep takes the oldest until the rest fits, and no more", async () => {
    for (let i = 0; i < 10; i++)
      await store.put(
        anEntry(`${i}`, { storedAtMs: NOW_MS - 10 + i, body: Buffer.alloc(10_000, "x") }),
        null,
      );
    const { bytes } = await store.stats();
    expect(await store.sweep(NOW_MS, Math.ceil(bytes * 0.7))).toBe(3);
    const left = await store.stats();
    expect(left.entries).toBe(7);
    expect(left.bytes).toBeLessThanOrEqual(Math.ceil(bytes * 0.7));
    expect((await rows()).map(({ facts }) => facts.id)).toEqual([9, 8, 7, 6, 5, 4, 3].map((i) => `ent-${i}`));
  });

  test("a sweep takes the oldest of tenants above their share first, and the rest only where that is not enough", async () => {
    const [large, small] = ["large" as TenantId, "small" as TenantId];
    const body = Buffer.alloc(10_000, "x");
    const put = (name: string, of: TenantId, at: number) =>
      store.put(anEntry(name, { tenant: of, storedAtMs: NOW_MS - 20 + at, body }), null);
    for (let i = 0; i < 3; i++) await put(`s${i}`, small, i);
    for (let i = 0; i < 9; i++) await put(`l${i}`, large, 3 + i);
    const { bytes } = await store.stats();
    expect(await store.sweep(NOW_MS, Math.ceil((bytes * 8) / 12), 0.5)).toBe(4);
    const ids = async () => (await rows()).map(({ facts }) => facts.id.slice(4));
    expect(await ids()).toEqual(["l8", "l7", "l6", "l5", "l4", "s2", "s1", "s0"]);
    // Both are within their share of what there is left: the oldest go.
    expect(await store.sweep(NOW_MS, Math.ceil((bytes * 7) / 12), 0.8)).toBe(1);
    expect(await ids()).toEqual(["l8", "l7", "l6", "l5", "l4", "s2", "s1"]);
  });

  test("whatever is done in whatever order, it answers like a map", async () => {
    const name = fc.constantFrom("a", "b");
    const step = fc.record({ name, deletes: fc.option(fc.nat(11), { freq: 2 }) });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const prefix = `${run++}-`;
        const model = new Map<string, Entry>();
        // Not awaited one by one: the order of calls counts, not the order of their ends.
        const done = steps.map((step, i) => {
          if (step.deletes !== null) {
            const gone = id(`ent-${prefix}${step.deletes}`);
            for (const [at, entry] of model) if (entry.id === gone) model.delete(at);
            return store.delete(gone);
          }
          const at = key(`key-${prefix}${step.name}`);
          const entry = anEntry("", { key: at, id: id(`ent-${prefix}${i}`), body: Buffer.from(`${i}`) });
          model.set(at, entry);
          return store.put(entry, null);
        });
        await Promise.all(done);
        const byId = new Map([...model.values()].map((entry) => [entry.id, entry]));
        for (const n of ["a", "b"]) {
          const at = key(`key-${prefix}${n}`);
          expect(await store.get(at, NOW_MS)).toEqual(model.get(at) ?? null);
        }
        for (let i = 0; i < steps.length; i++) {
          const wanted = id(`ent-${prefix}${i}`);
          expect(await store.getById(wanted, NOW_MS)).toEqual(byId.get(wanted) ?? null);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("after close a read and a write are refused or absent, never a crash", async () => {
    await store.put(anEntry("a"), null);
    await store.close();
    const attempt = async () => store.get(key("key-none"), NOW_MS);
    expect(await attempt().catch((error: unknown) => error instanceof PortFault)).toSatisfy(
      (result) => result === null || result === true,
    );
    await store.close();
  });
}
