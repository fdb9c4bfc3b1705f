// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${…} is the file's own syntax
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it, test } from "vitest";
import { type Environment, formatFaults, loadConfig } from "../../src/config.ts";
import { fc } from "../support/property.ts";

const dir = mkdtempSync(join(tmpdir(), "semblance-config-"));
afterAll(() => rmSync(dir, { recursive: true }));

let files = 0;
function load(text: string | Buffer, env: Environment = {}) {
  const path = join(dir, `c${files++}.yaml`);
  writeFileSync(path, text);
  return loadConfig({ path, env });
}

/** The faults as printed, with FILE for the file. */
function faultsOf(text: string | Buffer, env: Environment = {}): string[] {
  const loaded = load(text, env);
  if (loaded.ok) return [];
  return formatFaults(loaded.faults)
    .split("\n")
    .map((line) => line.replace(`${join(dir, basename(loaded.faults[0]?.file ?? ""))}`, "FILE"));
}

const cache = (lines: string) => `cache_migration:\n  semantic_cache:\n    ${lines}\n`;

/** [what, file, how each fault starts] */
const REFUSED: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "an unknown key",
    "listen: {}\ncache_migration:\n  trafic_percentage: 10\n",
    ['FILE:3: cache_migration.trafic_percentage: unknown name: did you mean "traffic_percentage"?'],
  ],
  [
    "a value that breaks two rules of one message",
    'cache_migration:\n  semantic_cache:\n    redis: { prefix: "" }\n',
    ['FILE:3: cache_migration.semantic_cache.redis.prefix: "": text without spaces or braces'],
  ],
  ["an unknown key at the top", "lisen: {}\n", ['FILE:1: lisen: unknown name: did you mean "listen"?']],
  [
    "an unknown key in a list",
    "upstreams:\n  - name: a\n    base_url: demo\n    models: [a]\n    model: b\n",
    ['FILE:5: upstreams[0].model: unknown name: did you mean "models"?'],
  ],
  [
    "a key of another kind of block",
    cache("embedder: { kind: builtin, model: x }"),
    ["FILE:3: cache_migration.semantic_cache.embedder.model: unknown name"],
  ],
  [
    "a key in the wrong block",
    "cache_migration:\n  similarity_threshold: 0.9\n",
    [
      "FILE:2: cache_migration.similarity_threshold: unknown name: it belongs in cache_migration.semantic_cache",
    ],
  ],
  ["__proto__", "__proto__:\n  x: 1\n", ["FILE:1: __proto__: unknown name"]],
  ["constructor", "constructor: 1\n", ["FILE:1: constructor: unknown name"]],
  ["a duplicate key", "listen:\n  port: 1\n  port: 2\n", ["FILE:3: listen.port: each name once"]],
  ["a duplicate block", "listen: {}\nadmin: {}\nlisten: {}\n", ["FILE:3: listen: each name once"]],
  [
    "a percentage over 100",
    "cache_migration:\n  traffic_percentage: 101\n",
    ["FILE:2: cache_migration.traffic_percentage: 101: a number from 0 to 100, or auto"],
  ],
  [
    "a percentage below 0",
    "cache_migration:\n  traffic_percentage: -1\n",
    ["FILE:2: cache_migration.traffic_percentage: -1:"],
  ],
  [
    "a percentage in words",
    "cache_migration:\n  traffic_percentage: lots\n",
    ['FILE:2: cache_migration.traffic_percentage: "lots":'],
  ],
  [
    "auto with a space",
    'cache_migration:\n  traffic_percentage: "auto "\n',
    ['FILE:2: cache_migration.traffic_percentage: "auto ": a number from 0 to 100, or auto'],
  ],
  [
    "a percentage that is the text NaN",
    "cache_migration:\n  traffic_percentage: NaN\n",
    ['FILE:2: cache_migration.traffic_percentage: "NaN": a number from 0 to 100, or auto'],
  ],
  [
    "an allowance beyond all",
    "cache_migration:\n  rollout: { max_error_rate: 1.1 }\n",
    ["FILE:2: cache_migration.rollout.max_error_rate: 1.1: a number from 0 to 1"],
  ],
  [
    "a dwell of nothing",
    "cache_migration:\n  rollout: { dwell_seconds: 0 }\n",
    ["FILE:2: cache_migration.rollout.dwell_seconds: 0: a whole number from 1 to 86400"],
  ],
  [
    "a percentage that is no number",
    "cache_migration:\n  traffic_percentage: .nan\n",
    ["FILE:2: cache_migration.traffic_percentage:"],
  ],
  [
    "an infinite percentage",
    "cache_migration:\n  rollout:\n    sample_percentage: .inf\n",
    ["FILE:3: cache_migration.rollout.sample_percentage:"],
  ],
  [
    "a threshold over 1",
    cache("similarity_threshold: 1.2"),
    ["FILE:3: cache_migration.semantic_cache.similarity_threshold: 1.2: a number from 0 to 1, or auto"],
  ],
  [
    "crossed thresholds",
    cache("similarity_threshold: 0.7\n    adaptation_threshold: 0.9"),
    ["FILE:4: cache_migration.semantic_cache.adaptation_threshold: 0.9:"],
  ],
  [
    "a threshold below the other's default",
    cache("similarity_threshold: 0.5"),
    ["FILE:3: cache_migration.semantic_cache.similarity_threshold: 0.5: adaptation_threshold (0.75)"],
  ],
  [
    "a port out of range",
    "listen:\n  port: 99999\n",
    ["FILE:2: listen.port: 99999: a whole number from 0 to 65535"],
  ],
  ["a port with a fraction", "listen:\n  port: 80.5\n", ["FILE:2: listen.port: 80.5:"]],
  [
    "two listeners on one port",
    "listen: { port: 9 }\nadmin: { port: 9 }\n",
    ["FILE:2: admin.port: 9: a port other than"],
  ],
  [
    "no life",
    cache("ttl_seconds: 0"),
    ["FILE:3: cache_migration.semantic_cache.ttl_seconds: 0: a whole number from 1"],
  ],
  [
    "a wait that timers cannot hold",
    "upstream: { idle_timeout_ms: 99999999999 }\n",
    ["FILE:1: upstream.idle_timeout_ms: 99999999999:"],
  ],
  [
    "text for a switch",
    "cache_migration:\n  enable_traditional: perhaps\n",
    ['FILE:2: cache_migration.enable_traditional: "perhaps": true or false'],
  ],
  [
    "a quoted switch",
    'cache_migration:\n  enable_traditional: "true"\n',
    ['FILE:2: cache_migration.enable_traditional: "true": true or false'],
  ],
  ["a value for a block", "listen: 8080\n", ["FILE:1: listen: a number: a block with the names host"]],
  ["a list for a block", "listen: [8080]\n", ["FILE:1: listen: a list: a block"]],
  ["a block for a value", "listen:\n  port:\n    is: 1\n", ["FILE:2: listen.port: a block: a whole number"]],
  ["a key without its value", "listen:\n  port:\n", ["FILE:2: listen.port: empty: a whole number"]],
  [
    "an unknown kind",
    cache("embedder: { kind: word2vec }"),
    ['FILE:3: cache_migration.semantic_cache.embedder.kind: "word2vec": a block with kind'],
  ],
  [
    "a local judge with values out of range, and without its file",
    "cache_migration:\n  rollout:\n    judge:\n      kind: local\n      tokenizer_path: t.json\n      likeness: 2\n      languages: [fr]\n",
    [
      "FILE:3: cache_migration.rollout.judge.model_path: missing: a path",
      "FILE:6: cache_migration.rollout.judge.likeness: 2: a number from 0 to 1",
      'FILE:7: cache_migration.rollout.judge.languages[0]: "fr": one of en, pt',
    ],
  ],
  [
    "a kind without what it needs",
    cache("embedder: { kind: openai }"),
    [
      "FILE:3: cache_migration.semantic_cache.embedder.base_url: missing:",
      "FILE:3: cache_migration.semantic_cache.embedder.model: missing:",
    ],
  ],
  [
    "an upstream that is no URL",
    "upstream:\n  base_url: api.openai.com/v1\n",
    ['FILE:2: upstream.base_url: "api.openai.com/v1": demo, or an http:// or https:// URL'],
  ],
  [
    "an upstream with a query",
    "upstream: { base_url: 'https://h/v1?x=1' }\n",
    ["FILE:1: upstream.base_url:"],
  ],
  [
    "a Redis URL of another kind",
    cache("redis_url: http://localhost"),
    ["FILE:3: cache_migration.semantic_cache.redis_url:"],
  ],
  [
    "encryption, which nothing does yet",
    cache(`encryption: { key: ${Buffer.alloc(32, 1).toString("base64")} }`),
    [
      "FILE:3: cache_migration.semantic_cache.encryption.key: ***: empty: this version does not encrypt what it stores",
    ],
  ],
  [
    "Redis Cluster, which nothing speaks yet",
    cache("redis: { nodes: [a:1, b:2], cluster: true }"),
    [
      "FILE:3: cache_migration.semantic_cache.redis.cluster: true: false: Redis Cluster is not supported yet; name",
    ],
  ],
  [
    "several Redis servers without a sentinel",
    cache("redis: { nodes: [a:1, b:2] }"),
    ["FILE:3: cache_migration.semantic_cache.redis.nodes: a list: one server, or sentinels and the name"],
  ],
  [
    "a sentinel's master without sentinels",
    cache("redis: { sentinel: m }"),
    ['FILE:3: cache_migration.semantic_cache.redis.sentinel: "m": with host:port of each sentinel'],
  ],
  [
    "a Redis port that there is not",
    cache("redis: { nodes: [a:70000] }"),
    ['FILE:3: cache_migration.semantic_cache.redis.nodes[0]: "a:70000": host:port'],
  ],
  [
    "a short encryption key",
    cache("encryption: { key: c2hvcnQ= }"),
    ["FILE:3: cache_migration.semantic_cache.encryption.key: ***: 32 bytes in base64"],
  ],
  [
    "steps that do not rise",
    "cache_migration:\n  rollout: { steps: [0, 50, 10] }\n",
    ["FILE:2: cache_migration.rollout.steps: a list: percentages"],
  ],
  [
    "a step out of range",
    "cache_migration:\n  rollout:\n    steps:\n      - 0\n      - 101\n",
    ["FILE:5: cache_migration.rollout.steps[1]: 101: a number from 0 to 100"],
  ],
  [
    "certainty",
    "cache_migration:\n  rollout: { confidence: 1 }\n",
    ["FILE:2: cache_migration.rollout.confidence: 1: a number above 0 and below 1"],
  ],
  [
    "auto without samples",
    "cache_migration:\n  traffic_percentage: auto\n  rollout:\n    sample_percentage: 0\n",
    ["FILE:4: cache_migration.rollout.sample_percentage: 0: sample_percentage above 0"],
  ],
  [
    "auto by default without samples",
    "cache_migration:\n  rollout: { sample_percentage: 0 }\n",
    ["FILE:2: cache_migration.rollout.sample_percentage: 0:"],
  ],
  [
    "sticking to an unknown thing",
    "cache_migration:\n  rollout: { sticky_by: [cookie] }\n",
    ["FILE:2: cache_migration.rollout.sticky_by[0]:"],
  ],
  [
    "a tenant from nowhere",
    "cache_migration:\n  identity: { tenant: 'header:' }\n",
    ["FILE:2: cache_migration.identity.tenant:"],
  ],
  [
    "a question after nothing",
    "cache_migration:\n  identity: { question: { afer: x } }\n",
    ["FILE:2: cache_migration.identity.question: a block: whole, or"],
  ],
  [
    "a pattern that does not compile",
    "cache_migration:\n  identity: { normalise: [{ path: a, pattern: '(' }] }\n",
    ["FILE:2: cache_migration.identity.normalise[0]"],
  ],
  [
    "an unguarded admin plane",
    "admin:\n  host: 0.0.0.0\n",
    ['FILE:2: admin.host: "0.0.0.0": a loopback address, or set admin.token'],
  ],
  [
    "an open relay",
    "listen:\n  host: 0.0.0.0\nupstream:\n  base_url: https://api.example.com/v1\n  api_key: sk-1\n",
    ['FILE:2: listen.host: "0.0.0.0": off loopback'],
  ],
  [
    "an open relay by a further upstream",
    "listen: { host: '::' }\nauth: { mode: passthrough }\nupstreams: [{ name: a, base_url: 'https://h/v1', api_key: sk, models: ['*'] }]\n",
    ['FILE:2: auth.mode: "passthrough": off loopback'],
  ],
  ["gateway keys without keys", "auth: { mode: keys }\n", ["FILE:1: auth.mode:"]],
  [
    "a gateway key without a key",
    "auth:\n  keys:\n    - name: a\n",
    ["FILE:3: auth.keys[0]: a block: either key or key_env"],
  ],
  [
    "a gateway key told twice",
    "auth:\n  keys:\n    - { name: a, key: x, key_env: HOME }\n",
    ["FILE:3: auth.keys[0]: a block: either", "FILE:3: auth.keys[0].key_env"],
  ],
  [
    "a gateway key used twice",
    "auth:\n  keys:\n    - { name: a, key: x }\n    - { name: b, key: x }\n",
    ["FILE:4: auth.keys[1]: a block: each gateway key once"],
  ],
  [
    "an upstream named twice",
    "upstreams:\n  - { name: a, base_url: demo, models: [x] }\n  - { name: a, base_url: demo, models: [y] }\n",
    ["FILE:3: upstreams[1].name:"],
  ],
  [
    "a variable that is not set",
    'upstream:\n  base_url: "${NOT_SET}"\n',
    ["FILE:2: upstream.base_url: ${NOT_SET}: NOT_SET is not set"],
  ],
  [
    "a variable that is not set where a value must be",
    "upstreams:\n  - name: a\n    base_url: ${NOT_SET}\n    models: [a]\n",
    ["FILE:3: upstreams[0].base_url: ${NOT_SET}: NOT_SET is not set"],
  ],
  ["an unfinished variable", 'upstream:\n  base_url: "${NOT_SET"\n', ["FILE:2: upstream.base_url:"]],
  ["a variable in a variable", 'upstream:\n  base_url: "${A:-${B}}"\n', ["FILE:2: upstream.base_url:"]],
  ["an unknown form of variable", 'upstream:\n  base_url: "${A:?no}"\n', ["FILE:2: upstream.base_url:"]],
  [
    "two faults at once",
    "listen:\n  port: -5\ncache_migration:\n  traffic_percentage: 900\n",
    ["FILE:2: listen.port", "FILE:4: cache_migration.traffic_percentage"],
  ],
  [
    "a wrong value, a clash and a duplicate at once",
    "admin: { host: 0.0.0.0 }\nlisten: { port: x }\nlisten: {}\n",
    ["FILE:1: admin.host", "FILE:2: listen.port", "FILE:3: listen"],
  ],
  ["an alias of nothing", "listen: *nowhere\n", ["FILE:1: listen: an alias without"]],
  ["a tag", "listen: !!js/function 'x'\n", ["FILE:1: no tags"]],
  ["tabs", "listen:\n\tport: 1\n", ["FILE:2: spaces, not tabs"]],
  ["two documents", "listen: {}\n---\nadmin: {}\n", ["FILE:2: one document"]],
  ["a bracket left open", "listen: [\n", ["FILE:2: wrong indentation, or a bracket"]],
  ["a list at the top", "- listen\n", ["FILE:1: a block of names and values"]],
  ["text at the top", "listen\n", ["FILE:1: a block of names and values"]],
];

describe("a refused file names every fault by line", () => {
  test.each(REFUSED)("%s", (_what, text, starts) => {
    const found = faultsOf(text);
    expect(found).toHaveLength(starts.length);
    found.forEach((line, i) => {
      expect(line.slice(0, starts[i]!.length)).toBe(starts[i]);
    });
  });

  it("names a file that is not there, without a line", () => {
    const loaded = loadConfig({ path: join(dir, "absent.yaml"), env: {} });
    expect(!loaded.ok && formatFaults(loaded.faults)).toBe(
      `${join(dir, "absent.yaml")}: cannot be read (ENOENT)`,
    );
  });

  it("names a folder given for a file", () => {
    const loaded = loadConfig({ path: dir, env: {} });
    expect(!loaded.ok && loaded.faults[0]?.message).toContain("EISDIR");
  });

  it("keeps a fault on one line, whatever is in its name and value", () => {
    const lines = faultsOf(`"a\\nFILE:1: b": 1\nlisten: { host: "x\\ny /" }\n`);
    expect(lines).toHaveLength(2);
  });
});

describe("a fault of the environment names the variable", () => {
  test.each([
    ["SEMBLANCE_PORT", "http", 'SEMBLANCE_PORT: listen.port: "http": a whole number from 0 to 65535'],
    ["SEMBLANCE_PORT", "70000", "SEMBLANCE_PORT: listen.port: 70000: a whole number from 0 to 65535"],
    ["SEMBLANCE_UPSTREAM", "openai", 'SEMBLANCE_UPSTREAM: upstream.base_url: "openai": demo, or'],
    ["SEMBLANCE_ADMIN_HOST", "0.0.0.0", 'SEMBLANCE_ADMIN_HOST: admin.host: "0.0.0.0": a loopback address'],
    ["SEMBLANCE_LOG_LEVEL", "loud", 'SEMBLANCE_LOG_LEVEL: "loud": one of silent'],
    ["SEMBLANCE_GENAI_CONVENTIONS", "1.35", 'SEMBLANCE_GENAI_CONVENTIONS: "1.35": one of 1.36, 1.41, latest'],
    [
      "SEMBLANCE_REDIS_URL",
      "http://u:hunter2@h",
      'SEMBLANCE_REDIS_URL: cache_migration.semantic_cache.redis_url: "http://***@h"',
    ],
  ])("%s=%s", (variable, value, start) => {
    const [line, ...more] = faultsOf("", { [variable]: value });
    expect(more).toEqual([]);
    expect(line?.slice(0, start.length)).toBe(start);
  });

  it("is told of a key that no header can carry, wherever it stands", () => {
    const broken = "sk-1\nsk-2";
    const header = "text that a header can carry";
    expect(faultsOf("", { OPENAI_API_KEY: broken })).toEqual([expect.stringContaining(header)]);
    const file = 'upstreams: [{ name: a, base_url: "http://h/v1", models: [m], api_key: "${UP}" }]\n';
    expect(faultsOf(file, { UP: "sk-1\n" })).toEqual([expect.stringMatching(`^FILE:1: .*${header}`)]);
    const keys = "auth: { mode: keys, keys: [{ name: a, key: gk-1, upstream_key_env: UP }] }\n";
    expect(faultsOf(keys, { UP: broken })).toEqual([expect.stringContaining("a header can carry")]);
    for (const key of ["sk-1", "sk \u00e9", ""]) expect(faultsOf("", { OPENAI_API_KEY: key })).toEqual([]);
  });

  it("comes after the file's own, which the variable does not hide", () => {
    const lines = faultsOf("listen: { port: banana }\n", { SEMBLANCE_PORT: "0", SEMBLANCE_ADMIN_PORT: "x" });
    expect(lines.map((line) => line.split(": ").slice(0, 2).join(": "))).toEqual([
      "FILE:1: listen.port",
      "SEMBLANCE_ADMIN_PORT: admin.port",
    ]);
  });

  it("is a fault of a pair when the variable makes it one", () => {
    const text = "listen: { host: 0.0.0.0 }\nupstream: { base_url: 'https://h/v1' }\n";
    expect(faultsOf(text)).toEqual([]);
    expect(faultsOf(text, { OPENAI_API_KEY: "sk-1" })[0]).toMatch(/^FILE:1: listen\.host/);
  });
});

describe("no fault repeats a secret", () => {
  const canary = "hunter2-canary";
  test.each([
    ["an api_key", `upstream: { api_key: [${canary}] }\n`],
    ["a mistyped api_key", `upstream: { apikey: ${canary} }\n`],
    ["a token that is too long", `admin: { token: ${canary.repeat(400)} }\n`],
    ["a key where a block should be", `upstream: ${canary}\n`],
    ["a key where a list item should be", `auth: { keys: [${canary}] }\n`],
    ["a webhook", `cache_migration: { monitoring: { alerts: { webhook: ${canary} } } }\n`],
    ["a password in a URL", `upstream: { base_url: 'ftp://u:${canary}@h' }\n`],
    ["a password in a Redis URL", cache(`redis_url: http://:${canary}@h/0`)],
    ["a secret variable", "listen: { host: '${MY_SECRET}' }\n"],
    ["a line that is not YAML", `upstream: { api_key: ${canary}: } ]\n`],
    ["an encryption key", cache(`encryption: { key: ${canary} }`)],
    ["an earlier encryption key", cache(`encryption: { previous_keys: [${canary}] }`)],
    ["the default of a variable", `listen: { host: "\${A:-${canary}" }\n`],
  ])("%s", (_what, text) => {
    const lines = faultsOf(text, { MY_SECRET: `${canary} /` });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join("\n")).not.toContain("hunter2");
  });
});

describe("hostile files are refused, not fatal", () => {
  test.each([
    ["deep lists", "[".repeat(20_000)],
    ["deep blocks", "{a: ".repeat(5_000)],
    ["a list in itself", "listen: &a [*a]\n"],
    [
      "aliases that multiply",
      `a: &a [1,1,1,1,1,1,1,1,1]\n${[..."bcdefghij"].map((n) => `${n}: &${n} [${Array(9).fill(`*${String.fromCharCode(n.charCodeAt(0) - 1)}`)}]`).join("\n")}\n`,
    ],
    ["not UTF-8", Buffer.from([0x6c, 0xff, 0xfe])],
    ["a mebibyte and more", `# ${"x".repeat(1_048_576)}\n`],
    ["binary", Buffer.from([0, 1, 2, 3])],
  ])("%s", (_what, text) => {
    expect(faultsOf(text).length).toBeGreaterThan(0);
  });

  it("survives any mutation of a file: it loads, or every fault has a message", () => {
    const seed = `listen: { host: 127.0.0.1, port: "\${PORT:-1}" }\nauth:\n  mode: keys\n  keys:\n    - { name: a, key: k }\nupstreams: &u\n  - name: a\n    base_url: https://u:p@h/v1\n    models: ["*"]\ncache_migration:\n  traffic_percentage: 10\n  semantic_cache:\n    embedder: { kind: openai, base_url: http://h/v1, model: m }\n    ttl_rules: [{ route: chat, ttl_seconds: 5 }]\n  identity: { question: { after: "Q:" } }\n`;
    const piece = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ":",
      "- ",
      "\n",
      "  ",
      "\t",
      "'",
      '"',
      "&u ",
      "*u",
      "!!x ",
      "${",
      "}",
      "$$",
      "null",
      "-1",
      "1e999",
      "~",
      "? ",
      "| ",
      "%",
      "\u0000",
      "\ud800",
      "__proto__: 1",
    );
    const cut = fc.tuple(fc.nat(seed.length), fc.nat(12), piece);
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 5 }), (cuts) => {
        let text = seed;
        for (const [at, length, put] of cuts) text = text.slice(0, at) + put + text.slice(at + length);
        const loaded = load(text);
        if (!loaded.ok) {
          expect(loaded.faults.length).toBeGreaterThan(0);
          for (const { message, line } of loaded.faults) expect(message !== "" && line >= 0).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });
});
