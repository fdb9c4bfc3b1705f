/**
 * Which stored questions have the same answer, as far as labels said so: a question whose fresh answer was found to be
 * the same as the one stored for another joins that one's group, and stands there when it is stored itself. A judge
 * that is wrong once puts one question into the wrong group and joins no two groups: nothing is merged afterwards.
 * Counted from the kept labels, so that a restart forgets nothing; keyed digests only, the oldest out first.
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
