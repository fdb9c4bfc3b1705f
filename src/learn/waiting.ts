/**
 * Collects requests that found nothing, to count them together: as long as no other comes between, order means nothing.
 */
import type { Asked } from "../core/measure/ledger.ts";

/** Most requests that are collected before they are counted. */
const RUN_MAX = 16;

export interface Waiting {
  readonly of: Asked;
  readonly times: number;
  readonly qServed: number;
}

export class WaitingRequests {
  /** The collected requests by tenant and group, all with one probability of a check. */
  readonly #of = new Map<string, { of: Asked; times: number; qServed: number }>();
  #size = 0;

  /** Adds a request; false: the collected ones must be counted first. Throws RangeError unless `qServed` is above 0. */
  add(of: Asked, qServed: number): boolean {
    if (!(qServed > 0 && qServed <= 1))
      throw new RangeError(`the chance of being checked must be above 0 and at most 1: ${qServed}`);
    const name = `${of.tenant ?? ""}\0${of.group}`;
    const run = this.#of.get(name);
    if (run !== undefined && run.qServed !== qServed) return false;
    if (run === undefined) this.#of.set(name, { of, times: 1, qServed });
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
