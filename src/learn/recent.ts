/**
 * The last observations, so that another reading can be measured by them instead of from zero: each question is read by
 * what the labels of the other half taught (core/halves.ts).
 */
import { isHeldOut } from "../core/halves.ts";
import type { Measured, Pair } from "./measuring-port.ts";

export interface Recorded extends Omit<Measured, "atMs" | "question" | "pair" | "score"> {
  /** Score by the version in force; updated when another is adopted. */
  score: number | null;
  readonly pair: Pair | null;
  /** Half of the question; null: the observation has none, and cannot measure another reading. */
  readonly heldOut: boolean | null;
}

/** Most observations kept; measuring them anew takes .3 to .6 s. */
const KEPT_MAX = 12_000;

export class Recent {
  readonly #ring: Recorded[] = [];
  #next = 0;

  add({ score, q, qServed, verdict, group, tenant = null, question, pair = null }: Measured): void {
    const heldOut = question === undefined ? null : isHeldOut(question);
    this.keep({ score, q, qServed, verdict, group, tenant, pair, heldOut });
  }

  keep(recorded: Recorded): void {
    this.#ring[this.#next] = recorded;
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
