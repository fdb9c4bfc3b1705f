/**
 * Parses one question: its frame, its words by their function, and the facts in which two questions must agree
 * (numbers, units, dates, identifiers, negations, directions). Pure; `reader.ts` caches results by text. Words are
 * numbered by one vocabulary, so that comparing two questions needs no texts.
 */

import { shortened } from "./abbreviations.ts";
import { canonicalText } from "./canonical.ts";
import { type CasedWord, casedWords } from "./code-case.ts";
import { asked } from "./courtesy.ts";
import { openingOf, type QuestionFrame } from "./frame.ts";
import { movesOf } from "./moves.ts";
import { bagsOf, triplesOf } from "./overlap.ts";
import { type Residue, residueOf, smallKey } from "./residue.ts";
import { type Syntax, syntaxOf } from "./syntax.ts";
import type { Language } from "./tables.ts";
import { READ_CHARS_MAX, type Token, tokensOf } from "./tokens.ts";
import { MARK, type Vocabulary, type WordForm } from "./vocabulary.ts";
import { FACTS, type Move, type Part, SUBJECT, type Word, wordIn } from "./word.ts";
import { isShouting, type Sentence, wordAt } from "./word-at.ts";

export interface Analysis {
  /** The parsed text: NFC, without courtesies. Offsets of the words refer to it. */
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
  readonly negations: number;
  /** True where the question is about the past. */
  readonly past: boolean;
  /** The verb that a yes-or-no question opens with, where it is one of permission, duty or power; else "". */
  readonly modal: string;
  readonly moves: readonly Move[];
  /** Frame and stems of the words with meaning, in order; equal for trivial rewordings. */
  readonly canonical: string;
  /** Weighted mean of the subject's word vectors, of unit length; null where no word has one. */
  readonly sum: Float32Array | null;
  /** Mean vector of all words, function words and opening included: the built-in embedder's vector of the question. */
  readonly whole: Float32Array | null;
  /** Sum of the weights of the subject's words. */
  readonly weight: number;
  /** Letter trigrams of the subject's first 300 letters, each packed into a number; ascending, each once. */
  readonly triples: Int32Array;
  /** Function words of the kinds of `BAGS`: kind and stem packed into a number, ascending. */
  readonly bags: readonly number[];
  /** Words outside the opening that give others a role, such as prepositions. */
  readonly roles: readonly Word[];
  /** Stem ids of the opening's words and of content words. */
  readonly said: readonly number[];
  /** Share of tokens that are function words: near 0 for a keyword query. */
  readonly grammar: number;
  /** What the question says apart from its content words; and an id, equal for equal residues. */
  readonly residue: Residue;
  readonly residueId: number;
  /** Which word of the subject is agent, action or object. */
  readonly syntax: Syntax;
  /** Words of code, in which capitals are significant. */
  readonly cased: readonly CasedWord[];
}

/**
 * Parses a question. `hint`: the language to assume where the text does not tell it, as in a short keyword query.
 */
export function analyse(text: string, vocabulary: Vocabulary, hint: Language | null = null): Analysis {
  const nfc = text.toWellFormed().normalize("NFC");
  const body = shortened(asked(nfc.length > READ_CHARS_MAX ? nfc.slice(0, READ_CHARS_MAX) : nfc));
  const tokens = tokensOf(body);
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
  const words = tokens.map((_token, i) => wordAt(i, sentence));
  const places = placesOf(words, openingWords);
  const subject = places.map((at) => wordIn(words, at));
  const grammar = words.length === 0 ? 0 : count(words, (word) => GRAMMAR.has(word.part)) / words.length;
  const whole = nfc.length > READ_CHARS_MAX ? nfc.slice(0, READ_CHARS_MAX) : nfc;
  const residue = residueOf({
    ...{ text: whole, words, openingWords, language, grammar },
    ...{ frame: opening.frame, subjects: subject.length },
  });
  return {
    text: body,
    unread: nfc.length > READ_CHARS_MAX ? nfc.slice(READ_CHARS_MAX) : "",
    language,
    frame: opening.frame,
    words,
    subject,
    places,
    openingWords,
    negations: residue.negations,
    past: words.some((word) => (word.form.marks & MARK.past) !== 0),
    modal: modalOf(words, openingWords),
    moves: movesOf(words, language),
    canonical: canonicalText(words, openingWords, opening.frame),
    sum: vocabulary.vectors.sum(subject),
    whole: vocabulary.vectors.sum(
      words.map(({ form }) => ({ row: vocabulary.rowOf(form), weight: form.weight })),
      true,
    ),
    weight: subject.reduce((sum, word) => sum + word.weight, 0),
    triples: triplesOf(subject),
    bags: bagsOf(words),
    roles: words.filter((word, i) => i >= openingWords && word.part === "role"),
    said: words.filter((word, i) => i < openingWords || word.part === "content").map((word) => word.stemId),
    grammar,
    residue,
    residueId: vocabulary.idOf(smallKey(residue, words)),
    syntax: syntaxOf(words, places, openingWords, language),
    cased: casedWords(words, sentence.isLoud),
  };
}

function count(words: readonly Word[], test: (word: Word) => boolean): number {
  let out = 0;
  for (const word of words) if (test(word)) out++;
  return out;
}

const GRAMMAR: ReadonlySet<Part> = new Set(["empty", "person", "other", "helper", "role", "asker"]);

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
