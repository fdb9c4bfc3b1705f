/**
 * Answers in Redis, for those that must outlast this machine or be shared by several. One hash per answer, named by its
 * exact key, so that a hit is one round trip. A caller who asks knows only the key, so the key itself is the hash tag,
 * not the scope; scope and question are in the key already. From an entry's id a pointer leads to its key; a pointer
 * that outlives its entry leads to a hash with another id in it, and so to nothing.
 *
 *   {prefix}e:{KEY}   hash: format, facts, seal, body, fingerprint, vector, vectorSeal; id, at, until, meaning and
 *                     bytes once more in plain, for scans; expires by itself at `staleUntilMs`
 *   {prefix}i:ID      KEY; expires with its entry
 *   {prefix}notes     hash of notes; {prefix}arrivals: stream of keys (redis-arrivals.ts)
 *   {prefix}owner     whose the prefix is (redis-names.ts)
 */
import { PortFault } from "../errors.ts";
import type { Entry, EntryFacts, EntryId, Fingerprint, IndexRow, Key } from "../model.ts";
import type { Store, StoredVector } from "../ports.ts";
import { factsOf, openEntry, openFacts, openVector, sealEntry } from "./entry-codec.ts";
import type { OnFault } from "./fault-report.ts";
import { leaving } from "./over-share.ts";
import { RedisArrivals } from "./redis-arrivals.ts";
import { RedisCount, type Totals } from "./redis-count.ts";
import { RedisLink, type RedisLinkOptions } from "./redis-link.ts";
import { RedisNames, type RedisNamesOptions } from "./redis-names.ts";
import {
  atOf,
  BACKGROUND_MS_MAX,
  DELETE_IF,
  type Field,
  type Hint,
  hintsOf,
  literal,
  NO_BYTES,
  SCAN_COUNT,
  SET_NOTE,
  SET_VECTOR,
  sealedFactsOfFields,
  vectorFields,
} from "./redis-rows.ts";
import { RedisSealing } from "./redis-seals.ts";
import { OWN_NOTES, type SealOptions, Seals } from "./seals.ts";
import { checkNote, NOTES_MAX, notesFull } from "./store-notes.ts";

export interface RedisStoreOptions extends RedisLinkOptions, RedisNamesOptions, SealOptions {
  readonly onFault: OnFault;
}

/** Never rejects. Waits for the first attempt to connect, two seconds at most; the store works once Redis is there. */
export async function createRedisStore(options: RedisStoreOptions): Promise<Store> {
  let begun = Promise.resolve();
  let changes = 0;
  const link = new RedisLink({
    ...options,
    onState(up, why) {
      const change = ++changes;
      const tell = () => {
        if (change === changes) options.onState(up, why);
      };
      if (up) begun = store.begin().then(tell);
      else tell();
    },
  });
  const store = new RedisStore(link, options);
  await link.start();
  await begun;
  return store;
}

const PAGE_ROWS = 200;
/** The fingerprint that no vector has, so that none is read. */
const NO_FINGERPRINT = "" as Fingerprint;
/** Most answers that one sweep compares with each other when room is short. */
const SWEEP_ROWS_MAX = 500_000;

class RedisStore implements Store {
  readonly kind = "redis";
  readonly isShared = true;
  readonly #link: RedisLink;
  readonly #names: RedisNames;
  readonly #onFault: OnFault;
  readonly #seals: Seals;
  readonly #anew: RedisSealing;
  readonly #count: RedisCount;
  readonly arrivals: RedisArrivals;

  constructor(link: RedisLink, options: RedisStoreOptions) {
    this.#link = link;
    this.#onFault = options.onFault;
    this.#seals = new Seals(options);
    this.#names = new RedisNames(link, this.#seals, options);
    this.#count = new RedisCount(link, this.#names);
    this.arrivals = new RedisArrivals(link, this.#names, (at, fingerprint) =>
      this.#indexPage(at, fingerprint),
    );
    this.#anew = new RedisSealing({ link, seals: this.#seals, names: this.#names });
  }

  /** Claims the prefix, and seals rows from before there were seals. Where Redis is away, the next sweep tries again. */
  async begin(): Promise<void> {
    await this.#names.claim().catch(() => {
      // Its link has reported that it is away.
    });
    if (this.#names.isClaimed) await this.#anew.begin();
  }

  async get(key: Key, nowMs: number): Promise<Entry | null> {
    return this.#entryAt(key, nowMs);
  }

  async getById(id: EntryId, nowMs: number): Promise<Entry | null> {
    const key = await this.#link.ask((redis) => redis.get(this.#names.pointer(id)));
    const entry = key === null ? null : await this.#entryAt(key, nowMs);
    return entry?.id === id ? entry : null;
  }

  async put(entry: Entry, vector: StoredVector | null): Promise<void> {
    const { format, facts, seal } = sealEntry(this.#seals, entry);
    const bytes = facts.length + entry.body.length;
    const fields: Record<string, string | number | Buffer> = {
      format,
      facts,
      seal: Buffer.from(seal),
      body: entry.body,
      id: entry.id,
      at: entry.storedAtMs,
      until: entry.staleUntilMs,
      meaning: entry.semantic ? 1 : 0,
      bytes,
      ...(vector && vectorFields(this.#seals, entry.id, vector)),
    };
    const at = this.#names.entry(entry.key);
    const endMs = Math.min(Math.ceil(entry.staleUntilMs), Number.MAX_SAFE_INTEGER);
    const replaced = await this.#link.ask(async (redis) => {
      // Both commands are sent before anything is awaited, so that a following command on this answer finds it.
      const pointer = redis.set(this.#names.pointer(entry.id), entry.key, "PXAT", endMs);
      // The hash is deleted first: fields of the answer before, above all its vector, must not stay.
      const batch = redis
        .multi()
        .hmget(at, "bytes", "id")
        .del(at)
        .hset(at, fields)
        .pexpireat(at, endMs)
        .exec();
      // Of an answer whose vector comes later the others hear with that.
      const told = entry.semantic && vector ? this.arrivals.tell(redis, entry.key) : null;
      const [replies] = await Promise.all([batch, pointer, told]);
      for (const [error] of replies ?? []) if (error) throw error;
      return replies?.[0]?.[1] as [string | null, string | null] | undefined;
    }, BACKGROUND_MS_MAX);
    const before = replaced?.[1] ? Number(replaced[0]) : null;
    this.#count.add(before === null ? 1 : 0, bytes - (before ?? 0));
  }

  async putVector(id: EntryId, vector: StoredVector): Promise<void> {
    const { fingerprint, vector: bytes, vectorSeal } = vectorFields(this.#seals, id, vector);
    await this.#link.ask(async (redis) => {
      const key = await redis.get(this.#names.pointer(id));
      if (key === null) return;
      const given = [id, fingerprint, bytes, vectorSeal];
      if ((await redis.eval(SET_VECTOR, 1, this.#names.entry(key), ...given)) === 1)
        await this.arrivals.tell(redis, key);
    }, BACKGROUND_MS_MAX);
  }

  async delete(id: EntryId): Promise<boolean> {
    const key = await this.#link.ask((redis) => redis.get(this.#names.pointer(id)), BACKGROUND_MS_MAX);
    const bytes = key === null ? null : await this.#deleteAt(this.#names.entry(key), id);
    if (bytes !== null) this.#count.add(-1, -bytes);
    return bytes !== null;
  }

  async *indexRows(fingerprint: Fingerprint, nowMs: number, limit: number): AsyncIterable<IndexRow> {
    let found: Hint[] = [];
    const newest = () => {
      // A scan may return a key twice.
      const byKey = new Map(found.map((hint) => [hint.at, hint]));
      found = [...byKey.values()].sort((a, b) => b.storedAtMs - a.storedAtMs).slice(0, limit);
    };
    for await (const hints of hintsOf(this.#link, this.#names.entries)) {
      for (const hint of hints) if (hint.meaning && nowMs < hint.staleUntilMs) found.push(hint);
      if (found.length > 2 * limit + SCAN_COUNT) newest();
    }
    newest();
    for (let from = 0; from < found.length; from += PAGE_ROWS) {
      for (const row of await this.#indexPage(atOf(found.slice(from, from + PAGE_ROWS)), fingerprint))
        if (row.facts.semantic && nowMs < row.facts.expiresAtMs) yield row;
    }
  }

  async *facts(nowMs: number): AsyncIterable<EntryFacts> {
    const seen = new Set<string>();
    for await (const hints of hintsOf(this.#link, this.#names.entries)) {
      const fresh = hints.filter(({ at }) => !seen.has(at));
      for (const { facts } of await this.#indexPage(atOf(fresh), NO_FINGERPRINT))
        if (nowMs < facts.staleUntilMs) yield facts;
      for (const { at } of fresh) seen.add(at);
    }
  }

  async getNote(name: string): Promise<string | null> {
    const kept = await this.#link.ask((redis) => redis.hget(this.#names.notes, name), BACKGROUND_MS_MAX);
    return kept === null ? null : this.#note(name, kept);
  }

  async putNote(name: string, value: string): Promise<void> {
    checkNote(name, value);
    const took = await this.#link.ask(
      (redis) => redis.eval(SET_NOTE, 1, this.#names.notes, name, this.#seals.note(name, value), NOTES_MAX),
      BACKGROUND_MS_MAX,
    );
    if (took !== 1) throw notesFull();
  }

  async deleteNote(name: string): Promise<void> {
    await this.#link.ask((redis) => redis.hdel(this.#names.notes, name), BACKGROUND_MS_MAX);
  }

  async noteNames(prefix: string, limit: number): Promise<string[]> {
    const names = new Set<string>();
    let cursor = "0";
    do {
      const [next, pairs] = await this.#link.ask(
        (redis) =>
          redis.hscan(this.#names.notes, cursor, "MATCH", `${literal(prefix)}*`, "COUNT", SCAN_COUNT),
        BACKGROUND_MS_MAX,
      );
      for (let i = 0; i < pairs.length && names.size < limit; i += 2) {
        const [name = "", kept = ""] = pairs.slice(i, i + 2);
        if (!OWN_NOTES.has(name) && this.#note(name, kept) !== null) names.add(name);
      }
      cursor = next;
    } while (cursor !== "0" && names.size < limit);
    return [...names];
  }

  /** Removes what has ended by the gateway's clock (Redis expires answers by its own), and keeps to `bytesMax`. */
  async sweep(nowMs: number, bytesMax: number, share = 1): Promise<number> {
    await this.begin();
    const live: Hint[] = [];
    const totals = { entries: 0, bytes: 0 };
    let gone = 0;
    for await (const hints of hintsOf(this.#link, this.#names.entries, share < 1)) {
      for (const hint of hints) {
        if (nowMs >= hint.staleUntilMs) {
          if ((await this.#deleteAt(hint.at, hint.id)) !== null) gone++;
          continue;
        }
        totals.entries++;
        totals.bytes += hint.bytes;
        if (bytesMax > 0 && live.length < SWEEP_ROWS_MAX) live.push(hint);
      }
    }
    this.#count.set(totals);
    if (bytesMax === 0 || totals.bytes <= bytesMax) return gone;
    live.sort((a, b) => a.storedAtMs - b.storedAtMs);
    for (const hint of leaving(live, { bytes: totals.bytes, bytesMax, share })) {
      if ((await this.#deleteAt(hint.at, hint.id)) !== null) gone++;
      this.#count.add(-1, -hint.bytes);
    }
    return gone;
  }

  async stats(): Promise<Totals> {
    return await this.#count.read();
  }

  async close(): Promise<void> {
    this.#link.close();
  }

  async #entryAt(key: string, nowMs: number): Promise<Entry | null> {
    const at = this.#names.entry(key);
    const [format = null, facts = null, seal = null, body] = await this.#link.ask((redis) =>
      redis.hmgetBuffer(at, "format", "facts", "seal", "body"),
    );
    if (format === null && facts === null) return null;
    const entry = openEntry(this.#seals, sealedFactsOfFields(format, facts, seal), body ?? NO_BYTES);
    if (entry === "other-format") return null;
    if (entry === "damaged" || entry.key !== key) {
      this.#dropDamaged(at);
      return null;
    }
    return nowMs < entry.staleUntilMs ? entry : null;
  }

  async #indexPage(names: readonly string[], fingerprint: Fingerprint): Promise<IndexRow[]> {
    const replies = await this.#link.ask((redis) => {
      const batch = redis.pipeline();
      for (const at of names)
        batch.hmgetBuffer(at, "format", "facts", "seal", "fingerprint", "vector", "vectorSeal");
      return batch.exec();
    }, BACKGROUND_MS_MAX);
    const rows: IndexRow[] = [];
    for (const [i, [error, fields]] of (replies ?? []).entries()) {
      const at = names[i];
      const row = error || !at ? null : this.#indexRow(at, fields as Field[], fingerprint);
      if (row !== null) rows.push(row);
    }
    return rows;
  }

  #indexRow(at: string, fields: readonly Field[], fingerprint: Fingerprint): IndexRow | null {
    const [format = null, facts = null, seal = null, kind, bytes, vectorSeal] = fields;
    if (format === null && facts === null) return null;
    const open = openFacts(this.#seals, sealedFactsOfFields(format, facts, seal));
    if (open === "other-format") return null;
    if (open === "damaged" || this.#names.entry(open.key) !== at) {
      this.#dropDamaged(at);
      return null;
    }
    const row = factsOf(open);
    if (kind?.toString("utf8") !== fingerprint) return { facts: row, vector: null };
    const sealed = { fingerprint, bytes: bytes ?? NO_BYTES, seal: vectorSeal ?? NO_BYTES };
    const vector = openVector(this.#seals, row.id, sealed);
    if (vector === null) this.#tell("a stored vector was damaged and is made anew");
    return { facts: row, vector: vector?.vector ?? null };
  }

  /** Resolves to the bytes removed; null where another answer, or none, is there now. */
  #deleteAt(at: string, id: string): Promise<number | null> {
    return this.#link.ask(async (redis) => {
      const bytes = await redis.eval(DELETE_IF, 1, at, id);
      await redis.del(this.#names.pointer(id));
      return bytes === null ? null : Number(bytes);
    }, BACKGROUND_MS_MAX);
  }

  #dropDamaged(at: string): void {
    this.#tell("a stored answer was damaged and is deleted");
    this.#link
      .ask((redis) => redis.del(at), BACKGROUND_MS_MAX)
      .catch(() => {
        // The damage was reported when it was found; a row left behind is found again, and never served.
      });
  }

  #note(name: string, kept: string): string | null {
    const value = this.#seals.openNote(name, kept);
    if (value === null) {
      this.#tell("a note that is not ours is deleted");
      this.deleteNote(name).catch(() => {
        // The damage was reported when it was found; a note left behind is found again, and never trusted.
      });
    }
    return value;
  }

  #tell(message: string): void {
    this.#onFault("store", new PortFault("store", "corrupt", message));
  }
}
