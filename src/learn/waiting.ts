/** Requests that found nothing, until they are counted together: between two others they count the same in any order. */
import type { Asked } from "../core/measure/ledger.ts";

/** Counted together at the latest when they are so many. */
const RUN_MAX = 16;

export interface Waiting {
  readonly of: Asked;
  readonly times: number;
  readonly qServed: number;
}

export class WaitingRequests {
  /** By tenant and group, of one chance of being checked. */
  readonly #of = new Map<string, { of: Asked; times: number; qServed: number }>();
  #size = 0;

  /** False: those that wait must be counted first. Throws RangeError where the chance is not above 0. */
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

  /** All that wait; none waits any more. */
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
