/** Has two answers to one question judged: how many at once, and each pair of answers of one call once. */
import type { Judge, Judgement } from "../ports.ts";
import type { Fresh, UpstreamCall } from "./answered.ts";
import type { LabelDeps } from "./deps.ts";

export interface Judged {
  readonly verdict: Judgement["verdict"];
  /** What it counts as. */
  readonly counts: "same" | "different";
  readonly by: Judge["kind"];
}

export interface Answers {
  readonly question: string;
  readonly stored: string;
  readonly fresh: Fresh;
}

const JUDGE_MS_MAX = 30_000;
/** Pairs with their judge, or on the way there. At this many requests go uncounted until it has caught up. */
const JUDGING_MAX = 64;

export class Judging {
  readonly #judge: LabelDeps["judge"];
  readonly #onFault: (error: unknown) => void;
  /** Followers of one call share its answer. */
  readonly #verdicts = new WeakMap<UpstreamCall, Map<string, Promise<Judged | null>>>();
  #running = 0;
  /** Those who keep labels are closed by now. */
  #isOver = false;

  constructor(judge: LabelDeps["judge"], onFault: (error: unknown) => void) {
    this.#judge = judge;
    this.#onFault = onFault;
  }

  get isBehind(): boolean {
    return this.#running >= JUDGING_MAX;
  }

  /** Verdicts that come from now on are left out. */
  end(): void {
    this.#isOver = true;
  }

  /** Null: no verdict was had, and nothing may be made of that. Never rejects. */
  async judge({ question, stored, fresh }: Answers): Promise<Judged | null> {
    if (fresh.text === null) return { verdict: "different", counts: "different", by: "answer" };
    const judge = this.#judge();
    this.#running++;
    try {
      const pair = { question, stored, fresh: fresh.text };
      const { verdict, by } = await judge.judge(pair, JUDGE_MS_MAX);
      if (this.#isOver) return null;
      // In doubt the answer counts as wrong; how often that is so is measured on prompts that are asked twice.
      return { verdict, counts: verdict === "same" ? "same" : "different", by: by ?? judge.kind };
    } catch (error) {
      this.#onFault(error);
      return null;
    } finally {
      this.#running--;
    }
  }

  /** The same, once for each `name` of a call's answer. `follower`: its verdict is that of an earlier request. */
  judgeOnce(
    call: UpstreamCall,
    name: string,
    answers: Answers,
  ): { readonly judged: Promise<Judged | null>; readonly follower: boolean } {
    let verdicts = this.#verdicts.get(call);
    if (!verdicts) this.#verdicts.set(call, (verdicts = new Map()));
    const before = verdicts.get(name);
    if (before) return { judged: before, follower: true };
    const judged = this.judge(answers);
    verdicts.set(name, judged);
    return { judged, follower: false };
  }
}
