/** Names of which one question says more: "Mexico City" and "Mexico", "Pixel 8 Pro" and "Pixel 8", "North Macedonia". */
import { wordSet } from "../../word-set.ts";
import type { Alignment, Left } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

/** What makes another place of a name that it stands before or behind, in small letters as well. */
const KINDS_OF_PLACES = wordSet(
  `city state republic kingdom county province district island islands cidade estado república reino província distrito ilha ilhas`,
);
const DIRECTIONS = wordSet(
  `north south east west northern southern eastern western new upper lower central papua equatorial democratic norte sul
  leste oeste novo nova`,
);
/** What makes another product of a name or a number that it stands behind. */
const PRODUCTS = wordSet("pro max air mini plus ultra lite se");
/** Those that must have their capital. */
const WORDY_PRODUCTS = wordSet("go one edge note fold flip server enterprise home");
const LINKS = wordSet("of the de do da dos das");

/** Has one a word more beside an equal name, that makes another of it? */
export function isNameLonger({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count > 0 && leftB.count > 0) return false;
  return hasAddition(a, leftA, b) || hasAddition(b, leftB, a) || isSmallProduct(a, b) || isSmallProduct(b, a);
}

/** Has one such a word of a product that elsewhere is a function word, as in "Xbox One"? */
function isSmallProduct(one: Analysis, other: Analysis): boolean {
  for (let i = 1; i < one.words.length; i++) {
    const word = wordIn(one.words, i);
    if (word.part !== "person" || !isCapital(word) || hasText(other, word.form.textId)) continue;
    if (isAddition(one.words, i, other)) return true;
  }
  return false;
}

function hasAddition(one: Analysis, left: Left, other: Analysis): boolean {
  if (left.count > MORE_MAX) return false;
  for (let n = 0; n < left.count; n++) {
    const place = one.places[left.places[n] ?? 0] ?? 0;
    if (isAddition(one.words, place, other) || (left.count === 1 && isTitle(one, place, other))) return true;
  }
  return false;
}
const MORE_MAX = 2;

function isAddition(words: readonly Word[], at: number, other: Analysis): boolean {
  const word = wordIn(words, at);
  const before = neighbour(words, at, -1);
  const after = neighbour(words, at, 1);
  if (KINDS_OF_PLACES.has(word.text)) {
    const isOf = LINKS.has(words[at + 1]?.text ?? "");
    return (
      (isOf && isKnown(after, other)) ||
      (isCapital(word) && (isKnown(before, other) || isKnown(after, other)))
    );
  }
  if (DIRECTIONS.has(word.text))
    return (
      (isCapital(word) || word.text !== "new") &&
      (isKnown(after, other) || (isCapital(word) && isKnown(before, other)))
    );
  if (!PRODUCTS.has(word.text) && !(isCapital(word) && WORDY_PRODUCTS.has(word.text))) return false;
  return isKnown(before, other) || (before?.part === "number" && hasText(other, before.form.textId));
}

function isKnown(name: Word | null, other: Analysis): boolean {
  return name !== null && hasText(other, name.form.textId) && (isCapital(name) || name.weight >= RARE);
}
const RARE = 0.9;

/** Is it a word in capitals directly behind a name or its number, and none that only says what or where it is ("Paris, France")? */
function isTitle({ words, text }: Analysis, at: number, other: Analysis): boolean {
  const word = wordIn(words, at);
  const before = words[at - 1];
  if (before === undefined || !isCapital(word) || text === text.toUpperCase() || SAYS_WHAT.has(word.text))
    return false;
  if (text.includes(`${before.raw}, ${word.raw}`)) return false;
  return (
    hasText(other, before.form.textId) &&
    isCapital(before) &&
    before.kind === "word" &&
    before.named &&
    word.named
  );
}
const SAYS_WHAT = wordSet(
  `exam exams program programs university college company inc corp ltd os language website site app update updates series movie
  book phone laptop pictures logo group school award awards post party election elections president minister exame livro filme
  empresa universidade`,
);

function isCapital({ raw, text, opens }: Word): boolean {
  return !opens && raw !== text && raw.charAt(0) !== raw.charAt(0).toLowerCase();
}

/** The next word in a direction, over "of" and "the". */
function neighbour(words: readonly Word[], at: number, step: number): Word | null {
  for (let i = at + step; i >= 0 && i < words.length; i += step) {
    const word = wordIn(words, i);
    if (!LINKS.has(word.text)) return word;
  }
  return null;
}

function hasText({ words }: Analysis, textId: number): boolean {
  for (let i = 0; i < words.length; i++) if (wordIn(words, i).form.textId === textId) return true;
  return false;
}
