/**
 * How often served answers may be checked for what that costs: upstream calls that no caller asked for, set against the
 * calls that answers served by meaning save. What is left of the allowance is spread over the next hits.
 */

/** Calls on the gateway's own account for each call saved. With what wrong answers take at once, about a quarter. */
const CALLS_PER_HIT = 0.22;
/** Calls that may be made before any is saved: about twenty prompts are asked twice, and the first hits are new. */
const AT_FIRST = 30;
/** What was saved and not spent is forgotten over so many hits: it was saved by answers that nobody doubted. */
const HITS_LATELY = 400;
/** Hits over which what is left is spread. */
const SPREAD = 80;
/** Calls that may be borrowed from later hits while wrong answers seem to have risen. */
const BORROWED = 40;

export class CheckAllowance {
  /** Calls; below 0: borrowed. */
  #left = AT_FIRST;

  /** An answer was served by meaning. */
  saved(): void {
    this.#left += CALLS_PER_HIT - Math.max(0, this.#left) / HITS_LATELY;
  }

  /** Upstream was asked on the gateway's own account. */
  spent(): void {
    this.#left--;
  }

  /** Share of the served answers that may be checked now, 0 to 1. */
  get share(): number {
    return shareOf(this.#left);
  }

  /** The same while wrong answers seem to have risen. */
  get shareOnSuspicion(): number {
    return shareOf(this.#left + BORROWED);
  }
}

function shareOf(left: number): number {
  return Math.max(0, Math.min(1, left / SPREAD));
}
