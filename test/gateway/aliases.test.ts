import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAutoIndex } from "../../src/adapters/index-auto.ts";
import { Aliases } from "../../src/gateway/aliases.ts";
import { Catalog } from "../../src/gateway/catalog.ts";
import { type EntryFacts, type EntryId, type Scope, unitVector } from "../../src/model.ts";
import { anEntry } from "../support/entries.ts";
import { type Harness, startHarness } from "../support/harness.ts";
import { startUpstream, type TestUpstream } from "../support/upstream.ts";

const id = (name: string) => name as EntryId;

describe("aliases", () => {
  it("are bounded by entry and in all, the oldest first, and none is made twice", () => {
    const aliases = new Aliases(3);
    const left = (of: string, text: string) =>
      aliases.add(id(of), text, 2)?.left.map((alias) => alias.text) ?? null;
    expect([left("a", "1"), left("a", "1"), left("a", "2"), left("a", "3")]).toEqual([[], null, [], ["1"]]);
    expect([left("b", "4"), left("c", "5")]).toEqual([[], ["2"]]);
    expect(aliases.size).toBe(3);
    expect(aliases.remove(id("a")).map(({ text }) => text)).toEqual(["3"]);
    expect(aliases.entries).toEqual(["b", "c"]);
  });

  it("lead to the entry by their own wording, once, and go with it", () => {
    const index = createAutoIndex({ kind: "flat" });
    const catalog = new Catalog(index, 10);
    const facts: EntryFacts = anEntry("a");
    const [stored, alias] = [unitVector([1, 0]), unitVector([0, 1])];
    if (stored === null || alias === null) throw new Error("no vectors");
    catalog.add(facts, stored);
    expect(catalog.addAlias(facts.id, facts.question, alias, 2)).toBe(false);
    expect(catalog.addAlias(id("none"), "Another?", alias, 2)).toBe(false);
    expect(catalog.addAlias(facts.id, "Another?", alias, 2)).toBe(true);
    const found = (scope: Scope = facts.scope) =>
      catalog.search(scope, alias, 5).map((near) => [near.facts.id, near.facts.question, near.isAlias]);
    expect(found()).toEqual([[facts.id, "Another?", true]]);
    expect(found("other" as Scope)).toEqual([]);
    catalog.removeAliases(facts.id);
    expect(found()).toEqual([[facts.id, facts.question, false]]);
    catalog.addAlias(facts.id, "Another?", alias, 2);
    catalog.remove(facts.id);
    expect([found(), index.size]).toEqual([[], 0]);
  });
});

describe("a question near an alias", () => {
  let up: TestUpstream;
  let gateway: Harness;
  beforeAll(async () => {
    up = await startUpstream();
  });
  afterAll(() => up.close());
  beforeEach(async () => {
    gateway = await startHarness({ upstream: up.url });
    return () => gateway.close();
  });

  it("is answered by the entry until the alias goes", async () => {
    await gateway.chat("How are tides made?");
    const cached = { "cache-control": "only-if-cached" };
    const ask = async () => {
      const { outcome, content, headers } = await gateway.chat("moves sea the What?", {}, cached);
      return { outcome, content, entry: headers.get("x-semblance-entry") };
    };
    expect((await ask()).outcome).toBe("miss");
    const all: EntryFacts[] = [];
    for await (const facts of gateway.deps.store.facts(Date.now())) all.push(facts);
    const [stored] = all;
    if (stored === undefined) throw new Error("nothing is stored");
    const text = "What moves the sea?";
    const vector = await gateway.deps.embedder.embed(text, 1000);
    expect(gateway.deps.catalog.addAlias(stored.id, text, vector, 1)).toBe(true);
    expect(await ask()).toEqual({
      outcome: "semantic",
      content: "You asked: How are tides made?",
      entry: stored.id,
    });
    gateway.deps.catalog.removeAliases(stored.id);
    expect((await ask()).outcome).toBe("miss");
  });
});
