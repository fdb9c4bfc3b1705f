/**
 * Tries the judge where it is hard: on upstream's own fresh answers, with one noun, verb, number, name, role or negation
 * changed. It must not call such a copy the same; how often it does is its error of that kind. Costs no call to upstream.
 */
import type { Answered, Fresh, Subject } from "./answered.ts";
import type { LabelDeps } from "./deps.ts";
import type { Judging } from "./judging.ts";

type Needs = Pick<LabelDeps, "chance" | "judge" | "measuring" | "probes">;

/** Each kind is tried with every answer until so often, then with one answer in so many; a model is paid for. */
const OFTEN_UNTIL = 60;
const SELDOM = { answer: 1 / 8, model: 1 / 64 };
const OFTEN = { answer: 1, model: 1 / 8 };
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
    const { chance, judge, probes, measuring } = this.#deps;
    if (text === null || text.length > CHARACTERS_MAX || probes === undefined) return null;
    const tried = (kind: string): number => measuring.nearProbes?.[kind]?.tried ?? 0;
    const draw = chance();
    if (draw >= OFTEN[judge().kind]) return null;
    const [least] = [...probes(text, Math.floor(2 ** 31 * chance()))].sort(
      (a, b) => tried(a.kind) - tried(b.kind),
    );
    if (least === undefined) return null;
    return tried(least.kind) < OFTEN_UNTIL || draw < SELDOM[judge().kind] ? least : null;
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
