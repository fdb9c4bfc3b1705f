import { beforeEach, describe, expect, it } from "vitest";
import { createAutoIndex } from "../../src/adapters/index-auto.ts";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { type Config, defaults } from "../../src/config.ts";
import { Catalog } from "../../src/gateway/catalog.ts";
import { Purges } from "../../src/gateway/purges.ts";
import type { JudgedPair } from "../../src/label/deps.ts";
import { ConfirmedPairs } from "../../src/learn/confirmed-pairs.ts";
import type { Label } from "../../src/learn/labels.ts";
import { startAgeing } from "../../src/main/ageing.ts";
import { createAliasing } from "../../src/main/aliasing.ts";
import { Signal } from "../../src/main/signal.ts";
import type { Entry, UnitVector } from "../../src/model.ts";
import { anEntry } from "../support/entries.ts";
import { wordEmbedder } from "../support/harness.ts";
import { soon } from "../support/soon.ts";

const LIFE = 1_000_000;
const ALIAS = "What moves the sea?";

let entry: Entry;
let labelled: Signal<Label>;
let faults: unknown[];
const embedder = wordEmbedder();
const vectorOf = (text: string) => embedder.embed(text, 1000) as UnitVector;
const telemetry = { onFault: (_: unknown, error: unknown) => void faults.push(error) };

beforeEach(() => {
  const storedAtMs = Date.now();
  const expiresAtMs = storedAtMs + LIFE;
  entry = { ...anEntry("a"), storedAtMs, expiresAtMs, staleUntilMs: expiresAtMs, semantic: true };
  labelled = new Signal<Label>();
  faults = [];
});

const pairOf = (more: Partial<JudgedPair> = {}): JudgedPair => ({
  ...{ source: "shadow", verdict: "same", judge: "answer", tier: "semantic", q: 1, group: "chat m" },
  ...{ score: 0, probability: 0.99, similarity: 0.9, entry: entry.id, question: "another" },
  ...{ texts: { stored: entry.question, asked: ALIAS } },
  ...more,
});
const labelOf = (more: Partial<JudgedPair> = {}): Label => {
  const { texts: _, ...pair } = pairOf(more);
  return { ...pair, id: "1", atMs: 0, version: "v", figures: null };
};

describe("a wording that labels confirm", () => {
  const stand = (perEntry: number) => {
    const config = defaults();
    const current: Config = {
      ...config,
      cache_migration: {
        ...config.cache_migration,
        semantic_cache: { ...config.cache_migration.semantic_cache, aliases_per_entry: perEntry },
      },
    };
    const catalog = new Catalog(createAutoIndex({ kind: "flat" }), 10);
    catalog.add(entry, vectorOf(entry.question));
    const confirmedPairs = new ConfirmedPairs(() => 2);
    const told = createAliasing({
      configuration: { current, onReload: () => {} },
      ...{ telemetry, meaning: { catalog, embedder }, learning: { labelled, confirmedPairs } },
    });
    return {
      judged(more: Partial<JudgedPair> = {}) {
        confirmedPairs.added(labelOf(more));
        labelled.emit(labelOf(more));
        told(pairOf(more));
      },
      found: () => catalog.search(entry.scope, vectorOf(ALIAS), 1).map(({ isAlias }) => isAlias),
    };
  };

  it("becomes an alias when it is confirmed, and no sooner; a label against the answer takes it away", async () => {
    const { judged, found } = stand(2);
    judged();
    judged({ tier: "adapted" });
    await Promise.resolve();
    expect(found()).toEqual([false]);
    judged();
    await soon(() => expect(found()).toEqual([true]));
    judged({ verdict: "different", question: "a third" });
    expect(found()).toEqual([false]);
    expect(faults).toEqual([]);
  });

  it("becomes none where none are wanted", async () => {
    const { judged, found } = stand(0);
    for (let i = 0; i < 4; i++) judged();
    await Promise.resolve();
    expect(found()).toEqual([false]);
  });
});

describe("an answer that a fresh one contradicts", () => {
  const stand = async () => {
    const store = createMemoryStore({ entriesMax: 10, bytesMax: 1e6 });
    const catalog = new Catalog(createAutoIndex({ kind: "flat" }), 10);
    await store.put(entry, null);
    catalog.add(entry, vectorOf(entry.question));
    startAgeing({
      ...{ telemetry, storage: { store }, learning: { labelled }, keeping: { purges: new Purges() } },
      meaning: { catalog, embedder, secondLook: null },
    });
    return async () => (await store.getById(entry.id, entry.storedAtMs))?.expiresAtMs;
  };

  it("ages faster by checks and shadow, not by trials, doubt, edits or an answer that was heard already", async () => {
    const expires = await stand();
    const silent: Partial<JudgedPair>[] = [
      ...([{ verdict: "same" }, { verdict: "unsure" }, { source: "miss" }, { source: "known" }] as const),
      ...([{ tier: "adapted" }, { tier: null }, { follower: true }] as const),
    ];
    for (const more of silent) labelled.emit(labelOf({ verdict: "different", ...more }));
    await Promise.resolve();
    expect(await expires()).toBe(entry.expiresAtMs);
    labelled.emit(labelOf({ verdict: "different", source: "sample" }));
    await soon(async () => expect(await expires()).toBeLessThan(entry.expiresAtMs - LIFE / 3));
    expect(faults).toEqual([]);
  });
});
