/**
 * Does an answer hang on a word that the asked question exchanged? "How do I repair a laptop?" and "How do I sell a
 * laptop?" may score alike, but an answer that says "repair" is no answer to the other.
 *
 * Told when a stored answer is about to be served: only then its text is at hand, and one text is read, not eight.
 */
import type { Alignment } from "./align.ts";
import { foldAccents } from "./tokens.ts";

const NONE: readonly string[] = [];
const REPLACED_MAX = 4;
/** Shorter beginnings are of too many words. */
const START_MIN = 4;
/** Searched in so much of an answer. */
const ANSWER_CHARS_MAX = 20_000;

/**
 * Words of the stored question, folded and cut to what inflection leaves, for which the asked one has others. Empty where
 * nothing was exchanged: what only one of the two says may be left out or added.
 */
export function replacedWords({ leftA, leftB }: Alignment): readonly string[] {
  if (leftA.count === 0 || leftB.count === 0) return NONE;
  const mine = heavyOf(leftA);
  return mine.length === 0 || heavyOf(leftB).length === 0 ? NONE : mine;
}

function heavyOf(left: Alignment["leftA"]): readonly string[] {
  const out: string[] = [];
  for (let n = 0; n < left.count && out.length < REPLACED_MAX; n++) {
    const { part, isHeavy, stems, form } = left.word(n);
    if (part !== "content" || !isHeavy || stems === null) continue;
    const start = form.fold.startsWith(stems.stem) ? stems.stem : form.fold;
    out.push(start.length >= START_MIN ? start : form.fold);
  }
  return out;
}

/** `answer`: text, or JSON that holds it. */
export function dependsOn(answer: string, replaced: readonly string[]): boolean {
  if (replaced.length === 0) return false;
  const read = answer.length > ANSWER_CHARS_MAX ? answer.slice(0, ANSWER_CHARS_MAX) : answer;
  const folded = foldAccents(read.toLowerCase());
  return replaced.some((word) => saysWord(folded, word));
}

/** At the beginning of a word; a short one whole. */
function saysWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text[at - 1] ?? " ", text[at + word.length] ?? " "];
    if (/[\p{L}\p{N}]/u.test(before)) continue;
    if (word.length >= START_MIN || !/[\p{L}\p{N}]/u.test(after)) return true;
  }
  return false;
}
