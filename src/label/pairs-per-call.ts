/**
 * How many pairs of answers share one call of a model, and how many are judged. A pair more costs no call, but tokens.
 * While little is measured a verdict tells most, and as many are judged as the calls hold; after that no more than one
 * for each call of the share, in fewer calls. A model is trusted with more pairs step by step, as one that cannot tell several
 * apart costs the verdicts of all of them.
 */

/** Pairs in the first call that is shared; twice as many after each reply that could be read. */
const FIRST = 2;
/** Requests for which a model that could not be read is asked for one pair at a time. */
const REST = 1_000;
/** Pairs that may be judged beyond the share: what is allowed and not used is saved up to so many, as many as there are at first. */
const SAVED_MAX = 1_600;
/** Weight of the newest call in the running mean. */
const NEWEST = 1 / 4;

export class PairsPerCall {
  #most = FIRST;
  #restUntil = 0;
  #saved = SAVED_MAX;
  #mean = FIRST;

  /** A request was answered, which allows `share` of a pair more. */
  seen(share: number): void {
    this.#saved = Math.min(SAVED_MAX, this.#saved + share);
  }

  /** Most pairs that a call may hold at request `at`. */
  most(limit: number, at: number): number {
    return at < this.#restUntil ? 1 : Math.max(1, Math.min(limit, this.#most, Math.floor(this.#saved)));
  }

  /** Pairs that are meant to be judged for each call of the share. */
  meant(limit: number, at: number, isYoung: boolean): number {
    return isYoung ? Math.max(1, Math.min(this.most(limit, at), this.#mean)) : 1;
  }

  /** A call was made for so many pairs. */
  asked(pairs: number): void {
    this.#saved = Math.max(0, this.#saved - pairs);
    this.#mean += NEWEST * (pairs - this.#mean);
  }

  /** A reply for several pairs was read: the next call may hold twice as many. */
  read(pairs: number): void {
    if (pairs < this.#most) return;
    this.#most = 2 * pairs;
    this.#mean *= 2;
  }

  /** A reply for several pairs held no verdict. */
  notRead(at: number): void {
    this.#most = FIRST;
    this.#mean = FIRST;
    this.#restUntil = at + REST;
  }
}
