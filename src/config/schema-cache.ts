/** The schema of the cache's own keys: its store, its index, its embedder, and its second look. */
import { z } from "zod";
import { ROUTES } from "../model.ts";
import {
  aesKey,
  block,
  filled,
  flag,
  fraction,
  fractionOrAuto,
  GIBIBYTE,
  integer,
  isUrl,
  list,
  localModel,
  milliseconds,
  optionalBlock,
  path,
  REDIS_URL,
  remoteModel,
  seconds,
  secret,
  switchOf,
  TEN_YEARS_SECONDS,
  text,
  vectorNames,
} from "./fields.ts";

const ttlRule = block({
  model: filled("a model name, * for any text").optional(),
  route: switchOf(ROUTES).optional(),
  tenant: filled("a tenant").optional(),
  tag: filled("a tag").optional(),
  about_now: z.literal(true, "true").optional().describe("The question is about the present moment"),
  ttl_seconds: seconds(TEN_YEARS_SECONDS),
});

const REDIS_NODE = "host:port, for example redis-1:6379";
const redis = optionalBlock(
  {
    nodes: list(
      filled(REDIS_NODE)
        .regex(/^(\[[0-9A-Fa-f:.]+\]|[^\s/@:]+):\d{1,5}$/, REDIS_NODE)
        .refine((node) => isPort(Number(node.slice(node.lastIndexOf(":") + 1))), REDIS_NODE),
      REDIS_NODE,
    )
      .default([])
      .describe("host:port of each sentinel, or of one server; empty: redis_url"),
    sentinel: text("the name of the sentinel's master")
      .default("")
      .describe("Master name; nodes are sentinels"),
    sentinel_password: secret("The sentinels' own password"),
    cluster: flag("false: Redis Cluster is not supported yet", false).describe(
      "Not supported yet: must be false",
    ),
    tls: flag("Connect by TLS", false),
    username: text("text, in quotes").default("").describe("ACL user"),
    password: secret("ACL password"),
    prefix: filled("text without spaces or braces")
      .regex(/^[^\s{}]+$/, "text without spaces or braces")
      .default("semblance:")
      .describe("First part of every key"),
    command_timeout_ms: milliseconds().default(50).describe("Deadline of one command"),
  },
  "Redis, where redis_url does not say enough",
);

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

const embedder = z.discriminatedUnion(
  "kind",
  [
    block({ kind: z.literal("builtin") }),
    block({
      kind: z.literal("openai"),
      ...remoteModel,
      ...vectorNames,
      dimensions: integer(1, 16_384).optional().describe("Asked of the server; absent: the model's own"),
    }),
    block({ kind: z.literal("onnx"), ...localModel, ...vectorNames }),
  ],
  "a block with kind: builtin, openai or onnx",
);

const secondLook = z.discriminatedUnion(
  "kind",
  [
    block({ kind: z.literal("off") }),
    block({
      kind: z.literal("openai"),
      ...remoteModel,
      ...vectorNames,
      api: switchOf(["embeddings", "rerank"])
        .default("embeddings")
        .describe("rerank: POST /rerank {model, query, documents}, as of Jina, Cohere, TEI, vLLM"),
    }),
    block({ kind: z.literal("onnx"), ...localModel, ...vectorNames }),
  ],
  "a block with kind: off, openai or onnx",
);

const adaptation = z.discriminatedUnion(
  "mode",
  [
    block({ mode: z.literal("off") }),
    block({ mode: z.literal("slots") }),
    block({ mode: z.literal("model"), ...remoteModel }),
  ],
  "a block with mode: off, slots or model",
);

export const semanticCache = optionalBlock(
  {
    similarity_threshold: fractionOrAuto(0, 1)
      .default("auto")
      .describe(
        "Calibrated probability that the stored answer is right, from which it is served; auto: the error bound alone decides (before anything is measured, and by hand: 0.85); a number is a floor: learning may raise it, never lower it",
      ),
    adaptation_threshold: fraction(0, 1)
      .default(0.75)
      .describe("From here up to similarity_threshold an answer may be adapted"),
    max_memory_entries: integer(1, 10_000_000).default(20_000).describe("Entries found by meaning"),
    max_memory_bytes: integer(1_000_000, 1e12).default(512_000_000).describe("Of their memory"),
    max_bytes: integer(0, Number.MAX_SAFE_INTEGER)
      .default(2_000_000_000)
      .describe("Of the store on disk; 0: no limit"),
    max_entry_bytes: integer(1, GIBIBYTE).default(1_000_000).describe("Question and answer together"),
    per_tenant_share: fraction(0, 1)
      .default(1)
      .describe("Of either limit that one tenant may fill while others need room"),
    ttl_seconds: seconds(TEN_YEARS_SECONDS).default(86_400).describe("Life of an answer"),
    ttl_rules: list(ttlRule, "a list of {model, route, tenant, tag, about_now, ttl_seconds}")
      .default([])
      .describe("Other lives, by model, route, tenant, tag or being about now: the first match wins"),
    freshness: optionalBlock(
      {
        now_seconds: seconds(TEN_YEARS_SECONDS)
          .default(300)
          .describe("Life of an answer about the present (today, weather, prices); exact hits only"),
      },
      "Questions whose answer is true for minutes",
    ),
    stale_if_error_seconds: seconds(TEN_YEARS_SECONDS)
      .default(3_600)
      .describe("Beyond its life an answer may be served this long while upstream fails"),
    lookup_timeout_ms: integer(1, 60_000)
      .default(100)
      .describe("Whole look-up; past it the request is a miss"),
    eviction: switchOf(["value", "lru"])
      .default("value")
      .describe("Which answer leaves a full store: the least worth, or the least recently used"),
    aliases_per_entry: integer(0, 16)
      .default(0)
      .describe("Other wordings that labels confirmed, each found by its own vector; 0: none"),
    answers_per_key: integer(1, 64).default(1).describe("Different answers kept for one question"),
    enable_redis: flag("Store in Redis, shared by many gateways, in place of SQLite", false),
    redis_url: filled(REDIS_URL)
      .refine((url) => isUrl(url, ["redis:", "rediss:"], true), REDIS_URL)
      .default("redis://127.0.0.1:6379")
      .describe("Where Redis is"),
    redis,
    db_path: path()
      .default("storage/semantic_cache.db")
      .describe("SQLite file; a relative path lies in SEMBLANCE_DATA_DIR"),
    encryption: optionalBlock(
      {
        key: aesKey().default("").describe("32 bytes in base64; empty: off"),
        previous_keys: list(aesKey(), "a list of keys", 16)
          .default([])
          .describe("Still read, no longer written"),
      },
      "Encryption of stored answers",
    ),
    index: switchOf(["auto", "flat", "hnsw", "redis-vectorset"])
      .default("auto")
      .describe("auto: a flat scan while a scope is small, then HNSW"),
    embedder: embedder.default({ kind: "builtin" }).describe("What turns a question into a vector"),
    second_look: secondLook.default({ kind: "off" }).describe("A slower judge of close pairs"),
    adaptation: adaptation
      .default({ mode: "slots" })
      .describe("slots: a number or name that occurs in the answer is replaced"),
    warming: optionalBlock(
      {
        mode: switchOf(["off", "predictive"])
          .default("off")
          .describe("predictive: ask ahead what is likely asked"),
        calls_per_hour: integer(0, 1_000_000)
          .default(60)
          .describe("At most so many calls to upstream; 0: none"),
        usd_per_hour: fraction(0, 1_000_000).default(0).describe("At most so much money; 0: no limit"),
      },
      "Filling the cache ahead of questions",
    ),
  },
  "The cache itself",
);
