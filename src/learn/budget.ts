/**
 * How often we may ask models on our own account: samples, double asks, judge, second look, warming. One count for
 * all of them, over the hour that ends now.
 */

const MINUTE_MS = 60_000;
const MINUTES = 60;

export class Budget {
  readonly #callsPerHour: () => number;
  /** Calls in each of the last 60 minutes, and which minute each place stands for. */
  readonly #calls = new Array<number>(MINUTES).fill(0);
  readonly #minutes = new Array<number>(MINUTES).fill(-1);

  /** `callsPerHour` is read at each call, so that a reload holds at once; 0: no limit. */
  constructor(callsPerHour: () => number) {
    this.#callsPerHour = callsPerHour;
  }

  /** Counts `calls` and says yes, or counts nothing and says no. `nowMs` is any clock that does not go back. */
  take(nowMs: number, calls = 1): boolean {
    const limit = this.#callsPerHour();
    if (limit > 0 && this.spent(nowMs) + calls > limit) return false;
    const minute = Math.floor(nowMs / MINUTE_MS);
    const at = minute % MINUTES;
    if (this.#minutes[at] !== minute) {
      this.#minutes[at] = minute;
      this.#calls[at] = 0;
    }
    this.#calls[at]! += calls;
    return true;
  }

  /** Calls in this minute and the 59 before it. */
  spent(nowMs: number): number {
    const since = Math.floor(nowMs / MINUTE_MS) - MINUTES;
    return this.#calls.reduce((sum, calls, at) => (this.#minutes[at]! > since ? sum + calls : sum), 0);
  }
}
