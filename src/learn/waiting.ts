/**
 * Collects requests that found nothing, to count them together: as long as no other comes between, order means nothing.
 */
import { areSameChances, assertChances, type LeastChances } from "../core/measure/least-chances.ts";
import type { Asked } from "../core/measure/ledger.ts";

/** Most requests that are collected before they are counted. */
const RUN_MAX = 16;

export interface Waiting {
  readonly of: Asked;
  readonly times: number;
  readonly chances: LeastChances;
}

export class WaitingRequests {
  /** The collected requests by tenant and group, all with the same least chances. */
  readonly #of = new Map<string, { of: Asked; times: number; chances: LeastChances }>();
  #size = 0;

  /** Adds a request; false: the collected ones must be counted first. Throws RangeError where a chance is no chance. */
  add(of: Asked, chances: LeastChances): boolean {
    assertChances(chances);
    const name = `${of.tenant ?? ""}\0${of.group}`;
    const run = this.#of.get(name);
    if (run !== undefined && !areSameChances(run.chances, chances)) return false;
    if (run === undefined) this.#of.set(name, { of, times: 1, chances });
    else run.times++;
    this.#size++;
    return true;
  }

  get isFull(): boolean {
    return this.#size >= RUN_MAX;
  }

  /** Takes all collected requests. */
  taken(): readonly Waiting[] {
    const all = [...this.#of.values()];
    this.forget();
    return all;
  }

  forget(): void {
    this.#of.clear();
    this.#size = 0;
  }
}
