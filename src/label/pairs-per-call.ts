/**
 * How many pairs of answers share one call of a model, and how many are judged. A pair more costs no call, but tokens.
 * While little is measured a verdict tells most, and as many are judged as the calls hold; after that no more than one
 * for each call of the share, in fewer calls. A model is trusted with more pairs step by step (payers.ts), as one that
 * cannot tell several apart costs the verdicts of all of them.
 */
import { FIRST_PAIRS } from "./payers.ts";

/** Pairs that may be judged beyond the share: what is allowed and not used is saved up to so many, as many as there are at first. */
const SAVED_MAX = 1_600;
/** Weight of the newest call in the running mean. */
const NEWEST = 1 / 4;

export class PairsPerCall {
  #saved = SAVED_MAX;
  #mean = FIRST_PAIRS;

  /** A request was answered, which allows `share` of a pair more. */
  seen(share: number): void {
    this.#saved = Math.min(SAVED_MAX, this.#saved + share);
  }

  /** Most pairs that a call may hold which may hold so many by all else. */
  most(limit: number): number {
    return Math.max(1, Math.min(limit, Math.floor(this.#saved)));
  }

  /** Pairs that are meant to be judged for each call of the share. */
  meant(limit: number, isYoung: boolean): number {
    return isYoung ? Math.max(1, Math.min(this.most(limit), this.#mean)) : 1;
  }

  /** A call was made for so many pairs. */
  asked(pairs: number): void {
    this.#saved = Math.max(0, this.#saved - pairs);
    this.#mean += NEWEST * (pairs - this.#mean);
  }

  /** The next call may hold twice as many. */
  grew(): void {
    this.#mean *= 2;
  }
}
