/**
 * What is right to answer, and what upstream answers: always the right thing of the moment, in one of a few forms. A
 * share of the classes changes at once; what was stored before is wrong from then on.
 */
import { CLASSES, CLOSINGS, OPENINGS, type QuestionClass, SINGLES, single } from "./questions.ts";

/** Fixes the run: which questions come, from whom, and which classes change. In [0, 1). */
export type Chance = () => number;

const FORMS: readonly ((answer: string) => string)[] = [
  (answer) => answer,
  (answer) => `**${answer}**`,
  (answer) => `- ${answer}`,
];

export class Truth {
  readonly #classOf = new Map<string, number>();
  readonly #singles = new Map<string, string>();
  readonly #changed = new Set<number>();

  constructor() {
    for (const [i, { wordings }] of CLASSES.entries())
      for (const wording of wordings) this.#classOf.set(wording, i);
    for (let n = 0; n < SINGLES; n++) {
      const { question, answer } = single(n);
      this.#singles.set(question, answer);
    }
  }

  /** Changes what is right for a share of the classes, 0 to 1; answers with those. */
  change(share: number, chance: Chance): readonly QuestionClass[] {
    const left = CLASSES.map((_, i) => i).filter((i) => !this.#changed.has(i));
    const wanted = Math.min(left.length, Math.round(share * CLASSES.length));
    for (let n = 0; n < wanted; n++)
      this.#changed.add(left.splice(Math.floor(chance() * left.length), 1)[0]!);
    return [...this.#changed].map((i) => CLASSES[i]!);
  }

  /** Null for a question that is none of ours. */
  right(question: string): string | null {
    const bare = bareOf(question);
    const at = this.#classOf.get(bare);
    if (at === undefined) return this.#singles.get(bare) ?? null;
    return this.#changed.has(at) ? CLASSES[at]!.after : CLASSES[at]!.before;
  }

  /** What upstream says: right, in the `nth` form. */
  told(question: string, nth: number): string {
    return FORMS[nth % FORMS.length]!(this.right(question) ?? "I do not know.");
  }

  /** Whatever its form. */
  isRight(question: string, content: string): boolean {
    const right = this.right(question);
    return right !== null && FORMS.some((form) => form(right) === content);
  }
}

/** Without what people put before and after it. */
function bareOf(question: string): string {
  const opening = OPENINGS.find((o) => o !== "" && question.startsWith(o)) ?? "";
  const closing = CLOSINGS.find((c) => c !== "" && question.endsWith(c)) ?? "";
  return question.slice(opening.length, question.length - closing.length);
}
