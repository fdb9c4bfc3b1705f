/**
 * Work beside upstream waits for a turn of the event loop of its own: what was written to upstream and to clients in
 * this turn is out first, and what has arrived meanwhile is read between one piece of work and the next.
 */

/** Work that waits at most, and that is put off at most; beyond it work is done at once, or in its turn. */
const WAITING_MAX = 1_000;
/** Of what waits, one in so many is done in a turn, and at least one: a burst is worked off faster the longer it is. */
const SHARE = 8;

/** Work that is put off waits until nothing has come for so long: requests and answers come in waves. */
const QUIET_MS = 2;
/** It is not put off longer than this. */
const PUT_OFF_MS_MAX = 40;
const TICK_MS = 1;

export class Turns {
  readonly #waiting: (() => void)[] = [];
  readonly #putOff: { readonly go: () => void; readonly sinceMs: number }[] = [];
  readonly #nowMs: () => number;
  #cameMs = 0;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Resolves in a later turn, in the order of the calls. */
  next(): Promise<void> {
    this.#cameMs = this.#nowMs();
    return this.#inTurn();
  }

  #inTurn(): Promise<void> {
    if (this.#waiting.length >= WAITING_MAX) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(() => this.#work());
    });
  }

  /**
   * The same once nothing has come for a moment. Who has an answer often asks on at once, and others with them: work
   * right after it would hold them up; a moment later their requests are on their way to upstream.
   */
  later(): Promise<void> {
    this.#cameMs = this.#nowMs();
    if (this.#putOff.length >= WAITING_MAX) return this.#inTurn();
    return new Promise((resolve) => {
      this.#putOff.push({ go: resolve, sinceMs: this.#cameMs });
      if (this.#putOff.length === 1) this.#tick();
    });
  }

  #tick(): void {
    setTimeout(() => {
      const now = this.#nowMs();
      const oldest = this.#putOff[0]!;
      if (now - this.#cameMs >= QUIET_MS || now - oldest.sinceMs >= PUT_OFF_MS_MAX)
        for (const { go } of this.#putOff.splice(0, Math.ceil(this.#putOff.length / SHARE)))
          void this.#inTurn().then(go);
      if (this.#putOff.length > 0) this.#tick();
    }, TICK_MS).unref();
  }

  #work(): void {
    for (const go of this.#waiting.splice(0, Math.ceil(this.#waiting.length / SHARE))) go();
    if (this.#waiting.length > 0) setImmediate(() => this.#work());
  }
}
