/**
 * Does a stored answer depend on a word that the asked question replaced? "How do I repair a laptop?" and "How do I
 * sell a laptop?" may score alike, but an answer that says "repair" does not answer the other question.
 *
 * Checked only when an answer is about to be served, since only then its text has been read from the store.
 */
import type { Alignment } from "./align.ts";
import { foldAccents } from "./read/tokens.ts";

const NONE: readonly string[] = [];
const REPLACED_MAX = 4;
/** Fewest letters of a stem; a shorter one is the beginning of too many words. */
const START_MIN = 4;
/** Only this much of an answer is searched. */
const ANSWER_CHARS_MAX = 20_000;

/**
 * Stems, without accents, of the stored question's content words that the asked question replaced by others. Empty
 * where only one of the two questions has words of its own.
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

/** Does the answer say one of the replaced words? `answer`: its text, or JSON that contains the text. */
export function dependsOn(answer: string, replaced: readonly string[]): boolean {
  if (replaced.length === 0) return false;
  const read = answer.length > ANSWER_CHARS_MAX ? answer.slice(0, ANSWER_CHARS_MAX) : answer;
  const folded = foldAccents(read.toLowerCase());
  return replaced.some((word) => saysWord(folded, word));
}

/** Is there a word in `text` that begins with `word`, or equals it where `word` is shorter than START_MIN? */
function saysWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1] ?? " ";
    const after = text[at + word.length] ?? " ";
    if (/[\p{L}\p{N}]/u.test(before)) continue;
    if (word.length >= START_MIN || !/[\p{L}\p{N}]/u.test(after)) return true;
  }
  return false;
}
