/**
 * How many calls of a model may be made for what words leave in doubt: a share of the requests, and, where that is
 * wanted, some ahead of them while little is measured yet, as a verdict tells most then. What was made ahead is paid back by later requests.
 */

/** Most unused calls saved up, so that a quiet time is not followed by a burst. */
const SAVED_MAX = 20;
/**
 * Part of the share that is meant to be used: `least` where no call is saved up, more by `saved` where SAVED_MAX are, so
 * that checks and trials find one.
 */
const USED = { least: 0.4, saved: 1 };
/** Requests over which the calls that may still be made ahead are spread: of 200 nearly every pair gets one at first. */
const AHEAD_OVER = 500;
/** Part of what later requests allow that pays back. */
const PAID_BACK = 0.4;

/** `ahead`: most calls that may be owed now; 0: none. */
export class CallAllowance {
  /** Calls that the requests so far allow and that were not made yet. */
  #saved = 1;
  /** Calls made ahead and not paid back yet. */
  #owed = 0;

  /** A request was answered. */
  seen(share: number, ahead: number): void {
    const back = ahead > 0 ? 0 : Math.min(this.#owed, PAID_BACK * share);
    this.#owed -= back;
    this.#saved = Math.min(SAVED_MAX, this.#saved + share - back);
  }

  /** May so many calls be made now? */
  allows(ahead: number, calls = 1): boolean {
    return Math.floor(this.#saved) + Math.floor(this.#left(ahead)) >= calls;
  }

  /** A call was made that was allowed. */
  spent(): void {
    if (this.#saved >= 1) this.#saved--;
    else this.#owed++;
  }

  /** Calls that are meant to be made in a request. */
  callsOf(share: number, ahead: number): number {
    const used = USED.least + (USED.saved * this.#saved) / SAVED_MAX;
    if (ahead > 0) return used * share + this.#left(ahead) / AHEAD_OVER;
    return used * share * (this.#owed > 0 ? 1 - PAID_BACK : 1);
  }

  #left(ahead: number): number {
    return Math.max(0, ahead - this.#owed);
  }
}
