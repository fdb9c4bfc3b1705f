/**
 * Answers in Redis, for what must outlast this machine. One hash per answer under its exact key, so that a hit is one
 * round trip: the exact key alone is known when it is asked for, so the key itself is the hash tag, and an answer's
 * hash, and nothing else, shares its slot. `id:` keys point from an entry's id to its key.
 *
 * Redis may be away at any time. Nothing here queues while it is: a command fails at once or within its deadline, the
 * caller goes on without, and the connection comes back by itself. Every value carries its own key and checksum, so
 * that no reply can be taken for another's.
 */
import { Redis } from "ioredis";
import { PortFault } from "../errors.ts";
import type { Entry, EntryId, Fingerprint, IndexRow, Key } from "../model.ts";
import type { FaultPart, Store } from "../ports.ts";
import { decodeEntry, decodeFacts, decodeVector, encodeEntry, encodeVector } from "./entry-codec.ts";

export interface RedisStoreOptions {
  /** redis:// or rediss://, with its database and credentials. */
  readonly url: string;
  /** Of every key, for example "semblance:". */
  readonly prefix: string;
  /** 1 to 10,000. How long one command may take. */
  readonly commandTimeoutMs: number;
  readonly onFault: (part: FaultPart, error: unknown, detail?: string) => void;
  /** Told once per change. */
  readonly onState: (up: boolean, why: string) => void;
}

const CONNECT_MS_MAX = 2_000;
const RETRY_MS_MAX = 2_000;
const SCAN_COUNT = 500;
/** Start-up reads pages of many answers: they are given longer than a command on a request's path. */
const BULK_MS_MAX = 5_000;

/** Never throws and never waits: Redis is connected to in the background. */
export async function createRedisStore(options: RedisStoreOptions): Promise<Store> {
  const { prefix } = options;
  let up: boolean | null = null;
  const redis = new Redis(options.url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_MS_MAX,
    autoResubscribe: false,
    retryStrategy: (times) => Math.min(RETRY_MS_MAX, 50 * 2 ** Math.min(times, 6)),
    reconnectOnError: (error) => /^READONLY/.test(error.message),
  });
  const state = (now: boolean, why: string) => {
    if (up === now) return;
    up = now;
    options.onState(now, why);
  };
  redis.on("ready", () => state(true, "connected"));
  redis.on("error", (error) => state(false, safe(error)));
  redis.on("close", () => state(false, "the connection closed"));
  await Promise.race([
    redis.connect().catch(() => {}),
    new Promise((r) => setTimeout(r, CONNECT_MS_MAX).unref()),
  ]);

  const entryKey = (key: string) => `${prefix}e:{${key}}`;
  const idKey = (id: string) => `${prefix}id:${id}`;
  const noteKey = (name: string) => `${prefix}n:${name}`;

  /** One command, or one batch, within its deadline. A late reply belongs to nobody and is dropped. */
  async function ask<T>(command: () => Promise<T>, ms = options.commandTimeoutMs): Promise<T> {
    if (redis.status !== "ready") throw new PortFault("store", "unavailable", "Redis is not connected");
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new PortFault("store", "timeout", `Redis took longer than ${ms} ms`)),
        ms,
      );
    });
    try {
      return await Promise.race([command(), late]);
    } catch (error) {
      throw error instanceof PortFault
        ? error
        : new PortFault("store", "unavailable", `Redis: ${safe(error)}`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  async function entryAt(key: string, nowMs: number): Promise<Entry | null> {
    const [meta, body, checksum] = await ask(() =>
      redis.hmgetBuffer(entryKey(key), "meta", "body", "checksum"),
    );
    if (!meta || !body || !checksum) return null;
    const entry = decodeEntry({ meta: meta.toString("utf8"), body, checksum }, key);
    if (entry) return nowMs < entry.staleUntilMs ? entry : null;
    options.onFault(
      "store",
      new PortFault("store", "corrupt", "a stored answer does not match its checksum; it was deleted"),
    );
    ask(() => redis.del(entryKey(key))).catch((error) => options.onFault("store", error));
    return null;
  }

  async function* scan(pattern: string): AsyncGenerator<string[]> {
    let cursor = "0";
    do {
      const [next, keys] = await ask(
        () => redis.scan(cursor, "MATCH", pattern, "COUNT", SCAN_COUNT),
        BULK_MS_MAX,
      );
      cursor = next;
      if (keys.length > 0) yield keys;
    } while (cursor !== "0");
  }

  return {
    kind: "redis",
    get: (key: Key, nowMs) => entryAt(key, nowMs),
    async getById(id: EntryId, nowMs) {
      const key = await ask(() => redis.get(idKey(id)));
      const entry = key === null ? null : await entryAt(key, nowMs);
      return entry?.id === id ? entry : null;
    },
    async put(entry, vector) {
      const { meta, body, checksum } = encodeEntry(entry);
      const at = entryKey(entry.key);
      const fields: Record<string, string | Buffer> = { meta, body, checksum };
      if (vector)
        Object.assign(fields, { fingerprint: vector.fingerprint, vector: encodeVector(vector.vector) });
      await ask(async () => {
        // An answer that is replaced takes its vector along: the hash is begun anew.
        const batch = redis.multi().del(at).hset(at, fields).pexpireat(at, Math.ceil(entry.staleUntilMs));
        for (const [error] of (await batch.exec()) ?? []) if (error) throw error;
        await redis.set(idKey(entry.id), entry.key, "PXAT", Math.ceil(entry.staleUntilMs));
      }, BULK_MS_MAX);
    },
    async putVector(id, { fingerprint, vector }) {
      await ask(async () => {
        const key = await redis.get(idKey(id));
        // HSET on a hash that has just expired would make one without an end: it is set only where the entry is.
        if (key !== null && (await redis.exists(entryKey(key)))) {
          await redis.hset(entryKey(key), { fingerprint, vector: encodeVector(vector) });
          if ((await redis.pttl(entryKey(key))) === -1) await redis.del(entryKey(key));
        }
      }, BULK_MS_MAX);
    },
    async delete(id) {
      return ask(async () => {
        const key = await redis.get(idKey(id));
        if (key === null) return false;
        const gone = await redis.del(entryKey(key));
        await redis.del(idKey(id));
        return gone > 0;
      }, BULK_MS_MAX);
    },
    async *indexRows(fingerprint: Fingerprint, nowMs, limit): AsyncGenerator<IndexRow> {
      const rows: IndexRow[] = [];
      for await (const keys of scan(`${escaped(prefix)}e:*`)) {
        const batch = redis.pipeline();
        for (const key of keys) batch.hmgetBuffer(key, "meta", "fingerprint", "vector");
        for (const [error, fields] of (await ask(() => batch.exec(), BULK_MS_MAX)) ?? []) {
          if (error) continue;
          const row = rowOf(fields as (Buffer | null)[], fingerprint);
          if (row?.facts.semantic && nowMs < row.facts.expiresAtMs) rows.push(row);
        }
        if (rows.length > 4 * limit) newest(rows, limit);
      }
      newest(rows, limit);
      yield* rows;
    },
    getNote: (name) => ask(() => redis.get(noteKey(name))),
    putNote: async (name, value) => void (await ask(() => redis.set(noteKey(name), value), BULK_MS_MAX)),
    deleteNote: async (name) => void (await ask(() => redis.del(noteKey(name)), BULK_MS_MAX)),
    async noteNames(start, limit) {
      const names: string[] = [];
      for await (const keys of scan(`${escaped(noteKey(start))}*`)) {
        for (const key of keys) if (names.length < limit) names.push(key.slice(noteKey("").length));
        if (names.length >= limit) break;
      }
      return names;
    },
    /** Redis ends lives by itself, and its own maxmemory bounds the rest. */
    sweep: async () => 0,
    async stats() {
      let entries = 0;
      for await (const keys of scan(`${escaped(prefix)}e:*`)) entries += keys.length;
      return { entries, bytes: 0 };
    },
    async close() {
      redis.disconnect();
    },
  };
}

function rowOf(fields: (Buffer | null)[], fingerprint: Fingerprint): IndexRow | null {
  const [meta, made, vector] = fields;
  const facts = meta ? decodeFacts(meta.toString("utf8")) : null;
  if (!facts) return null;
  return { facts, vector: vector && made?.toString("utf8") === fingerprint ? decodeVector(vector) : null };
}

function newest(rows: IndexRow[], limit: number): void {
  rows.sort((a, b) => b.facts.storedAtMs - a.facts.storedAtMs);
  rows.length = Math.min(rows.length, limit);
}

/** A prefix as it stands in a MATCH pattern. */
function escaped(prefix: string): string {
  return prefix.replace(/[*?[\]\\^]/g, "\\$&");
}

/** Redis and the driver may quote a command or an address; only the kind of failure is passed on. */
function safe(error: unknown): string {
  const { code, message = "" } = (error ?? {}) as { code?: string; message?: string };
  return code ?? /^[A-Z]{3,20}\b/.exec(message)?.[0] ?? "error";
}
