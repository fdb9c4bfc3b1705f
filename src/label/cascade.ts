/**
 * What words cannot decide is asked of a chat model, through the caller's own upstream and with the caller's own
 * credential: nobody sees an answer that did not see it already. Within the budget, and of a share of all requests.
 */
import { differBehind, verdictIn, verdictMessages, WAYS } from "../wire/model-verdict.ts";
import type { ModelCalls } from "./answered.ts";
import type { LabelDeps } from "./deps.ts";

type Needs = Pick<LabelDeps, "cascade" | "budget" | "onFault">;
export type Verdict = "same" | "different" | "unsure";
type Pair = Parameters<typeof verdictMessages>[0];

/** What a model may take for one verdict. */
const ANSWER_MS_MAX = 30_000;
/** A server that does not know what it was asked for says so with one of these. */
const NOT_KNOWN: ReadonlySet<number> = new Set([400, 422]);
/** Beyond it nothing is saved up: a quiet time is followed by no flood of calls. */
const SAVED_MAX = 20;

export class Cascade {
  readonly #deps: Needs;
  readonly #closed: AbortSignal;
  /** Calls that the requests so far allow. */
  #allowed = 1;

  constructor(deps: Needs, closed: AbortSignal) {
    this.#deps = deps;
    this.#closed = closed;
  }

  get #wanted() {
    return this.#deps.cascade?.() ?? null;
  }

  /** A request was answered. */
  seen(): void {
    this.#allowed = Math.min(SAVED_MAX, this.#allowed + (this.#wanted?.share ?? 0));
  }

  get isConfigured(): boolean {
    return this.#wanted !== null;
  }

  /** May a model be asked now? Counts nothing. */
  get isOpen(): boolean {
    return this.#wanted !== null && this.#allowed >= 1 && this.#deps.budget.hasRoom();
  }

  /** Null: nobody was asked. What a model says that is no verdict leaves the pair in doubt. Never rejects. */
  async judge(pair: Pair, calls: ModelCalls): Promise<Verdict | null> {
    const wanted = this.#wanted;
    if (wanted === null || this.#allowed < 1 || differBehind(pair) || !this.#deps.budget.take()) return null;
    this.#allowed--;
    const model = wanted.model ?? calls.model;
    const messages = verdictMessages(pair);
    const signal = AbortSignal.any([this.#closed, AbortSignal.timeout(ANSWER_MS_MAX)]);
    for (const way of WAYS) {
      const { status, text } = await calls.ask({ model, ...way, messages }, signal);
      if (NOT_KNOWN.has(status)) continue;
      if (status !== 200) return this.#failed(status);
      const { verdict, usage } = verdictIn(messages, text);
      this.#deps.budget.billed(model, usage, "judge");
      if (verdict === null) this.#deps.onFault("judge", new Error("the judge's answer is no verdict"));
      return verdict ?? "unsure";
    }
    return this.#failed(400);
  }

  #failed(status: number): Verdict {
    if (!this.#closed.aborted)
      this.#deps.onFault("judge", new Error(`the judge gave no verdict: status ${status || "none"}`));
    return "unsure";
  }
}
