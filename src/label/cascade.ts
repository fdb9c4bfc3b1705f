/**
 * Asks a chat model for the verdicts that words cannot decide. The call goes to the caller's own upstream with the
 * caller's own credential, so no one else sees an answer. Limited by the budget and to a share of all requests.
 */

import { CallAllowance } from "../core/measure/call-allowance.ts";
import { type Doubting, doubtChances } from "../core/measure/doubt-chances.ts";
import { differBehind, verdictIn, verdictMessages, WAYS } from "../wire/model-verdict.ts";
import type { Answered, ModelCalls } from "./answered.ts";
import type { LabelDeps } from "./deps.ts";

type Needs = Pick<LabelDeps, "cascade" | "budget" | "onFault"> & {
  readonly measuring: Pick<LabelDeps["measuring"], "isYoung">;
};
export type Verdict = "same" | "different" | "unsure";
type Pair = Parameters<typeof verdictMessages>[0];

/** Longest time for a model's verdict, ms. */
const ANSWER_MS_MAX = 30_000;
/** Statuses by which a server rejects a parameter it does not know. */
const NOT_KNOWN: ReadonlySet<number> = new Set([400, 422]);
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
  }

  get #wanted() {
    const wanted = this.#resting > 0 ? null : (this.#deps.cascade?.() ?? null);
    return wanted !== null && wanted.share > 0 ? wanted : null;
  }

  /** Counts an answered request: each allows `share` of a call more. */
  seen(): void {
    if (this.#resting > 0) this.#resting--;
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
    const { share } = wanted;
    const calls = this.#allowance.callsOf(share, this.#ahead);
    return doubtChances({ calls, share, checked, doubtful: this.#doubtful, rising: this.#rising });
  }

  /** True while a model would be asked, but the requests so far allow no further call. */
  get isWaiting(): boolean {
    return this.#wanted !== null && !this.#isAllowed && this.#deps.budget.hasRoom();
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
    return this.#deps.measuring.isYoung === true ? (this.#wanted?.ahead ?? 0) : 0;
  }

  get #isAllowed(): boolean {
    return this.#allowance.allows(this.#ahead);
  }

  /** May a model be asked now? Counts nothing. */
  get isOpen(): boolean {
    return this.#wanted !== null && this.#isAllowed && this.#deps.budget.hasRoom();
  }

  /** May a trial of the judge take a call now? Counts nothing. */
  get mayTry(): boolean {
    return this.isOpen && this.#allowance.allows(this.#ahead, LEFT_FOR_TRIALS);
  }

  /** The model's verdict ("unsure" where its reply is none); null: no model was asked. Never rejects. */
  async judge(pair: Pair, calls: ModelCalls): Promise<Verdict | null> {
    const wanted = this.#wanted;
    if (wanted === null || !this.#isAllowed || differBehind(pair) || !this.#deps.budget.take()) return null;
    this.#allowance.spent();
    const model = wanted.model ?? calls.model;
    const messages = verdictMessages(pair);
    const signal = AbortSignal.any([this.#closed, AbortSignal.timeout(ANSWER_MS_MAX)]);
    for (const way of WAYS) {
      const { status, text } = await calls.ask({ model, ...way, messages }, signal);
      if (NOT_KNOWN.has(status)) continue;
      if (status !== 200) return this.#failed(status);
      const { verdict, usage } = verdictIn(messages, text);
      this.#deps.budget.billed(model, usage, "judge");
      if (verdict === null) return this.#useless("the judge's answer is no verdict");
      this.#withoutVerdict = 0;
      return verdict;
    }
    return this.#failed(400);
  }

  #failed(status: number): Verdict {
    return this.#closed.aborted
      ? "unsure"
      : this.#useless(`the judge gave no verdict: status ${status || "none"}`);
  }

  #useless(why: string): Verdict {
    this.#deps.onFault("judge", new Error(why));
    // After a rest a single call shows whether it can help by now.
    if (++this.#withoutVerdict >= USELESS.after) this.#resting = USELESS.rest;
    return "unsure";
  }
}
