/**
 * Work beside upstream waits for a turn of the event loop of its own: what was written to upstream and to clients in
 * this turn is out first, and what has arrived meanwhile is read between one piece of work and the next.
 */

/** Work that waits at most; beyond it work is done at once. */
const WAITING_MAX = 1_000;
/** Of what waits, one in so many is done in a turn, and at least one: a burst is worked off faster the longer it is. */
const SHARE = 8;

const LATER_MS = 3;

export class Turns {
  readonly #waiting: (() => void)[] = [];

  /** Resolves in a later turn, in the order of the calls. */
  next(): Promise<void> {
    if (this.#waiting.length >= WAITING_MAX) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(() => this.#work());
    });
  }

  /**
   * The same after a moment. Who has an answer often asks on at once: work right after it would hold that request up;
   * a moment later it is on its way to upstream.
   */
  later(): Promise<void> {
    return new Promise((resolve) => setTimeout(() => resolve(this.next()), LATER_MS).unref());
  }

  #work(): void {
    for (const go of this.#waiting.splice(0, Math.ceil(this.#waiting.length / SHARE))) go();
    if (this.#waiting.length > 0) setImmediate(() => this.#work());
  }
}
