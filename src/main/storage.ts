/** The store of answers: a cache in memory in front of SQLite or Redis. Also the secret and the data folder. */

import { createHmac, type KeyObject } from "node:crypto";
import { dirname, join } from "node:path";
import { ChangesElsewhere } from "../adapters/changes-elsewhere.ts";
import type { RedisSentinels } from "../adapters/redis-sentinels.ts";
import { createFrontedStore } from "../adapters/store-fronted.ts";
import { createMemoryStore } from "../adapters/store-memory.ts";
import { createSqliteStore, type SqliteStore } from "../adapters/store-sqlite.ts";
import { type Config, dataPath, type Environment } from "../config.ts";
import { heapRoom } from "../heap-room.ts";
import type { FaultPart, Store } from "../ports.ts";
import type { Configuration } from "./configuration.ts";
import { dataFolder, keepPrivate } from "./private-files.ts";
import { sealedStores } from "./sealed-stores.ts";
import { secretKey } from "./secret.ts";
import { Signal } from "./signal.ts";
import type { Telemetry } from "./telemetry.ts";

/** Size of the cache in memory, from which a hit is served without disk or network; less in a small heap. */
const MEMORY_ENTRIES = 50_000;
const MEMORY_BYTES = 256 * 1024 * 1024;

export interface Storage extends AsyncDisposable {
  readonly store: Store;
  readonly secret: KeyObject;
  /** True while the store is known not to answer; background work then leaves it alone. */
  readonly isDown: boolean;
  /** True while the store refuses what is written, or does not answer: answers are in memory only. */
  readonly isMemoryOnly: boolean;
  /** Emitted when the store answers again after an outage. */
  readonly returned: Signal;
  /** Sets `isDown`, after the store failed while it was loaded. */
  markDown(): void;
  /** Size of the store. Waits a second at most; after that, and where the store fails, the last known size. */
  stats(): Promise<{ readonly entries: number; readonly bytes: number }>;
}

const STATS_MS_MAX = 1_000;
/** Interval, ms, of tries whether a store that refused answers takes them again. */
const PROBE_MS = 5_000;
const PROBE_NOTE = "takes";

type StorageTelemetry = Pick<Telemetry, "log" | "onFault" | "provide">;

export async function startStorage(
  { current: config, env }: Configuration,
  telemetry: StorageTelemetry,
): Promise<Storage> {
  const { log, onFault, provide } = telemetry;
  const returned = new Signal();
  let isDown = false;
  let stats = { entries: 0, bytes: 0 };
  dataFolder(config, env);
  keepPrivate(env);
  const secret = secretKey(env);
  const onApart = () => log.warn({ part: "store" }, APART);
  let takes = true;
  const onTaking = (now: boolean) => {
    takes = now;
    if (!takes) log.warn({ part: "store" }, "the store takes no answers: they are kept in memory only");
    else log.warn({ part: "store" }, "the store takes answers again");
  };
  const onElsewhere = () => log.warn({ part: "store" }, SHARED_FILE);
  const store = await openStore(
    { config, env, secret, onFault, onApart, onTaking, onElsewhere },
    (up, why) => {
      const isBack = up && isDown;
      isDown = !up;
      if (isBack) log.warn({ part: "store" }, "Redis answers again");
      if (!up) log.warn({ part: "store" }, `Redis does not answer: serving from memory (${why})`);
      if (isBack) returned.emit();
    },
  );
  // A note goes through again as soon as there is room, also where no answer comes that would tell.
  const probe = setInterval(() => {
    if (!takes && !isDown) store.putNote(PROBE_NOTE, "1").catch(() => {});
  }, PROBE_MS);
  probe.unref();
  provide({ entriesExact: () => stats.entries });
  return {
    store,
    secret,
    returned,
    get isDown() {
      return isDown;
    },
    get isMemoryOnly() {
      return isDown || !takes;
    },
    markDown() {
      isDown = true;
    },
    async stats() {
      const late = new Promise<null>((resolve) => setTimeout(resolve, STATS_MS_MAX, null).unref());
      stats = (await Promise.race([store.stats().catch(() => null), late])) ?? stats;
      return stats;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(probe);
      await store.close();
    },
  };
}

const APART =
  "Redis holds answers under another secret: this gateway keeps its own apart from them. Gateways share answers under one SEMBLANCE_SECRET";
const SHARED_FILE =
  "another process writes to this data dir: answers are read from the disk each time, and neither learns what the other measures; a dir each, or one Redis for both, is what is meant";

interface Opening {
  readonly config: Config;
  readonly env: Environment;
  readonly secret: KeyObject;
  readonly onFault: (part: FaultPart, error: unknown, detail?: string) => void;
  /** Called where Redis is used under another secret. */
  readonly onApart: () => void;
  /** Called when the store begins to refuse answers, and when it takes them again. */
  readonly onTaking: (takes: boolean) => void;
  /** Called where another process is seen to write to the same file, once. */
  readonly onElsewhere: () => void;
}

/** Called when Redis becomes reachable or unreachable. */
type OnState = (up: boolean, why: string) => void;

async function openStore(opening: Opening, onState: OnState): Promise<Store> {
  const front = createMemoryStore({
    entriesMax: Math.ceil(MEMORY_ENTRIES * heapRoom()),
    bytesMax: MEMORY_BYTES,
  });
  const { onFault, onTaking, onElsewhere } = opening;
  const back = await backStore(opening, onState);
  if (!isInFile(back)) return createFrontedStore(front, back, { onFault, onTaking });
  const elsewhere = new ChangesElsewhere(() => back.changedElsewhere(), onElsewhere);
  return createFrontedStore(front, back, { onFault, onTaking, elsewhere });
}

function isInFile(store: Store): store is SqliteStore {
  return store.kind === "sqlite";
}

async function backStore({ config, env, secret, onFault, onApart }: Opening, onState: OnState) {
  const cache = config.cache_migration.semantic_cache;
  const { redis } = cache;
  const url = cache.enable_redis ? redisUrl(cache.redis_url, redis) : null;
  const path = dataPath(env, cache.db_path);
  const sealed = sealedStores(env);
  const sentinels = redis.sentinel === "" ? null : sentinelsOf(redis);
  const at = sentinels === null ? url : `${url}\0${sentinels.master}`;
  const name = createHmac("sha256", secret)
    .update(`sealed store\0${url === null ? path : `${at}\0${redis.prefix}`}`)
    .digest("base64url");
  const seals = { secret, isSealed: sealed.has(name), onSealed: () => sealed.add(name) };
  if (url === null) return createSqliteStore({ path, onFault, ...seals });
  const { createRedisStore } = await import("../adapters/store-redis.ts");
  return createRedisStore({
    url,
    sentinels,
    prefix: redis.prefix,
    commandTimeoutMs: redis.command_timeout_ms,
    onFault,
    onState,
    onApart,
    ...seals,
  });
}

type RedisBlock = Config["cache_migration"]["semantic_cache"]["redis"];

/** `redis_url` with server, TLS, user name and password of the `redis` block, which take precedence over those of the URL. */
function redisUrl(given: string, redis: RedisBlock): string {
  const url = new URL(given);
  if (redis.sentinel === "" && redis.nodes[0] !== undefined) url.host = redis.nodes[0];
  if (redis.tls) url.protocol = "rediss:";
  if (redis.username !== "") url.username = encodeURIComponent(redis.username);
  if (redis.password !== "") url.password = encodeURIComponent(redis.password);
  return url.href;
}

function sentinelsOf({ nodes, sentinel, sentinel_password }: RedisBlock): RedisSentinels {
  const placed = nodes.map((node) => {
    const [, host = "", port] = /^\[?(.*?)\]?:(\d+)$/.exec(node) ?? [];
    return { host, port: Number(port) };
  });
  return { nodes: placed, master: sentinel, password: sentinel_password };
}

export function storeLine(config: Config, env: Environment, found: number): string {
  const cache = config.cache_migration.semantic_cache;
  const where = cache.enable_redis ? "Redis" : `SQLite ${dataPath(env, cache.db_path)}`;
  return `${where}, ${found} stored questions loaded`;
}

/** Labels lie beside the database. */
export function labelsPath(config: Config, env: Environment): string {
  return join(dirname(dataPath(env, config.cache_migration.semantic_cache.db_path)), "labels.jsonl");
}
