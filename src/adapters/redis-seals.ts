/**
 * Seals, once, the rows of a Redis that was filled before there were seals. Every gateway that shares it may do this at
 * the same time: a row is replaced only while it is as it was read. The first gateway to finish sets a mark; from then
 * on none trusts a row without a seal, as the others look for the mark with each sweep.
 */
import type { EntryId } from "../model.ts";
import { sealAnew, sealVectorAnew } from "./entry-codec.ts";
import type { RedisLink } from "./redis-link.ts";
import type { RedisNames } from "./redis-names.ts";
import { BACKGROUND_MS_MAX, NO_BYTES, SCAN_COUNT, sealedFactsOfFields } from "./redis-rows.ts";
import { SEALED_MARK, type Seals } from "./seals.ts";

/** Sets the seals of a row that is still as it was read; a row written meanwhile keeps its own. */
const SET_SEALS = `
  if redis.call('HGET', KEYS[1], 'seal') ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], 'format', ARGV[2], 'seal', ARGV[3])
  if ARGV[4] ~= '' and redis.call('HGET', KEYS[1], 'vectorSeal') == ARGV[5] then
    redis.call('HSET', KEYS[1], 'vectorSeal', ARGV[4])
  end
  return 1`;
const SET_NOTE_IF = `
  if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
  return 1`;

export interface RedisSealingDeps {
  readonly link: RedisLink;
  readonly seals: Seals;
  readonly names: RedisNames;
}

export class RedisSealing {
  readonly #deps: RedisSealingDeps;
  #running: Promise<void> | null = null;

  constructor(deps: RedisSealingDeps) {
    this.#deps = deps;
  }

  /** Resolves when it is known whether anything needs sealing; sealing goes on in the background. Never rejects. */
  async begin(): Promise<void> {
    const { link, seals, names } = this.#deps;
    if (!seals.believesUnsealed) return;
    const isMarked = await link
      .ask((redis) => redis.hexists(names.notes, SEALED_MARK), BACKGROUND_MS_MAX)
      .catch(() => null);
    if (isMarked === 1) seals.complete();
    if (isMarked !== 0) return;
    this.#running ??= this.#all()
      .then(() => seals.complete())
      .catch(() => {
        // Redis is away: its link has reported that, and the next sweep tries again.
      })
      .finally(() => void (this.#running = null));
  }

  async #all(): Promise<void> {
    const { link, seals, names } = this.#deps;
    const { entries, notes } = names;
    let cursor = "0";
    do {
      const [next, keys] = await link.ask(
        (redis) => redis.scan(cursor, "MATCH", entries, "COUNT", SCAN_COUNT),
        BACKGROUND_MS_MAX,
      );
      cursor = next;
      for (const key of keys) await this.#entry(key);
    } while (cursor !== "0");
    do {
      const [next, pairs] = await link.ask(
        (redis) => redis.hscan(notes, cursor, "COUNT", SCAN_COUNT),
        BACKGROUND_MS_MAX,
      );
      cursor = next;
      for (let i = 0; i < pairs.length; i += 2) {
        const [name = "", kept = ""] = pairs.slice(i, i + 2);
        if (seals.isSealedNote(kept)) continue;
        const sealed = seals.note(name, kept);
        await link.ask((redis) => redis.eval(SET_NOTE_IF, 1, notes, name, kept, sealed), BACKGROUND_MS_MAX);
      }
    } while (cursor !== "0");
    const mark = seals.note(SEALED_MARK, "1");
    await link.ask((redis) => redis.hset(notes, SEALED_MARK, mark), BACKGROUND_MS_MAX);
  }

  async #entry(at: string): Promise<void> {
    const { link, seals } = this.#deps;
    const names = ["format", "facts", "seal", "id", "fingerprint", "vector", "vectorSeal"] as const;
    const fields = await link.ask((redis) => redis.hmgetBuffer(at, ...names), BACKGROUND_MS_MAX);
    const [format = null, facts = null, seal = null, id, fingerprint, vector, vectorSeal] = fields;
    const sealed = sealAnew(seals, sealedFactsOfFields(format, facts, seal));
    if (sealed === null || seal === null) return;
    const ofVector =
      id && fingerprint && vector && vectorSeal
        ? sealVectorAnew(seals, id.toString("utf8") as EntryId, {
            fingerprint: fingerprint.toString("utf8"),
            bytes: vector,
            seal: vectorSeal,
          })
        : null;
    await link.ask(
      (redis) =>
        redis.eval(
          SET_SEALS,
          1,
          at,
          seal,
          String(sealed.format),
          Buffer.from(sealed.seal),
          ofVector === null ? "" : Buffer.from(ofVector),
          vectorSeal ?? NO_BYTES,
        ),
      BACKGROUND_MS_MAX,
    );
  }
}
