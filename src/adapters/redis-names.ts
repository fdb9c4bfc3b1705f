/**
 * Names of keys in Redis, and whose they are. The first gateway that uses a prefix claims it for its secret; one with
 * another secret keeps to names of its own below it. Otherwise each would take the other's rows for forged ones and
 * delete them. Whoever forges a claim gains nothing: the rows below either prefix need a seal.
 */
import { PortFault } from "../errors.ts";
import type { RedisLink } from "./redis-link.ts";
import { BACKGROUND_MS_MAX, literal } from "./redis-rows.ts";
import type { Seals } from "./seals.ts";

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
  readonly #onApart: () => void;
  #prefix: string | null = null;
  #wasTold = false;

  constructor(link: RedisLink, seals: Seals, { prefix, onApart = () => {} }: RedisNamesOptions) {
    this.#link = link;
    this.#given = prefix;
    this.#claim = seals.of("store", ["owner"]).toString("base64url");
    this.#onApart = onApart;
  }

  /** Done at the start and with each sweep, so that an evicted claim comes back. Rejects where Redis is away. */
  async claim(): Promise<void> {
    const owner = `${this.#given}owner`;
    const [, kept] = await this.#link.ask(
      // Setting may be refused (a full memory, a replica) where reading still works.
      (redis) => Promise.all([redis.set(owner, this.#claim, "NX").catch(() => null), redis.get(owner)]),
      BACKGROUND_MS_MAX,
    );
    const isOurs = kept === null || kept === this.#claim;
    this.#prefix = isOurs ? this.#given : `${this.#given}${this.#claim.slice(0, APART_CHARS)}:`;
    if (isOurs || this.#wasTold) return;
    this.#wasTold = true;
    this.#onApart();
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

  /** Before the first claim nothing is known of Redis: it was away. */
  #known(): string {
    if (this.#prefix === null) throw new PortFault("store", "unavailable", "Redis is away");
    return this.#prefix;
  }
}
