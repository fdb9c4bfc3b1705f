/**
 * Tries the judge on hard pairs: upstream's fresh answers, and copies with one noun, verb, number, name, role or
 * negation changed. A judge that calls such a copy the same errs; its error is measured for each kind. Costs no call to
 * upstream.
 */
import type { Fresh, ModelCalls, Subject } from "./answered.ts";
import type { LabelDeps } from "./deps.ts";
import type { Judging } from "./judging.ts";

type Needs = Pick<LabelDeps, "chance" | "judge" | "measuring" | "probes">;

/** Trials in all (some sixty of each kind) before the judge is tried less often; and before it is tried seldom. */
const OFTEN_UNTIL = 360;
const NOW_AND_THEN_UNTIL = 1_500;
/** While no trial counts, as words leave each in doubt and no model tells, one is for so much of one that counts. */
const IN_DOUBT = 1 / 4;
/**
 * Shares of the answers on which the judge is tried, by its kind. Making and judging copies takes more time than the
 * rest of a miss, and a model costs money.
 */
const WORDS = { often: 1, nowAndThen: 1 / 16, seldom: 1 / 64 };
const SHARES = {
  answer: WORDS,
  // Words decide most copies: few are left to the model.
  local: WORDS,
  model: { often: 1 / 8, nowAndThen: 1 / 64, seldom: 1 / 128 },
};
/** Longer answers are not used, since they take longer and show no more of the judge. */
const CHARACTERS_MAX = 20_000;

export class NearProbes {
  readonly #deps: Needs;
  readonly #judging: Judging;
  /** Trials since the last one that counted. */
  #inDoubt = 0;

  constructor(deps: Needs, judging: Judging) {
    this.#deps = deps;
    this.#judging = judging;
  }

  /** A copy to try the judge on, of the kind tried least; null: the judge is not tried on this answer. */
  of({ text }: Fresh): { readonly kind: string; readonly text: string } | null {
    const { chance, probes, measuring } = this.#deps;
    if (text === null || text.length > CHARACTERS_MAX || probes === undefined) return null;
    if (chance() >= this.#share()) return null;
    const tried = (kind: string): number => measuring.nearProbes?.[kind]?.tried ?? 0;
    const [least] = [...probes(text, Math.floor(2 ** 31 * chance()))].sort(
      (a, b) => tried(a.kind) - tried(b.kind),
    );
    return least ?? null;
  }

  #share(): number {
    const { often, nowAndThen, seldom } = SHARES[this.#deps.judge().kind];
    const counted = Object.values(this.#deps.measuring.nearProbes ?? {}).reduce(
      (sum, at) => sum + at.tried,
      0,
    );
    const tries = counted + this.#inDoubt * IN_DOUBT;
    return tries < OFTEN_UNTIL ? often : tries < NOW_AND_THEN_UNTIL ? nowAndThen : seldom;
  }

  /**
   * Judges a copy and counts the result: by words, and by a model where `calls` are given and words are in doubt.
   */
  async tried(
    { question }: Subject,
    probe: { readonly kind: string; readonly text: string },
    fresh: Fresh,
    calls: ModelCalls | undefined,
  ): Promise<void> {
    const { kind, text: stored } = probe;
    await this.#judging.tryOut(
      { question, held: question, stored, fresh, calls },
      ({ counts }) => {
        this.#inDoubt = 0;
        this.#deps.measuring.nearProbe?.(kind, counts === "same");
      },
      () => this.#inDoubt++,
    );
  }
}
