/**
 * Words that a question names rather than uses: "the in operator", "o as no python", "find vs locate", "what is a job in
 * Kubernetes". A word that is named has no synonym, and its ending belongs to it.
 */
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";
import {
  ARTICLES,
  ASKS_FOR,
  BETWEEN,
  BREAKS,
  KINDS,
  KINDS_OF_CODE,
  PLACES_OF_CODE,
  USED,
  VERSUS,
} from "./mention-words.ts";

/** Does each question name a word that the other does not, however alike the words are elsewhere? */
export function mentionsDiffer(pair: Alignment): boolean {
  const { a, b } = pair;
  return areComparedOther(pair) || areSmallOther(a, b) || (isOfCode(a) && isOfCode(b) && areTermsOther(pair));
}

/** Have both a comparison, and words left over that the other has not? */
function areComparedOther({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count === 0 || leftB.count === 0 || isSlip(leftA.word(0).form.fold, leftB.word(0).form.fold))
    return false;
  return isAnyCompared(a, leftA.places, leftA.count) && isAnyCompared(b, leftB.places, leftB.count);
}

/** Are two long words so alike that one is a slip: "psychiatrist", "psychatist"? */
function isSlip(one: string, other: string): boolean {
  return (
    Math.min(one.length, other.length) >= 8 &&
    one.slice(0, 4) === other.slice(0, 4) &&
    one.at(-1) === other.at(-1)
  );
}

function isAnyCompared({ words, places }: Analysis, left: Int16Array, count: number): boolean {
  for (let n = 0; n < count; n++) if (isCompared(words, places[left[n] ?? 0] ?? 0)) return true;
  return false;
}

/** Does a word stand directly beside "vs", or in "between … and …"? */
function isCompared(words: readonly Word[], at: number): boolean {
  const before = textAt(words, at - 1);
  if (VERSUS.has(before) || VERSUS.has(textAt(words, at + 1)) || BETWEEN.has(before)) return true;
  return BETWEEN.has(textAt(words, at - 3)) && AND.has(before);
}
const AND: ReadonlySet<string> = new Set(["and", "e"]);

/** Does each name a small word that the other does not: "o as no python", "o in no python"? */
function areSmallOther(a: Analysis, b: Analysis): boolean {
  return namesSmallAlone(a, b) && namesSmallAlone(b, a);
}

function namesSmallAlone({ words }: Analysis, other: Analysis): boolean {
  for (let i = 1; i < words.length; i++) {
    if (isSmallNamed(words, i) && !namesSmall(other, wordIn(words, i).form.textId)) return true;
  }
  return false;
}

function namesSmall({ words }: Analysis, textId: number): boolean {
  for (let i = 1; i < words.length; i++)
    if (wordIn(words, i).form.textId === textId && isSmallNamed(words, i)) return true;
  return false;
}
const SMALL_PARTS: ReadonlySet<string> = new Set(["role", "helper", "empty", "negation"]);

function isSmallNamed(words: readonly Word[], at: number): boolean {
  if (!SMALL_PARTS.has(wordIn(words, at).part)) return false;
  const text = textAt(words, at);
  const before = textAt(words, at - 1);
  const next = textAt(words, at + 1);
  if (isCompared(words, at)) return !USED.has(text);
  if (KINDS.has(next)) return ARTICLES.has(before) && !USED.has(text);
  const isEnd = next === "" || BREAKS.has(next);
  if (!isEnd || (USED.has(text) && text !== "as")) return false;
  return KINDS.has(before) || ARTICLES.has(before) || ASKS_FOR.has(before);
}

/** Were two words matched by a synonym or an ending, of which each is a term? */
function areTermsOther({ a, b, partners, levels }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || (levels[i] ?? 1) >= 1) continue;
    const x = wordIn(a.subject, i);
    const y = wordIn(b.subject, j);
    if (!isWord(x) || !isWord(y) || x.form.foldId === y.form.foldId) continue;
    const isEnding =
      x.form.synonyms?.has(y.text) !== true && (x.stemId === y.stemId || startsAlike(x.text, y.text));
    if (isEnding ? isEndingOther(a, i, b, j) : isSynonymOther(a, i, b, j)) return true;
  }
  return false;
}

/** Is it a word with other forms, and no "node.js"? */
function isWord({ part, stems }: Word): boolean {
  return part === "content" && stems !== null;
}

function startsAlike(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length) - 1;
  return length >= 3 && one.slice(0, length) === other.slice(0, length);
}

function isSynonymOther(a: Analysis, i: number, b: Analysis, j: number): boolean {
  if (isShortFor(wordIn(a.subject, i).text, wordIn(b.subject, j).text)) return false;
  return isTerm(a, i) && isTerm(b, j);
}

/** Is one word the other with letters left out, as "db", "img" and "colour" are? */
function isShortFor(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  let at = 0;
  for (let i = 0; i < long.length && at < short.length; i++) if (long[i] === short[at]) at++;
  return at === short.length || /\d/.test(short);
}

/** A plural is another term only where all else is equal: "what is args", "what is arg"; "what are hooks", "a hook". */
function isEndingOther(a: Analysis, i: number, b: Analysis, j: number): boolean {
  const x = wordIn(a.subject, i).text;
  const y = wordIn(b.subject, j).text;
  const isPlural = x === `${y}s` || y === `${x}s`;
  if (isPlural) return isDefined(a, i) && isDefined(b, j) && isAllElseEqual(a, i, b, j);
  return isUsed(a, i) && isUsed(b, j);
}

function isUsed(question: Analysis, at: number): boolean {
  const place = question.places[at] ?? 0;
  return isTerm(question, at) || ASKS_FOR.has(textAt(question.words, place - 1));
}

/** Does a word stand beside its kind, in a comparison, or is it what is to be defined? */
function isTerm(question: Analysis, at: number): boolean {
  const { words, places } = question;
  const place = places[at] ?? 0;
  if (isCompared(words, place) || isDefined(question, at)) return true;
  if (KINDS.has(textAt(words, place))) return false;
  return KINDS.has(textAt(words, place - 1)) || KINDS.has(textAt(words, place + 1));
}

/**
 * "What is a job in Kubernetes", "what is a class method in Python": in the phrase behind the opening, before a preposition
 * or the end. "The cost of AWS" is asked for, not defined.
 */
function isDefined({ words, places, frame, openingWords }: Analysis, at: number): boolean {
  if (frame !== "what") return false;
  const place = places[at] ?? 0;
  const opener = textAt(words, openingWords);
  if (opener === "the") return false;
  let end = ARTICLES.has(opener) || opener === "an" ? openingWords + 1 : openingWords;
  const isIn = place >= end;
  while (words[end]?.part === "content") end++;
  return isIn && place < end && (end === words.length || BREAKS.has(textAt(words, end)));
}

function isAllElseEqual(a: Analysis, i: number, b: Analysis, j: number): boolean {
  const place = a.places[i];
  if (place !== b.places[j] || a.words.length !== b.words.length) return false;
  for (let n = 0; n < a.words.length; n++)
    if (n !== place && wordIn(a.words, n).form.textId !== wordIn(b.words, n).form.textId) return false;
  return true;
}

function isOfCode({ words }: Analysis): boolean {
  for (let i = 0; i < words.length; i++) {
    const { text } = wordIn(words, i);
    if (PLACES_OF_CODE.has(text) || KINDS_OF_CODE.has(text)) return true;
  }
  return false;
}

function textAt(words: readonly Word[], at: number): string {
  return words[at]?.text ?? "";
}
