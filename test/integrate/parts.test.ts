import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { configOf } from "../../src/config.ts";
import { completed, newConfig } from "../../src/integrate/config-text.ts";
import { frameworksIn } from "../../src/integrate/frameworks.ts";
import { INTEGRATE_WORDS } from "../../src/integrate/words.ts";

const FOUND = { upstream: "https://api.example.org/v1", port: 8080, adminPort: 8081, redisUrl: null };

describe("the configuration that an integration leaves", () => {
  it.each([null, "redis://127.0.0.1:6379"])(
    "is valid and says what was found, with Redis at %s",
    (redisUrl) => {
      const loaded = configOf(parse(newConfig({ ...FOUND, redisUrl }, "about")), {});
      if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
      expect(loaded.config.upstream.base_url).toBe(FOUND.upstream);
      expect(loaded.config.cache_migration.semantic_cache.enable_redis).toBe(redisUrl !== null);
    },
  );

  it("keeps an owner's file word for word where it lacks nothing", () => {
    const text = newConfig(FOUND, "about").replace("auto\n", "25   # by hand\n");
    expect(completed(text, { ...FOUND, upstream: "http://other/v1", port: 1 })).toBe(text);
  });

  it("puts in what an owner's file lacks, and keeps values, order and comments", () => {
    const text = "# mine\nlisten:\n  port: 9000 # chosen\ncache_migration:\n  use_integrated_cache: false\n";
    const done = completed(text, FOUND) ?? "";
    for (const kept of ["# mine", "port: 9000 # chosen", "use_integrated_cache: false"])
      expect(done).toContain(kept);
    expect(parse(done)).toMatchObject({
      upstream: { base_url: FOUND.upstream },
      cache_migration: { use_integrated_cache: false, traffic_percentage: "auto" },
    });
    expect(completed(done, FOUND)).toBe(done);
    expect(completed("a: [", FOUND)).toBeNull();
  });
});

describe("the frameworks of a folder", () => {
  const names = (packageJson: string | null, ...python: string[]) =>
    frameworksIn({ packageJson, python }).map(({ name }) => name);

  it("are those that its files name", () => {
    expect(names('{"dependencies":{"@langchain/openai":"1"},"devDependencies":{"ai":"5"}}')).toEqual([
      "Vercel AI SDK",
      "LangChain (TypeScript)",
    ]);
    expect(
      names(null, "pydantic_ai==1.0\nlitellm>=1\n", '[project]\ndependencies = ["llama-index~=0.12"]'),
    ).toEqual(["LlamaIndex (Python)", "pydantic-ai", "LiteLLM"]);
  });

  it("are the usual clients where none is named", () => {
    for (const found of [names(null), names("no JSON", "openai-whisper\nmy-instructor")])
      expect(found).toEqual(["openai (TypeScript)", "openai (Python)"]);
  });

  it("each show the base URL", () => {
    for (const { snippet } of frameworksIn({
      packageJson: '{"dependencies":{"openai":"1","llamaindex":"1"}}',
      python: [],
    }))
      expect(snippet("http://127.0.0.1:8080/v1")).toContain('"http://127.0.0.1:8080/v1"');
  });
});

describe("what is said", () => {
  it("has the same names in both languages, and no phrase of one in the other", () => {
    const { en, "pt-BR": pt } = INTEGRATE_WORDS;
    expect(Object.keys(pt)).toEqual(Object.keys(en));
    expect(Object.keys(pt.checks)).toEqual(Object.keys(en.checks));
    expect(pt.nextSteps("u")).toHaveLength(en.nextSteps("u").length);
    expect(pt.steps.filter((step) => en.steps.includes(step))).toEqual([]);
  });
});
