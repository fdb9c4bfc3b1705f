/**
 * Upstream calls on the gateway's own account, each with the credential of the caller who was answered. A served answer
 * is checked with the probability that the measurement asks for; a prompt is asked twice to measure the judge's error.
 *
 * An unchecked answer must never count as right: while the budget is spent or checks fail, no request of a caller
 * inside the percentage is counted.
 */
import type { Answered, Fresh, ModelCalls, RepeatedCall, Subject, UpstreamCall } from "./answered.ts";
import type { Background } from "./background.ts";
import type { Bookkeeping } from "./bookkeeping.ts";
import type { LabelDeps } from "./deps.ts";
import { type FoundPair, foundPair } from "./found-pair.ts";
import type { Draw, Judging } from "./judging.ts";

/** Most calls at once; further ones are not made. */
const ASKING_MAX = 32;

type Needs = Pick<LabelDeps, "budget" | "measuring" | "chance" | "onFault">;

interface Check {
  readonly subject: Subject;
  readonly pair: FoundPair;
  readonly q: number;
  readonly storedText: () => string | null;
  readonly calls: ModelCalls | undefined;
  readonly draw: Draw | null;
}

export class Checks {
  readonly #deps: Needs;
  readonly #background: Background;
  readonly #judging: Judging;
  readonly #book: Bookkeeping;
  #asking = 0;
  /** True since a check got no answer: until one does, errors of served answers cannot be measured. */
  #isBlind = false;

  constructor(deps: Needs, background: Background, judging: Judging, book: Bookkeeping) {
    this.#deps = deps;
    this.#background = background;
    this.#judging = judging;
    this.#book = book;
  }

  /** Probability that an answer served now would be checked, 0 to 1. */
  get chanceNow(): number {
    if (this.#isBlind || this.#asking >= ASKING_MAX || !this.#deps.budget.hasRoom()) return 0;
    return this.#deps.measuring.checkChance;
  }

  /** Handles a hit: checks it against upstream with the given chance, or counts it as unchecked. */
  served(answered: Answered, subject: Subject): void {
    const { served, policy } = answered;
    const pair = served && foundPair(served.known, policy, served.found);
    if (!served || !pair) return;
    this.#deps.measuring.allowance?.saved();
    const q = subject.chance > 0 ? subject.chance : this.#probeChance();
    if (this.#deps.chance() >= q) {
      this.#book.count(subject, pair, { q, verdict: null });
      return;
    }
    const calls = this.#judging.mayAsk(answered.payer) ? answered.modelCalls?.() : undefined;
    // A check has cost a call already: a model is asked whenever words do not decide.
    const draw: Draw | null = subject.doubt === null ? null : { chance: 1, isDrawn: true };
    const check: Check = { subject, pair, q, storedText: served.text, calls, draw };
    this.#askAgain(answered, (call) => this.#checked(check, call));
  }

  /** Asks the same prompt again: the judge must call the two right answers the same. */
  askTwice(answered: Answered, subject: Subject, fresh: Fresh): void {
    const { measuring, chance } = this.#deps;
    if (answered.follower || fresh.text === null || this.#asking >= ASKING_MAX) return;
    // Without sampling, upstream gets no more than one call for a miss.
    if (!(measuring.checkChance > 0) || chance() >= measuring.doubleChance) return;
    const first = fresh.text;
    const calls = this.#judging.mayTry(answered.payer) ? answered.modelCalls?.() : undefined;
    const isBacked = this.#judging.isBacked && answered.modelCalls !== undefined;
    this.#askAgain(answered, (call) => this.#twice(subject, first, call, { calls, isBacked }));
  }

  /** Repeats the request if the budget allows, and passes the call to `then`, which must not hold the request. */
  #askAgain(answered: Answered, then: (call: Promise<RepeatedCall>) => Promise<void>): void {
    if (!this.#deps.budget.take()) return;
    this.#asking++;
    this.#deps.measuring.allowance?.spent();
    answered.whenSent(() =>
      this.#background.run(then(this.#running(answered.askAgain(this.#background.signal)))),
    );
  }

  /** A method of its own, so that the closure does not keep the request in memory. */
  #running(call: Promise<RepeatedCall>): Promise<RepeatedCall> {
    return call.finally(() => this.#asking--);
  }

  /** Probability of a trial check while checks get no answer; one at a time is still made. */
  #probeChance(): number {
    const mayTry = this.#isBlind && this.#asking === 0 && this.#deps.budget.hasRoom();
    return mayTry ? this.#deps.measuring.checkChance : 0;
  }

  async #checked(
    { subject, pair, q, storedText, calls, draw }: Check,
    asking: Promise<RepeatedCall>,
  ): Promise<void> {
    const call = await asking;
    const fresh = this.#billed(subject, call, "check");
    const stored = storedText();
    if (fresh === null || stored === null) {
      if (this.#background.isClosed) return;
      this.#isBlind = true;
      this.#deps.onFault("upstream", new Error(`a check of a served answer failed: ${call.whyNone()}`));
      return;
    }
    this.#isBlind = false;
    const { bytes = 0 } = call;
    const compared = { ...{ stored, fresh, call, calls, draw, q, bytes }, source: "sample" } as const;
    await this.#book.label(subject, pair, compared, (verdict) => {
      if (verdict === "different") call.save();
    });
  }

  async #twice(
    subject: Subject,
    stored: string,
    asking: Promise<UpstreamCall>,
    { calls, isBacked }: { readonly calls: ModelCalls | undefined; readonly isBacked: boolean },
  ): Promise<void> {
    const fresh = this.#billed(subject, await asking, "double");
    if (fresh === null) return;
    const { question } = subject;
    await this.#judging.judge({ question, held: question, stored, fresh, calls }, (judged) => {
      if (judged === null) return;
      // What a model might have decided is not held against the judge: its error on right answers errs downwards. Nor
      // while none can be asked: what is subtracted for it would hide wrong answers once one can be.
      const isOpen = judged.isOpen || (isBacked && judged.by !== "model" && judged.verdict === "unsure");
      this.#deps.measuring.doubleAsked(!isOpen && judged.counts === "different", subject.tenant);
      this.#book.trial(subject, judged, "double");
    });
  }

  #billed({ model }: Subject, call: UpstreamCall, purpose: "check" | "double"): Fresh | null {
    const fresh = call.fresh();
    if (fresh?.usage) this.#deps.budget.billed(model, fresh.usage, purpose);
    return fresh;
  }
}
