/**
 * Parses one question: its frame, its words by their function, and the facts in which two questions must agree
 * (numbers, units, dates, identifiers, negations, directions). Pure; `reader.ts` caches results by text.
 *
 * Words are numbered by one vocabulary, so that comparing two questions needs no texts. Words are parsed at once; what
 * derives from them is computed at first use, since most pairs are refused by a veto that needs little of it.
 */

import { type CasedWord, casedWords } from "../code-case.ts";
import { shortened } from "./abbreviations.ts";
import { alikeTokens } from "./alike.ts";
import { canonicalText } from "./canonical.ts";
import { asked } from "./courtesy.ts";
import { openingOf, type QuestionFrame } from "./frame.ts";
import { type Joints, jointsOf } from "./joints.ts";
import { movesOf } from "./moves.ts";
import { bagsOf, triplesOf } from "./overlap.ts";
import { phrased } from "./phrasings.ts";
import { type Read, Residue, smallKey } from "./residue.ts";
import { inWords } from "./signs.ts";
import { oddWords } from "./slips.ts";
import { type Syntax, syntaxOf } from "./syntax.ts";
import type { Language } from "./tables.ts";
import { READ_CHARS_MAX, type Token } from "./tokens.ts";
import { MARK, type Vocabulary } from "./vocabulary.ts";
import { FACTS, type Move, type Part, SUBJECT, type Word, type WordForm, wordIn } from "./word.ts";
import { isShouting, type Sentence, wordAt } from "./word-at.ts";

export class Analysis {
  /** The parsed text: NFC, without courtesies. */
  readonly text: string;
  /** The text beyond the first READ_CHARS_MAX characters, which is not parsed and must be equal. */
  readonly unread: string;
  readonly language: Language | null;
  readonly frame: QuestionFrame;
  /** All tokens, opening included, in order. */
  readonly words: readonly Word[];
  /** What the question is about, in order: content, fillers, numbers, units, dates, identifiers, symbols. */
  readonly subject: readonly Word[];
  /** Index in `words` of each word of the subject. */
  readonly places: readonly number[];
  /** Number of tokens in the opening, whose meaning is the frame. */
  readonly openingWords: number;
  /** What the question says apart from its content words. */
  readonly residue: Residue;
  readonly #vocabulary: Vocabulary;
  readonly #isLoud: boolean;
  #sum: Float32Array | null | undefined;
  #whole: Float32Array | null | undefined;
  #weight: number | undefined;
  #triples: Int32Array | undefined;
  #bags: readonly number[] | undefined;
  #roles: readonly Word[] | undefined;
  #said: readonly number[] | undefined;
  #bounds: readonly number[] | undefined;
  #past: boolean | undefined;
  #modal: string | undefined;
  #moves: readonly Move[] | undefined;
  #canonical: string | undefined;
  #grammar: number | undefined;
  #residueId: number | undefined;
  #syntax: Syntax | undefined;
  #joints: Joints | undefined;
  #cased: readonly CasedWord[] | undefined;
  #odd: readonly Word[] | undefined;

  constructor(read: Read & { readonly body: string; readonly unread: string }, sentence: Sentence) {
    const { words, openingWords, frame, language } = read;
    this.text = read.body;
    this.unread = read.unread;
    this.language = language;
    this.frame = frame;
    this.words = words;
    this.openingWords = openingWords;
    this.places = placesOf(words, openingWords);
    this.subject = wordsAt(words, this.places);
    this.residue = new Residue(read, this.subject.length);
    this.#vocabulary = sentence.vocabulary;
    this.#isLoud = sentence.isLoud;
  }

  /** Where each of the words begins and ends in `text`, in turn. Slots alone ask for it, so the text is cut again for them. */
  get bounds(): readonly number[] {
    return (this.#bounds ??= alikeTokens(this.text).flatMap(({ start, end }) => [start, end]));
  }

  get negations(): number {
    return this.residue.negations;
  }

  /** True where the question is about the past. */
  get past(): boolean {
    return (this.#past ??= this.words.some((word) => (word.form.marks & MARK.past) !== 0));
  }

  /** The verb that a yes-or-no question opens with, where it is one of permission, duty or power; else "". */
  get modal(): string {
    return (this.#modal ??= modalOf(this.words, this.openingWords));
  }

  get moves(): readonly Move[] {
    return (this.#moves ??= movesOf(this.words, this.language));
  }

  /** Frame and stems of the words with meaning, in order; equal for trivial rewordings. */
  get canonical(): string {
    return (this.#canonical ??= canonicalText(this.words, this.openingWords, this.frame));
  }

  /** Weighted mean of the subject's word vectors, of unit length; null where no word has one. */
  get sum(): Float32Array | null {
    if (this.#sum === undefined) this.#sum = this.#vocabulary.vectors.sum(this.subject);
    return this.#sum;
  }

  /** Mean vector of all words, function words and opening included: the built-in embedder's vector of the question. */
  get whole(): Float32Array | null {
    if (this.#whole === undefined) {
      const vocabulary = this.#vocabulary;
      const forms = this.words.map(({ form }) => form);
      for (let i = 0; i < forms.length; i++) vocabulary.rowOf(wordIn(forms, i));
      this.#whole = vocabulary.vectors.sum(forms, true);
    }
    return this.#whole;
  }

  /** Sum of the weights of the subject's words. */
  get weight(): number {
    return (this.#weight ??= this.subject.reduce((sum, word) => sum + word.weight, 0));
  }

  /** Letter trigrams of the subject's first 300 letters, each packed into a number; ascending, each once. */
  get triples(): Int32Array {
    return (this.#triples ??= triplesOf(this.subject));
  }

  /** Function words of the kinds of `BAGS`: kind and stem packed into a number, ascending. */
  get bags(): readonly number[] {
    return (this.#bags ??= bagsOf(this.words));
  }

  /** Words outside the opening that give others a role, such as prepositions. */
  get roles(): readonly Word[] {
    return (this.#roles ??= this.words.filter((word, i) => i >= this.openingWords && word.part === "role"));
  }

  /** Stem ids of the opening's words and of content words. */
  get said(): readonly number[] {
    return (this.#said ??= this.words
      .filter((word, i) => i < this.openingWords || word.part === "content")
      .map((word) => word.stemId));
  }

  /** Share of tokens that are function words: near 0 for a keyword query. */
  get grammar(): number {
    return (this.#grammar ??= grammarOf(this.words));
  }

  /** Equal where the small words are, articles aside. */
  get residueId(): number {
    return (this.#residueId ??= this.#vocabulary.idOf(smallKey(this.residue, this.words)));
  }

  /** Which word of the subject is agent, action or object. */
  get syntax(): Syntax {
    return (this.#syntax ??= syntaxOf(this.words, this.places, this.openingWords, this.language));
  }

  /** The small words between those of the subject. */
  get joints(): Joints {
    return (this.#joints ??= jointsOf(this.words, this.places, this.openingWords, this.language));
  }

  /** Words that may be typed wrongly. */
  get oddWords(): readonly Word[] {
    return (this.#odd ??= oddWords(this));
  }

  /** Words of code, in which capitals are significant. */
  get cased(): readonly CasedWord[] {
    return (this.#cased ??= casedWords(this.words, this.#isLoud));
  }
}

/**
 * Parses a question. `hint`: the language to assume where the text does not tell it, as in a short keyword query.
 */
export function analyse(text: string, vocabulary: Vocabulary, hint: Language | null = null): Analysis {
  const nfc = text.toWellFormed().normalize("NFC");
  const isLong = nfc.length > READ_CHARS_MAX;
  const read = inWords(isLong ? nfc.slice(0, READ_CHARS_MAX) : nfc);
  const body = shortened(phrased(asked(read)));
  const tokens = alikeTokens(body);
  const forms = tokens.map((token) => vocabulary.formOf(token.text));
  const language = languageOf(forms) ?? hint;
  const opening = openingOf(tokens.map((token) => token.text).join(" "));
  const openingWords = opening.chars === 0 ? 0 : wordsWithin(tokens, opening.chars);
  const sentence: Sentence = {
    tokens,
    forms,
    language,
    vocabulary,
    openingWords,
    isLoud: isShouting(tokens),
  };
  const words: Word[] = [];
  for (let i = 0; i < tokens.length; i++) words.push(wordAt(i, sentence));
  return new Analysis(
    {
      ...{ text: read, words, openingWords, language, frame: opening.frame },
      ...{ body, unread: isLong ? nfc.slice(READ_CHARS_MAX) : "" },
    },
    sentence,
  );
}

function grammarOf(words: readonly Word[]): number {
  return words.length === 0 ? 0 : count(words, (word) => GRAMMAR.has(word.part)) / words.length;
}

function count(words: readonly Word[], test: (word: Word) => boolean): number {
  let out = 0;
  for (const word of words) if (test(word)) out++;
  return out;
}

const GRAMMAR: ReadonlySet<Part> = new Set(["empty", "person", "other", "helper", "role", "asker"]);

/**
 * Made by `push`, as the words are: `map` makes lists of another kind until it is optimised, and code that has met one kind
 * is thrown away at the other.
 */
function wordsAt(words: readonly Word[], places: readonly number[]): readonly Word[] {
  const out: Word[] = [];
  for (const at of places) out.push(wordIn(words, at));
  return out;
}

function placesOf(words: readonly Word[], openingWords: number): readonly number[] {
  const out: number[] = [];
  for (const [i, { part, form }] of words.entries()) {
    const isSubject =
      i >= openingWords ? SUBJECT.has(part) : FACTS.has(part) || (form.marks & MARK.telling) !== 0;
    if (isSubject) out.push(i);
  }
  return out;
}

function wordsWithin(tokens: readonly Token[], chars: number): number {
  let at = 0;
  for (const [i, token] of tokens.entries()) {
    if (at >= chars) return i;
    at += token.text.length + 1;
  }
  return tokens.length;
}

function languageOf(forms: readonly WordForm[]): Language | null {
  let en = 0;
  let pt = 0;
  for (const form of forms) {
    en += form.english;
    pt += form.portuguese;
  }
  return Math.abs(en - pt) < 0.5 ? null : en > pt ? "en" : "pt";
}

function modalOf(words: readonly Word[], openingWords: number): string {
  const last = Math.min(words.length - 1, openingWords);
  for (let i = 0; i <= last; i++)
    if ((wordIn(words, i).form.marks & MARK.modal) !== 0) return wordIn(words, i).stem;
  return "";
}
