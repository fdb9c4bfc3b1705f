/**
 * Tells the gateways on one Redis of each other's new answers, for their indexes: a bounded stream of keys, which each
 * reads from where it was. The last item read must still be there, else some were trimmed unseen. Whoever forges an item
 * gains nothing: the rows that it leads to need a seal.
 */
import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import type { Arrived, Fingerprint, IndexRow } from "../model.ts";
import type { RedisLink } from "./redis-link.ts";
import type { RedisNames } from "./redis-names.ts";
import { BACKGROUND_MS_MAX } from "./redis-rows.ts";

/** Items that are kept, about: 80 bytes each in Redis. */
const KEPT_MAX = 10_000;
/** Rows read at once: opening and adding so many takes some two milliseconds. */
const PAGE_ITEMS = 32;
const NOTHING: Arrived = { rows: [], isLast: true };

/** Reads the rows of these answers, by their names in Redis. */
type RowsAt = (names: readonly string[], fingerprint: Fingerprint) => Promise<IndexRow[]>;

export class RedisArrivals {
  readonly #link: RedisLink;
  readonly #names: RedisNames;
  readonly #rowsAt: RowsAt;
  readonly #by = randomBytes(9).toString("base64url");
  /** Id of the last item read; null: unknown. */
  #last: string | null = null;

  constructor(link: RedisLink, names: RedisNames, rowsAt: RowsAt) {
    this.#link = link;
    this.#names = names;
    this.#rowsAt = rowsAt;
  }

  /** Tells the others of an answer; sent behind its write on one connection. Never rejects, as the answer is stored. */
  async tell(redis: Redis, key: string): Promise<void> {
    await this.#add(redis, ["key", key]).catch(() => null);
  }

  async begin(): Promise<void> {
    // Where writing is refused (a full memory, a replica), reading may work: `next` tries again.
    this.#last = await this.#link.ask((redis) => this.#add(redis, []), BACKGROUND_MS_MAX).catch(() => null);
  }

  async next(fingerprint: Fingerprint): Promise<Arrived | null> {
    const from = this.#last;
    if (from === null) {
      await this.begin();
      return this.#last === null ? NOTHING : null;
    }
    const [before, ...items] = await this.#link.ask(
      (redis) => redis.xrange(this.#names.arrivals, from, "+", "COUNT", PAGE_ITEMS + 1),
      BACKGROUND_MS_MAX,
    );
    if (before?.[0] !== from) {
      this.#last = null;
      return null;
    }
    const names = new Set<string>();
    for (const [, [, by, , key]] of items)
      if (key !== undefined && by !== this.#by) names.add(this.#names.entry(key));
    const rows = names.size === 0 ? [] : await this.#rowsAt([...names], fingerprint);
    this.#last = items.at(-1)?.[0] ?? from;
    return { rows, isLast: items.length < PAGE_ITEMS };
  }

  #add(redis: Redis, more: readonly string[]): Promise<string | null> {
    return redis.xadd(this.#names.arrivals, "MAXLEN", "~", KEPT_MAX, "*", "by", this.#by, ...more);
  }
}
