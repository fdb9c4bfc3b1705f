/**
 * Purges as running requests meet them: an answer that was asked for before a purge is not stored after it, nor is it
 * handed to who comes later. What is stored already is removed elsewhere; this holds for what is on its way.
 */
import { type Conditions, isTaken } from "../core/purge.ts";
import type { EntryFacts } from "../model.ts";

/** An answer that has been on its way for longer than so many purges is not stored. */
const REMEMBERED_MAX = 1_000;

export class Purges {
  readonly #made: Conditions[] = [];
  #count = 0;

  /** How many there were: what is begun now need only mind those that come. */
  get count(): number {
    return this.#count;
  }

  add(conditions: Conditions): void {
    this.#made.push(conditions);
    this.#count++;
    if (this.#made.length > REMEMBERED_MAX) this.#made.shift();
  }

  /** Has one that came since `count` taken it? `saysText` as `isTaken` has it. */
  take(since: number, facts: EntryFacts, saysText: (text: string) => boolean, nowMs: number): boolean {
    const missed = this.#count - since;
    if (missed === 0) return false;
    if (missed > this.#made.length) return true;
    return this.#made.slice(-missed).some((conditions) => isTaken(conditions, facts, saysText, nowMs));
  }
}
