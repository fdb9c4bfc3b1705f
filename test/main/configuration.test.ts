import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Config, defaults } from "../../src/config.ts";
import { Configuration } from "../../src/main/configuration.ts";

function configurationOf(config: Config = defaults()): { configuration: Configuration; warned: object[] } {
  const warned: object[] = [];
  const log = { info() {}, error() {}, warn: (fields: object) => void warned.push(fields) };
  return { configuration: new Configuration({ config, configPath: null, env: {}, log }), warned };
}

function withPort(config: Config, port: number): Config {
  return { ...config, listen: { ...config.listen, port } };
}

function withLife(config: Config, ttl_seconds: number): Config {
  const { cache_migration: cache } = config;
  return {
    ...config,
    cache_migration: { ...cache, semantic_cache: { ...cache.semantic_cache, ttl_seconds } },
  };
}

const LOCAL = {
  kind: "local",
  model_path: "m.onnx",
  tokenizer_path: "tokenizer.json",
  model: "m",
  prefix: "",
  likeness: 0.9,
  languages: ["en"],
  timeout_ms: 1_000,
} as const satisfies Config["cache_migration"]["rollout"]["judge"];

describe("a reload", () => {
  it("is seen by every part at once, with the new value in force", async () => {
    const { configuration } = configurationOf();
    const seen: number[] = [];
    const lifeNow = () => configuration.current.cache_migration.semantic_cache.ttl_seconds;
    for (const _ of [1, 2]) configuration.onReload(async () => ({ commit: () => void seen.push(lifeNow()) }));
    await configuration.apply(withLife(defaults(), 77));
    expect([lifeNow(), ...seen]).toEqual([77, 77, 77]);
  });

  it("changes nothing where one part cannot follow, and gives back what others had made", async () => {
    const { configuration } = configurationOf();
    const done: string[] = [];
    configuration.onReload(() => ({
      commit: () => void done.push("commit"),
      discard: () => void done.push("discard"),
    }));
    configuration.onReload(() => Promise.reject(new Error("no such upstream")));
    await expect(configuration.apply(withLife(defaults(), 77))).rejects.toThrow("no such upstream");
    expect(done).toEqual(["discard"]);
    expect(configuration.current).toEqual(defaults());
  });

  it("puts the demo model in a real upstream's place at its name only, not where a file was emptied", async () => {
    const dir = mkdtempSync(join(tmpdir(), "semblance-emptied-"));
    const configPath = join(dir, "semblance.yaml");
    const real = { ...defaults(), upstream: { ...defaults().upstream, base_url: "http://h/v1" } };
    const log = { info() {}, error() {}, warn() {} };
    const configuration = new Configuration({ config: real, configPath, env: {}, log });
    const reload = (text: string) => {
      writeFileSync(configPath, text);
      return configuration.reload();
    };
    for (const text of ["", "# nothing\n", "listen: { port: 8080 }\n", "upstream: { api_key: k }\n"])
      expect(await reload(text)).toBe(
        `${configPath}: upstream.base_url: missing: an upstream, or demo, as a real one is in force`,
      );
    expect(configuration.current).toEqual(real);
    expect(await reload("upstream: { base_url: demo }\n")).toBeNull();
    expect(configuration.current.upstream.base_url).toBe("demo");
    expect(await reload("")).toBeNull();
    rmSync(dir, { recursive: true });
  });

  it("answers which keys wait for a restart, and keeps the sockets' own", async () => {
    const { configuration, warned } = configurationOf();
    const late = await configuration.apply(withLife(withPort(defaults(), 9999), 77));
    expect(late).toEqual(["listen.port"]);
    expect(warned).toEqual([{ keys: ["listen.port"] }]);
    expect(configuration.current.listen.port).toBe(defaults().listen.port);
    expect(configuration.current.cache_migration.semantic_cache.ttl_seconds).toBe(77);
  });

  it("keeps the judge of before until a start loads another local model", async () => {
    const { configuration } = configurationOf();
    const withJudge = (judge: Config["cache_migration"]["rollout"]["judge"]): Config => {
      const { cache_migration: cache } = defaults();
      return { ...defaults(), cache_migration: { ...cache, rollout: { ...cache.rollout, judge } } };
    };
    const kindNow = () => configuration.current.cache_migration.rollout.judge.kind;
    const seen: string[] = [];
    configuration.onReload((next) => {
      seen.push(next.cache_migration.rollout.judge.kind);
      return { commit() {} };
    });
    expect(await configuration.apply(withJudge(LOCAL))).toEqual(
      ["model_path", "prefix", "tokenizer_path"].map((name) => `cache_migration.rollout.judge.${name}`),
    );
    expect(kindNow()).toBe("auto");
    const started = configurationOf(withJudge(LOCAL)).configuration;
    expect(await started.apply(withJudge({ ...LOCAL, likeness: 0.95 }))).toEqual([]);
    expect(started.current.cache_migration.rollout.judge).toEqual({ ...LOCAL, likeness: 0.95 });
    expect(await started.apply(withJudge({ kind: "answer" }))).toEqual([]);
    expect(started.current.cache_migration.rollout.judge.kind).toBe("answer");
    expect(seen).toEqual(["auto"]);
  });

  it("waits for the one before it: two never mix", async () => {
    const { configuration } = configurationOf();
    const order: string[] = [];
    configuration.onReload(async (next) => {
      const life = next.cache_migration.semantic_cache.ttl_seconds;
      order.push(`prepare ${life}`);
      await Promise.resolve();
      return { commit: () => void order.push(`commit ${life}`) };
    });
    await Promise.all([
      configuration.apply(withLife(defaults(), 60)),
      configuration.apply(withLife(defaults(), 61)),
    ]);
    expect(order).toEqual(["prepare 60", "commit 60", "prepare 61", "commit 61"]);
  });
});
