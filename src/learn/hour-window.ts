/** A sum over the last hour: this minute and the 59 before it. */
import { itemAt } from "../narrow.ts";

const MINUTE_MS = 60_000;
const MINUTES = 60;

export class HourWindow {
  readonly #counted = new Array<number>(MINUTES).fill(0);
  /** The minute that each place of the ring stands for. */
  readonly #minutes = new Array<number>(MINUTES).fill(-1);

  /** Adds an amount to the present minute. `nowMs`: any clock that does not go back. */
  add(nowMs: number, amount: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS);
    const at = minute % MINUTES;
    if (this.#minutes[at] !== minute) {
      this.#minutes[at] = minute;
      this.#counted[at] = 0;
    }
    this.#counted[at] = itemAt(this.#counted, at) + amount;
  }

  sum(nowMs: number): number {
    const since = Math.floor(nowMs / MINUTE_MS) - MINUTES;
    return this.#counted.reduce((sum, n, at) => (itemAt(this.#minutes, at) > since ? sum + n : sum), 0);
  }
}
