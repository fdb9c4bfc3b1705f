/**
 * Aligns the subjects of two questions: each word gets a counterpart by the strictest rule that fits, or is left over.
 * Words left over on both sides were swapped, on one side added.
 */

import { areMarkedOpposites } from "./opposites.ts";
import type { Analysis } from "./read/analysis.ts";
import type { WordVectors } from "./read/vectors.ts";
import { MARK, type Vocabulary } from "./read/vocabulary.ts";
import { type Word, wordIn } from "./read/word.ts";

/** With more words left over than this only equal words are matched, so that time stays linear. */
const LOOSE_WORDS_MAX = 60;
/** During one comparison the cosines between the first words of either side are cached. */
export const LIKE_WORDS_MAX = 40;

/**
 * In place of a counterpart's position: none; or none, but the other question says the word elsewhere (not left over).
 */
const FREE = -1;
const SPOKEN_FOR = -2;

/**
 * Certainty of a match by each rule of `#readingOf`. Rules are applied from the strictest to the loosest, so that a
 * loose match never takes a word from a strict one. Equal words are matched before, at level 1.
 */
const LEVELS = [0.97, 0.96, 0.95, 0.93, 0.9, 0.88] as const;
const NO_READING = LEVELS.length;

/**
 * Two questions and the matches between their words. One object serves all comparisons, each overwriting the last, so
 * that a comparison leaves no garbage.
 */
export class Alignment {
  a!: Analysis;
  b!: Analysis;
  /** By position in a's subject: the counterpart's in b's, or negative. */
  partners = new Int16Array(256);
  /** 1 equal, 0.97 inflected; below that the less sure the lower, see `LEVELS`. 0 without a counterpart. */
  levels = new Float64Array(256);
  matches = 0;
  readonly leftA = new Left();
  readonly leftB = new Left();
  /** By position in b's subject: the counterpart's position in a's, FREE or SPOKEN_FOR. */
  #stateB = new Int16Array(256);
  /** Cosines in rows of `#columns`; NaN where not computed yet. */
  readonly #likes = new Float64Array(LIKE_WORDS_MAX * LIKE_WORDS_MAX);
  readonly #readings = new Uint8Array(LOOSE_WORDS_MAX * LOOSE_WORDS_MAX);
  #columns = 0;
  readonly #vectors: WordVectors;

  constructor({ vectors }: Vocabulary) {
    this.#vectors = vectors;
  }

  lay(a: Analysis, b: Analysis): this {
    this.a = a;
    this.b = b;
    const countA = a.subject.length;
    const countB = b.subject.length;
    if (this.partners.length < countA) {
      this.partners = new Int16Array(countA * 2);
      this.levels = new Float64Array(countA * 2);
    }
    if (this.#stateB.length < countB) this.#stateB = new Int16Array(countB * 2);
    this.partners.fill(FREE, 0, countA);
    this.levels.fill(0, 0, countA);
    this.#stateB.fill(FREE, 0, countB);
    this.#columns = Math.min(countB, LIKE_WORDS_MAX);
    this.#likes.fill(Number.NaN, 0, Math.min(countA, LIKE_WORDS_MAX) * this.#columns);
    this.matches = 0;
    this.#matchEqual();
    this.#collectLeft();
    if (this.leftA.count <= LOOSE_WORDS_MAX && this.leftB.count <= LOOSE_WORDS_MAX) {
      if (this.leftA.count > 0 && this.leftB.count > 0) this.#matchLoosely();
      joinCompounds(a.subject, this.partners, b.subject, this.#stateB);
      joinCompounds(b.subject, this.#stateB, a.subject, this.partners);
      spokenFor(a, this.partners, b);
      spokenFor(b, this.#stateB, a);
      this.#collectLeft();
    }
    return this;
  }

  /** Cosine of word i of a's subject and word j of b's, cached. */
  like(i: number, j: number): number {
    const a = this.a.subject[i]!.row;
    const b = this.b.subject[j]!.row;
    if (i >= LIKE_WORDS_MAX || j >= LIKE_WORDS_MAX) return this.#vectors.cosine(a, b);
    const at = i * this.#columns + j;
    const known = this.#likes[at]!;
    if (!Number.isNaN(known)) return known;
    const like = this.#vectors.cosine(a, b);
    this.#likes[at] = like;
    return like;
  }

  /** Cosine of two words of one question. */
  likeWithin(x: Word, y: Word): number {
    return this.#vectors.cosine(x.row, y.row);
  }

  #match(i: number, j: number, level: number): void {
    this.partners[i] = j;
    this.levels[i] = level;
    this.#stateB[j] = i;
    this.matches++;
  }

  /** Matches each word of a with the first free equal word of b. */
  #matchEqual(): void {
    const a = this.a.subject;
    const b = this.b.subject;
    if (a.length * b.length > PAIRS_WALKED_MAX) {
      this.#matchEqualMany();
      return;
    }
    for (let i = 0; i < a.length; i++) {
      const { key } = a[i]!;
      for (let j = 0; j < b.length; j++) {
        if (b[j]!.key !== key || this.#stateB[j] !== FREE) continue;
        this.#match(i, j, 1);
        break;
      }
    }
  }

  /** As `#matchEqual`, by a map: linear in the length. */
  #matchEqualMany(): void {
    const places = new Map<number, number[]>();
    for (let j = this.b.subject.length - 1; j >= 0; j--) {
      const { key } = this.b.subject[j]!;
      const list = places.get(key);
      if (list === undefined) places.set(key, [j]);
      else list.push(j);
    }
    for (let i = 0; i < this.a.subject.length; i++) {
      const j = places.get(wordIn(this.a.subject, i).key)?.pop();
      if (j !== undefined) this.#match(i, j, 1);
    }
  }

  /** Finds the strictest rule for each pair of left-over words, then matches rule by rule. */
  #matchLoosely(): void {
    const { leftA, leftB } = this;
    let found = 0;
    for (let x = 0; x < leftA.count; x++) {
      for (let y = 0; y < leftB.count; y++) {
        const reading = this.#readingOf(leftA.places[x]!, leftB.places[y]!);
        this.#readings[x * LOOSE_WORDS_MAX + y] = reading;
        found |= 1 << reading;
      }
    }
    for (let reading = 0; reading < NO_READING; reading++) {
      if ((found & (1 << reading)) === 0) continue;
      for (let x = 0; x < leftA.count; x++) {
        const i = leftA.places[x]!;
        for (let y = 0; y < leftB.count && this.partners[i] === FREE; y++) {
          if (this.#readings[x * LOOSE_WORDS_MAX + y] !== reading) continue;
          const j = leftB.places[y]!;
          if (this.#stateB[j] === FREE) this.#match(i, j, LEVELS[reading]!);
        }
      }
    }
  }

  /** Position in `LEVELS` of the strictest rule by which two unequal words match, or NO_READING. */
  #readingOf(i: number, j: number): number {
    const a = this.a.subject[i]!;
    const b = this.b.subject[j]!;
    if (a.valueId === 0 && b.valueId === 0 && a.stemId === b.stemId && isPlain(a) && isPlain(b)) return 0;
    if (isScriptOf(a.text, b.text) || isScriptOf(b.text, a.text)) return 1;
    if (!isPlain(a) || !isPlain(b)) return NO_READING;
    if (this.#areOneRoot(a, b, i, j)) return 2;
    if (areInterchangeable(a, b)) return 3;
    if (this.#areKin(a, b, i, j)) return 4;
    return a.stems!.looseSynonyms?.has(b.stem) === true ? 5 : NO_READING;
  }

  /** Such as "implement" and "implementation": one root, and vectors that do not contradict it. */
  #areOneRoot(a: Word, b: Word, i: number, j: number): boolean {
    const { rootId, root } = a.stems!;
    if (rootId === 0 || rootId !== b.stems!.rootId || areMarkedOpposites(a, b)) return false;
    return root.length >= SURE_ROOT || this.like(i, j) >= DERIVED_COSINE_MIN;
  }

  /** Such as "decide" and "decision": an equal beginning, and vectors near each other. */
  #areKin(a: Word, b: Word, i: number, j: number): boolean {
    if (a.named || b.named) return false;
    const isOneStart = a.form.startId === b.form.startId;
    const isOneRoot = isLongStart(a.stems!.root, b.stems!.root) || isLongStart(b.stems!.root, a.stems!.root);
    if ((!isOneStart && !isOneRoot) || areMarkedOpposites(a, b)) return false;
    const like = this.like(i, j);
    return (isOneStart && like >= KIN_COSINE_MIN) || (isOneRoot && like >= DERIVED_COSINE_MIN);
  }

  #collectLeft(): void {
    this.leftA.collect(this.a, this.partners);
    this.leftB.collect(this.b, this.#stateB);
  }
}
const PAIRS_WALKED_MAX = 2_500;

/** Positions of one question's left-over words, ascending. */
export class Left {
  places = new Int16Array(256);
  count = 0;
  #subject: readonly Word[] = [];

  collect({ subject }: Analysis, states: Int16Array): void {
    this.#subject = subject;
    if (this.places.length < subject.length) this.places = new Int16Array(subject.length * 2);
    this.count = 0;
    for (let i = 0; i < subject.length; i++) if (states[i] === FREE) this.places[this.count++] = i;
  }

  /** The n-th of the words. */
  word(n: number): Word {
    return this.#subject[this.places[n]!]!;
  }

  get words(): readonly Word[] {
    return Array.from({ length: this.count }, (_, n) => this.word(n));
  }
}

/** Marks as spoken for two neighbours that together are a left-over word of the other side: "log in" and "login". */
function joinCompounds(
  one: readonly Word[],
  stateOne: Int16Array,
  two: readonly Word[],
  stateTwo: Int16Array,
): void {
  for (let i = 0; i + 1 < one.length; i++) {
    if (stateOne[i] !== FREE) continue;
    const { fold } = one[i]!.form;
    const next = one[i + 1]!.form.fold;
    for (let j = 0; j < two.length; j++) {
      if (stateTwo[j] !== FREE) continue;
      const joined = two[j]!.form.fold;
      if (joined.length !== fold.length + next.length) continue;
      if (!joined.startsWith(fold) || !joined.endsWith(next)) continue;
      stateOne[i] = SPOKEN_FOR;
      if (stateOne[i + 1] === FREE) stateOne[i + 1] = SPOKEN_FOR;
      stateTwo[j] = SPOKEN_FOR;
      break;
    }
  }
}

/**
 * Marks as spoken for words that the other question says in its opening ("how long"), or once where this one repeats
 * itself ("simple interest and compound interest", "simple and compound interest").
 */
function spokenFor({ subject }: Analysis, states: Int16Array, { said }: Analysis): void {
  for (let i = 0; i < subject.length; i++) {
    if (states[i] === FREE && isPlain(subject[i]!) && said.includes(subject[i]!.stemId))
      states[i] = SPOKEN_FOR;
  }
}

/** True for a word with inflected forms; false for identifiers, numbers and symbols. */
function isPlain(word: Word): boolean {
  return word.stems !== null && word.valueId === 0;
}

/** Is `file` the name followed by ".js": "node" and "node.js"? */
function isScriptOf(name: string, file: string): boolean {
  return file.length === name.length + 3 && file.endsWith(".js") && file.startsWith(name);
}

/** Are the two words in one group of the table of synonyms in questions? */
function areInterchangeable(a: Word, b: Word): boolean {
  return a.form.synonyms?.has(b.text) === true || a.stems!.synonyms?.has(b.stem) === true;
}

/** From so many common letters on a common beginning is hardly chance. */
const SURE_ROOT = 7;
const DERIVED_COSINE_MIN = 0.3;
const KIN_COSINE_MIN = 0.55;

function isLongStart(start: string, word: string): boolean {
  return start.length >= 5 && word.length - start.length <= 2 && word.startsWith(start);
}

/** Are two words of the subject listed ("x and y", "x, y"), so that their order means nothing? */
export function isListed({ words, places }: Analysis, x: number, y: number): boolean {
  const from = places[x]! + 1;
  const to = places[y]!;
  if (to - from >= 4) return false;
  for (let i = from; i < to; i++) if ((words[i]!.form.marks & MARK.listed) !== 0) return true;
  return false;
}
