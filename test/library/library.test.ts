import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createIntegratedCache,
  type IntegratedCache,
  type IntegratedCacheOptions,
  startMonitoring,
} from "../../src/index.ts";
import { needNode } from "../../src/node-version.ts";
import { removeDir, temporaryDir } from "../support/process.ts";

const QUESTION = "Como implementar autenticação JWT em Python?";
const NEAR = "JWT Python implementação";
const TRAPS = ["Como implementar autenticação JWT em Java?", "Como revogar um token JWT em Python?"];
const ANSWER = {
  answer: "Use PyJWT para implementar JWT em Python…",
  sources: [
    { content: "JWT tutorial — “parte 1”\n\t✓ 🚀", score: 0.9 },
    { z: 1, a: [1e-7, null, "\u2028"] },
  ],
  confidence: 0.95,
};
const PAIR = [
  "How often should I water a cactus in winter?",
  "How often should you water a cactus in winter?",
] as const;

let dir: string;
const open: IntegratedCache[] = [];

beforeEach(() => {
  dir = temporaryDir();
  process.env["SEMBLANCE_DATA_DIR"] = dir;
});
afterEach(async () => {
  for (const cache of open.splice(0)) await cache.close();
  delete process.env["SEMBLANCE_DATA_DIR"];
  removeDir(dir);
});

async function cacheOf(options: IntegratedCacheOptions = {}): Promise<IntegratedCache> {
  const cache = await createIntegratedCache(options);
  open.push(cache);
  return cache;
}

describe("the library", () => {
  it("does what the seed's functional test does: the pair hits, its traps do not, sources come back", async () => {
    const cache = await cacheOf();
    expect(await cache.get(QUESTION)).toMatchObject({ content: null, source: "none", confidence: 0 });
    await cache.set(QUESTION, ANSWER, {
      ...{
        confidence_score: 0.95,
        processing_time_saved: 60,
        tokens_saved: 120,
        source_model: "gpt-4o-mini",
      },
    });
    const exact = await cache.get(QUESTION);
    expect(exact).toMatchObject({ source: "traditional", confidence: 1 });
    expect(JSON.stringify(exact.content)).toBe(JSON.stringify(ANSWER));
    const near = await cache.get(NEAR);
    expect(near).toMatchObject({ source: "semantic", metadata: { tokens_saved: 120, model: "gpt-4o-mini" } });
    expect(near.content).toEqual(ANSWER);
    expect(near.confidence).toBeGreaterThan(0.85);
    expect(near.metadata.entry).toBe(exact.metadata.entry);
    for (const trap of TRAPS) expect((await cache.get(trap)).content).toBeNull();
    expect(cache.getStats()).toMatchObject({
      ...{ total_requests: 5, semantic_hits: 1, traditional_hits: 1, cache_misses: 3, error_count: 0 },
      ...{ total_tokens_saved: 240, hit_rate: 0.4 },
    });
    expect(cache.getStats().total_cost_saved).toBeGreaterThan(0);
  });

  it.each([["text"], [0], [false], [null], [""], [[1, { a: [] }]], [{}], [{ __proto__: null, x: "y" }]])(
    "gives back %j as it was",
    async (value) => {
      const cache = await cacheOf();
      expect(await cache.set("What is it?", value)).toMatchObject({ stored: true });
      expect(await cache.get("What is it?")).toMatchObject({ source: "traditional", content: value });
    },
  );

  it("parts answers by domain, and by user where that is named", async () => {
    const cache = await cacheOf();
    await cache.set(PAIR[0], "general");
    await cache.set(PAIR[0], "law", { context: { domain: "law" } });
    expect((await cache.get(PAIR[0], { domain: "law", user_id: "u", session_id: "s" })).content).toBe("law");
    expect((await cache.get(PAIR[0], { domain: "general" })).content).toBe("general");
    expect((await cache.get(PAIR[1], { domain: "physics" })).content).toBeNull();
    const parted = await cacheOf({
      semantic_cache_config: { db_path: "other.db" },
      config: { cache_migration: { identity: { context: ["domain", "user_id"] } } },
    });
    await parted.set(PAIR[0], "nobody's");
    expect((await parted.get(PAIR[0])).content).toBe("nobody's");
    expect((await parted.get(PAIR[0], { user_id: "u" })).content).toBeNull();
  });

  it("keeps an unsure answer for the very same question only", async () => {
    const cache = await cacheOf();
    await cache.set(PAIR[0], "unsure", { confidence_score: 0.5 });
    expect((await cache.get(PAIR[0])).content).toBe("unsure");
    expect((await cache.get(PAIR[1])).content).toBeNull();
  });

  it("finds by key and by meaning what a cache before it stored", async () => {
    const before = await createIntegratedCache();
    await before.set(PAIR[0], ANSWER);
    await before.close();
    const after = await cacheOf();
    expect((await after.get(PAIR[0])).source).toBe("traditional");
    expect((await after.get(PAIR[1])).source).toBe("semantic");
  });

  it("serves nothing that another cache on its folder has purged, exactly or by meaning", async () => {
    const one = await cacheOf();
    await one.set(PAIR[0], "secret", { tags: ["doc:1"] });
    const two = await cacheOf();
    expect((await two.get(PAIR[0])).content).toBe("secret");
    expect((await two.get(PAIR[1])).content).toBe("secret");
    expect(await one.purge({ tag: "doc:1", dry_run: false })).toMatchObject({ purged: 1 });
    for (const cache of [two, one])
      for (const question of PAIR) expect((await cache.get(question)).content).toBeNull();
  });

  it("takes out by tag what a changed document made wrong", async () => {
    const cache = await cacheOf();
    await cache.set(PAIR[0], "of version 7", { tags: ["doc:42@v7"] });
    await cache.set("What is it?", "other", { tags: ["doc:4@v7"] });
    expect(await cache.purge({ tag: "doc:42@v7" })).toEqual({ dry_run: true, matched: 1, purged: 0 });
    await cache.purge({ tag: "doc:42@v7", dry_run: false });
    for (const question of PAIR) expect((await cache.get(question)).content).toBeNull();
    expect((await cache.get("What is it?")).content).toBe("other");
    await expect(cache.purge({})).rejects.toThrow(/names what goes/);
  });

  it("never again answers from what was reported bad, and tells why", async () => {
    const cache = await cacheOf();
    await cache.set(PAIR[0], "wrong");
    const { metadata } = await cache.get(PAIR[1]);
    expect(await cache.explain({ request: metadata.request })).toMatchObject({
      decision: { outcome: "semantic" },
    });
    await cache.feedback({ request: metadata.request, verdict: "bad" });
    expect((await cache.get(PAIR[1])).content).toBeNull();
    expect((await cache.get(PAIR[0])).content).toBe("wrong");
    expect(await cache.explain({ pair: PAIR })).toMatchObject({
      nearest: [{ probability: expect.any(Number) }],
    });
    await expect(cache.feedback({ entry: "ent_of_nobody", verdict: "bad" })).rejects.toThrow(/No such/);
  });

  it("serves nothing found by meaning in shadow, and measures it by the answer that comes", async () => {
    const cache = await cacheOf({ config: { cache_migration: { use_integrated_cache: false } } });
    await cache.set(PAIR[0], "Once a month.");
    const shadow = await cache.get(PAIR[1]);
    expect([shadow.content, shadow.metadata.similarity !== null]).toEqual([null, true]);
    expect(cache.getStats().outcomes.shadow).toBe(1);
    await cache.set(PAIR[1], "Once a month.");
    expect((await cache.get(PAIR[1])).source).toBe("traditional");
  });

  it("answers the very same question while its embedder fails, or is off", async () => {
    const embedder = {
      ...{ kind: "openai", base_url: "http://127.0.0.1:9/v1", model: "gone" },
      timeout_ms: 300,
    } as const;
    for (const options of [
      { enable_semantic: false },
      { config: { cache_migration: { semantic_cache: { embedder } } } },
    ] as unknown as IntegratedCacheOptions[]) {
      const cache = await cacheOf({ ...options, semantic_cache_config: { db_path: `${open.length}.db` } });
      await cache.set(PAIR[0], ANSWER);
      expect((await cache.get(PAIR[0])).source).toBe("traditional");
      expect((await cache.get(PAIR[1])).content).toBeNull();
    }
  });
});

describe("what the library refuses", () => {
  it("names a question or response that cannot be", async () => {
    const cache = await cacheOf();
    const loop: { self?: object } = {};
    loop.self = loop;
    const large = { answer: "x".repeat(5e6) };
    for (const [question, response, says] of [
      ["", 1, /question: empty/],
      [" \n", 1, /question: empty/],
      [42, 1, /question: number/],
      ["half \ud800 of a pair?", 1, /question: half of a surrogate pair/],
      ["q?", undefined, /response: undefined cannot be stored/],
      ["q?", () => 1, /response: function cannot be stored/],
      ["q?", loop, /response: .*circular/],
      ["q?", 10n, /response: .*BigInt/],
      ["q?", large, /response: \d+ bytes as JSON; at most/],
    ] as [string, string, RegExp][]) {
      await expect(cache.set(question, response)).rejects.toThrow(TypeError);
      await expect(cache.set(question, response)).rejects.toThrow(says);
    }
    await expect(cache.get("" as string)).rejects.toThrow(/question: empty/);
    await cache.set("A NUL \0 in it?", "kept");
    expect((await cache.get("A NUL \0 in it?")).content).toBe("kept");
  });

  it("names an option that cannot be", async () => {
    const cache = await cacheOf();
    for (const [options, says] of [
      [{ confidence_score: 2 }, /confidence_score: 2; a number from 0 to 1/],
      [{ tokens_saved: "many" }, /tokens_saved/],
      [{ tags: "a" }, /tags: a list/],
      [{ tag: ["a"] }, /there is no "tag"/],
      [{ context: "law" }, /context: an object/],
      [{ context: { domain: 7 } }, /context\.domain/],
      [[], /options: an object with some of context, /],
    ] as unknown as [object, RegExp][])
      await expect(cache.set("q?", 1, options)).rejects.toThrow(says);
    for (const [options, says] of [
      [{ enable_semantics: true }, /there is no "enable_semantics"/],
      [
        { semantic_cache_config: { similarity_threshold: 2 } },
        /semantic_cache\.similarity_threshold.*0 to 1/s,
      ],
      [{ semantic_cache_config: { ttl: 2 } }, /^configuration: \S*semantic_cache\.ttl: [^\n]*$/],
      ...[null, 5, "x", []].map((given) => [given, /options: an object with some of enable_semantic, /]),
      [{ config: { cache_migration: { traffic_percentage: "auto" } } }, /traffic_percentage: auto/],
      [{ config: 5 }, /^config: 5; an object in the shape of the file$/],
      [{ config: { cache_migration: [] } }, /^config\.cache_migration: \[\]; an object/],
      [{ semantic_cache_config: "0.9" }, /^semantic_cache_config: "0\.9"; an object/],
    ] as unknown as [IntegratedCacheOptions, RegExp][])
      await expect(createIntegratedCache(options)).rejects.toThrow(says);
    for (const of of [null, "q?", {}, { request: "a", pair: PAIR }, { question: "q?" }])
      await expect(cache.explain(of as unknown as { request: string })).rejects.toThrow(
        /explain: an object with request .* or pair/,
      );
  });

  it("counts what was stored, and what was not", async () => {
    const cache = await cacheOf();
    await cache.set("How do I cancel?", "By mail.");
    await cache.get("How do I cancel?");
    expect(cache.getStats()).toMatchObject({ total_requests: 1, stored: 1 });
  });

  it("names a db_path that is a folder, below a file, or another program's", async () => {
    writeFileSync(join(dir, "plain"), "a file of another program");
    mkdirSync(join(dir, "folder"));
    for (const db_path of [join(dir, "folder"), join(dir, "plain", "cache.db"), join(dir, "plain")])
      await expect(createIntegratedCache({ semantic_cache_config: { db_path } })).rejects.toThrow(
        new RegExp(`db_path: ${db_path} `),
      );
  });

  it("stores a value as it was when it was given", async () => {
    const cache = await cacheOf();
    const value = { answer: "By mail.", steps: ["write"] };
    const stored = cache.set("How do I cancel?", value);
    value.steps.push("added later");
    await stored;
    expect((await cache.get("How do I cancel?")).content).toEqual({ answer: "By mail.", steps: ["write"] });
  });

  it("monitors no cache that is closed", async () => {
    const cache = await createIntegratedCache();
    await cache.close();
    await expect(startMonitoring(cache)).rejects.toThrow(/no open cache/);
  });

  it("names a db_path on a file system that makes no folders", async () => {
    const db_path = "/proc/semblance-none/cache.db";
    await expect(createIntegratedCache({ semantic_cache_config: { db_path } })).rejects.toThrow(
      /cannot be made/,
    );
  });

  it("rejects every call after close, which may be called again", async () => {
    const cache = await createIntegratedCache();
    await cache.close();
    await cache.close();
    for (const call of [
      ...[cache.get("q?"), cache.set("q?", 1), cache.purge({ all: true })],
      cache.explain({ request: "r" }),
    ])
      await expect(call).rejects.toThrow("the cache is closed");
  });

  it("says which Node it needs", () => {
    expect(() => needNode("20.20.2")).toThrow(
      "semblance-gateway needs Node 22.18 or newer; this is v20.20.2",
    );
    expect(() => needNode("22.17.9")).toThrow();
    for (const version of ["22.18.0", "24.0.0", "26.1.0"]) expect(() => needNode(version)).not.toThrow();
  });
});

describe("monitoring", () => {
  it("collects, sums up and exports in the seed's shape", async () => {
    const cache = await cacheOf();
    const monitoring = await startMonitoring(cache, { collection_interval: 1, retention_hours: 1 });
    await cache.set(PAIR[0], "Once a month.", { tokens_saved: 50, processing_time_saved: 2 });
    for (const question of [...PAIR, "Another?"]) await cache.get(question);
    while (monitoring.history(1).length < 2) await new Promise(setImmediate);
    expect(monitoring.summary(1)).toMatchObject({
      ...{ period_hours: 1, total_requests: 3, adaptations: 0, errors: 0 },
      hit_rate: { average: expect.any(Number), trend: expect.any(String) },
      semantic_performance: { hits: 1 },
      savings: { tokens: 100 },
    });
    const path = await monitoring.exportMetrics(join(dir, "out", "metrics.json"));
    const exported = JSON.parse(readFileSync(path, "utf8"));
    expect(exported).toMatchObject({
      exported_at: expect.any(Number),
      metrics_count: exported.metrics.length,
    });
    expect(exported.metrics[0]).toMatchObject({
      cache_hits: expect.any(Number),
      cost_savings: expect.any(Number),
    });
    await monitoring.stop();
    await monitoring.stop();
  });

  it("is of a cache of this process, with options and hours that can be", async () => {
    await expect(startMonitoring({} as IntegratedCache)).rejects.toThrow(/cache: this is no open cache/);
    const cache = await cacheOf();
    await expect(startMonitoring(cache, { collection_interval: 0 })).rejects.toThrow(
      /collection_interval: 0/,
    );
    const monitoring = await startMonitoring(cache);
    for (const hours of [0, -1, Number.NaN, 8_761]) {
      expect(() => monitoring.summary(hours)).toThrow(/^hours: .*from 1 to 8760/);
      expect(() => monitoring.history(hours)).toThrow(/^hours: /);
    }
    await monitoring.stop();
    for (const options of [null, 5, { interval: 1 }])
      await expect(startMonitoring(cache, options as object)).rejects.toThrow(/options: .*retention_hours/);
  });
});
