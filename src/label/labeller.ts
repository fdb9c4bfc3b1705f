/**
 * Work after the client has its answer, for which nobody waits: counts the request for the measurement and, where there
 * is a fresh answer of upstream (shadow, a miss, a sampled hit), has it compared with the stored one by a judge.
 *
 * - shadow.ts, found-pair.ts: the found answer is judged by upstream's own answer
 * - checks.ts: calls on the gateway's account, to check served answers, and to ask a prompt twice
 * - known-pairs.ts, near-probes.ts, trial-shares.ts: is the judge to be trusted?
 * - judging.ts, cascade.ts, pairs-aside.ts, pairs-per-call.ts, payers.ts, asked-for.ts: two answers to one question
 * - bookkeeping.ts: observations and labels
 *
 * An unchecked answer must never count as right. Whether a request is counted, and the probability of its check, is
 * therefore fixed before the look-up. While the budget is spent, checks fail or judges fall behind, all requests are
 * left out of the measurement, not only those that would have been checked.
 */
import { PortFault } from "../errors.ts";
import { type Answered, checkedBy, subjectOf } from "./answered.ts";
import { Background } from "./background.ts";
import { Bookkeeping } from "./bookkeeping.ts";
import { Cascade } from "./cascade.ts";
import { Checks } from "./checks.ts";
import type { LabelDeps } from "./deps.ts";
import { Judging } from "./judging.ts";
import { KnownPairs } from "./known-pairs.ts";
import { NearProbes } from "./near-probes.ts";
import { Shadow } from "./shadow.ts";

/** Longest wait, ms, for running judges when the gateway ends. */
const CLOSE_MS_MAX = 5_000;

export class AnswerLabeller {
  readonly #onFault: (error: unknown) => void;
  readonly #background: Background;
  readonly #cascade: Cascade;
  readonly #judging: Judging;
  readonly #book: Bookkeeping;
  readonly #checks: Checks;
  readonly #shadow: Shadow;

  constructor(deps: LabelDeps) {
    this.#onFault = (error) => deps.onFault(error instanceof PortFault ? error.part : "judge", error);
    this.#background = new Background(this.#onFault);
    this.#cascade = new Cascade(deps, this.#background.signal);
    this.#judging = new Judging(deps, this.#cascade, this.#onFault);
    this.#book = new Bookkeeping(deps, this.#judging);
    const checks = new Checks(deps, this.#background, this.#judging, this.#book);
    const knownPairs = new KnownPairs(deps, this.#judging, this.#book);
    this.#checks = checks;
    this.#shadow = new Shadow(deps, this.#background, this.#book, {
      ...{ checks, knownPairs, cascade: this.#cascade },
      nearProbes: new NearProbes(deps, this.#judging),
    });
  }

  /**
   * Chance that an answer served now would be checked, 0: it could not be; null: nothing is counted at all, as judges
   * are behind. Asked for before the look-up, so that what is found decides nothing.
   */
  get chanceNow(): number | null {
    return this.#judging.isBehind ? null : this.#checks.chanceNow;
  }

  /** After the answer has been sent, or is on its way out. Never throws, and nobody waits. */
  afterwards(answered: Answered, chanceThen: number | null): void {
    if (this.#background.isClosed) return;
    // What others left of the calls, and nothing of this request, decides whether it is counted.
    const isCounted = !this.#cascade.isWaiting(answered.payer);
    this.#cascade.seen();
    if (chanceThen === null) return;
    const doubt = this.#cascade.doubting(checkedBy(answered, chanceThen), answered.payer);
    const subject = subjectOf(answered, { chance: chanceThen, doubt, isCounted });
    if (subject === null) return;
    try {
      switch (answered.outcome) {
        case "semantic":
        case "adapted":
          this.#checks.served(answered, subject);
          return;
        case "miss":
        case "shadow":
          this.#background.run(this.#shadow.fetched(answered, subject));
          return;
        // An exact hit is right by definition: counted, whoever repeats one would dilute the share of wrong answers.
        default:
          return;
      }
    } catch (error) {
      this.#onFault(error);
    }
  }

  /** Resolves when all work begun is judged and reported. */
  idle(): Promise<void> {
    return this.#background.idle();
  }

  /** Ends the calls that run; what they would have told is left out. Resolves when the pairs at hand are judged. */
  async close(): Promise<void> {
    if (!(await this.#background.close(CLOSE_MS_MAX)))
      this.#onFault(new PortFault("judge", "timeout", `judge took longer than ${CLOSE_MS_MAX} ms`));
    this.#judging.end();
  }
}
