/**
 * Tries the judge where it is hard: on upstream's own fresh answers, with one noun, verb, number, name, role or negation
 * changed. It must not call such a copy the same; how often it does is its error of that kind. Costs no call to upstream.
 */
import type { Answered, Fresh, Subject } from "./answered.ts";
import type { LabelDeps } from "./deps.ts";
import type { Judging } from "./judging.ts";

type Needs = Pick<LabelDeps, "chance" | "judge" | "measuring" | "probes">;

/** Tries in all until the judge is tried less often: some sixty of each kind. Then until it is known well. */
const OFTEN_UNTIL = 360;
const NOW_AND_THEN_UNTIL = 1_500;
/**
 * Share of the answers that it is tried on. Making the copies of an answer and judging one takes longer than all else
 * that a miss costs, so most answers must not be looked at; a model is paid for.
 */
const SHARES = {
  answer: { often: 1, nowAndThen: 1 / 16, seldom: 1 / 64 },
  model: { often: 1 / 8, nowAndThen: 1 / 64, seldom: 1 / 128 },
};
/** Longer answers say no more of the judge and take longer. */
const CHARACTERS_MAX = 20_000;

export class NearProbes {
  readonly #deps: Needs;
  readonly #judging: Judging;

  constructor(deps: Needs, judging: Judging) {
    this.#deps = deps;
    this.#judging = judging;
  }

  /** Null: the judge is not tried on this answer. The kind that was tried least goes first. */
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
    const tries = Object.values(this.#deps.measuring.nearProbes ?? {}).reduce((sum, at) => sum + at.tried, 0);
    return tries < OFTEN_UNTIL ? often : tries < NOW_AND_THEN_UNTIL ? nowAndThen : seldom;
  }

  /** In doubt, where a model might have been asked and was not, nothing is told of it. */
  async tried(
    { question }: Subject,
    probe: { readonly kind: string; readonly text: string },
    fresh: Fresh,
    calls: ReturnType<NonNullable<Answered["modelCalls"]>> | undefined,
  ): Promise<void> {
    const judged = await this.#judging.judge({ question, held: question, stored: probe.text, fresh, calls });
    if (
      judged === null ||
      (judged.verdict === "unsure" && this.#judging.mayCascade && judged.by === "answer")
    )
      return;
    this.#deps.measuring.nearProbe?.(probe.kind, judged.counts === "same");
  }
}
