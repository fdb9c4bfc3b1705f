/**
 * Groups of stored questions with the same answer, by labels: a question whose fresh answer was judged the same as
 * another question's stored answer joins the other's group. Groups are never merged, so that one wrong verdict
 * misplaces one question only. Built from the kept labels, so that a restart loses nothing. Keeps keyed digests only;
 * where there are too many the oldest go first.
 */
import type { Key } from "../model.ts";
import type { Label, LabelsHeard } from "./labels.ts";

const KEPT_MAX = 200_000;

export class AnswerGroups implements LabelsHeard {
  /** From a question to the first question of its group; a question missing here is a group of its own. */
  readonly #first = new Map<Key, Key>();
  readonly #max: number;

  constructor(max = KEPT_MAX) {
    this.#max = max;
  }

  /** The group of a stored question, named by the key of its first question. */
  of(key: Key): Key {
    return this.#first.get(key) ?? key;
  }

  added({
    tier,
    source,
    verdict,
    stored,
    question,
  }: Pick<Label, "tier" | "source" | "verdict" | "stored" | "question">): void {
    // Edited answers differ from the stored one, and a caller's report brings no fresh answer: neither tells of groups.
    if (tier !== "semantic" || source === "feedback" || stored === undefined) return;
    const asked = question as Key;
    const first = this.of(stored as Key);
    const before = this.#first.get(asked);
    if (verdict !== "same") {
      if (before === first) this.#first.delete(asked);
      return;
    }
    if (first === asked) return;
    this.#first.delete(asked);
    this.#first.set(asked, first);
    if (this.#first.size > this.#max) this.#first.delete(this.#first.keys().next().value!);
  }

  anew(labels: readonly Label[]): void {
    this.#first.clear();
    for (const label of labels) this.added(label);
  }

  get size(): number {
    return this.#first.size;
  }
}
