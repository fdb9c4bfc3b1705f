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
import { Payers } from "./payers.ts";

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

/** Statuses that say nothing of how many pairs were shown, the first time. */
const MAY_PASS: ReadonlySet<number> = new Set([401, 403, 408, 429, 500, 502, 503]);

export interface JudgeTrial {
  /** Makes the calls, which takes time: only where there is something to try. Undefined: words alone are tried. */
  readonly calls: (() => ModelCalls) | undefined;
}

export class Cascade {
  readonly #deps: Needs;
  readonly #closed: AbortSignal;
  readonly #allowance = new CallAllowance();
  readonly #aside = new PairsAside();
  readonly #perCall = new PairsPerCall();
  readonly #payers = new Payers();
  /** Requests answered so far. */
  #at = 0;
  /** Running share of requests with a pair that words left in doubt. */
  #doubtful = DOUBT_FIRST;
  readonly #scores: number[] = [];
  #doubts = 0;
  #rising: readonly number[] = [];

  constructor(deps: Needs, closed: AbortSignal) {
    this.#deps = deps;
    this.#closed = closed;
    closed.addEventListener("abort", () => this.#aside.close());
  }

  get #wanted() {
    const wanted = this.#deps.cascade?.() ?? null;
    return wanted !== null && wanted.share > 0 ? wanted : null;
  }

  /** Null too while the model is not asked in this payer's name. */
  #wantedBy(payer: string) {
    return this.#payers.rests(payer, this.#at) ? null : this.#wanted;
  }

  /** Counts an answered request: each allows `share` of a call more. */
  seen(): void {
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
  doubting(checked: number, payer = ""): Doubting | null {
    const wanted = this.#wantedBy(payer);
    if (wanted === null || !this.#deps.budget.hasRoom()) return null;
    const pairs = this.#perCall.meant(this.#most(payer), this.#isYoung);
    const calls = pairs * this.#allowance.callsOf(wanted.share, this.#ahead);
    const share = Math.min(1, pairs * wanted.share);
    return doubtChances({ calls, share, checked, doubtful: this.#doubtful, rising: this.#rising });
  }

  /** True while a model would be asked, but the requests so far allow no further call, and no more pairs may wait for one. */
  isWaiting(payer = ""): boolean {
    const isWanted = this.#wantedBy(payer) !== null && this.#deps.budget.hasRoom();
    return isWanted && !this.#isAllowed && !this.#mayWait(payer);
  }

  /**
   * Settles before a trial of the judge whether it is made, and by which calls: the pairs of the traffic are judged by
   * words and a model together, so both are tried together, whatever words would say. Null: no trial.
   */
  trialOf(answered: Pick<Answered, "modelCalls" | "payer">, draw: number): JudgeTrial | null {
    if (this.#wantedBy(answered.payer ?? "") === null || answered.modelCalls === undefined)
      return { calls: undefined };
    const isMade = this.mayTry(answered.payer) && draw < TRIALS_SHARE;
    return isMade ? { calls: answered.modelCalls.bind(answered) } : null;
  }

  /** Calls that may be made ahead: while little is measured a verdict tells most. */
  get #ahead(): number {
    return this.#isYoung ? (this.#wanted?.ahead ?? 0) : 0;
  }

  get #isYoung(): boolean {
    return this.#deps.measuring.isYoung === true;
  }

  /** Do pairs share calls now, and may one more wait for its call? */
  #mayWait(payer: string): boolean {
    return this.#most(payer) > 1 && !this.#aside.isFull;
  }

  /** Most pairs that a call in this payer's name may hold. */
  #most(payer: string): number {
    return this.#perCall.most(Math.min(this.#wanted?.pairs ?? 1, this.#payers.most(payer, this.#at)));
  }

  get #isAllowed(): boolean {
    return this.#allowance.allows(this.#ahead);
  }

  /** Are verdicts of a model wanted at all, whether one can be asked now or not? */
  get isWanted(): boolean {
    return this.#wanted !== null;
  }

  /** May a model be asked, now or in a call of a later request? Counts nothing. */
  isOpen(payer = ""): boolean {
    const isWanted = this.#wantedBy(payer) !== null && this.#deps.budget.hasRoom();
    return isWanted && (this.#isAllowed || this.#mayWait(payer));
  }

  /** May a trial of the judge take a call, or a part of one? Counts nothing. */
  mayTry(payer = ""): boolean {
    const isFree = this.#mayWait(payer) || this.#allowance.allows(this.#ahead, LEFT_FOR_TRIALS);
    return this.isOpen(payer) && isFree;
  }

  /**
   * Has a model asked for its verdict. The pair waits, and `calls` is not kept, where its call is that of a later request.
   * Null: no model is asked. A reply that is no verdict leaves it "untold". The verdict on a served answer waits for
   * fewer others. Never rejects.
   */
  async judge(pair: VerdictMaterial, calls: ModelCalls, of: OfPair = {}): Promise<PairAside | null> {
    const wanted = this.#wantedBy(calls.payer);
    if (wanted === null || differBehind(pair)) return null;
    const aside = new PairAside(pair, of);
    if (this.#closed.aborted) {
      aside.settle(null);
      return aside;
    }
    const together = this.#aside.join(calls.with, aside, this.#turn(calls.payer));
    if (together === null) return null;
    const shown = together.filter((one) => !isGone(one));
    if (shown.length > 0) await this.#ask(shown, wanted.model ?? calls.model, calls);
    return aside;
  }

  #turn(payer: string): Turn {
    const at = this.#at;
    const most = this.#most(payer);
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
    const way = this.#payers.way(calls.payer);
    const reply = await askedFor(pairs, { model, calls, signal, way, chance });
    // Each way of asking that the server does not know was a call as well.
    for (let tried = way; tried < reply.way; tried++) this.#allowance.spent();
    if (reply.usage) budget.billed(model, reply.usage, "judge");
    if (this.#closed.aborted) return settle(together, null);
    if (reply.verdicts.every((verdict) => verdict === null)) return this.#useless(together, calls, reply);
    const untold = together.filter((_, i) => reply.verdicts[i] === null);
    const [of, told] = [together.length, together.length - untold.length];
    if (this.#payers.told(calls.payer, { pairs: of, told, at: this.#at, way: reply.way }))
      this.#perCall.grew();
    for (const [i, aside] of together.entries()) {
      const verdict = reply.verdicts[i];
      if (verdict) aside.settle(verdict);
    }
    this.#again(calls, untold);
  }

  #useless(together: readonly PairAside[], calls: ModelCalls, { status }: ModelReply): void {
    const why =
      status === 200
        ? "the judge's answer is no verdict"
        : `the judge gave no verdict: status ${status || "none"}`;
    this.#deps.onFault("judge", new Error(why));
    this.#payers.useless(calls.payer, { at: this.#at, mayPass: MAY_PASS.has(status) });
    if (together.length === 1) {
      settle(together, "untold");
      return;
    }
    this.#again(calls, together);
  }

  #again(calls: ModelCalls, pairs: readonly PairAside[]): void {
    if (pairs.length > 0)
      this.#aside.again(calls.with, pairs, { at: this.#at, ms: this.#deps.clock.nowMs() });
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
