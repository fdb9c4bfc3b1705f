/**
 * The last observations, so that another reading can be measured by them instead of from zero: each question is read by
 * what the labels of the other half taught (core/halves.ts).
 */
import { isHeldOut } from "../core/halves.ts";
import { itemAt } from "../narrow.ts";
import type { Measured, Pair } from "./measuring-port.ts";

export interface Recorded extends Omit<Measured, "atMs" | "question" | "pair" | "score" | "surer"> {
  /** Score by the version in force; updated when another is adopted. */
  score: number | null;
  readonly pair: Pair | null;
  /** Half of the question; null: the observation has none, and cannot measure another reading. */
  readonly heldOut: boolean | null;
}

/** Most observations kept; measuring them anew takes .3 to .6 s of work, in slices (remeasuring.ts). */
const KEPT_MAX = 12_000;

export class Recent {
  readonly #ring: Recorded[] = [];
  #added = 0;

  add({ score, q, qServed, verdict, drawn, group, tenant = null, question, pair = null }: Measured): void {
    const heldOut = question === undefined ? null : isHeldOut(question);
    this.keep({ score, q, qServed, verdict, drawn, group, tenant, pair, heldOut });
  }

  keep(recorded: Recorded): void {
    this.#ring[this.#added++ % KEPT_MAX] = recorded;
  }

  /** How many were kept since all were forgotten, those included that have given way to newer ones. */
  get added(): number {
    return this.#added;
  }

  /** The observations kept, oldest first: after so many, those included that come while they are read. */
  *all(after = 0): Iterable<Recorded> {
    for (let i = Math.max(after, this.#added - KEPT_MAX); i < this.#added; i++)
      yield itemAt(this.#ring, i % KEPT_MAX);
  }

  /** Keeps these alone. */
  replace(all: readonly Recorded[]): void {
    this.forget();
    for (const recorded of all) this.keep(recorded);
  }

  forget(): void {
    this.#ring.length = 0;
    this.#added = 0;
  }
}
