/**
 * The last observations, so that a new calibration can be measured on labels that its fit has not seen instead of from
 * zero. Half of all questions, by a hash of their keys, are held out from every fit; observations of those measure a
 * new calibration as well as future ones would.
 */
import type { Measured, Pair } from "./measuring-port.ts";

export interface Recorded extends Omit<Measured, "atMs" | "question" | "pair" | "score"> {
  /** Score by the version in force; updated when another is adopted. */
  score: number | null;
  readonly pair: Pair | null;
}

/** Most observations kept; measuring them anew takes about 0.1 s. */
const KEPT_MAX = 6_000;

export class Recent {
  readonly #ring: Recorded[] = [];
  #next = 0;

  add({ score, q, qServed, verdict, group, tenant = null, pair = null }: Omit<Measured, "atMs">): void {
    this.#ring[this.#next] = { score, q, qServed, verdict, group, tenant, pair };
    this.#next = (this.#next + 1) % KEPT_MAX;
  }

  /** The observations kept, oldest first. */
  *all(): Iterable<Recorded> {
    for (let i = 0; i < this.#ring.length; i++) yield this.#ring[(this.#next + i) % this.#ring.length]!;
  }

  get size(): number {
    return this.#ring.length;
  }

  forget(): void {
    this.#ring.length = 0;
    this.#next = 0;
  }
}

/** Is the question held out from fits? Half are, by a hash of the key, which is a keyed digest nobody can choose. */
export function isHeldOut(question: string): boolean {
  let hash = 0x811c9dc5;
  for (let i = 0; i < question.length; i++) hash = Math.imul(hash ^ question.charCodeAt(i), 0x01000193);
  // The last bits of the product depend on few characters: mixed once more, as at the end of MurmurHash3.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash >>> 16) & 1) === 1;
}
