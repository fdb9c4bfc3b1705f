/**
 * Gives work beside upstream its own turn of the event loop: what was written to upstream and to clients in this turn
 * is
 * sent first, and what has arrived is read between one piece of work and the next.
 */

/** Most pieces of work that wait, and that are put off; beyond it work runs at once, or in its turn. */
const WAITING_MAX = 1_000;
/**
 * One in so many of the waiting pieces runs in a turn, at least one: the longer a burst, the faster it is worked off.
 */
const SHARE = 8;

/** Milliseconds without a new request or answer before work that was put off runs: they come in waves. */
const QUIET_MS = 2;
/** The longest that work is put off, in milliseconds. */
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

  /** Resolves in a later turn of the event loop, in the order of the calls. */
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
   * Like `next`, but once nothing has come for a moment. Who has an answer often asks on at once, and others with them:
   * work right after it would hold them up; a moment later their requests are on their way to upstream.
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
