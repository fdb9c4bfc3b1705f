/**
 * Requests that came before the judge was tried well: they are counted when its error is known better. A verdict of a
 * judge that was hardly tried says next to nothing, and would say so for good. Which requests are kept depends on no
 * verdict, so the share of wrong ones stays what it is.
 */
import { isTelling, type NoiseLimits } from "../core/measure/noise.ts";
import type { Measured } from "./measuring-port.ts";

/** Most requests kept; the oldest is left out for the newest. */
const KEPT_MAX = 2_000;
/** Up to this sum of both error rates they are counted. */
const TRIED_WELL = 0.25;
/** From so many on they are counted by verdicts that are just good enough to use: waiting longer would not help. */
const LONG_ENOUGH = 500;
/** Counted in one go: 500 take up to a tenth of a second where the code is cold, and requests would wait for it. */
const AT_ONCE = 40;

export class EarlyRequests {
  #kept: Measured[] = [];
  #isOver = false;

  add(measured: Measured): void {
    this.#kept.push(measured);
    if (this.#kept.length > KEPT_MAX) this.#kept.shift();
  }

  get isEmpty(): boolean {
    return this.#kept.length === 0;
  }

  /** Is the judge known well enough to count? Once it was, being just good enough suffices. */
  isOver(noise: NoiseLimits): boolean {
    if (!isTelling(noise)) return false;
    const isWell = noise.falseDifferentLow + noise.falseSameHigh <= TRIED_WELL;
    this.#isOver ||= isWell || this.#kept.length >= LONG_ENOUGH;
    return this.#isOver;
  }

  /** The oldest, each kept no more as it is yielded: as many as are counted in one go. */
  *some(): Iterable<Measured> {
    for (let i = 0; i < AT_ONCE; i++) {
      const measured = this.#kept.shift();
      if (measured === undefined) return;
      yield measured;
    }
  }

  forget(): void {
    this.#kept = [];
  }

  /** Another judge has to be tried anew. */
  beginAgain(): void {
    this.forget();
    this.#isOver = false;
  }
}
