/** Directions in a question ("from A to B") as pairs of stem ids, so that two questions can be compared by them. */
import type { Language } from "./tables.ts";
import { MARK } from "./vocabulary.ts";
import { type Move, SUBJECT, type Word, wordIn } from "./word.ts";

const MOVES_MAX = 8;

/** Source and target of each direction: "from A to B", "A to B", "to B from A", or two words around an order word. */
export function movesOf(words: readonly Word[], language: Language | null): readonly Move[] {
  const out: Move[] = [];
  for (const [i, { text, form }] of words.entries()) {
    if (out.length >= MOVES_MAX) break;
    const ordered = (form.marks & MARK.ordered) !== 0;
    const isTarget = (form.marks & MARK.target) !== 0 || (text === "a" && language === "pt");
    if (!isTarget && !ordered) continue;
    const right = near(words, i, 1);
    const left = near(words, i, -1) ?? (ordered ? null : sourceAfter(words, i));
    if (left !== null && right !== null) out.push({ from: itsNumber(left), to: itsNumber(right) });
    const late = ordered ? null : sourceAfter(words, i);
    if (late !== null && right !== null && late !== left)
      out.push({ from: itsNumber(late), to: itsNumber(right) });
  }
  return out;
}

function itsNumber(word: Word): number {
  return word.valueId === 0 ? word.stemId : word.valueId;
}

/** The nearest word of the subject within 3 tokens, forwards (1) or backwards (-1); null where there is none. */
function near(words: readonly Word[], at: number, step: 1 | -1): Word | null {
  for (let i = at + step, seen = 0; i >= 0 && i < words.length && seen < 3; i += step, seen++) {
    const word = wordIn(words, i);
    if (SUBJECT.has(word.part)) return word;
  }
  return null;
}

/** The source named after the target, as in "to Madrid from Lisbon"; null where there is none. */
function sourceAfter(words: readonly Word[], at: number): Word | null {
  for (let i = at + 2; i < Math.min(words.length, at + 6); i++) {
    if ((wordIn(words, i).form.marks & MARK.source) !== 0) return near(words, i, 1);
  }
  return null;
}
