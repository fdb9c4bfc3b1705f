import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAutoIndex } from "../../src/adapters/index-auto.ts";
import { createLabelsFile } from "../../src/adapters/labels-file.ts";
import { Catalog } from "../../src/gateway/catalog.ts";
import { ConfirmedPairs } from "../../src/learn/confirmed-pairs.ts";
import { isLabel, type Label, Labels } from "../../src/learn/labels.ts";
import { type EntryFacts, type EntryId, type Key, type Scope, unitVector } from "../../src/model.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "semblance-confirmed-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const fail = (error: unknown) => {
  throw error;
};
const label = (more: Partial<Label> = {}): Omit<Label, "id"> => ({
  ...{
    atMs: 1,
    source: "miss",
    verdict: "same",
    judge: "answer",
    tier: "semantic",
    score: 1,
    probability: 0.5,
  },
  ...{ similarity: 0.8, figures: null, q: 1, group: "chat m", entry: "e", question: "q", version: "v" },
  ...more,
});

/** Labels on disk, and what they confirm; two are needed. */
async function open(max?: number) {
  const pairs = new ConfirmedPairs(() => 2, max);
  const log = createLabelsFile({ path: join(dir, "labels.jsonl"), isLabel, onFault: fail, nowMs: () => 7 });
  const labels = new Labels(log, fail, 1_000, [pairs]);
  await labels.load();
  const by = (entry: string, question: string, form: string | null = null) =>
    pairs.labelsFor(entry as EntryId, question as Key, () => form);
  const add = (...all: Partial<Label>[]) => {
    for (const more of all) labels.add(label(more));
  };
  return { pairs, labels, by, add };
}

describe("confirmed pairs", () => {
  it("are told by entry and question, and by nothing less", async () => {
    const { by, add } = await open();
    add({}, {});
    expect([by("e", "q"), by("e", "other"), by("other", "q")]).toEqual([2, 0, 0]);
  });

  it("take questions of one form for one, whichever was labelled and whichever is asked", async () => {
    const { by, add } = await open();
    add({ question: "q1", form: "f" }, { question: "q2", form: "f" });
    expect([by("e", "q3", "f"), by("e", "q1", "f"), by("e", "q1", "g")]).toEqual([2, 2, 0]);
    add({ question: "q3", form: "f", verdict: "different" });
    expect(by("e", "q1", "f")).toBe(0);
  });

  it("ask for the form only where the entry was ever labelled", async () => {
    const { pairs } = await open();
    const asked = () => expect.unreachable();
    expect(pairs.labelsFor("e" as EntryId, "q" as Key, asked)).toBe(0);
  });

  it("are there after a restart, from labels with a form and from older ones without", async () => {
    const first = await open();
    first.add({}, {}, { entry: "f", form: "f" }, { entry: "f", form: "f" });
    first.add({ entry: "g" }, { entry: "g" }, { entry: "g", verdict: "different" });
    await first.labels.close();
    const { by } = await open();
    expect([by("e", "q"), by("f", "q", "f"), by("g", "q")]).toEqual([2, 2, 0]);
  });

  it("go with the labels that they rest on", async () => {
    const { by, add, labels, pairs } = await open();
    add({ atMs: 1 }, { atMs: 2 }, { atMs: 2, entry: "f" }, { atMs: 2, entry: "f" });
    await labels.delete({ beforeMs: 2 });
    expect([by("e", "q"), by("f", "q")]).toEqual([0, 2]);
    await labels.delete({ entry: "f" });
    expect(by("f", "q")).toBe(0);
    await labels.delete({ all: true });
    expect(pairs.size).toBe(0);
  });

  it("are bounded: the entry that was heard of longest ago goes first", async () => {
    const { by, add, pairs } = await open(3);
    for (const entry of ["a", "b", "c"]) add({ entry }, { entry });
    add({ entry: "a" }, { entry: "d" }, { entry: "d" });
    expect(pairs.size).toBe(3);
    expect(["a", "b", "c", "d"].map((entry) => by(entry, "q"))).toEqual([3, 0, 2, 2]);
  });

  it("go with an entry that is replaced, removed or pushed out, and stay with one that is indexed again", async () => {
    const { by, add, pairs } = await open();
    const catalog = new Catalog(createAutoIndex({ kind: "flat" }), 2, (entry) => pairs.forget(entry));
    const facts = (id: string, key: string, storedAtMs = 1) =>
      ({ id, key, scope: "s" as Scope, question: "", storedAtMs }) as unknown as EntryFacts;
    const vector = unitVector([1, 0.5])!;
    const put = (id: string, key = id) => catalog.add(facts(id, key), vector);
    for (const entry of ["a", "b", "c"]) add({ entry }, { entry });
    put("a");
    put("a");
    expect(by("a", "q")).toBe(2);
    put("a-again", "a");
    expect([by("a", "q"), by("a-again", "q")]).toEqual([0, 0]);
    put("b");
    catalog.remove("b" as EntryId);
    expect(by("b", "q")).toBe(0);
    put("c");
    put("d");
    put("e");
    expect([by("c", "q"), pairs.size]).toEqual([0, 0]);
  });
});
