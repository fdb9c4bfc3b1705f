/** Has pairs of answers judged: a limited number at once, and each pair of one upstream call only once. */
import { PortFault } from "../errors.ts";
import type { Judge, Judgement } from "../ports.ts";
import type { Fresh, ModelCalls, UpstreamCall } from "./answered.ts";
import type { Cascade } from "./cascade.ts";
import type { LabelDeps } from "./deps.ts";

export interface Judged {
  readonly verdict: Judgement["verdict"];
  /** What the verdict counts as; "unsure" counts as different. */
  readonly counts: "same" | "different";
  readonly by: Judge["kind"];
}

/** Whether a model is asked where words cannot decide, drawn before anything was judged. */
export interface Draw {
  /** Chance with which one is asked, above 0 to 1. */
  readonly chance: number;
  readonly isDrawn: boolean;
}

export interface Answers {
  readonly question: string;
  /** The question that the stored answer was given to. */
  readonly held: string;
  readonly stored: string;
  readonly fresh: Fresh;
  /** Model calls for pairs that words cannot decide; absent: no model is asked. */
  readonly calls?: ModelCalls | undefined;
}

interface Once {
  readonly judged: Promise<Judged | null>;
  readonly draw: Draw | null;
}

const JUDGE_MS_MAX = 30_000;
/** Most pairs being judged or waiting. At this number requests are not counted until the judge has caught up. */
const JUDGING_MAX = 64;

export class Judging {
  readonly #judge: LabelDeps["judge"];
  readonly #cascade: Cascade;
  readonly #leftOut: () => void;
  readonly #onFault: (error: unknown) => void;
  /** By upstream call and name: verdicts on its answer, which all followers of the call share. */
  readonly #verdicts = new WeakMap<UpstreamCall, Map<string, Once>>();
  #running = 0;
  /** True after `end`: verdicts are then left out. */
  #isOver = false;

  constructor(
    { judge, leftOut = () => {} }: Pick<LabelDeps, "judge" | "leftOut">,
    cascade: Cascade,
    onFault: (error: unknown) => void,
  ) {
    this.#judge = judge;
    this.#leftOut = leftOut;
    this.#cascade = cascade;
    this.#onFault = onFault;
  }

  get isBehind(): boolean {
    return this.#running >= JUDGING_MAX;
  }

  /** May a model be asked where words cannot decide? */
  get mayAsk(): boolean {
    return this.#cascade.isOpen;
  }

  /** May a trial of the judge take a call of it? */
  get mayTry(): boolean {
    return this.#cascade.mayTry;
  }

  /** Counts a pair of this score that words left in doubt. */
  doubted(score: number): void {
    this.#cascade.doubted(score);
  }

  /** From now on verdicts are left out. */
  end(): void {
    this.#isOver = true;
  }

  /** Judges two answers. Null: there is no verdict, and the pair must not be counted. Never rejects. */
  async judge({ question, held, stored, fresh, calls }: Answers): Promise<Judged | null> {
    if (fresh.text === null) return { verdict: "different", counts: "different", by: "answer" };
    const judge = this.#judge();
    this.#running++;
    try {
      const pair = { question, held, stored, fresh: fresh.text };
      const { verdict, by } = await this.#saidOf(judge, pair, calls);
      if (this.#isOver) return null;
      // "unsure" counts as different; how often right answers get it is measured on prompts that are asked twice.
      return { verdict, counts: verdict === "same" ? "same" : "different", by: by ?? judge.kind };
    } catch (error) {
      if (isGivenUp(error)) this.#leftOut();
      else this.#onFault(error);
      return null;
    } finally {
      this.#running--;
    }
  }

  /** The verdict by words; where they cannot decide, by a model with the caller's credential. */
  async #saidOf(
    judge: Judge,
    pair: Parameters<Judge["judge"]>[0],
    calls: ModelCalls | undefined,
  ): Promise<Judgement> {
    const words = await judge.judge(pair, JUDGE_MS_MAX);
    if (words.verdict !== "unsure" || calls === undefined || judge.kind === "model") return words;
    const verdict = await this.#cascade.judge(pair, calls);
    return verdict === null ? words : { verdict, why: "a model's verdict", by: "model" };
  }

  /**
   * As `judge`, but once for each `name` of a call's answer; `follower` is true where an earlier verdict is returned,
   * with the draw that it was made by.
   */
  judgeOnce(
    call: UpstreamCall,
    name: string,
    answers: Answers,
    draw: Draw | null,
  ): Once & { readonly follower: boolean } {
    let verdicts = this.#verdicts.get(call);
    if (!verdicts) this.#verdicts.set(call, (verdicts = new Map()));
    const before = verdicts.get(name);
    if (before) return { ...before, follower: true };
    const once = { judged: this.judge(answers), draw };
    verdicts.set(name, once);
    return { ...once, follower: false };
  }
}

/** Was the pair given up because others wait too? Which one is does not hang on what its verdict would be. */
function isGivenUp(error: unknown): boolean {
  return error instanceof PortFault && error.part === "judge" && error.why === "refused";
}
