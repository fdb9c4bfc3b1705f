/**
 * Every key of the configuration file: its name, range, default and purpose. The types, the JSON schema and the
 * messages of faults all follow from here. Rules over several keys are in rules.ts.
 */
import { z } from "zod";
import {
  block,
  envName,
  filled,
  flag,
  fraction,
  fractionOrAuto,
  GIBIBYTE,
  HEADER_NAME,
  headerSecret,
  host,
  integer,
  list,
  localModel,
  milliseconds,
  optionalBlock,
  port,
  remoteModel,
  seconds,
  secret,
  switchOf,
  text,
  upstreamUrl,
  vectorNames,
  wholeOrAuto,
} from "./fields.ts";
import { semanticCache } from "./schema-cache.ts";
import { monitoring } from "./schema-monitoring.ts";

const listen = optionalBlock(
  {
    host: host().default("127.0.0.1").describe("Address that serves /v1"),
    port: port().default(8080).describe("0: any free port"),
    workers: wholeOrAuto(1, 256).default(1).describe("Processes; auto: one for each core"),
    max_body_bytes: integer(1, GIBIBYTE)
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
    api_key: headerSecret("Sent upstream only when the caller brings no credential"),
    ...wire,
  },
  "Where questions go that the cache does not answer",
);

const upstreams = list(
  block({
    name: filled("a name").describe("For people, logs and metrics"),
    base_url: upstreamUrl().describe("Base URL with /v1; demo: the built-in model"),
    api_key: headerSecret("Sent there only when the caller brings no credential"),
    models: list(filled("a model name, * for any text"), "a list of model names, * for any text")
      .min(1, "at least one model name, * for any text")
      .describe("Model names that go there, * for any text"),
    ...wire,
  }),
  "a list of {name, base_url, api_key, models}",
)
  .default([])
  .describe("Further upstreams by model: the first match wins, else upstream");

const judge = z.discriminatedUnion(
  "kind",
  [
    block({
      kind: z.literal("auto"),
      model: filled("a model name").optional().describe("Absent: the request's own"),
      share: fraction(0, 1).default(0.05).describe("Of requests for which a model may be asked"),
      ahead: integer(0, 1_000)
        .default(0)
        .describe("Calls made ahead of the share while little is measured; later requests pay them back"),
      pairs: integer(1, 16)
        .default(8)
        .describe("Most pairs of answers in one call; 1: each has a call of its own"),
    }),
    block({ kind: z.literal("answer") }),
    block({ kind: z.literal("model"), ...remoteModel }),
    block({
      kind: z.literal("local"),
      ...localModel,
      prefix: vectorNames.prefix,
      likeness: fraction(0, 1)
        .default(0.9)
        .describe("Cosine from which two sentences say the same, where words leave only content in doubt"),
      languages: list(switchOf(["en", "pt"]), "a list of en, pt", 2)
        .min(1, "a list of en, pt")
        .default(["en"])
        .describe("Languages that the model knows"),
    }),
  ],
  "a block with kind: auto, answer, model or local",
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
    judge: judge
      .default({ kind: "auto", share: 0.05, ahead: 0, pairs: 8 })
      .describe("Who says whether a stored answer was right"),
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
    calls_per_hour: integer(0, 1_000_000_000).default(0).describe("0: no limit"),
  },
  "Over everything that is asked on our own account: samples, double asks, judge, second look, warming",
);

const TENANT = "credential, header:NAME, body:user or shared";
const BODY_PATH = "a path into the body, such as messages[role=system].content";
const NORMALISE =
  "a list of {path, pattern, replace} or preset names (current-date, current-time, uuid, request-id, whitespace)";
const identity = optionalBlock(
  {
    tenant: filled(TENANT)
      .regex(new RegExp(`^(credential|header:${HEADER_NAME}|body:user|shared)$`), TENANT)
      .default("credential")
      .describe("Callers of one tenant share answers"),
    max_temperature: fraction(0, 100).default(1).describe("Above it nothing is cached"),
    context: z
      .union(
        [
          z.literal("grounded"),
          list(
            filled("a context field").regex(/^[a-z0-9_-]{1,64}$/, "a context field in small letters"),
            "a list of context fields",
            32,
          ),
        ],
        "grounded, or a list of context fields",
      )
      .default(["domain"])
      .describe(
        "x-semblance-context-* headers that part answers; an absent domain is general. grounded, alone or in the list: what stands before the question is retrieved context, and a stored answer may stand on another one that says every sentence of it",
      ),
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
          switchOf(["current-date", "current-time", "uuid", "request-id", "whitespace"]),
          block({
            path: filled(BODY_PATH)
              .regex(/^(?:[\w-]+|\*)(?:\[[^\]]+\])?(?:\.(?:[\w-]+|\*)(?:\[[^\]]+\])?)*$/, BODY_PATH)
              .describe("For example messages[role=system].content, messages.0.content, instructions"),
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
