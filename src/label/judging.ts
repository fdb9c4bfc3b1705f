/** Has pairs of answers judged: a limited number at once, and each pair of one upstream call only once. */
import { PortFault } from "../errors.ts";
import type { Judge, Judgement } from "../ports.ts";
import type { Fresh, ModelCalls, UpstreamCall } from "./answered.ts";
import type { Cascade } from "./cascade.ts";
import type { LabelDeps } from "./deps.ts";
import type { AsideOutcome, OfPair, PairAside } from "./pairs-aside.ts";

export interface Judged {
  readonly verdict: Judgement["verdict"];
  /** What the verdict counts as; "unsure" counts as different. */
  readonly counts: "same" | "different";
  readonly by: Judge["kind"];
  /** True: words left it in doubt, and no model told what it might have told. Absent: false. */
  readonly isOpen?: boolean;
}

/** Whether a model is asked where words cannot decide, drawn before anything was judged. */
export interface Draw {
  /** Chance with which one is asked, above 0 to 1. */
  readonly chance: number;
  readonly isDrawn: boolean;
}

export interface Answers extends OfPair {
  readonly question: string;
  /** The question that the stored answer was given to. */
  readonly held: string;
  readonly stored: string;
  readonly fresh: Fresh;
  /** Model calls for pairs that words cannot decide; absent: no model is asked. */
  readonly calls?: ModelCalls | undefined;
}

/** What was said of two answers; null: there is no verdict, and the pair must not be counted. */
type Hear = (judged: Judged | null) => void;

/** What was said, or the pair while it waits for a call of another request, and the judge that left it in doubt. */
type Said = Judged | Waiting | null;

interface Waiting {
  readonly aside: PairAside;
  readonly kind: Judge["kind"];
}

interface Once {
  readonly said: Promise<Said>;
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
  mayAsk(payer: string | undefined): boolean {
    return this.#cascade.isOpen(payer);
  }

  /** May a trial of the judge take a call of it? */
  mayTry(payer: string | undefined): boolean {
    return this.#cascade.mayTry(payer);
  }

  /** Are verdicts of a model wanted, whether one can be asked now or not? */
  get isBacked(): boolean {
    return this.#cascade.isWanted;
  }

  /** Counts a pair of this score that words left in doubt. */
  doubted(score: number): void {
    this.#cascade.doubted(score);
  }

  /** From now on verdicts are left out. */
  end(): void {
    this.#isOver = true;
  }

  /**
   * Judges two answers. Resolves when `hear` was called, or at once where the pair waits for a call of another request,
   * with which `hear` is called. Rejects only as `hear` throws.
   */
  async judge(answers: Answers, hear: Hear): Promise<void> {
    this.#told(await this.#saidOf(answers), hear);
  }

  /** As `judge`, for a trial of the judge: what nobody told is no proof that it would have been told rightly. */
  async tryOut(
    answers: Answers,
    told: (judged: Judged) => void,
    untold: () => void = () => {},
  ): Promise<void> {
    await this.judge(answers, (judged) => {
      if (judged?.isOpen) untold();
      else if (judged !== null) told(judged);
    });
  }

  /**
   * As `judge`, but once for each `name` of a call's answer; `follower` is true where an earlier verdict is told, with the
   * draw that it was made by.
   */
  async judgeOnce(
    call: UpstreamCall,
    name: string,
    answers: Answers & { readonly draw: Draw | null },
    hear: (judged: Judged | null, by: { readonly draw: Draw | null; readonly follower: boolean }) => void,
  ): Promise<void> {
    let verdicts = this.#verdicts.get(call);
    if (!verdicts) this.#verdicts.set(call, (verdicts = new Map()));
    const before = verdicts.get(name);
    const once = before ?? { said: this.#saidOf(answers), draw: answers.draw };
    if (!before) verdicts.set(name, once);
    const by = { draw: once.draw, follower: before !== undefined };
    this.#told(await once.said, (judged) => hear(judged, by));
  }

  #told(said: Said, hear: Hear): void {
    if (said === null || !("aside" in said)) {
      hear(this.#isOver ? null : said);
      return;
    }
    const { aside, kind } = said;
    aside.whenSettled((outcome) => {
      try {
        hear(this.#judgedBy(outcome, kind));
      } catch (error) {
        this.#onFault(error);
      }
    });
  }

  /** Never rejects. */
  async #saidOf({ question, held, stored, fresh, calls, ...of }: Answers): Promise<Said> {
    if (fresh.text === null) return { verdict: "different", counts: "different", by: "answer" };
    const judge = this.#judge();
    this.#running++;
    try {
      const pair = { question, held, stored, fresh: fresh.text };
      const { verdict, by = judge.kind } = await judge.judge(pair, JUDGE_MS_MAX);
      const mayAsk = verdict === "unsure" && calls !== undefined && judge.kind !== "model";
      const aside = mayAsk ? await this.#cascade.judge(pair, calls, of) : null;
      if (aside !== null) return { aside, kind: judge.kind };
      return { verdict, counts: countsAs(verdict), by, isOpen: mayAsk };
    } catch (error) {
      if (isGivenUp(error)) this.#leftOut();
      else this.#onFault(error);
      return null;
    } finally {
      this.#running--;
    }
  }

  /**
   * What a model said in the end; words alone where it was not asked. Null too where another judge is in force by then: its
   * error is measured from the start, and by no pair that it was not asked of.
   */
  #judgedBy(outcome: AsideOutcome, kind: Judge["kind"]): Judged | null {
    if (outcome === null || this.#isOver || this.#judge().kind !== kind) return null;
    const open = { verdict: "unsure", counts: "different", isOpen: true } as const;
    if (outcome === "late") return { ...open, by: kind };
    if (outcome === "untold") return { ...open, by: "model" };
    return { verdict: outcome, counts: countsAs(outcome), by: "model" };
  }
}

/** "unsure" counts as different; how often right answers get it is measured on prompts that are asked twice. */
function countsAs(verdict: Judged["verdict"]): Judged["counts"] {
  return verdict === "same" ? "same" : "different";
}

/** Was the pair given up because others wait too? Which one is does not hang on what its verdict would be. */
function isGivenUp(error: unknown): boolean {
  return error instanceof PortFault && error.part === "judge" && error.why === "refused";
}
