/**
 * Lays the words of two answers side by side, whole answers at once: a word finds its counterpart wherever it stands, the
 * one between equal neighbours first. Each pass is linear in the words.
 */

import type { Language } from "../verify/read/tables.ts";
import type { Vocabulary } from "../verify/read/vocabulary.ts";
import { areOneQuantity } from "./differences/numbers.ts";
import type { ReadAnswer, SaidWord } from "./read.ts";
import { areDoerAndDone } from "./words/doers.ts";
import { verbBase } from "./words/lemma.ts";
import { nth } from "./words/nth.ts";
import { shareGroup } from "./words/synonyms.ts";

/** Value in `toA` and `toB` for a word without a counterpart. */
export const FREE = -1;

export interface Match {
  readonly a: ReadAnswer;
  readonly b: ReadAnswer;
  /** For each word the place of its counterpart in the other answer, or FREE. */
  readonly toB: Int32Array;
  readonly toA: Int32Array;
}

/** Are two words one, or may one stand for the other? */
export function areOneWord(u: SaidWord, v: SaidWord): boolean {
  return u.key === v.key || (u.base !== 0 && u.base === v.base) || shareGroup(u.groups, v.groups);
}

/** Most candidates looked at for one word. */
const CANDIDATES_MAX = 12;

export function matchWords(a: ReadAnswer, b: ReadAnswer, vocabulary: Vocabulary, language: Language): Match {
  const match: Match = {
    ...{ a, b },
    toB: new Int32Array(a.said.length).fill(FREE),
    toA: new Int32Array(b.said.length).fill(FREE),
  };
  for (const context of [BOTH, LEFT, RIGHT]) matchInContext(match, context);
  matchKeys(match, ({ key }) => [key]);
  matchKeys(match, ({ stems }) => (stems === null || stems.rootId === 0 ? NONE : [stems.rootId]), vocabulary);
  if (language === "pt") matchKeys(match, ({ base }) => (base === 0 ? NONE : [base]), vocabulary, areForms);
  else matchBases(match, vocabulary);
  matchKeys(match, ({ groups }) => groups);
  matchCompounds(match);
  matchQuantities(match);
  matchAlike(match, vocabulary);
  return match;
}
const NONE: readonly number[] = [];

/** Matches English words by their bases, which few words have beside their roots. */
function matchBases({ a, b, toA, toB }: Match, vocabulary: Vocabulary): void {
  const two: number[] = [];
  for (let j = 0; j < b.said.length; j++) if (toA[j] === FREE && nth(b.said, j).base !== 0) two.push(j);
  const rootOf = ({ base, stems }: SaidWord): number => base || (stems?.rootId ?? 0);
  for (let i = 0; i < a.said.length; i++) {
    if (toB[i] !== FREE) continue;
    const word = nth(a.said, i);
    const root = rootOf(word);
    const isPartner = (j: number): boolean =>
      toA[j] === FREE && rootOf(nth(b.said, j)) === root && areDerived(word, nth(b.said, j), vocabulary);
    let j = FREE;
    if (word.base !== 0) j = b.said.findIndex((_, at) => isPartner(at));
    else if (root !== 0) j = two.find(isPartner) ?? FREE;
    if (j === FREE) continue;
    toB[i] = j;
    toA[j] = i;
  }
}

/** On which sides of a word its neighbours must be equal too. */
interface Context {
  readonly left: boolean;
  readonly right: boolean;
}
const BOTH: Context = { left: true, right: true };
const LEFT: Context = { left: true, right: false };
const RIGHT: Context = { left: false, right: true };

/** Key of the word beside another in its sentence; 0: none. */
function keyBeside(said: readonly SaidWord[], at: number, step: -1 | 1): number {
  const word = said[at + step];
  return word === undefined || word.sentence !== nth(said, at).sentence ? 0 : word.key;
}

/** Hash of a word and its neighbours; 0: it has no neighbour that would help to recognise it. */
function hashOf(said: readonly SaidWord[], at: number, { left, right }: Context): number {
  const before = left ? keyBeside(said, at, -1) : 0;
  const after = right ? keyBeside(said, at, 1) : 0;
  if (before === 0 && after === 0 && !(left && right)) return 0;
  return mixed(mixed(before, nth(said, at).key), after) || 1;
}

function isEqualIn(
  { left, right }: Context,
  one: readonly SaidWord[],
  i: number,
  two: readonly SaidWord[],
  j: number,
): boolean {
  return (
    nth(one, i).key === nth(two, j).key &&
    (!left || keyBeside(one, i, -1) === keyBeside(two, j, -1)) &&
    (!right || keyBeside(one, i, 1) === keyBeside(two, j, 1))
  );
}

/** Combines two hashes; the constants are MurmurHash3's. */
function mixed(a: number, b: number): number {
  const scattered = Math.imul(a, 0x85ebca6b);
  const both = Math.imul(scattered ^ (scattered >>> 15) ^ b, 0xc2b2ae35);
  return both ^ (both >>> 13);
}

/** Matches words that have equal neighbours, in the order in which they stand. */
function matchInContext({ a, b, toB, toA }: Match, context: Context): void {
  // The first place of each hash, and for each place the next with its hash; FREE: none.
  const first = new Map<number, number>();
  const next = new Int32Array(b.said.length);
  for (let j = b.said.length - 1; j >= 0; j--) {
    if (toA[j] !== FREE) continue;
    const name = hashOf(b.said, j, context);
    if (name === 0) continue;
    next[j] = first.get(name) ?? FREE;
    first.set(name, j);
  }
  if (first.size === 0) return;
  for (let i = 0; i < a.said.length; i++) {
    if (toB[i] !== FREE) continue;
    const name = hashOf(a.said, i, context);
    let before = FREE;
    let j = name === 0 ? FREE : (first.get(name) ?? FREE);
    // Two contexts may have one hash, by the order in which words were met first since the gateway was started.
    while (j !== FREE && !isEqualIn(context, a.said, i, b.said, j)) {
      before = j;
      j = next[j] ?? FREE;
    }
    if (j === FREE) continue;
    if (before === FREE) first.set(name, next[j] ?? FREE);
    else next[before] = next[j] ?? FREE;
    toB[i] = j;
    toA[j] = i;
  }
}

/** Matches each word to one with an equal key: in the sentence most like its own, and there the nearest. */
function matchKeys(
  match: Match,
  keysOf: (word: SaidWord) => readonly number[],
  vocabulary: Vocabulary | null = null,
  areOne = areDerived,
): void {
  const { a, b, toB, toA } = match;
  if (!toB.includes(FREE)) return;
  const places = new Map<number, number[]>();
  for (let j = 0; j < b.said.length; j++) {
    if (toA[j] !== FREE) continue;
    for (const key of keysOf(nth(b.said, j))) {
      const list = places.get(key);
      if (list === undefined) places.set(key, [j]);
      else list.push(j);
    }
  }
  if (places.size === 0) return;
  const kin = kinOf(match);
  const scale = b.said.length / Math.max(1, a.said.length);
  for (let i = 0; i < a.said.length; i++) {
    if (toB[i] !== FREE) continue;
    const word = nth(a.said, i);
    let best = FREE;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (const key of keysOf(word)) {
      const list = places.get(key);
      if (list === undefined) continue;
      for (let n = 0, seen = 0; n < list.length && seen < CANDIDATES_MAX; n++) {
        const j = nth(list, n);
        if (toA[j] !== FREE) {
          // Already matched: removed from the list, so that it is not looked at again.
          list[n--] = nth(list, list.length - 1);
          list.pop();
          continue;
        }
        const other = nth(b.said, j);
        seen++;
        if ((word.kind === "negation") !== (other.kind === "negation")) continue;
        if ((word.kind === "number") !== (other.kind === "number")) continue;
        if (vocabulary !== null && !areOne(word, other, vocabulary)) continue;
        const score =
          (kin(word.sentence, other.sentence) + neighbours(match, i, j)) * 8 -
          Math.abs(i * scale - j) / Math.max(1, b.said.length);
        if (score <= bestScore) continue;
        best = j;
        bestScore = score;
      }
    }
    if (best === FREE) continue;
    toB[i] = best;
    toA[best] = i;
  }
}

/**
 * Is one word derived from the other ("implement", "implementation"; not "port", "porter")? By a long root, or by
 * vectors.
 */
function areDerived(a: SaidWord, b: SaidWord, vocabulary: Vocabulary): boolean {
  // "Secretaria" and "secretária", "avó" and "avô" are two words.
  if ((a.form.fold === b.form.fold && a.text !== b.text) || areDoerAndDone(a, b)) return false;
  return (
    Math.min(a.text.length, b.text.length) >= SURE_ROOT ||
    isAdverbOf(a.text, b.text) ||
    isAdverbOf(b.text, a.text) ||
    likeness(a, b, vocabulary) >= DERIVED_COSINE_MIN
  );
}

/** "Gently" of "gentle", of two words with one root; the last letter of the adjective may be another. */
function isAdverbOf(word: string, adjective: string): boolean {
  return word.endsWith("ly") && adjective.length > 3 && word.startsWith(adjective.slice(0, -1));
}

/** Are the two forms of one Portuguese verb? For "porto" and "porta" only if their vectors agree. */
function areForms(a: SaidWord, b: SaidWord, vocabulary: Vocabulary): boolean {
  if ((a.form.fold === b.form.fold && a.text !== b.text) || areDoerAndDone(a, b)) return false;
  const one = verbBase(a.form.fold);
  const two = verbBase(b.form.fold);
  return !(one.nominal && two.nominal) || likeness(a, b, vocabulary) >= DERIVED_COSINE_MIN;
}
const SURE_ROOT = 7;
const DERIVED_COSINE_MIN = 0.35;

/** Cosine of two words' vectors. */
export function likeness(u: SaidWord, v: SaidWord, vocabulary: Vocabulary): number {
  return vocabulary.vectors.cosine(vocabulary.rowOf(u.form), vocabulary.rowOf(v.form));
}

/** Matches unmatched words of both answers whose vectors are nearly equal. */
function matchAlike({ a, b, toB, toA }: Match, vocabulary: Vocabulary): void {
  const one = freeWords(a.said, toB);
  const two = freeWords(b.said, toA);
  if (one.length > COMPARED_MAX || two.length > COMPARED_MAX) return;
  for (const i of one) {
    let best = FREE;
    let bestLike = ALIKE_MIN;
    for (const j of two) {
      const like = toA[j] === FREE ? likeness(nth(a.said, i), nth(b.said, j), vocabulary) : 0;
      if (like < bestLike || areDoerAndDone(nth(a.said, i), nth(b.said, j))) continue;
      best = j;
      bestLike = like;
    }
    if (best === FREE) continue;
    toB[i] = best;
    toA[best] = i;
  }
}
const COMPARED_MAX = 80;
/** Cosine from which two words count as one. */
const ALIKE_MIN = 0.58;

function freeWords(said: readonly SaidWord[], partners: Int32Array): number[] {
  const out: number[] = [];
  for (let i = 0; i < said.length; i++) if (partners[i] === FREE && nth(said, i).kind === "word") out.push(i);
  return out;
}

/** How many words around two places are matched with each other. */
function neighbours({ a, b, toB }: Match, i: number, j: number): number {
  let out = 0;
  for (let step = -2; step <= 2; step++) {
    const other = step === 0 ? undefined : a.said[i + step];
    if (other === undefined || other.sentence !== nth(a.said, i).sentence) continue;
    const partner = toB[i + step] ?? FREE;
    if (
      partner !== FREE &&
      Math.abs(partner - j) <= 3 &&
      nth(b.said, partner).sentence === nth(b.said, j).sentence
    )
      out++;
  }
  return out;
}

/** A function that gives the number of matches between a sentence of a and one of b, before this pass. */
function kinOf({ a, b, toB }: Match): (x: number, y: number) => number {
  const counts = new Map<number, number>();
  const width = b.sentences.length;
  for (let i = 0; i < toB.length; i++) {
    if (toB[i] === FREE) continue;
    const name = nth(a.said, i).sentence * width + nth(b.said, toB[i] ?? FREE).sentence;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return (x, y) => counts.get(x * width + y) ?? 0;
}

/** Matches a compound with its two words: "login" with "log in", "workflow" with "work flow". */
function matchCompounds({ a, b, toB, toA }: Match): void {
  joined(a.said, toB, b.said, toA);
  joined(b.said, toA, a.said, toB);
}

function joined(
  pairs: readonly SaidWord[],
  ofPairs: Int32Array,
  singles: readonly SaidWord[],
  ofSingles: Int32Array,
): void {
  const free = new Map<string, number>();
  for (let j = 0; j < singles.length; j++) if (ofSingles[j] === FREE) free.set(nth(singles, j).form.fold, j);
  if (free.size === 0) return;
  for (let i = 0; i + 1 < pairs.length; i++) {
    if (ofPairs[i] !== FREE || ofPairs[i + 1] !== FREE) continue;
    const j = free.get(nth(pairs, i).form.fold + nth(pairs, i + 1).form.fold);
    if (j === undefined || ofSingles[j] !== FREE) continue;
    ofPairs[i] = ofPairs[i + 1] = j;
    ofSingles[j] = i;
  }
}

/** Matches numbers whose quantities are equal: "24 hours" and "one day". */
function matchQuantities({ a, b, toB, toA }: Match): void {
  const free = freeNumbers(b.said, toA);
  if (free.length === 0) return;
  for (const i of freeNumbers(a.said, toB)) {
    const unit = a.said[i + 1]?.form.unit;
    for (const j of free) {
      if (toA[j] !== FREE) continue;
      const other = b.said[j + 1]?.form.unit;
      if (!areOneQuantity(nth(a.said, i).value, unit, nth(b.said, j).value, other)) continue;
      toB[i] = j;
      toA[j] = i;
      if (toB[i + 1] === FREE && toA[j + 1] === FREE) {
        toB[i + 1] = j + 1;
        toA[j + 1] = i + 1;
      }
      break;
    }
  }
}

function freeNumbers(said: readonly SaidWord[], partners: Int32Array): number[] {
  const out: number[] = [];
  for (let i = 0; i < said.length && out.length < CANDIDATES_MAX; i++)
    if (partners[i] === FREE && nth(said, i).kind === "number") out.push(i);
  return out;
}
