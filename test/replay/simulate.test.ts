import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { createAutoIndex } from "../../src/adapters/index-auto.ts";
import { FlatIndex } from "../../src/adapters/index-flat.ts";
import { defaults } from "../../src/config.ts";
import { createWordJudge } from "../../src/core/judge/judge.ts";
import { Catalog } from "../../src/gateway/catalog.ts";
import { settingsOf } from "../../src/gateway/settings.ts";
import type { EntryFacts, EntryId, Key, Scope, UnitVector } from "../../src/model.ts";
import type { Verifier } from "../../src/ports.ts";
import type { NearSource } from "../../src/replay/near.ts";
import { SharedNear } from "../../src/replay/near.ts";
import type { Point } from "../../src/replay/point.ts";
import { recommended } from "../../src/replay/recommend.ts";
import type { Row } from "../../src/replay/row.ts";
import { adaptationAt, simulate, THRESHOLDS } from "../../src/replay/simulate.ts";
import { type Traffic, TrafficReader } from "../../src/replay/traffic.ts";
import { wordEmbedder } from "../support/harness.ts";

const settings = settingsOf({ config: defaults(), percentage: 100, keys: null });
const embedder = wordEmbedder();

/** As probable as the words that two questions share. */
const { lexicon, pairModel, thesaurus } = await loadBuiltin();
const words = createWordJudge(lexicon, pairModel, thesaurus);
const verifier: Verifier = {
  version: "shared words",
  compare(stored, asked) {
    const a = new Set(stored.split(" "));
    const b = new Set(asked.split(" "));
    const shared = [...a].filter((word) => b.has(word)).length;
    return { veto: null, probability: shared / (a.size + b.size - shared), score: 0, slot: null };
  },
  explain: () => [],
};

/** Every neighbour, however many are shared. */
function flatNear(): NearSource {
  const scopes = new Map<Scope, FlatIndex>();
  return {
    async ask(block, drop, k) {
      for (const slot of drop) for (const index of scopes.values()) index.remove(String(slot) as EntryId);
      return block.map(({ scope, slot, vector, add }) => {
        const index = scopes.get(scope) ?? new FlatIndex(vector.length);
        scopes.set(scope, index);
        const near = index.search(vector, k);
        if (add) index.add(String(slot) as EntryId, vector);
        return near.map(({ id, similarity }) => ({ slot: Number(id), similarity }));
      });
    },
    close: async () => {},
  };
}

function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

function rowOf(question: string, answer: string, more: Partial<Row> = {}): Row {
  return {
    route: "chat",
    request: { model: "m", messages: [{ role: "user", content: question }] },
    response: {
      choices: [{ index: 0, message: { role: "assistant", content: answer }, finish_reason: "stop" }],
    },
    atMs: null,
    credential: null,
    usage: { inputTokens: 10, outputTokens: 20 },
    latencyMs: 500,
    costUsd: null,
    cached: null,
    ...more,
  };
}

function trafficOf(rows: readonly Row[]): Traffic {
  const reader = new TrafficReader(settings, createSecretKey(Buffer.from("of the tests")));
  for (const [i, row] of rows.entries()) reader.take({ row }, i + 1);
  return reader.finish();
}

const run = (traffic: Traffic, entriesMax = 1000) =>
  simulate(
    traffic,
    {
      embedder,
      verifier,
      words,
      near: flatNear(),
      settings,
      entriesMax,
      priceOf: () => ({ input: 1, output: 2 }),
    },
    { delta: 0.05, confidence: 0.95, onProgress: () => {} },
  );

/** The plain way: one cache a threshold, with an index of its own. Told as [exact, semantic]. */
function alone({ asked }: Traffic, threshold: number, entriesMax: number): [number, number] {
  const catalog = new Catalog(createAutoIndex({ kind: "flat" }), entriesMax);
  const stored = new Map<Key, EntryFacts>();
  let exact = 0;
  let semantic = 0;
  for (const [i, row] of asked.entries()) {
    if (stored.has(row.key)) {
      exact++;
      continue;
    }
    const vector = embedder.embed(row.question, 1) as UnitVector;
    const best = catalog
      .search(row.scope, vector, 6)
      .map(({ facts }) => ({ facts, p: verifier.compare(facts.question, row.question, 1).probability }))
      .sort((a, b) => b.p - a.p)[0];
    if (best !== undefined && best.p >= threshold) {
      semantic++;
      catalog.touch(best.facts.id);
      continue;
    }
    const facts = { ...row, id: `${i}` as EntryId, semantic: true, storedAtMs: i } as unknown as EntryFacts;
    stored.set(row.key, facts);
    catalog.add(facts, vector);
  }
  return [exact, semantic];
}

const WORDS = "red blue green fast slow car boat train cheap dear new old".split(" ");

function questions(count: number, seed: number): string[] {
  const next = chance(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: 6 }, () => WORDS[Math.floor(next() * WORDS.length)]!).join(" "),
  );
}

describe("the simulations of a replay", () => {
  it.each([
    ["a cache that holds all", 1, 600, 10_000],
    ["a cache that forgets", 2, 2000, 400],
    ["another order", 3, 700, 200],
  ])(
    "come to what each would by itself, though they share their work: %s",
    async (_name, seed, count, max) => {
      const traffic = trafficOf(questions(count, seed).map((q) => rowOf(q, `About ${q}.`)));
      const { lanes, short } = await run(traffic, max);
      const came = lanes.slice(1).map(({ exact, semantic }) => [exact, semantic]);
      const wanted = THRESHOLDS.map((threshold) => alone(traffic, threshold, max));
      // Equal but for searches that the shared neighbours could not answer in full, each of which may move a request.
      const moved = came.flatMap(([e, s], i) => [Math.abs(e! - wanted[i]![0]), Math.abs(s! - wanted[i]![1])]);
      expect(Math.max(...moved)).toBeLessThanOrEqual(short === 0 ? 0 : count / 200);
      expect(lanes[0]!.exact).toBe(traffic.asked.length - new Set(traffic.asked.map(({ key }) => key)).size);
    },
  );

  it("never take another caller's answer, nor one past its life", async () => {
    const day = 86_400_000;
    const rows = [
      rowOf("red car", "a", { credential: "a", atMs: 1 }),
      rowOf("red car", "a", { credential: "b", atMs: 2 }),
      rowOf("red car", "a", { credential: "a", atMs: 3 }),
      rowOf("red car", "a", { credential: "a", atMs: 4 + day }),
    ];
    const { lanes } = await run(trafficOf(rows));
    expect(lanes.map(({ exact, semantic }) => [exact, semantic])).toEqual(lanes.map(() => [1, 0]));
  });

  it("read exports that come newest first", async () => {
    const rows = [rowOf("red car", "a", { atMs: 2000 }), rowOf("red car", "a", { atMs: 1000 })];
    expect(trafficOf(rows).asked.map(({ line }) => line)).toEqual([2, 1]);
  });

  it("count what a hit would have got wrong, and what it saves", async () => {
    const rows = [
      rowOf("red fast car new boat", "The capital is Lisbon."),
      rowOf("red fast car new boat cheap", "The capital is Porto."),
      rowOf("red fast car new boat dear", "The capital is Lisbon."),
    ];
    const { lanes, worst } = await run(trafficOf(rows));
    const lax = lanes[1]!;
    expect([lax.semantic, lax.wrong]).toEqual([2, 1]);
    expect(lax.saved).toMatchObject({ inputTokens: 20, outputTokens: 40, seconds: 1, usd: (20 + 80) / 1e6 });
    expect(worst).toMatchObject([{ line: 2, storedLine: 1, threshold: 0.8 }]);
  });

  it("learn nothing from an answer that a cache gave: it is no word of upstream's", async () => {
    const rows = [
      rowOf("red fast car new boat", "It is in Lisbon."),
      rowOf("red fast car new boat cheap", "It is in Lisbon.", { cached: "found" }),
    ];
    const { lanes } = await run(trafficOf(rows));
    expect(lanes[1]).toMatchObject({ semantic: 1, wrong: 0, unjudged: 1, measured: 1 });
  });
});

describe("shared neighbours", () => {
  it("are dropped when nobody holds them, and not while the next questions need them", () => {
    const shared = new SharedNear((id) => Number(id));
    const [one, two] = [shared.view(), shared.view()];
    const vector = new Float32Array([1]) as UnitVector;
    one.add("s" as Scope, "1" as EntryId, vector);
    two.add("s" as Scope, "1" as EntryId, vector);
    shared.seen(1);
    shared.seen(2);
    expect(shared.takeDropped(new Set([2]))).toEqual([]);
    expect(shared.takeDropped(new Set())).toEqual([2]);
    one.remove("s" as Scope, "1" as EntryId);
    expect(shared.takeDropped(new Set())).toEqual([]);
    two.remove("s" as Scope, "1" as EntryId);
    expect(shared.takeDropped(new Set())).toEqual([1]);
  });
});

describe("the recommendation", () => {
  const point = (threshold: number, bound: number): Point => ({
    threshold,
    adaptation_threshold: threshold - 0.1,
    hits: { exact: 1, semantic: 1, adapted: 0 },
    hit_share: 0.5,
    wrong: 0,
    wrong_share: 0,
    wrong_among_found: 0,
    unsure: 0,
    unjudged: 0,
    error_bound: bound,
    under_max_error_rate: bound <= 0.01,
    saved: { input_tokens: 0, output_tokens: 0, usd: 0, seconds: 0, hits_priced: 0, hits_timed: 0 },
  });
  const rules = { delta: 0.01, alpha: 0.04 };

  it.each([
    ["the smallest below the bound", [0.03, 0.009, 0.005], 0.8],
    ["none behind one that is not", [0.005, 0.03, 0.005], 0.9],
    ["none at all", [0.005, 0.005, 0.02], null],
  ])("is %s, walking from the strictest threshold", (_name, bounds, threshold) => {
    const points = [0.7, 0.8, 0.9].map((t, i) => point(t, bounds[i]!));
    const evidence = points.map(() => ({ evidence: 1, measured: 1000 }));
    expect(recommended(points, evidence, rules).threshold).toBe(threshold);
  });

  it("says how many more requests are needed, or that none would do", () => {
    const points = [point(0.9, 0.5)];
    const more = recommended(points, [{ evidence: -Math.log(0.04) / 2, measured: 300 }], rules);
    expect(more.requests_needed).toBe(300);
    expect(recommended(points, [{ evidence: -1, measured: 300 }], rules)).toMatchObject({
      requests_needed: null,
      why: expect.stringContaining("would not do"),
    });
  });

  it("moves both thresholds together, and never lets editing be laxer than serving", () => {
    expect(adaptationAt(0.85, settings)).toBeCloseTo(0.75);
    for (const threshold of THRESHOLDS)
      expect(adaptationAt(threshold, settings)).toBeLessThanOrEqual(threshold);
  });
});
