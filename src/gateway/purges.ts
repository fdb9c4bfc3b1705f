/**
 * Purges as running requests meet them: an answer that was asked for before a purge is neither stored after it nor
 * given
 * to later callers. Stored answers are removed elsewhere; this covers answers still on their way.
 */
import { type Conditions, isTaken } from "../core/purge.ts";
import type { EntryFacts } from "../model.ts";

/** Purges that are remembered; an answer that was on its way during more than so many is not stored. */
const REMEMBERED_MAX = 1_000;

export class Purges {
  readonly #made: Conditions[] = [];
  #count = 0;

  /** The number of purges so far; an answer asked for now is affected only by later ones. */
  get count(): number {
    return this.#count;
  }

  add(conditions: Conditions): void {
    this.#made.push(conditions);
    this.#count++;
    if (this.#made.length > REMEMBERED_MAX) this.#made.shift();
  }

  /** Has a purge since `count` taken this answer? `saysText`: as `isTaken` has it. */
  take(since: number, facts: EntryFacts, saysText: (text: string) => boolean, nowMs: number): boolean {
    const missed = this.#count - since;
    if (missed === 0) return false;
    if (missed > this.#made.length) return true;
    return this.#made.slice(-missed).some((conditions) => isTaken(conditions, facts, saysText, nowMs));
  }
}
