/**
 * Names of keys in Redis, and whose they are. The first gateway that uses a prefix claims it for its secret; one with
 * another secret keeps to names of its own below it. Otherwise each would take the other's rows for forged ones and
 * delete them. A Redis with `allkeys-lru` may evict the claim, which is seldom read: it stands among the notes once more,
 * which are read every second, and counts by either. Whoever forges a claim gains nothing: the rows below either prefix
 * need a seal.
 */
import { PortFault } from "../errors.ts";
import { messageOf } from "../narrow.ts";
import type { RedisLink } from "./redis-link.ts";
import { BACKGROUND_MS_MAX, literal } from "./redis-rows.ts";
import { CLAIM_NOTE, type Seals } from "./seals.ts";

export interface RedisNamesOptions {
  /** What every key in Redis begins with, for example "semblance:". */
  readonly prefix: string;
  /** Called once, when the prefix is found to be used under another secret. */
  readonly onApart?: () => void;
}

/** Of the claim's 43 characters, those that stand in the names of a gateway apart. */
const APART_CHARS = 11;

export class RedisNames {
  readonly #link: RedisLink;
  readonly #given: string;
  readonly #claim: string;
  readonly #claimNote: string;
  readonly #onApart: () => void;
  #prefix: string | null = null;
  /** Why there is no claim yet. */
  #unclaimed = "Redis is away";
  #wasTold = false;

  constructor(link: RedisLink, seals: Seals, { prefix, onApart = () => {} }: RedisNamesOptions) {
    this.#link = link;
    this.#given = prefix;
    this.#claim = seals.of("store", ["owner"]).toString("base64url");
    this.#claimNote = seals.note(CLAIM_NOTE, this.#claim);
    this.#onApart = onApart;
  }

  /** Done at the start and with each sweep, so that an evicted claim comes back. Rejects where Redis is away. */
  async claim(): Promise<void> {
    const isOurs = await this.#isOurs().catch((error) => {
      this.#unclaimed = messageOf(error);
      throw error;
    });
    this.#prefix = isOurs ? this.#given : `${this.#given}${this.#claim.slice(0, APART_CHARS)}:`;
    if (isOurs || this.#wasTold) return;
    this.#wasTold = true;
    this.#onApart();
  }

  async #isOurs(): Promise<boolean> {
    const owner = `${this.#given}owner`;
    const notes = `${this.#given}notes`;
    const [kept, noted] = await this.#link.ask(
      (redis) => Promise.all([redis.get(owner), redis.hget(notes, CLAIM_NOTE)]),
      BACKGROUND_MS_MAX,
    );
    if (kept !== null ? kept !== this.#claim : noted !== null && noted !== this.#claimNote) return false;
    if (kept !== null && noted !== null) return true;
    const [, now] = await this.#link.ask(
      // Setting may be refused (a full memory, a replica) where reading still works.
      (redis) => Promise.all([redis.set(owner, this.#claim, "NX").catch(() => null), redis.get(owner)]),
      BACKGROUND_MS_MAX,
    );
    const isOurs = now === null || now === this.#claim;
    if (isOurs)
      await this.#link
        .ask((redis) => redis.hset(notes, CLAIM_NOTE, this.#claimNote), BACKGROUND_MS_MAX)
        .catch(() => {
          // The claim itself is read first; the next sweep tries again.
        });
    return isOurs;
  }

  get isClaimed(): boolean {
    return this.#prefix !== null;
  }

  entry(key: string): string {
    return `${this.#known()}e:{${key}}`;
  }

  pointer(id: string): string {
    return `${this.#known()}i:${id}`;
  }

  /** Key of the hash that holds the notes. */
  get notes(): string {
    return `${this.#known()}notes`;
  }

  /** Key of the stream of new answers (redis-arrivals.ts). */
  get arrivals(): string {
    return `${this.#known()}arrivals`;
  }

  /** MATCH pattern of the keys of all answers. */
  get entries(): string {
    return `${literal(this.#known())}e:{*}`;
  }

  /** Before the first claim nothing is known of Redis: it was away, or refuses us (an ACL without this prefix). */
  #known(): string {
    if (this.#prefix === null) throw new PortFault("store", "unavailable", this.#unclaimed);
    return this.#prefix;
  }
}
