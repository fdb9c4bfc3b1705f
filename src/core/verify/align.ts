/**
 * Lays the subjects of two questions side by side: each word finds its counterpart by the strictest reading that fits,
 * and what finds none is left over. What is left over on both sides was swapped; on one side, added.
 */
import type { Analysis, Word } from "./analysis.ts";
import type { PairModel } from "./pair-model.ts";
import { stem } from "./stem.ts";
import { ANTONYMS, OPPOSING_PREFIXES, OPPOSING_STARTS, SYNONYMS } from "./tables.ts";

export interface Match {
  /** Positions in the two subjects. */
  readonly a: number;
  readonly b: number;
  /** 1 equal, 0.97 inflected; below that the less sure the lower, see `READINGS`. */
  readonly level: number;
}

export interface Alignment {
  /** By position in a. */
  readonly matches: readonly Match[];
  readonly leftA: readonly Word[];
  readonly leftB: readonly Word[];
}

export type Relations = Pick<PairModel, "synonyms" | "antonyms">;

/** Tried from the strictest to the loosest, so that a loose match never takes a word from a strict one. */
const READINGS: readonly (readonly [number, (a: Word, b: Word, relations: Relations) => boolean])[] = [
  [
    1,
    (a, b) =>
      a.value !== "" || b.value !== "" ? a.part === b.part && a.value === b.value : a.fold === b.fold,
  ],
  [0.97, (a, b) => a.value === "" && b.value === "" && a.stem === b.stem && isPlain(a) && isPlain(b)],
  [0.96, (a, b) => a.text === `${b.text}.js` || b.text === `${a.text}.js`],
  [0.95, (a, b) => isPlain(a) && isPlain(b) && areOneRoot(a, b)],
  [0.93, (a, b) => isPlain(a) && isPlain(b) && areInterchangeable(a, b)],
  [0.92, (a, b) => isPlain(a) && isPlain(b) && isMisspelt(a, b)],
  [0.9, (a, b) => isPlain(a) && isPlain(b) && areKin(a, b)],
  [0.88, (a, b, relations) => isPlain(a) && isPlain(b) && areSynonyms(a, b, relations)],
];
/** Beyond so many words only the strictest reading is tried: time stays linear. */
const LOOSE_WORDS_MAX = 60;

export function align(a: Analysis, b: Analysis, relations: Relations): Alignment {
  const matches: Match[] = [];
  const freeA = new Set(a.subject.keys());
  const freeB = new Set(b.subject.keys());
  matchEqual(a.subject, b.subject, freeA, freeB, matches);
  if (freeA.size <= LOOSE_WORDS_MAX && freeB.size <= LOOSE_WORDS_MAX) {
    for (const [level, fits] of READINGS) {
      for (const i of freeA) {
        for (const j of freeB) {
          if (!fits(a.subject[i]!, b.subject[j]!, relations)) continue;
          matches.push({ a: i, b: j, level });
          freeA.delete(i);
          freeB.delete(j);
          break;
        }
      }
    }
    joinCompounds(a.subject, b.subject, freeA, freeB);
    joinCompounds(b.subject, a.subject, freeB, freeA);
    spokenFor(a, b, freeA);
    spokenFor(b, a, freeB);
  }
  matches.sort((x, y) => x.a - y.a);
  return {
    matches,
    leftA: [...freeA].map((i) => a.subject[i]!),
    leftB: [...freeB].map((j) => b.subject[j]!),
  };
}

/** Equal words by a map, in order: linear, whatever the length. */
function matchEqual(
  a: readonly Word[],
  b: readonly Word[],
  freeA: Set<number>,
  freeB: Set<number>,
  matches: Match[],
): void {
  const places = new Map<string, number[]>();
  for (let j = b.length - 1; j >= 0; j--) {
    const key = keyOf(b[j]!);
    const list = places.get(key);
    if (list === undefined) places.set(key, [j]);
    else list.push(j);
  }
  for (const [i, word] of a.entries()) {
    const j = places.get(keyOf(word))?.pop();
    if (j === undefined) continue;
    matches.push({ a: i, b: j, level: 1 });
    freeA.delete(i);
    freeB.delete(j);
  }
}

function keyOf(word: Word): string {
  return word.value === "" ? word.fold : `${word.part} ${word.value}`;
}

/** "log in" and "login", "e mail" and "email": two neighbours that make one left-over word are taken together. */
function joinCompounds(
  one: readonly Word[],
  two: readonly Word[],
  freeOne: Set<number>,
  freeTwo: Set<number>,
): void {
  for (const i of freeOne) {
    const next = one[i + 1];
    if (next === undefined) continue;
    const joined = one[i]!.fold + next.fold;
    for (const j of freeTwo) {
      if (two[j]!.fold !== joined) continue;
      freeOne.delete(i);
      freeOne.delete(i + 1);
      freeTwo.delete(j);
      break;
    }
  }
}

/**
 * Words that the other question says elsewhere: in its opening ("how long", "best way"), or once where this one
 * repeats itself ("simple interest and compound interest", "simple and compound interest").
 */
function spokenFor(one: Analysis, other: Analysis, free: Set<number>): void {
  if (free.size === 0) return;
  const said = new Set<string>();
  for (const [i, word] of other.words.entries()) {
    if (i < other.openingWords || word.part === "content") said.add(word.stem);
  }
  for (const i of free) if (isPlain(one.subject[i]!) && said.has(one.subject[i]!.stem)) free.delete(i);
}

/** Only words have other forms; identifiers, numbers and symbols are what they are. */
function isPlain(word: Word): boolean {
  return word.kind === "word" && word.value === "";
}

/** By the table of words that replace each other in questions. */
function areInterchangeable(a: Word, b: Word): boolean {
  return SYNONYMS.has(`${a.text}|${b.text}`) || STEM_SYNONYMS.has(`${a.stem}|${b.stem}`);
}

/** By WordNet, which knows no context: less sure. */
function areSynonyms(a: Word, b: Word, { synonyms }: Relations): boolean {
  return synonyms.has(a.stem < b.stem ? `${a.stem}|${b.stem}` : `${b.stem}|${a.stem}`);
}

/** Inflected forms of the table's words. */
const STEM_SYNONYMS = stemmed(SYNONYMS);
const STEM_ANTONYMS = stemmed(ANTONYMS);

function stemmed(pairs: ReadonlySet<string>): ReadonlySet<string> {
  const out = new Set<string>();
  for (const pair of pairs) {
    const [a, b] = pair.split("|") as [string, string];
    for (const language of ["en", "pt"] as const) {
      const x = stem(a.normalize("NFD").replace(/\p{M}/gu, ""), language);
      const y = stem(b.normalize("NFD").replace(/\p{M}/gu, ""), language);
      if (x !== y && x.length > 2 && y.length > 2) out.add(`${x}|${y}`);
    }
  }
  return out;
}

export function areOpposites(a: Word, b: Word, relations: Relations): boolean {
  if (ANTONYMS.has(`${a.text}|${b.text}`) || STEM_ANTONYMS.has(`${a.stem}|${b.stem}`)) return true;
  if (relations.antonyms.has(a.stem < b.stem ? `${a.stem}|${b.stem}` : `${b.stem}|${a.stem}`)) return true;
  return opposeByPrefix(a.stem, b.stem) || opposeByPrefix(b.stem, a.stem);
}

function opposeByPrefix(plain: string, marked: string): boolean {
  if (plain.length < 4) return false;
  for (const prefix of OPPOSING_PREFIXES) {
    if (marked.length === plain.length + prefix.length && marked.startsWith(prefix) && marked.endsWith(plain))
      return true;
  }
  for (const [one, other] of OPPOSING_STARTS) {
    if (
      plain.startsWith(one) &&
      marked.startsWith(other) &&
      plain.slice(one.length) === marked.slice(other.length)
    ) {
      return plain.length - one.length >= 3;
    }
  }
  return false;
}

/** implement and implementation: one root, and no vectors that contradict it. */
function areOneRoot(a: Word, b: Word): boolean {
  if (a.root === "" || a.root !== b.root || areMarkedOpposites(a, b)) return false;
  return a.root.length >= SURE_ROOT || cosine(a, b) >= DERIVED_COSINE_MIN;
}

/** decide and decision, travel and traveller: one start, and nearly one meaning. */
function areKin(a: Word, b: Word): boolean {
  if (a.named || b.named || areMarkedOpposites(a, b)) return false;
  const like = cosine(a, b);
  if (like >= KIN_COSINE_MIN && a.fold.slice(0, KIN_START) === b.fold.slice(0, KIN_START)) return true;
  if (a.root === "" || b.root === "" || like < DERIVED_COSINE_MIN) return false;
  return isLongStart(a.root, b.root) || isLongStart(b.root, a.root);
}

function areMarkedOpposites(a: Word, b: Word): boolean {
  return opposeByPrefix(a.stem, b.stem) || opposeByPrefix(b.stem, a.stem);
}

/** So many letters in common leave little to chance. */
const SURE_ROOT = 7;
const DERIVED_COSINE_MIN = 0.3;
const KIN_START = 4;
const KIN_COSINE_MIN = 0.55;

function isLongStart(start: string, word: string): boolean {
  return start.length >= 5 && word.length - start.length <= 2 && word.startsWith(start);
}

/** One edit apart in at least 6 letters, and one of the two is a known word: two unknown ones may be two names. */
function isMisspelt(a: Word, b: Word): boolean {
  if (a.weight < 1 === b.weight < 1) return false;
  if (Math.min(a.fold.length, b.fold.length) < 6 || a.fold[0] !== b.fold[0]) return false;
  return /^\p{L}+$/u.test(a.fold) && /^\p{L}+$/u.test(b.fold) && isOneEdit(a.fold, b.fold);
}

/** A letter replaced, missing, added, or two neighbours exchanged. */
function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  if (a.length !== b.length) {
    const [long, short] = a.length > b.length ? [a, b] : [b, a];
    return long.slice(i + 1) === short.slice(i);
  }
  if (a.slice(i + 1) === b.slice(i + 1)) return true;
  return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}

/** -1 to 1; 0 where either word has no vector. */
export function cosine(a: Word, b: Word): number {
  if (a.vector === null || b.vector === null || a.norm === 0 || b.norm === 0) return 0;
  let dot = 0;
  for (let i = 0; i < a.vector.length; i++) dot += a.vector[i]! * b.vector[i]!;
  return dot / (a.norm * b.norm);
}
