/**
 * When in a turn of the event loop which work is done.
 *
 * Requests that arrive in one turn go through the gateway in step: each to where it has to wait, then the next one, so
 * that they pass one stage after another together. A request runs through more code than the processor's caches hold;
 * of those in step only the first has to wait for it. Under load that is up to a quarter of a request's CPU time
 * (docs/benchmark.md); one that comes alone loses some microseconds.
 *
 * Work beside upstream has a turn of its own: what was written to upstream and to clients is sent first, and what has
 * arrived is read between one piece of work and the next.
 */

import { InStep } from "../in-step.ts";

/** Most pieces of work that wait, and that are put off; beyond it work runs at once, or in its turn. */
const WAITING_MAX = 1_000;
/**
 * One in so many of the waiting pieces runs in a turn, the longer a burst, the faster it is worked off; and at least so
 * many: those behind the first find their code in the caches.
 */
const SHARE = 8;
const TOGETHER = 4;

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
  readonly #requests = new InStep();
  /** The step behind which a share of the waiting work runs. */
  #sharesDue: Promise<void> | null = null;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Resolves once all that has arrived in this turn was read, for all requests that called meanwhile, in their order. */
  inStep(): Promise<void> {
    const step = this.#requests.wait();
    // A look-up beside upstream begins before upstream's answer is read, as it has until then.
    if (this.#sharesDue === step) return step;
    this.#sharesDue = step;
    setImmediate(() => this.#runShare());
    return step;
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
        for (const { go } of this.#putOff.splice(0, shareOf(this.#putOff.length)))
          void this.#inTurn().then(go);
      if (this.#putOff.length > 0) this.#tick();
    }, TICK_MS).unref();
  }

  #runShare(): void {
    for (const go of this.#waiting.splice(0, shareOf(this.#waiting.length))) go();
  }

  #work(): void {
    this.#runShare();
    if (this.#waiting.length > 0) setImmediate(() => this.#work());
  }
}

function shareOf(count: number): number {
  return Math.max(TOGETHER, Math.ceil(count / SHARE));
}
