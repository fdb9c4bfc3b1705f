/** How an answer is kept as a Redis hash, and the scripts that change one in a single step. */
import type { EntryId } from "../model.ts";
import { fieldsOf } from "../narrow.ts";
import type { StoredVector } from "../ports.ts";
import { type SealedFacts, sealVector } from "./entry-codec.ts";
import type { RedisLink } from "./redis-link.ts";
import type { Seals } from "./seals.ts";

/** Milliseconds for a command off the request path, such as a write or a scan. */
export const BACKGROUND_MS_MAX = 2_000;
export const SCAN_COUNT = 500;

export type Field = Buffer | null;

/**
 * Adds a vector to an answer that still has this id. A plain HSET could make a hash that never expires where the entry
 * has just ended, or give a replaced entry another's vector.
 */
export const SET_VECTOR = `
  if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], 'fingerprint', ARGV[2], 'vector', ARGV[3], 'vectorSeal', ARGV[4])
  return 1`;
export const DELETE_IF = `
  if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return nil end
  local bytes = redis.call('HGET', KEYS[1], 'bytes')
  redis.call('DEL', KEYS[1])
  return bytes`;
export const SET_NOTE = `
  if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  return 1`;

export const NO_BYTES = Buffer.alloc(0);

export function sealedFactsOfFields(format: Field, facts: Field, seal: Field): SealedFacts {
  return {
    format: Number(format?.toString("latin1") ?? Number.NaN),
    facts: facts?.toString("utf8") ?? "",
    seal: seal ?? NO_BYTES,
  };
}

export function vectorFields(seals: Seals, id: EntryId, stored: StoredVector) {
  const { fingerprint, bytes, seal } = sealVector(seals, id, stored);
  return { fingerprint, vector: Buffer.from(bytes), vectorSeal: Buffer.from(seal) };
}

/** The text with the special characters of a MATCH pattern escaped. */
export function literal(text: string): string {
  return text.replace(/[*?[\]\\^-]/g, "\\$&");
}

/** What a scan reads of an answer without its facts; only a hint, never trusted for serving. */
export interface Hint {
  readonly at: string;
  readonly id: string;
  readonly storedAtMs: number;
  readonly staleUntilMs: number;
  readonly meaning: boolean;
  readonly bytes: number;
  /** The tenant; "" where it was not asked for, or cannot be read. */
  readonly tenant: string;
}

/** Names in Redis of the answers. */
export function atOf(hints: readonly Hint[]): string[] {
  return hints.map(({ at }) => at);
}

/** Hints of all answers, page by page; one answer may come twice. `entries`: MATCH pattern of their keys. */
export async function* hintsOf(link: RedisLink, entries: string, withTenant = false): AsyncGenerator<Hint[]> {
  const facts = withTenant ? ["facts"] : [];
  let cursor = "0";
  do {
    const [next, keys] = await link.ask(
      (redis) => redis.scan(cursor, "MATCH", entries, "COUNT", SCAN_COUNT),
      BACKGROUND_MS_MAX,
    );
    cursor = next;
    if (keys.length === 0) continue;
    const replies = await link.ask((redis) => {
      const batch = redis.pipeline();
      for (const key of keys) batch.hmget(key, "id", "at", "until", "meaning", "bytes", ...facts);
      return batch.exec();
    }, BACKGROUND_MS_MAX);
    yield (replies ?? []).flatMap(([error, fields], i) => {
      const [id, stored, until, meaning, bytes, text = null] = (error ? [] : fields) as (string | null)[];
      const at = keys[i];
      if (!id || at === undefined) return [];
      return {
        at,
        id,
        storedAtMs: Number(stored),
        staleUntilMs: Number(until),
        meaning: meaning === "1",
        bytes: Number(bytes),
        tenant: tenantIn(text),
      };
    });
  } while (cursor !== "0");
}

function tenantIn(facts: string | null): string {
  if (facts === null) return "";
  try {
    const tenant = fieldsOf(JSON.parse(facts))["tenant"];
    return typeof tenant === "string" ? tenant : "";
  } catch {
    return "";
  }
}
