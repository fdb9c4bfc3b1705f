/**
 * Asks a chat model for the verdicts that words cannot decide. The call goes to the caller's own upstream with the
 * caller's own credential, so no one else sees an answer. Limited by the budget and to a share of all requests.
 */

import { CallAllowance } from "../core/measure/call-allowance.ts";
import { type Doubting, doubtChances } from "../core/measure/doubt-chances.ts";
import { differBehind, type VerdictMaterial } from "../wire/model-verdict.ts";
import type { Answered, ModelCalls } from "./answered.ts";
import { askedFor, type ModelReply } from "./asked-for.ts";
import type { LabelDeps } from "./deps.ts";
import { type AsideOutcome, type OfPair, PairAside, PairsAside, type Turn } from "./pairs-aside.ts";
import { PairsPerCall } from "./pairs-per-call.ts";

type Needs = Pick<LabelDeps, "cascade" | "budget" | "onFault" | "chance" | "clock"> & {
  readonly measuring: Pick<LabelDeps["measuring"], "isYoung">;
};

/** Longest time for a model's verdict, ms. */
const ANSWER_MS_MAX = 30_000;
/** Scores of the last pairs in doubt, by which a pair is among the highest; and after how many more they are sorted. */
const SCORES = { kept: 256, sortedEvery: 16 };
/** Share of the trials of the judge that may take a call: calls are meant for real pairs. */
const TRIALS_SHARE = 0.2;
/** Calls that must be left for a trial to take one, as the pair of the same request may need one: else it would count as wrong. */
const LEFT_FOR_TRIALS = 3;
/** Requests over which the share of pairs in doubt is estimated, and that share before any was seen. */
const DOUBT_OVER = 200;
const DOUBT_FIRST = 0.5;

/**
 * Calls in a row that give no verdict, after which no model is asked for so many requests: words alone judge meanwhile,
 * and trials of the judge need not wait for a model that cannot help.
 */
const USELESS = { after: 3, rest: 1_000 };

export interface JudgeTrial {
  /** Undefined: words alone are tried. */
  readonly calls: ModelCalls | undefined;
}

export class Cascade {
  readonly #deps: Needs;
  readonly #closed: AbortSignal;
  readonly #allowance = new CallAllowance();
  readonly #aside = new PairsAside();
  readonly #perCall = new PairsPerCall();
  /** Requests answered so far. */
  #at = 0;
  /** Running share of requests with a pair that words left in doubt. */
  #doubtful = DOUBT_FIRST;
  readonly #scores: number[] = [];
  #doubts = 0;
  #rising: readonly number[] = [];
  #withoutVerdict = 0;
  #resting = 0;

  constructor(deps: Needs, closed: AbortSignal) {
    this.#deps = deps;
    this.#closed = closed;
    closed.addEventListener("abort", () => this.#aside.close());
  }

  get #wanted() {
    const wanted = this.#resting > 0 ? null : (this.#deps.cascade?.() ?? null);
    return wanted !== null && wanted.share > 0 ? wanted : null;
  }

  /** Counts an answered request: each allows `share` of a call more. */
  seen(): void {
    if (this.#resting > 0) this.#resting--;
    this.#at++;
    this.#perCall.seen(this.#wanted?.share ?? 0);
    this.#aside.sweep({ at: this.#at, ms: this.#deps.clock.nowMs() });
    this.#allowance.seen(this.#wanted?.share ?? 0, this.#ahead);
    this.#doubtful -= this.#doubtful / DOUBT_OVER;
  }

  /** Counts a pair of this score that words left in doubt, whether a model was asked or not. */
  doubted(score: number): void {
    this.#doubtful += 1 / DOUBT_OVER;
    this.#scores[this.#doubts % SCORES.kept] = score;
    if (this.#doubts++ % SCORES.sortedEvery === 0) this.#rising = [...this.#scores].sort((a, b) => a - b);
  }

  /**
   * Chances with which a model is to be asked for a pair in doubt, so that the calls last. `checked`: chance that an answer
   * served to this caller would be checked. Null: no model can be asked, and words alone judge.
   */
  doubting(checked: number): Doubting | null {
    const wanted = this.#wanted;
    if (wanted === null || !this.#deps.budget.hasRoom()) return null;
    const pairs = this.#perCall.meant(wanted.pairs, this.#at, this.#isYoung);
    const calls = pairs * this.#allowance.callsOf(wanted.share, this.#ahead);
    const share = Math.min(1, pairs * wanted.share);
    return doubtChances({ calls, share, checked, doubtful: this.#doubtful, rising: this.#rising });
  }

  /** True while a model would be asked, but the requests so far allow no further call, and no more pairs may wait for one. */
  get isWaiting(): boolean {
    return this.#wanted !== null && !this.#isAllowed && !this.#mayWait && this.#deps.budget.hasRoom();
  }

  /**
   * Settles before a trial of the judge whether it is made, and by which calls: the pairs of the traffic are judged by
   * words and a model together, so both are tried together, whatever words would say. Null: no trial.
   */
  trialOf(answered: Pick<Answered, "modelCalls">, draw: number): JudgeTrial | null {
    if (this.#wanted === null || answered.modelCalls === undefined) return { calls: undefined };
    return this.mayTry && draw < TRIALS_SHARE ? { calls: answered.modelCalls() } : null;
  }

  /** Calls that may be made ahead: while little is measured a verdict tells most. */
  get #ahead(): number {
    return this.#isYoung ? (this.#wanted?.ahead ?? 0) : 0;
  }

  get #isYoung(): boolean {
    return this.#deps.measuring.isYoung === true;
  }

  /** Do pairs share calls now, and may one more wait for its call? */
  get #mayWait(): boolean {
    return this.#perCall.most(this.#wanted?.pairs ?? 1, this.#at) > 1 && !this.#aside.isFull;
  }

  get #isAllowed(): boolean {
    return this.#allowance.allows(this.#ahead);
  }

  /** Are verdicts of a model wanted at all, whether one can be asked now or not? */
  get isWanted(): boolean {
    return (this.#deps.cascade?.()?.share ?? 0) > 0;
  }

  /** May a model be asked, now or in a call of a later request? Counts nothing. */
  get isOpen(): boolean {
    return this.#wanted !== null && (this.#isAllowed || this.#mayWait) && this.#deps.budget.hasRoom();
  }

  /** May a trial of the judge take a call, or a part of one? Counts nothing. */
  get mayTry(): boolean {
    return this.isOpen && (this.#mayWait || this.#allowance.allows(this.#ahead, LEFT_FOR_TRIALS));
  }

  /**
   * Has a model asked for its verdict. The pair waits, and `calls` is not kept, where its call is that of a later request.
   * Null: no model is asked. A reply that is no verdict leaves it "untold". The verdict on a served answer waits for
   * fewer others. Never rejects.
   */
  async judge(pair: VerdictMaterial, calls: ModelCalls, of: OfPair = {}): Promise<PairAside | null> {
    const wanted = this.#wanted;
    if (wanted === null || differBehind(pair)) return null;
    const aside = new PairAside(pair, of);
    const together = this.#aside.join(calls.with, aside, this.#turn(wanted.pairs));
    if (together === null) return null;
    const shown = together.filter((one) => !isGone(one));
    if (shown.length > 0) await this.#ask(shown, wanted.model ?? calls.model, calls);
    return aside;
  }

  #turn(limit: number): Turn {
    const at = this.#at;
    const most = this.#perCall.most(limit, at);
    const mayCall = this.#isAllowed && this.#deps.budget.hasRoom();
    return { most, mayCall, at, ms: this.#deps.clock.nowMs() };
  }

  async #ask(together: readonly PairAside[], model: string, calls: ModelCalls): Promise<void> {
    const { budget, chance } = this.#deps;
    if (!budget.take()) return settle(together, "late");
    this.#allowance.spent();
    this.#perCall.asked(together.length);
    const signal = AbortSignal.any([this.#closed, AbortSignal.timeout(ANSWER_MS_MAX)]);
    const pairs = together.map(({ pair }) => pair);
    const reply = await askedFor(pairs, { model, calls, signal, chance });
    if (reply.usage) budget.billed(model, reply.usage, "judge");
    if (this.#closed.aborted) return settle(together, null);
    if (reply.verdicts.every((verdict) => verdict === null)) return this.#useless(together, calls, reply);
    this.#withoutVerdict = 0;
    if (together.length > 1) this.#perCall.read(together.length);
    for (const [i, aside] of together.entries()) aside.settle(reply.verdicts[i] ?? "untold");
  }

  #useless(together: readonly PairAside[], calls: ModelCalls, { status }: ModelReply): void {
    const why =
      status === 200
        ? "the judge's answer is no verdict"
        : `the judge gave no verdict: status ${status || "none"}`;
    this.#deps.onFault("judge", new Error(why));
    // After a rest a single call shows whether it can help by now.
    if (++this.#withoutVerdict >= USELESS.after) this.#resting = USELESS.rest;
    if (together.length === 1) {
      settle(together, "untold");
      return;
    }
    if (status === 200) this.#perCall.notRead(this.#at);
    this.#aside.again(calls.with, together, { at: this.#at, ms: this.#deps.clock.nowMs() });
  }
}

/** Ends the wait of a pair of which an answer was purged: it is shown to nobody any more, and counts as words leave it. */
function isGone(aside: PairAside): boolean {
  if (!aside.isPurged()) return false;
  aside.settle("late");
  return true;
}

function settle(together: readonly PairAside[], outcome: AsideOutcome): void {
  for (const aside of together) aside.settle(outcome);
}
