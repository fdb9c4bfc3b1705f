/**
 * Several answers to one question, where the operator asks for them and the question allows it (a temperature above 0):
 * each request takes the next of N places in turn. An empty place is a miss, whose answer is stored there; so misses go
 * on until N are stored, and then these are served in turn.
 */
import type { KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";
import { variantKey } from "../core/identify.ts";
import type { Key } from "../model.ts";
import type { Identified } from "./request.ts";

/** Questions whose next place is remembered; others begin with the first place again. */
const TURNS_MAX = 50_000;

export class Variants {
  /** Null while no question was asked that has several answers: room for all turns is taken at once, 1.5 MB. */
  #turns: LRUCache<Key, number> | null = null;
  readonly #secret: KeyObject;

  constructor(secret: KeyObject) {
    this.#secret = secret;
  }

  /**
   * Gives a request its place among `count`. One that takes only stored answers gets the first, and uses up no turn.
   */
  placed<T extends Pick<Identified, "identity" | "ask">>(who: T, count: number): T {
    const { identity, ask } = who;
    if (count === 1 || !identity.cacheable || !identity.varies || !ask.cacheable) return who;
    if (ask.directives.onlyIfCached || ask.directives.noStore) return who;
    this.#turns ??= new LRUCache<Key, number>({ max: TURNS_MAX });
    const variant = this.#turns.get(identity.key) ?? 0;
    this.#turns.set(identity.key, (variant + 1) % count);
    const key = variantKey(this.#secret, identity.key, variant);
    return { ...who, identity: { ...identity, variant, key }, ask: { ...ask, key } };
  }
}
