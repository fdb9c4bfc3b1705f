// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is the file's own syntax
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import {
  type Config,
  dataPath,
  defaults,
  type Environment,
  formatFaults,
  gatewayKeys,
  isLoopback,
  jsonSchema,
  loadConfig,
  loadPrices,
  masked,
  notYetInForce,
  restartOnly,
} from "../../src/config.ts";
import { settingsOf } from "../../src/gateway/settings.ts";

const dir = mkdtempSync(join(tmpdir(), "semblance-config-"));
afterAll(() => rmSync(dir, { recursive: true }));

let files = 0;
function load(text: string, env: Environment = {}): Config {
  const path = join(dir, `c${files++}.yaml`);
  writeFileSync(path, text);
  const loaded = loadConfig({ path, env });
  if (!loaded.ok) throw new Error(formatFaults(loaded.faults));
  return loaded.config;
}

const config = (name: string) => resolve(import.meta.dirname, "../../config", name);

describe("what is not written has its default", () => {
  test.each([
    ["an empty file", ""],
    ["comments alone", "# nothing\n"],
    [
      "empty blocks",
      "listen:\nadmin: {}\ncache_migration:\n  semantic_cache:\n    embedder:\n  rollout:\n    steps:\n",
    ],
    ["a byte order mark", "\uFEFF"],
    ["an empty document", "---\n...\n"],
  ])("%s", (_what, text) => {
    expect(load(text)).toEqual(defaults());
  });

  it("needs no file", () => {
    expect(loadConfig({ path: null, env: {} })).toEqual({
      ok: true,
      config: defaults(),
      path: null,
      sources: {},
      namesUpstream: false,
    });
  });

  it("keeps the defaults beside what is written", () => {
    const { listen, cache_migration: cache } = load(
      "listen: { port: 1 }\ncache_migration:\n  traffic_percentage: 10\n",
    );
    expect(listen).toEqual({ ...defaults().listen, port: 1 });
    expect(cache).toEqual({ ...defaults().cache_migration, traffic_percentage: 10 });
  });

  it("is the commented file, word for word", () => {
    const loaded = loadConfig({ path: config("semblance.yaml"), env: {} });
    expect(loaded.ok && loaded.config).toEqual(defaults());
  });

  it("is explained there: every name, each with a line of its own or a comment", () => {
    const text = readFileSync(config("semblance.yaml"), "utf8");
    for (const name of namesOf(defaults())) expect(text, name).toMatch(new RegExp(`^ *(# )?${name}:.*`, "m"));
    const bare = text
      .split("\n")
      .filter(
        (line, i, all) => /^ *\w+:/.test(line) && !line.includes("#") && !/^ *#/.test(all[i - 1] ?? ""),
      );
    expect(bare).toEqual(["cache_migration:", "  semantic_cache:", "    alerts:"]);
    expect(text.startsWith("# yaml-language-server: $schema=./schema.json\n")).toBe(true);
  });
});

function namesOf(block: object): string[] {
  return Object.entries(block).flatMap(([name, value]) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !("kind" in value) &&
    !("slots" in value) &&
    name !== "adaptation"
      ? [name, ...namesOf(value)]
      : [name],
  );
}

describe("the first guide's file", () => {
  it("loads: look-ups in shadow, Redis, a thousand entries", () => {
    const loaded = loadConfig({ path: config("cache_migration.yaml"), env: {} });
    if (!loaded.ok) throw new Error(formatFaults(loaded.faults));
    const { cache_migration: cache } = loaded.config;
    expect(cache.use_integrated_cache).toBe(false);
    expect(cache.semantic_cache.enable_redis).toBe(true);
    expect(cache.semantic_cache.max_memory_entries).toBe(1000);
    expect(cache.monitoring.enable_detailed_logs).toBe(true);
  });

  it("loads in its later phases", () => {
    const { cache_migration: cache } = load(
      "cache_migration:\n  enable_traditional: true\n  use_integrated_cache: true\n  traffic_percentage: 10\n  semantic_cache:\n    enable_redis: false\n    redis_url: redis://localhost:6379\n    db_path: storage/semantic_cache.db\n",
    );
    expect(cache.traffic_percentage).toBe(10);
  });
});

describe("the threshold", () => {
  const thresholdOf = (text: string) => {
    const { cache_migration: cache } = load(text);
    return cache.semantic_cache.similarity_threshold;
  };

  it("is what is measured by default, and a floor where the first guide's file names one", () => {
    expect(thresholdOf("{}\n")).toBe("auto");
    const loaded = loadConfig({ path: config("cache_migration.yaml"), env: {} });
    expect(loaded.ok && loaded.config.cache_migration.semantic_cache.similarity_threshold).toBe(0.85);
  });

  it("of auto is .85 before anything is measured, and by hand; an allowance of errors changes nothing of that", () => {
    const strict = load("cache_migration:\n  rollout: { max_error_rate: 0.001 }\n");
    for (const given of [load("{}\n"), strict]) {
      const { policy } = settingsOf({ config: given, percentage: 100, keys: null });
      expect(policy.similarityThreshold).toBe(0.85);
    }
  });
});

describe("values of every form are read", () => {
  it("takes auto where a number may be", () => {
    const { listen, cache_migration: cache } = load(
      "listen: { workers: auto }\ncache_migration:\n  traffic_percentage: auto\n  semantic_cache: { similarity_threshold: auto, adaptation_threshold: 0.99 }\n",
    );
    expect([listen.workers, cache.traffic_percentage, cache.semantic_cache.similarity_threshold]).toEqual([
      "auto",
      "auto",
      "auto",
    ]);
  });

  it("takes each kind of block with its own names", () => {
    const { cache_migration: cache } = load(`
cache_migration:
  semantic_cache:
    embedder: { kind: openai, base_url: "https://u:p@h/v1", model: m, dimensions: 256, api_key: k }
    second_look: { kind: openai, base_url: "http://h/v1", model: r, api: rerank }
    adaptation: { mode: model, base_url: "http://127.0.0.1:1/v1", model: m }
    redis: { nodes: ["a:1", "[::1]:6379"], sentinel: m, tls: true }
    ttl_rules: [{ about_now: true, ttl_seconds: 60 }, { model: "gpt-*", route: chat, tag: t, tenant: x, ttl_seconds: 5 }]
  rollout: { judge: { kind: model, base_url: "http://h/v1", model: j, timeout_ms: 5 } }
  identity:
    tenant: header:X-Team
    question: { after: "Question:" }
    normalise: [current-date, { path: messages.0.content, pattern: 'on \\d+$', replace: "" }]
  monitoring:
    alerts: { email: { smtp_url: "smtp://h", from: a@b, to: [c@d] } }
`);
    expect(cache.semantic_cache.embedder).toEqual({
      kind: "openai",
      base_url: "https://u:p@h/v1",
      model: "m",
      dimensions: 256,
      api_key: "k",
      timeout_ms: 10_000,
      prefix: "",
      revision: "",
    });
    expect(cache.semantic_cache.second_look).toMatchObject({ kind: "openai", api: "rerank" });
    expect(cache.identity.question).toEqual({ after: "Question:" });
    expect(cache.monitoring.alerts.email?.to).toEqual(["c@d"]);
  });

  it("takes percentages with fractions, and both ends of each range", () => {
    for (const percent of [0, 0.1, 100])
      expect(
        load(`cache_migration: { traffic_percentage: ${percent} }\n`).cache_migration.traffic_percentage,
      ).toBe(percent);
  });

  it("follows anchors", () => {
    const { listen, admin } = load("listen: { host: &here localhost }\nadmin: { host: *here }\n");
    expect([listen.host, admin.host]).toEqual(["localhost", "localhost"]);
  });
});

describe("variables are expanded after parsing", () => {
  const token = (text: string, env: Environment = {}) => load(`admin: { token: ${text} }\n`, env).admin.token;
  test.each([
    ["set", '"${A}"', { A: "x" }, "x"],
    ["set to nothing", '"${A}"', { A: "" }, ""],
    ["absent with a default", '"${A:-d}"', {}, "d"],
    ["empty with a default", '"${A:-d}"', { A: "" }, "d"],
    ["an empty default", '"${A:-}"', {}, ""],
    ["a default with dashes, colons and dollars", '"${A:-a:-b$c$$d}"', {}, "a:-b$c$d"],
    ["two in a text", '"<${A}-${B:-b}>"', { A: "a" }, "<a-b>"],
    ["a doubled dollar", '"$${A}"', { A: "x" }, "${A}"],
    ["other dollars", '"$A $ 5$"', { A: "x" }, "$A $ 5$"],
    ["what it holds is not expanded again", '"${A}"', { A: "${B}" }, "${B}"],
    ["what it holds is not YAML", '"${A}"', { A: "x: [1]\ny: {" }, "x: [1]\ny: {"],
    ["a secret of digits stays text", '"${A}"', { A: "0123" }, "0123"],
    ["a secret of truth stays text", '"${A}"', { A: "true" }, "true"],
  ] as const)("%s", (_what, text, env, expected) => {
    expect(token(text, env)).toBe(expected);
  });

  it("takes a number or a switch where one is wanted", () => {
    const env = { PORT: "9000", ON: "true", PERCENT: "12.5" };
    const { listen, cache_migration: cache } = load(
      'listen:\n  port: ${PORT}\n  workers: "${N:-auto}"\ncache_migration:\n  enable_traditional: ${OFF:-false}\n  traffic_percentage: "${PERCENT}"\n  semantic_cache: { enable_redis: "${ON}" }\n',
      env,
    );
    expect([
      listen.port,
      listen.workers,
      cache.enable_traditional,
      cache.traffic_percentage,
      cache.semantic_cache.enable_redis,
    ]).toEqual([9000, "auto", false, 12.5, true]);
  });

  it("leaves a quoted text with more around the variable a text", () => {
    expect(() => load('listen: { port: "80${N}" }\n', { N: "80" })).toThrow("listen.port");
    expect(load("listen:\n  port: 80${N}\n", { N: "80" }).listen.port).toBe(8080);
  });
});

describe("the environment wins over the file", () => {
  const text =
    "listen: { host: localhost, port: 1 }\nadmin: { host: localhost, port: 2, token: t }\nupstream: { base_url: demo, api_key: k }\n";
  test.each([
    ["SEMBLANCE_HOST", "127.0.0.2", "listen.host", (c: Config) => c.listen.host, "127.0.0.2"],
    ["SEMBLANCE_PORT", "0", "listen.port", (c: Config) => c.listen.port, 0],
    ["SEMBLANCE_ADMIN_HOST", "::1", "admin.host", (c: Config) => c.admin.host, "::1"],
    ["SEMBLANCE_ADMIN_PORT", "9", "admin.port", (c: Config) => c.admin.port, 9],
    ["SEMBLANCE_ADMIN_TOKEN", "12", "admin.token", (c: Config) => c.admin.token, "12"],
    [
      "SEMBLANCE_UPSTREAM",
      "http://h/v1",
      "upstream.base_url",
      (c: Config) => c.upstream.base_url,
      "http://h/v1",
    ],
    ["OPENAI_API_KEY", "sk", "upstream.api_key", (c: Config) => c.upstream.api_key, "sk"],
    [
      "SEMBLANCE_REDIS_URL",
      "rediss://h",
      "cache_migration.semantic_cache.redis_url",
      (c: Config) => c.cache_migration.semantic_cache.redis_url,
      "rediss://h",
    ],
  ] as const)("%s", (variable, value, name, read, expected) => {
    const path = join(dir, "env.yaml");
    writeFileSync(path, text);
    const loaded = loadConfig({ path, env: { [variable]: value } });
    if (!loaded.ok) throw new Error(formatFaults(loaded.faults));
    expect(read(loaded.config)).toBe(expected);
    expect(loaded.sources).toEqual({ [name]: variable });
  });

  it("without the line end that a file of secrets has, of gateway keys too", () => {
    const { upstream, admin } = load(text, { OPENAI_API_KEY: "sk-1\n", SEMBLANCE_ADMIN_TOKEN: " t-1\r\n" });
    expect([upstream.api_key, admin.token]).toEqual(["sk-1", "t-1"]);
    const env = { GATEWAY: "gk-1\n", UP: "sk-2\n" };
    const keys = "[{ name: a, key_env: GATEWAY, upstream_key_env: UP }]";
    const [key] = gatewayKeys(load(`auth: { mode: keys, keys: ${keys} }`, env), env);
    expect(key).toMatchObject({ key: "gk-1", upstreamKey: "sk-2" });
  });

  it("does not count an empty variable", () => {
    expect(load(text, { SEMBLANCE_PORT: "", SEMBLANCE_UPSTREAM: "" })).toEqual(load(text));
  });
});

describe("what is refused off loopback", () => {
  it("is an admin token that can be guessed", () => {
    expect(() => load("admin: { host: 0.0.0.0, token: fifteen-letters }\n")).toThrow(
      /admin\.token: \*\*\*: 16 characters/,
    );
  });

  it("is a secret that can be guessed, and on loopback it is the owner's affair", () => {
    const short = { SEMBLANCE_SECRET: "short" };
    expect(() => load("listen: { host: 0.0.0.0 }\n", short)).toThrow(/SEMBLANCE_SECRET of 16 characters/);
    expect(() => load("listen: { port: 1234 }\n", short)).not.toThrow();
  });
});

describe("what is allowed off loopback", () => {
  const open = "listen: { host: 0.0.0.0 }\n";
  test.each([
    ["an admin plane with a token", "admin: { host: 0.0.0.0, token: sixteen-or-more-x }\n"],
    ["callers with their own credentials", `${open}upstream: { base_url: "https://h/v1" }\n`],
    [
      "an open gateway, said so",
      `${open}auth: { mode: open }\nupstream: { base_url: "https://h/v1", api_key: k }\n`,
    ],
    [
      "gateway keys",
      `${open}auth: { mode: keys, keys: [{ name: a, key: x }] }\nupstream: { base_url: "https://h/v1", api_key: k }\n`,
    ],
    ["the demo model, which a key does not reach", `${open}upstream: { base_url: demo, api_key: k }\n`],
  ])("%s", (_what, text) => {
    expect(() => load(text)).not.toThrow();
  });

  test.each([
    ["127.0.0.1", true],
    ["127.9.9.9", true],
    ["localhost", true],
    ["LOCALHOST", true],
    ["::1", true],
    ["[::1]", true],
    ["::ffff:127.0.0.1", true],
    ["0.0.0.0", false],
    ["::", false],
    ["10.0.0.1", false],
    ["127.example.com", false],
    ["localhost.example.com", false],
    ["1270.0.0.1", false],
    ["", false],
  ])("%s is loopback: %s", (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe("gateway keys", () => {
  it("come from the file or from variables, each with its tenant", () => {
    const env = { TEAM_KEY: "gk-2", UP: "sk-2" };
    const text =
      "auth:\n  mode: keys\n  keys:\n    - { name: a, key: gk-1 }\n    - { name: b, key_env: TEAM_KEY, upstream_key_env: UP, tenant: a }\n";
    expect(gatewayKeys(load(text, env), env)).toEqual([
      { name: "a", key: "gk-1", tenant: "a", upstreamKey: null },
      { name: "b", key: "gk-2", tenant: "a", upstreamKey: "sk-2" },
    ]);
  });
});

describe("the masked configuration", () => {
  const secret = "hunter2";
  const full = load(`
admin: { token: ${secret} }
auth: { mode: keys, keys: [{ name: n, key: ${secret} }] }
upstream: { base_url: "https://u:${secret}@h/v1", api_key: ${secret} }
upstreams: [{ name: o, base_url: "https://h/v1", api_key: ${secret}, models: ["*"] }]
cache_migration:
  semantic_cache:
    redis_url: "redis://:${secret}@h:6379/0?password=${secret}"
    redis: { password: ${secret}, username: me }
    embedder: { kind: openai, base_url: "http://h/v1", model: m, api_key: ${secret} }
    encryption: { previous_keys: [${Buffer.alloc(32, 2).toString("base64")}] }
  rollout: { judge: { kind: model, base_url: "http://h/v1", model: j, api_key: ${secret} } }
  monitoring: { alerts: { webhook: "https://h/${secret}", slack: "https://h/${secret}", email: { smtp_url: "smtp://u:${secret}@h", from: a@b, to: c@d } } }
`);

  it("holds no secret", () => {
    const text = JSON.stringify(masked(full));
    expect(text).not.toContain(secret);
    for (const byte of [1, 2]) expect(text).not.toContain(Buffer.alloc(32, byte).toString("base64"));
  });

  it("tells whether one is set, and leaves the rest as it is", () => {
    const seen = masked(full) as unknown as Config;
    expect(seen.admin.token).toBe("***");
    expect(seen.upstream.base_url).toBe("https://***@h/v1");
    expect(seen.auth.keys[0]?.name).toBe("n");
    expect(seen.cache_migration.semantic_cache.redis).toMatchObject({
      username: "me",
      password: "***",
      prefix: "semblance:",
    });
    expect(masked(defaults())).toEqual(defaults());
  });
});

describe("the JSON schema", () => {
  it("is the one in config/schema.json (write it anew with `semblance schema`)", () => {
    expect(JSON.parse(readFileSync(config("schema.json"), "utf8"))).toEqual(jsonSchema());
  });

  it("knows and describes every name", () => {
    const at = (node: unknown, name: string) =>
      (node as { properties: Record<string, never> }).properties[name];
    const walk = (block: object, node: unknown): void => {
      for (const [name, value] of Object.entries(block)) {
        const found = at(node, name);
        expect(found, name).toHaveProperty("description");
        if (
          typeof value === "object" &&
          !Array.isArray(value) &&
          "properties" in (found as unknown as object)
        )
          walk(value, found);
      }
    };
    walk(defaults(), jsonSchema());
  });

  it("accepts both files that are shipped, and refuses an unknown name", () => {
    const schema = z.fromJSONSchema(jsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
    for (const name of ["semblance.yaml", "cache_migration.yaml"])
      expect(schema.safeParse(parse(readFileSync(config(name), "utf8"))).success, name).toBe(true);
    expect(schema.safeParse({ listen: { prt: 1 } }).success).toBe(false);
  });

  it("lets an editor accept a variable where a number is wanted", () => {
    const { properties } = jsonSchema() as {
      properties: { listen: { properties: { port: { anyOf: unknown[] } } } };
    };
    expect(properties.listen.properties.port.anyOf).toContainEqual({ type: "string", pattern: "\\$\\{" });
  });
});

describe("a reload", () => {
  it("names what only a restart can apply", () => {
    const after = load(
      "listen: { port: 1 }\nadmin: { token: t }\ncache_migration:\n  traffic_percentage: 5\n  semantic_cache: { enable_redis: true, ttl_seconds: 5, redis: { tls: true }, embedder: { kind: openai, base_url: 'http://h/v1', model: m } }\n",
    );
    expect(restartOnly(defaults(), after)).toEqual([
      "admin.token",
      "cache_migration.semantic_cache.embedder.api_key",
      "cache_migration.semantic_cache.embedder.base_url",
      "cache_migration.semantic_cache.embedder.kind",
      "cache_migration.semantic_cache.embedder.model",
      "cache_migration.semantic_cache.embedder.prefix",
      "cache_migration.semantic_cache.embedder.revision",
      "cache_migration.semantic_cache.embedder.timeout_ms",
      "cache_migration.semantic_cache.enable_redis",
      "cache_migration.semantic_cache.redis.tls",
      "listen.port",
    ]);
  });

  it("can apply everything else", () => {
    expect(
      restartOnly(
        defaults(),
        load(
          "auth: { mode: open }\nupstream: { base_url: 'http://h/v1' }\ncache_migration: { enable_traditional: false }\n",
        ),
      ),
    ).toEqual([]);
  });
});

describe("what has no effect yet", () => {
  it("is named when it is set", () => {
    const set = load(`
listen: { workers: 4 }
cache_migration:
  semantic_cache:
    per_tenant_share: 0.5
    index: redis-vectorset
    embedder: { kind: onnx, model_path: m, tokenizer_path: t }
    adaptation: { mode: model, base_url: "http://h/v1", model: m }
    warming: { mode: predictive }
  budget: { usd_per_day: 5 }
  monitoring: { alerts: { slack: "https://h/x" } }
`);
    const at = "cache_migration.semantic_cache";
    expect(notYetInForce(set)).toEqual([`${at}.adaptation.mode`, `${at}.index`, "listen.workers"]);
  });

  it("is nothing by default, nor in the first guide's file", () => {
    const loaded = loadConfig({ path: config("cache_migration.yaml"), env: {} });
    expect(notYetInForce(defaults())).toEqual([]);
    expect(loaded.ok && notYetInForce(loaded.config)).toEqual([]);
  });
});

describe("paths of the data dir", () => {
  test.each([
    ["a/b.db", {}, resolve("a/b.db")],
    ["a/b.db", { SEMBLANCE_DATA_DIR: "/data" }, "/data/a/b.db"],
    ["a/b.db", { SEMBLANCE_DATA_DIR: "" }, resolve("a/b.db")],
    ["/x/b.db", { SEMBLANCE_DATA_DIR: "/data" }, "/x/b.db"],
  ])("%s in %j", (path, env, expected) => {
    expect(dataPath(env, path)).toBe(expected);
  });
});

describe("prices", () => {
  const { prices, faults } = loadPrices("config/prices.yaml");

  it("are shipped, dated and positive", () => {
    expect(faults).toEqual([]);
    expect(prices.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    const { models } = parse(readFileSync(config("prices.yaml"), "utf8")) as { models: object };
    for (const model of Object.keys(models)) expect(prices.of(model)?.input).toBeGreaterThan(0);
  });

  it("are found for a snapshot and behind a provider's name", () => {
    for (const name of ["gpt-4o-mini", "gpt-4o-mini-2024-07-18", "openai/gpt-4o-mini", "gpt-4o-mini-latest"])
      expect(prices.of(name), name).toMatchObject({ input: 0.15, output: 0.6 });
    expect(prices.of("gpt-4o-2024-05-13")?.input).toBe(5);
  });

  test.each([
    "",
    "gpt-4o-audio-preview",
    "gpt-4",
    "llama",
    "__proto__",
    "constructor",
    "gpt-4o-mini-finetuned",
  ])("are not guessed for %j", (name) => {
    expect(prices.of(name)).toBeNull();
  });

  it("take the longest name that ends in a star", () => {
    const path = join(dir, "prices.yaml");
    writeFileSync(
      path,
      "as_of: 2026-01-01\nsource: mine\nmodels:\n  a*: { input: 1, output: 1 }\n  a-b*: { input: 2, output: 2 }\n  a-b-c: { input: 3, output: 3 }\n",
    );
    const own = loadPrices(path).prices;
    expect(["a", "a-b-x", "a-b-c", "b"].map((name) => own.of(name)?.input ?? null)).toEqual([1, 2, 3, null]);
  });

  test.each([
    ["absent", null],
    ["not YAML", "a: [\n"],
    ["without models", "as_of: 2026-01-01\nsource: x\n"],
    ["with a price below nothing", "as_of: 2026-01-01\nsource: x\nmodels: { a: { input: -1, output: 0 } }\n"],
  ])("fault and stay empty when the file is %s", (_what, text) => {
    const path = join(dir, `p${files++}.yaml`);
    if (text !== null) writeFileSync(path, text);
    const loaded = loadPrices(path);
    expect(loaded.faults).toHaveLength(1);
    expect(loaded.prices.of("a")).toBeNull();
  });
});
