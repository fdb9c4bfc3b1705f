/** Rules over several keys of the configuration, as a table. Each rule is checked on the configuration in force. */
import { isIPv4 } from "node:net";
import type { Environment } from "./expand.ts";
import type { Path } from "./faults.ts";
import { keyIn } from "./gateway-keys.ts";
import { isHeaderText } from "./key-shapes.ts";
import type { Config } from "./schema.ts";

export interface Clash {
  /** The keys that contradict each other; the fault is placed at the first of them that was written. */
  readonly paths: readonly Path[];
  readonly message: string;
}

type Rule = (config: Config, env: Environment) => readonly Clash[];

const CACHE = ["cache_migration", "semantic_cache"] as const;

const RULES: readonly Rule[] = [
  thresholdsInOrder,
  sampledWhileAuto,
  notEncrypted,
  noRedisCluster,
  redisNodesLead,
  adminGuarded,
  secretsLongEnough,
  noOpenRelay,
  listenersApart,
  keysForModeKeys,
  upstreamNamesApart,
  gatewayKeysWhole,
  gatewayKeysApart,
];

export function clashes(config: Config, env: Environment): Clash[] {
  return RULES.flatMap((rule) => rule(config, env));
}

function thresholdsInOrder({ cache_migration: { semantic_cache: cache } }: Config): Clash[] {
  const { similarity_threshold: similar, adaptation_threshold: adapt } = cache;
  if (similar === "auto" || adapt <= similar) return [];
  return [
    {
      paths: [
        [...CACHE, "adaptation_threshold"],
        [...CACHE, "similarity_threshold"],
      ],
      message: `adaptation_threshold (${adapt}) at most similarity_threshold (${similar})`,
    },
  ];
}

function sampledWhileAuto({ cache_migration: cache }: Config): Clash[] {
  if (cache.traffic_percentage !== "auto" || cache.rollout.sample_percentage > 0) return [];
  return [
    {
      paths: [
        ["cache_migration", "rollout", "sample_percentage"],
        ["cache_migration", "traffic_percentage"],
      ],
      message: "sample_percentage above 0 while traffic_percentage is auto: drift would be invisible",
    },
  ];
}

/** Refuses an encryption key: this version does not encrypt, and nobody must believe that it does. */
function notEncrypted({ cache_migration: { semantic_cache: cache } }: Config): Clash[] {
  if (cache.encryption.key === "") return [];
  return [
    {
      paths: [[...CACHE, "encryption", "key"]],
      message: "empty: this version does not encrypt what it stores",
    },
  ];
}

function noRedisCluster({ cache_migration: { semantic_cache: cache } }: Config): Clash[] {
  if (!cache.redis.cluster) return [];
  return [
    {
      paths: [[...CACHE, "redis", "cluster"]],
      message:
        "false: Redis Cluster is not supported yet; name one server outside a cluster in redis_url, or a sentinel's master in redis.sentinel",
    },
  ];
}

function redisNodesLead({ cache_migration: { semantic_cache: cache } }: Config): Clash[] {
  const { nodes, sentinel, cluster } = cache.redis;
  const at = (name: string) => [...CACHE, "redis", name];
  if (sentinel !== "" && nodes.length === 0)
    return [
      { paths: [at("sentinel"), at("nodes")], message: "with host:port of each sentinel in redis.nodes" },
    ];
  if (sentinel !== "" || cluster || nodes.length <= 1) return [];
  return [
    {
      paths: [at("nodes"), at("sentinel")],
      message: "one server, or sentinels and the name of their master in redis.sentinel",
    },
  ];
}

function adminGuarded({ admin }: Config): Clash[] {
  if (isLoopback(admin.host) || admin.token !== "") return [];
  return [
    {
      paths: [
        ["admin", "host"],
        ["admin", "token"],
      ],
      message: "a loopback address, or set admin.token (SEMBLANCE_ADMIN_TOKEN)",
    },
  ];
}

/** Fewest characters of a secret; shorter ones can be guessed from elsewhere. */
const SECRET_CHARACTERS_MIN = 16;

function secretsLongEnough({ listen, admin }: Config, env: Environment): Clash[] {
  const clashes: Clash[] = [];
  const message = `${SECRET_CHARACTERS_MIN} characters at least off loopback, for example from: openssl rand -hex 16`;
  if (!isLoopback(admin.host) && admin.token !== "" && admin.token.length < SECRET_CHARACTERS_MIN)
    clashes.push({ paths: [["admin", "token"]], message });
  const secret = env["SEMBLANCE_SECRET"] ?? "";
  const isOpen = !isLoopback(listen.host) || !isLoopback(admin.host);
  if (isOpen && secret !== "" && secret.length < SECRET_CHARACTERS_MIN)
    clashes.push({ paths: [["listen", "host"]], message: `with SEMBLANCE_SECRET of ${message}` });
  return clashes;
}

/** Refuses an open listener that would let anybody spend the upstream's own key. The demo model spends nothing. */
function noOpenRelay({ listen, auth, upstream, upstreams }: Config): Clash[] {
  if (auth.mode !== "passthrough" || isLoopback(listen.host)) return [];
  const ours = [
    { at: ["upstream", "api_key"], of: upstream },
    ...upstreams.map((of, i) => ({ at: ["upstreams", i, "api_key"], of })),
  ].filter(({ of }) => of.api_key !== "" && of.base_url !== "demo");
  if (ours.length === 0) return [];
  return [
    {
      paths: [["auth", "mode"], ["listen", "host"], ...ours.map(({ at }) => at)],
      message:
        "off loopback with an upstream key of ours, passthrough is an open relay: auth.mode keys, or open where that is meant",
    },
  ];
}

function listenersApart({ listen, admin }: Config): Clash[] {
  if (listen.port === 0 || listen.port !== admin.port || listen.host !== admin.host) return [];
  return [
    {
      paths: [
        ["admin", "port"],
        ["listen", "port"],
      ],
      message: "a port other than the other listener's",
    },
  ];
}

function keysForModeKeys({ auth }: Config): Clash[] {
  if (auth.mode !== "keys" || auth.keys.length > 0) return [];
  return [
    {
      paths: [
        ["auth", "mode"],
        ["auth", "keys"],
      ],
      message: "at least one of auth.keys in mode keys: nobody could call",
    },
  ];
}

function upstreamNamesApart({ upstreams }: Config): Clash[] {
  return repeats(upstreams.map(({ name }) => name)).map((i) => ({
    paths: [["upstreams", i, "name"]],
    message: "each upstream's name once",
  }));
}

function gatewayKeysWhole({ auth }: Config, env: Environment): Clash[] {
  return auth.keys.flatMap((entry, i) => {
    const at = ["auth", "keys", i];
    const clash = (name: string, message: string): Clash => ({ paths: [[...at, name], at], message });
    const out: Clash[] = [];
    if ((entry.key === undefined) === (entry.key_env === undefined))
      out.push({ paths: [at], message: "either key or key_env" });
    if (entry.key_env !== undefined && keyIn(env, entry.key_env) === null)
      out.push(clash("key_env", "the name of a variable that is set"));
    const upstreamKey = keyIn(env, entry.upstream_key_env);
    if (entry.upstream_key_env !== undefined && upstreamKey === null)
      out.push(clash("upstream_key_env", "the name of a variable that is set"));
    if (upstreamKey !== null && !isHeaderText(upstreamKey))
      out.push(clash("upstream_key_env", "the name of a variable whose text a header can carry"));
    return out;
  });
}

function gatewayKeysApart({ auth }: Config, env: Environment): Clash[] {
  const keys = auth.keys.map((entry) => entry.key ?? keyIn(env, entry.key_env) ?? undefined);
  const names = auth.keys.map(({ name }) => name);
  return [
    ...repeats(names).map((i) => ({ paths: [["auth", "keys", i, "name"]], message: "each name once" })),
    ...repeats(keys).map((i) => ({ paths: [["auth", "keys", i]], message: "each gateway key once" })),
  ];
}

/** Positions of values that occurred before; undefined and "" do not count. */
function repeats(values: readonly (string | undefined)[]): number[] {
  const seen = new Set<string>();
  return values.flatMap((value, i) => {
    if (!value) return [];
    if (seen.has(value)) return [i];
    seen.add(value);
    return [];
  });
}

/** True for an address or name that is loopback on every machine; of names that is localhost alone. */
export function isLoopback(host: string): boolean {
  const bare = host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/^::ffff:/, "");
  return bare === "localhost" || bare === "::1" || (isIPv4(bare) && bare.startsWith("127."));
}
