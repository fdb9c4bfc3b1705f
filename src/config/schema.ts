/**
 * Every key of the configuration file: its name, its range, its default, and what it is for. Types, the JSON schema
 * and what a fault says is allowed all follow from here. What two keys may not say together is in rules.ts.
 */
import { z } from "zod";
import { ROUTES } from "../model.ts";
import { hookSecret, isAesKey } from "./key-shapes.ts";

/** Longer waits overflow Node's timers, which then fire at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;
const TEN_YEARS_SECONDS = 315_360_000;
const GIBIBYTE = 2 ** 30;

/** What zod says of an unknown name; the message carries the allowed names, comma-separated, for faults.ts. */
export const UNKNOWN_NAME = "unrecognized_keys";

const flag = (about: string, preset: boolean) => z.boolean("true or false").default(preset).describe(about);
const switchOf = <const T extends readonly [string, ...string[]]>(names: T) =>
  z.enum(names, `one of ${names.join(", ")}`);
const text = (allowed: string) => z.string(allowed).max(4096, "text of at most 4096 characters");
const filled = (allowed: string) => text(allowed).min(1, allowed);
const secret = (about: string) => text("text, in quotes").default("").describe(about);

function whole(min: number, max: number, or = "") {
  const allowed = `a whole number from ${min} to ${max}${or}`;
  return z.int(allowed).min(min, allowed).max(max, allowed);
}

function fraction(min: number, max: number, or = "") {
  const allowed = `a number from ${min} to ${max}${or}`;
  return z.number(allowed).min(min, allowed).max(max, allowed);
}

const OR_AUTO = ", or auto";
const wholeOrAuto = (min: number, max: number) =>
  z.union([whole(min, max, OR_AUTO), z.literal("auto")], `a whole number from ${min} to ${max}${OR_AUTO}`);
const fractionOrAuto = (min: number, max: number) =>
  z.union([fraction(min, max, OR_AUTO), z.literal("auto")], `a number from ${min} to ${max}${OR_AUTO}`);

const milliseconds = () => whole(1, TIMER_MS_MAX);
const seconds = (max: number) => whole(1, max);

function list<T extends z.ZodType>(item: T, allowed: string, max = 1000) {
  return z.array(item, allowed).max(max, `at most ${max} of ${allowed}`);
}

function block<T extends z.core.$ZodLooseShape>(shape: T) {
  const names = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) => (issue.code === UNKNOWN_NAME ? names : `a block with the names ${names}`),
  });
}

/** A block of which nothing need be written. */
const optionalBlock = <T extends z.core.$ZodLooseShape>(shape: T, about: string) =>
  block(shape)
    .prefault({} as never)
    .describe(about);

const HTTP_URL = "an http:// or https:// URL without query or fragment";
const httpUrl = () => filled(HTTP_URL).refine((url) => isUrl(url, ["http:", "https:"], false), HTTP_URL);
const UPSTREAM_URL = `demo, or ${HTTP_URL}`;
const upstreamUrl = () =>
  filled(UPSTREAM_URL).refine(
    (url) => url === "demo" || isUrl(url, ["http:", "https:"], false),
    UPSTREAM_URL,
  );
const REDIS_URL = "a redis:// or rediss:// URL";
const HOOK_URL = 'an http:// or https:// URL, or ""';
const hookUrl = (about: string) =>
  text(HOOK_URL)
    .refine((url) => url === "" || isUrl(url, ["http:", "https:"], true), HOOK_URL)
    .default("")
    .describe(about);

function isUrl(value: string, protocols: readonly string[], withQuery: boolean): boolean {
  if (value !== value.trim() || !URL.canParse(value)) return false;
  const url = new URL(value);
  if (!protocols.includes(url.protocol) || url.hostname === "") return false;
  return withQuery || !/[?#]/.test(value);
}

const HEADER_NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const HOST = "a host name or an IP address";
const host = () => filled(HOST).regex(/^[^\s/@]+$/, HOST);
const port = () => whole(0, 65_535);
const ENV_NAME = "the name of an environment variable";
const envName = () => filled(ENV_NAME).regex(/^[A-Za-z_][A-Za-z0-9_]*$/, ENV_NAME);
const PATH = "a path";
const path = () => filled(PATH).refine((value) => !value.includes("\0"), PATH);
const AES_KEY = '32 bytes in base64, or ""';
const aesKey = () => text(AES_KEY).refine((key) => key === "" || isAesKey(key), AES_KEY);

/** Something other than upstream that is asked over HTTP, with a credential of its own. */
const remoteModel = {
  base_url: httpUrl().describe("Base URL with /v1"),
  model: filled("the model's name").describe("Model asked for"),
  api_key: secret("Sent there and nowhere else"),
  timeout_ms: milliseconds().default(10_000).describe("Whole call"),
};
const localModel = {
  model_path: path().describe("ONNX file"),
  tokenizer_path: path().describe("tokenizer.json beside it"),
  model: text("a model's name")
    .default("")
    .describe("Its name, by which a calibration is found; empty: the name of its folder or file"),
  timeout_ms: milliseconds().default(10_000).describe("One text"),
};
/** Whatever changes a vector: another value, and what was made before is made anew. */
const vectorNames = {
  prefix: text("text, in quotes").default("").describe('Put in front of each text; e5 wants "query: "'),
  revision: text("text, in quotes")
    .default("")
    .describe("Your name for this version of the model; another one makes all vectors anew"),
};

const listen = optionalBlock(
  {
    host: host().default("127.0.0.1").describe("Address that serves /v1"),
    port: port().default(8080).describe("0: any free port"),
    workers: wholeOrAuto(1, 256).default(1).describe("Processes; auto: one for each core"),
    max_body_bytes: whole(1, GIBIBYTE)
      .default(33_554_432)
      .describe("A larger body on a cached route is 413; elsewhere it streams through"),
  },
  "The data plane: what applications talk to",
);

const admin = optionalBlock(
  {
    host: host().default("127.0.0.1").describe("Address of dashboard, metrics and admin API"),
    port: port().default(8081).describe("0: any free port"),
    token: secret("Asked of every admin request; must be set off loopback"),
  },
  "The admin plane, on a listener of its own",
);

const auth = optionalBlock(
  {
    mode: switchOf(["passthrough", "keys", "open"])
      .default("passthrough")
      .describe(
        "passthrough: the caller's own credential goes upstream; keys: callers bring a gateway key; open: anyone may use our upstream key",
      ),
    keys: list(
      block({
        name: filled("a name").describe("For people and logs"),
        key: filled("text, in quotes").optional().describe("The gateway key itself; or key_env"),
        key_env: envName().optional().describe("Environment variable that holds the gateway key"),
        upstream_key_env: envName()
          .optional()
          .describe("Environment variable that holds the key sent upstream; absent: upstream's api_key"),
        tenant: filled("a name").optional().describe("Who shares answers; absent: the name"),
      }),
      "a list of {name, key or key_env, upstream_key_env, tenant}",
      10_000,
    )
      .default([])
      .describe("Gateway keys, for mode keys"),
  },
  "Who may call",
);

const wire = {
  connect_timeout_ms: milliseconds().default(5_000).describe("To connect to upstream"),
  idle_timeout_ms: milliseconds().default(600_000).describe("Between two bytes of an answer"),
  idle_connection_ms: milliseconds()
    .default(4_000)
    .describe("How long a connection is kept unused; below what upstream keeps it"),
  ask_usage: flag(
    "Streams ask upstream for usage (stream_options.include_usage); it is stripped for callers who did not ask",
    true,
  ),
};

const upstream = optionalBlock(
  {
    base_url: upstreamUrl().default("demo").describe("Base URL with /v1; demo: the built-in model"),
    api_key: secret("Sent upstream only when the caller brings no credential"),
    ...wire,
  },
  "Where questions go that the cache does not answer",
);

const upstreams = list(
  block({
    name: filled("a name").describe("For people, logs and metrics"),
    base_url: upstreamUrl().describe("Base URL with /v1; demo: the built-in model"),
    api_key: secret("Sent there only when the caller brings no credential"),
    models: list(filled("a model name, * for any text"), "a list of model names, * for any text")
      .min(1, "at least one model name, * for any text")
      .describe("Model names that go there, * for any text"),
    ...wire,
  }),
  "a list of {name, base_url, api_key, models}",
)
  .default([])
  .describe("Further upstreams by model: the first match wins, else upstream");

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
    nodes: list(filled(REDIS_NODE).regex(/^(\[[0-9A-Fa-f:.]+\]|[^\s/@:]+):\d{1,5}$/, REDIS_NODE), REDIS_NODE)
      .default([])
      .describe("host:port of each server, sentinel or cluster seed; empty: redis_url"),
    sentinel: text("the name of the sentinel's master")
      .default("")
      .describe("Master name; nodes are sentinels"),
    cluster: flag("nodes are a Redis Cluster", false),
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

const embedder = z.discriminatedUnion(
  "kind",
  [
    block({ kind: z.literal("builtin") }),
    block({
      kind: z.literal("openai"),
      ...remoteModel,
      ...vectorNames,
      dimensions: whole(1, 16_384).optional().describe("Asked of the server; absent: the model's own"),
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

const judge = z.discriminatedUnion(
  "kind",
  [block({ kind: z.literal("answer") }), block({ kind: z.literal("model"), ...remoteModel })],
  "a block with kind: answer or model",
);

const semanticCache = optionalBlock(
  {
    similarity_threshold: fractionOrAuto(0, 1)
      .default(0.85)
      .describe(
        "Calibrated probability that the stored answer is right, from which it is served; learning may raise it, never lower it; auto: the error bound alone decides",
      ),
    adaptation_threshold: fraction(0, 1)
      .default(0.75)
      .describe("From here up to similarity_threshold an answer may be adapted"),
    max_memory_entries: whole(1, 10_000_000).default(20_000).describe("Entries found by meaning"),
    max_memory_bytes: whole(1_000_000, 1e12).default(512_000_000).describe("Of their memory"),
    max_bytes: whole(0, Number.MAX_SAFE_INTEGER)
      .default(2_000_000_000)
      .describe("Of the store on disk; 0: no limit"),
    max_entry_bytes: whole(1, GIBIBYTE).default(1_000_000).describe("Question and answer together"),
    per_tenant_share: fraction(0, 1).default(1).describe("Of either limit that one tenant may fill"),
    ttl_seconds: seconds(TEN_YEARS_SECONDS).default(86_400).describe("Life of an answer"),
    ttl_rules: list(ttlRule, "a list of {model, route, tenant, tag, about_now, ttl_seconds}")
      .default([])
      .describe("Other lives, by model, route, tenant, tag or being about now: the first match wins"),
    stale_if_error_seconds: seconds(TEN_YEARS_SECONDS)
      .default(3_600)
      .describe("Beyond its life an answer may be served this long while upstream fails"),
    lookup_timeout_ms: whole(1, 60_000).default(100).describe("Whole look-up; past it the request is a miss"),
    eviction: switchOf(["value", "lru"])
      .default("value")
      .describe("Which answer leaves a full store: the least worth, or the least recently used"),
    answers_per_key: whole(1, 64).default(1).describe("Different answers kept for one question"),
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
        calls_per_hour: whole(0, 1_000_000).default(60).describe("At most so many calls to upstream"),
      },
      "Filling the cache ahead of questions",
    ),
  },
  "The cache itself",
);

const STEPS = "percentages from 0 to 100, each larger than the one before";
const STICKY = "a list of header:NAME, user or credential";
const rollout = optionalBlock(
  {
    max_error_rate: fraction(0, 1)
      .default(0.01)
      .describe("Wrong semantic and adapted answers over the cacheable requests inside the percentage"),
    confidence: z
      .number("a number above 0 and below 1")
      .gt(0, "a number above 0 and below 1")
      .lt(1, "a number above 0 and below 1")
      .default(0.95)
      .describe("How sure the bound on the error is"),
    steps: list(fraction(0, 100), STEPS, 101)
      .min(1, STEPS)
      .refine((steps) => steps.every((step, i) => i === 0 || step > steps[i - 1]!), STEPS)
      .default([0, 1, 5, 10, 25, 50, 100])
      .describe("Percentages that auto walks through"),
    dwell_seconds: seconds(86_400)
      .default(10)
      .describe("After a change auto stays on a step for so long before it goes up"),
    sample_percentage: fraction(0, 100)
      .default(2)
      .describe("Of served hits that are checked against upstream all the same, at the least"),
    judge: judge.default({ kind: "answer" }).describe("Who says whether a stored answer was right"),
    confirmed_pairs: flag(
      "Serve an answer that upstream's own fresh answers confirmed for a question, whatever the threshold",
      true,
    ),
    sticky_by: list(
      filled(STICKY).regex(new RegExp(`^(header:${HEADER_NAME}|user|credential)$`), STICKY),
      STICKY,
      16,
    )
      .default(["header:x-session-id", "user", "credential"])
      .describe("What makes a caller that stays on its side: the first that is present"),
  },
  "How traffic moves over to the semantic tier",
);

const budget = optionalBlock(
  {
    usd_per_day: fraction(0, 1_000_000).default(0).describe("0: no limit"),
    calls_per_hour: whole(0, 1_000_000_000).default(0).describe("0: no limit"),
  },
  "Over everything that is asked on our own account: samples, double asks, judge, second look, warming",
);

const TENANT = "credential, header:NAME, body:user or shared";
const NORMALISE = "a list of {path, pattern, replace} or preset names (current-date)";
const identity = optionalBlock(
  {
    tenant: filled(TENANT)
      .regex(new RegExp(`^(credential|header:${HEADER_NAME}|body:user|shared)$`), TENANT)
      .default("credential")
      .describe("Callers of one tenant share answers"),
    max_temperature: fraction(0, 100).default(1).describe("Above it nothing is cached"),
    context: list(
      filled("a context field").regex(/^[a-z0-9_-]{1,64}$/, "a context field in small letters"),
      "a list of context fields",
      32,
    )
      .default(["domain"])
      .describe("x-semblance-context-* headers that part answers; an absent domain is general"),
    question: z
      .union(
        [
          z.literal("whole"),
          block({ after: filled("the text before the question").describe("The question follows this text") }),
        ],
        'whole, or {after: "text"}',
      )
      .default("whole")
      .describe("Which part of the last user message is the question; the rest must be equal"),
    normalise: list(
      z.union(
        [
          switchOf(["current-date"]),
          block({
            path: filled("a path into the body").describe("For example messages.0.content"),
            pattern: filled("a regular expression")
              .refine(isPattern, "a regular expression")
              .describe("What is cut out before hashing"),
            replace: text("text").default("").describe("What stands in its place"),
          }),
        ],
        NORMALISE,
      ),
      NORMALISE,
      64,
    )
      .default([])
      .describe("What is cut out of a body before it is compared"),
  },
  "Which requests may share an answer",
);

function isPattern(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}

const SMTP_URL = "an smtp:// or smtps:// URL";
const MAIL = "a mail address";
const mail = () => filled(MAIL).regex(/^[^\s@<>]+@[^\s@<>]+$/, MAIL);
const email = block({
  smtp_url: filled(SMTP_URL).refine((url) => isUrl(url, ["smtp:", "smtps:"], true), SMTP_URL),
  from: mail(),
  to: z
    .union([mail(), list(mail(), "a list of mail addresses", 64).min(1, "at least one mail address")], MAIL)
    .describe("One address or a list"),
});

const alerts = optionalBlock(
  {
    min_hit_rate: fraction(0, 1).default(0.15).describe("Alert below it"),
    max_error_rate: fraction(0, 1).default(0.05).describe("Alert above it: faults over requests"),
    min_avg_similarity: fraction(0, 1).default(0.7).describe("Alert below it: confidence of served hits"),
    min_requests: whole(0, 1_000_000_000).default(100).describe("No alert before so many requests"),
    quiet_minutes: whole(0, 525_600).default(30).describe("The same alert is not sent again within it"),
    webhook: hookUrl("Gets each alert as JSON"),
    webhook_secret: hookSecret("Signs it as Standard Webhooks has it; empty: a key of SEMBLANCE_SECRET"),
    slack: hookUrl("Slack incoming webhook"),
    allow_internal: flag("Names in webhook and slack may lead to addresses of this network", false),
    email: email.optional().describe("Mail server and addresses"),
  },
  "When to raise an alert, and where to send it",
);

const monitoring = optionalBlock(
  {
    enable_detailed_logs: flag("More of each request in the log: metadata only, unless log_content", false),
    log_content: flag("Questions and answers in the log", false),
    metrics_collection: flag("History, summary and alerts; counters stay without it", true),
    collection_interval_seconds: seconds(86_400).default(60).describe("Between two snapshots"),
    retention_hours: whole(1, 8_760).default(24).describe("Snapshots are kept so long"),
    analysis_interval_seconds: seconds(86_400).default(300).describe("Between two looks at the alerts"),
    alert_on_errors: flag("false: alerts are kept in the admin plane and sent nowhere", true),
    alerts,
    prices: path().default("config/prices.yaml").describe("What a million tokens cost, by model"),
    record: optionalBlock(
      {
        path: text("a path, or nothing")
          .default("")
          .describe("File that requests and answers are appended to, in the data dir; empty: off"),
        max_bytes: whole(1, 1_000_000_000_000)
          .default(100_000_000)
          .describe("It ends when the file is so large"),
        content: flag("false: digests and lengths in place of questions and answers", true),
      },
      "A recording of live traffic for semblance replay",
    ),
  },
  "Logs, metrics, alerts",
);

const cacheMigration = optionalBlock(
  {
    enable_traditional: flag("The exact tier answers every caller", true),
    enable_semantic_cache: flag("The semantic tier looks up, at least in shadow", true),
    use_integrated_cache: flag("Semantic and adapted answers may be served; false: shadow", true),
    enable_background_save: flag("Answers are stored, off the request path", true),
    traffic_percentage: fractionOrAuto(0, 100)
      .default("auto")
      .describe("Of callers; auto: shadow first, then up and down by measured error"),
    semantic_cache: semanticCache,
    rollout,
    budget,
    identity,
    monitoring,
  },
  "What is cached, for whom, and how it is watched",
);

/** The whole file. Parsing an empty object gives every default. */
export const configSchema = block({
  listen,
  admin,
  auth,
  upstream,
  upstreams,
  cache_migration: cacheMigration,
});

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: DeepReadonly<T[Name]> }
    : T;

/** The configuration in force: every default filled in, names exactly as in the file. */
export type Config = DeepReadonly<z.output<typeof configSchema>>;
