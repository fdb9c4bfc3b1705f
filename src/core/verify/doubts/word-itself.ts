/**
 * Words that are spoken of, and names in small letters: "the plural of child", "rhymes with car", "the branch test". For such
 * a word no synonym stands, and its ending belongs to it.
 */
import type { Alignment, Left } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";
import { isNameAt } from "./named-things.ts";
import { NAMED } from "./named-words.ts";
import {
  BEHIND_WORDS,
  BETWEEN_PARTS,
  CORRECT,
  FORM_OF,
  MARKS_OF_WORDS,
  MEANING_VERBS,
  NO_WORDS,
  OF_WORDS,
  OF_WORDS_NEAR,
  PARTS_OF_WORDS,
  SORTS_OF_WORDS,
  TEXTS,
} from "./spoken-words.ts";

/** Does each question speak of a word, or give a name, that the other has not, however near they are? */
export function namedWordsDiffer({ a, b, partners, leftA, leftB }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const x = wordIn(a.subject, i);
    const y = wordIn(b.subject, j);
    // Most are equal, and written so.
    if (x.raw === y.raw && a.text.includes(x.raw) && b.text.includes(x.raw)) continue;
    if (!isWord(x) || !isWord(y) || (x.raw !== y.raw && lettersOf(x.raw) === lettersOf(y.raw))) continue;
    const [p, q] = [a.places[i] ?? 0, b.places[j] ?? 0];
    if (!isItself(a, p) || !isItself(b, q)) continue;
    if (x.stemId === y.stemId && x.raw !== y.raw && isMeant(a, p)) continue;
    if (x.raw !== y.raw || isRespelled(a, x) !== isRespelled(b, y)) return true;
  }
  return hasItselfLeft(a, leftA) && hasItselfLeft(b, leftB);
}

/** "What do these symbols mean", "what does this symbol mean": the plural is no other word. */
function isMeant({ words }: Analysis, at: number): boolean {
  return MEANING_VERBS.has(textAt(words, at + 1));
}

/** Is the word read for another that is written: "color" for "colour", "pants" for "trousers"? */
function isRespelled({ text }: Analysis, { raw }: Word): boolean {
  return !lettersOf(text).includes(lettersOf(raw));
}

/** Without capitals, accents and marks. */
function lettersOf(raw: string): string {
  return raw
    .toLowerCase()
    .normalize("NFD")
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function hasItselfLeft(question: Analysis, { places, count }: Left): boolean {
  for (let n = 0; n < count; n++) {
    const at = places[n] ?? 0;
    if (isWord(wordIn(question.subject, at)) && isItself(question, question.places[at] ?? 0)) return true;
  }
  return false;
}

/** A word that may be spoken of; those that ask about one may be exchanged. */
function isWord({ part, kind, text }: Word): boolean {
  if (kind !== "word" || !(part === "content" || part === "filler" || part === "unit")) return false;
  return !OF_WORDS.has(text) && !OF_WORDS_NEAR.has(text) && !PARTS_OF_WORDS.has(text) && !NAMED.has(text);
}

function isItself(question: Analysis, at: number): boolean {
  const { words } = question;
  return isSpokenOf(words, at) || isToldOf(words, at) || isNameAt(question, at);
}

/** "The plural of child", "the verb to go", "how many letters are in photo". */
function isSpokenOf(words: readonly Word[], at: number): boolean {
  let isPart = true;
  for (let n = at - 1; n >= 0 && n >= at - BEFORE_MAX; n--) {
    const text = textAt(words, n);
    if (OF_WORDS.has(text)) return true;
    if (OF_WORDS_NEAR.has(text) && !NO_WORDS.has(textAt(words, n + 1)))
      return words.slice(n + 1, at).every((word) => FORM_OF.has(word.text));
    if (PARTS_OF_WORDS.has(text)) return isPart && n < at - 1;
    const isBetween = BETWEEN_PARTS.has(text) || text.length === 1;
    isPart &&= isBetween;
    if (wordIn(words, n).part === "content" && !isBetween) return false;
  }
  return false;
}
/** Most words between what is asked of a word and the word. */
const BEFORE_MAX = 6;

/** "Does child rhyme", "is sick an adjective", "ônibus tem acento", "use big in a sentence", "write big backwards". */
function isToldOf(words: readonly Word[], at: number): boolean {
  const [before, next] = [textAt(words, at - 1), textAt(words, at + 1)];
  const [second, third] = [textAt(words, at + 2), textAt(words, at + 3)];
  if (BEHIND_WORDS.has(next) || MEANING_VERBS.has(next)) return true;
  if (A.has(next) && SORTS_OF_WORDS.has(second)) return true;
  if (at <= OPENING_MAX) {
    if (MARKS_OF_WORDS.has(second) || MARKS_OF_WORDS.has(third)) return true;
    if ((next === "short" && second === "for") || (before === "is" && CORRECT.has(next))) return true;
    if (A.has(second) && SENTENCES.has(third)) return true;
  }
  // "Replace buy with get in a document".
  const isReplaced = before === "replace" || (before === "with" && textAt(words, at - 3) === "replace");
  return isReplaced && words.some(({ text }) => TEXTS.has(text));
}
/** The word stands this near to the question's beginning. */
const OPENING_MAX = 3;
const SENTENCES: ReadonlySet<string> = new Set(["sentence", "frase"]);
const A: ReadonlySet<string> = new Set(["a", "an", "um", "uma", "one"]);

function textAt(words: readonly Word[], at: number): string {
  return words[at]?.text ?? "";
}
