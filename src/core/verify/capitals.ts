/**
 * Capitals that make another word: CO and Co, a python and Python, China and china. Where a question is typed all in small
 * letters they say nothing.
 */
import { wordSet } from "../word-set.ts";
import type { Analysis } from "./read/analysis.ts";
import { type Word, wordIn } from "./read/word.ts";

/** Elements and days that are acronyms in capitals. */
const ELEMENTS = wordSet("sat co no na ac cs pm sc sn cd po am es pb np hf ir");
/** Acronyms that are words in small letters. */
const ACRONYMS = wordSet("pin ram sat pe se ms am pm ac ai ml sos aids");
/** Names that are words in small letters, which are asked about as often. */
const NAMES = wordSet("mercury china turkey polish jaguar bill amazon");
/** Names that without their capital are things one may have. */
const THINGS =
  wordSet(`python jaguar apple swift puma oracle shell dove mustang beetle falcon bill mark rose jack target slack promise
  eclipse rust word mini ruby`);
/** Names that with "the" name another thing. */
const WITH_THE = wordSet("amazon office times");

/** Words that `capitalsDiffer` looks at. */
export const TWO_WORDS: ReadonlySet<string> = new Set([
  "it",
  ...ELEMENTS,
  ...ACRONYMS,
  ...NAMES,
  ...THINGS,
  ...WITH_THE,
]);

/** Does a word stand in other capitals in each question, so that it is another word? */
export function capitalsDiffer(a: Analysis, b: Analysis): boolean {
  if (isShouted(a) || isShouted(b)) return false;
  for (let i = 1; i < a.words.length; i++) {
    const word = wordIn(a.words, i);
    if (!TWO_WORDS.has(word.text) || word.kind !== "word") continue;
    const j = placeOf(b, word.form.textId);
    if (j > 0 && isOther(a, i, b, j)) return true;
  }
  return false;
}

function isShouted({ text }: Analysis): boolean {
  return text === text.toUpperCase();
}

function placeOf({ words }: Analysis, textId: number): number {
  for (let i = 1; i < words.length; i++) if (wordIn(words, i).form.textId === textId) return i;
  return -1;
}

function isOther(a: Analysis, i: number, b: Analysis, j: number): boolean {
  const x = wordIn(a.words, i);
  const y = wordIn(b.words, j);
  if (x.opens || y.opens || (!hasCapital(x) && !hasCapital(y))) return false;
  if (x.raw === y.raw) return WITH_THE.has(x.text) && isThe(a, i) !== isThe(b, j);
  if (ELEMENTS.has(x.text) && hasCapital(x) && hasCapital(y)) return true;
  const isSmall = !hasCapital(x);
  if (!isSmall && hasCapital(y)) return false;
  // Only a question that has other capitals says by a small letter that it means no name.
  const small = isSmall ? a : b;
  if (!isTypedWithCapitals(small)) return false;
  const capital = isSmall ? y : x;
  if (x.text === "it") return isAllCapitals(capital);
  if (isFollowed(a, i) || isFollowed(b, j)) return NAMES.has(x.text) && a.subject.length === b.subject.length;
  if (isAllCapitals(capital)) return ACRONYMS.has(x.text) && !(x.text === "aids" && a.subject.length === 2);
  if (NAMES.has(x.text)) return true;
  return (
    THINGS.has(x.text) &&
    (isSmall ? articleAt(a, i) && !articleAt(b, j) : articleAt(b, j) && !articleAt(a, i))
  );
}

function hasCapital({ raw, text }: Word): boolean {
  return raw !== text && raw !== raw.toLowerCase();
}

function isTypedWithCapitals({ text }: Analysis): boolean {
  const first = text.charAt(0);
  return first !== first.toLowerCase();
}

function isAllCapitals({ raw }: Word): boolean {
  return raw.length > 1 && raw === raw.toUpperCase();
}

/** Does another word of meaning follow, so that the word is part of a term? */
function isFollowed({ words }: Analysis, at: number): boolean {
  return words[at + 1]?.part === "content";
}

function isThe({ words }: Analysis, at: number): boolean {
  return words[at - 1]?.text === "the";
}

const ARTICLES = wordSet("a an the");

function articleAt({ words, language }: Analysis, at: number): boolean {
  return language !== "pt" && ARTICLES.has(words[at - 1]?.text ?? "");
}
