/**
 * Parses an answer, or the sentences of it that the other answer lacks, into the words to compare: content words,
 * numbers, names and negations. Function words are dropped, since another wording has others; what they say of the next
 * word (preposition, person, obligation) is kept with that word.
 */

import { IRREGULAR, PT_IRREGULAR, PT_PARTICIPLE } from "../verify/syntax-tables.ts";
import type { Language } from "../verify/tables.ts";
import { type Token, tokensOf } from "../verify/tokens.ts";
import type { Vocabulary } from "../verify/vocabulary.ts";
import type { Stems, WordForm } from "../verify/word.ts";
import { isShouting } from "../verify/word-at.ts";
import { type Lemmas, verbBase } from "./lemma.ts";
import { HEDGES, SOFT } from "./loose.ts";
import { nth } from "./nth.ts";
import { numberAt } from "./numbers.ts";
import { LIGHT, type SmallWord, type SmallWords } from "./small.ts";
import type { Synonyms } from "./synonyms.ts";
import { timesOf } from "./times.ts";

/** A denial is a phrase that denies, as "not allowed". */
export type SaidKind = "word" | "number" | "name" | "negation" | "phrase" | "denial";

/** A word of an answer that counts. */
export interface SaidWord {
  readonly text: string;
  readonly form: WordForm;
  readonly stems: Stems | null;
  readonly stem: string;
  readonly kind: SaidKind;
  /** Equal keys are equal words, inflection apart. */
  readonly key: number;
  /** Numbers of the synonym groups that the word is in, see `Synonyms`. */
  readonly groups: readonly number[];
  /** Numbers of the loose groups that the word is in, see `LOOSE`. */
  readonly fields: readonly number[];
  /** Number for a Portuguese verb without its ending; 0: not such a verb. */
  readonly base: number;
  /** How much an answer loses without this word, 0 to 1. */
  readonly weight: number;
  /** Value of a number; NaN for other words. */
  readonly value: number;
  readonly sentence: number;
  readonly clause: number;
  /** Class of the preposition before the word (`PREPOSITIONS`); 0: none. */
  readonly governor: number;
  /** Number that identifies the preposition before the word. */
  readonly preposition: number;
  /** Does the word's clause begin with "while", "as long as" or the like? */
  readonly timed: boolean;
  /** Person of the pronoun next to the word (`PERSON_CLASSES`); 0: none. */
  person: number;
  /** Obligation or permission that governs the word (`modalOf`); 0: none. */
  readonly modal: number;
  /** Count, by the number or article before the word; 0: not said. */
  readonly count: number;
  /** True where only a comma or a listing word stands between the word before and this one. */
  readonly listed: boolean;
  /** True for a participle after a form of "to be". */
  readonly passive: boolean;
}

export interface SaidSentence {
  /** Range [from, to) of the sentence's words in `said`. */
  readonly from: number;
  readonly to: number;
  readonly passive: boolean;
  /** All words of the sentence, small ones included. */
  readonly raw: readonly string[];
  /** Bits of the kinds of time in the sentence, see `timesOf`. */
  readonly times: number;
  /** True where the sentence says "no longer" or "não … mais". */
  readonly ended: boolean;
}

export interface ReadAnswer {
  readonly said: readonly SaidWord[];
  readonly sentences: readonly SaidSentence[];
}

/** The word tables that reading an answer needs. */
export interface Tongue {
  readonly vocabulary: Vocabulary;
  readonly synonyms: Synonyms;
  readonly lemmas: Lemmas;
  readonly smallWord: SmallWords;
}

/** Longest piece, in characters, that is split into words at once. */
const PIECE_CHARS_MAX = 3_500;

export function readSentences(sentences: readonly string[], language: Language, tongue: Tongue): ReadAnswer {
  const said: SaidWord[] = [];
  const out: SaidSentence[] = [];
  const reader = new Reader(language, tongue, said);
  for (const text of sentences) {
    const from = said.length;
    reader.sentence = out.length;
    reader.raw = [];
    let passive = false;
    for (let at = 0; at < text.length; at += PIECE_CHARS_MAX)
      passive = reader.read(text.slice(at, at + PIECE_CHARS_MAX)) || passive;
    out.push({
      from,
      to: said.length,
      passive,
      raw: reader.raw,
      times: timesOf(reader.raw),
      ended: reader.raw.some(isEnded),
    });
  }
  return { said, sentences: out };
}

interface Put {
  readonly kind: SaidKind;
  readonly key: number;
  readonly groups: readonly number[];
  readonly weight: number;
  /** Value, for a number. */
  readonly value?: number;
  readonly form?: WordForm;
  readonly stems?: Stems | null;
  readonly passive?: boolean;
}

function isEnded(text: string): boolean {
  return text === "longer" || text === "anymore" || text === "mais";
}

class Reader {
  sentence = 0;
  raw: string[] = [];
  #clause = 0;
  #governor = 0;
  #preposition = 0;
  #timed = false;
  #fresh = false;
  #listing = false;
  #count = 0;
  #person = 0;
  #modal = 0;
  #between = 0;
  #loud = false;
  #be = -9;
  readonly #language: Language;
  readonly #vocabulary: Vocabulary;
  readonly #synonyms: Synonyms;
  readonly #lemmas: Lemmas;
  readonly #smallWord: SmallWords;
  readonly #said: SaidWord[];

  constructor(language: Language, { vocabulary, synonyms, lemmas, smallWord }: Tongue, said: SaidWord[]) {
    this.#lemmas = lemmas;
    this.#smallWord = smallWord;
    this.#language = language;
    this.#vocabulary = vocabulary;
    this.#synonyms = synonyms;
    this.#said = said;
  }

  /** Reads one sentence; true where a verb of it is in the passive. */
  read(text: string): boolean {
    const tokens = tokensOf(text);
    this.#startOver();
    this.#loud = isShouting(tokens);
    for (const token of tokens) this.raw.push(token.text);
    let passive = false;
    let denied = -1;
    const first = this.#said.length;
    for (let i = 0; i < tokens.length; i++) {
      const token = nth(tokens, i);
      const gap = i === 0 ? 0 : gapOf(text, nth(tokens, i - 1).end, token.start);
      if (gap === COMMA) this.#listing = true;
      if (gap !== 0) {
        this.#clause++;
        this.#governor = this.#preposition = 0;
        this.#timed = false;
        this.#count = 0;
        denied = -1;
      }
      const phrase = this.#synonyms.phraseAt(tokens, i);
      if (phrase !== null) {
        i += phrase.length - 1;
        if (!phrase.idle) {
          const { key, groups, denies } = phrase;
          this.#put(token, { kind: denies ? "denial" : "phrase", key, groups, weight: PHRASE_WEIGHT });
        }
        continue;
      }
      const number = numberAt(tokens, i, this.#vocabulary);
      if (number !== null) {
        i += number.length - 1;
        const key = this.#vocabulary.idOf(`#${number.value}`);
        this.#put(token, { kind: "number", key, groups: NONE, weight: NUMBER_WEIGHT, value: number.value });
        continue;
      }
      if (token.kind === "symbol" && SILENT.test(token.text)) continue;
      const known = this.#smallWord(token.text, this.#language);
      if (known.negation !== 0) {
        // "Não cobramos nenhuma multa" denies once.
        if (known.negation === 2 && denied === this.#clause) continue;
        denied = this.#clause;
        this.#put(token, { kind: "negation", key: this.#vocabulary.idOf("¬"), groups: NONE, weight: 0 });
        continue;
      }
      this.#note(known, i);
      if (known.small) continue;
      passive = this.#word(token, i) || passive;
    }
    if (this.#person !== 0 && this.#said.length > first)
      nth(this.#said, this.#said.length - 1).person ||= this.#person;
    return passive;
  }

  #startOver(): void {
    this.#clause++;
    this.#governor = this.#preposition = this.#person = this.#modal = 0;
    this.#timed = false;
    this.#between = 1;
    this.#be = -9;
  }

  /** Keeps what a small word says, to be set on the next word that counts. */
  #note(
    { small, idle, one, listing, timed, be, person, modal, governor, preposition }: SmallWord,
    at: number,
  ): void {
    if (be) this.#be = at;
    if (modal !== 0) this.#modal = modal;
    if (person !== 0) this.#person = person;
    if (timed) this.#timed = true;
    if (listing) this.#listing = true;
    if (!small) return;
    this.#count = one ? 1 : 0;
    if (governor === 0 && !this.#fresh) this.#governor = this.#preposition = 0;
    if (governor !== 0) {
      this.#fresh = true;
      this.#governor = governor;
      this.#preposition = this.#vocabulary.idOf(preposition);
    }
    if (!idle) this.#between++;
  }

  /** Reads a word that counts; true where it is a verb in the passive. */
  #word(token: Token, at: number): boolean {
    const form = this.#vocabulary.formOf(token.text);
    const isWord = token.kind === "word" && !/\d/.test(token.text);
    const stems = isWord ? this.#vocabulary.stemsOf(form, this.#language) : null;
    const unit = form.unit;
    const isUnit = unit !== undefined && this.#said.at(-1)?.kind === "number";
    const key = isUnit
      ? this.#vocabulary.idOf(`unit ${unit}`)
      : isWord
        ? this.#vocabulary.idOf(this.#lemmas.of(token.text, this.#language))
        : form.foldId;
    const isNamed = !this.#loud && ((!token.opens && isCapital(token.raw)) || hasInnerCapital(token.raw));
    const named = !isWord || isNamed || (this.#loud && isCapital(token.raw) && form.weight >= UNKNOWN_WEIGHT);
    const groups = isWord ? this.#synonyms.groupsOf(form, this.#language) : NONE;
    const base = isWord && this.#language === "pt" ? verbBase(form.fold).base : "";
    const weight = weightOf(token.text, stems?.stem ?? token.text, base, named, form.weight);
    const passive = at - this.#be <= PASSIVE_WORDS && isParticiple(token.text, this.#language);
    this.#put(token, { kind: named ? "name" : "word", key, groups, weight, form, stems, passive });
    return passive;
  }

  #put(token: Token, { kind, key, groups, weight, value = Number.NaN, ...word }: Put): void {
    const { form = this.#vocabulary.formOf(token.text), stems = null, passive = false } = word;
    this.#said.push({
      fields: stems === null ? NONE : this.#synonyms.fieldsOf(form, this.#language),
      base: stems === null || this.#language === "en" ? 0 : this.#vocabulary.idOf(verbBase(form.fold).base),
      ...{
        text: token.text,
        form,
        stems,
        stem: stems?.stem ?? token.text,
        kind,
        key,
        groups,
        weight,
        value,
        passive,
      },
      sentence: this.sentence,
      clause: this.#clause,
      governor: this.#governor,
      preposition: this.#preposition,
      timed: this.#timed,
      person: this.#person,
      modal: this.#modal,
      count: this.#count,
      listed: this.#listing && this.#between === 0,
    });
    if (kind === "negation") return;
    this.#count = kind === "number" ? value : this.#count;
    // The preposition holds for all words directly after it: both of "for healthy adults".
    this.#fresh = false;
    this.#listing = false;
    this.#person = this.#modal = this.#between = 0;
  }
}

/** Tokens without meaning: arrows of a menu path, table marks, emoji. */
const SILENT = /^(?:->|=>|→|[>|~#[\]{}*]|\p{Extended_Pictographic})$/u;
const PASSIVE_WORDS = 3;
const NONE: readonly number[] = [];
const PHRASE_WEIGHT = 0.4;
const NUMBER_WEIGHT = 1;
const LIGHT_WEIGHT = 0.1;
const SOFT_WEIGHT = 0.3;
/** Words with this rarity weight or more are in no word list. */
const UNKNOWN_WEIGHT = 0.9995;

function weightOf(text: string, itsStem: string, base: string, named: boolean, weight: number): number {
  if (LIGHT.has(itsStem) || LIGHT.has(base)) return LIGHT_WEIGHT;
  if (named) return 1;
  return SOFT.has(itsStem) || SOFT.has(base) || HEDGES.has(text) ? SOFT_WEIGHT : Math.max(0.25, weight);
}

const [COMMA, BORDER] = [1, 2] as const;

/** What separates two words: a comma, a border (sentence or clause end), or nothing (0). */
function gapOf(text: string, from: number, to: number): 0 | typeof COMMA | typeof BORDER {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === 44) return COMMA;
    // ; : ( ) . ! ? and the dashes
    if (code === 59 || code === 58 || code === 40 || code === 41 || code === 46) return BORDER;
    if (code === 33 || code === 63 || code === 0x2013 || code === 0x2014) return BORDER;
  }
  return 0;
}

function isCapital(raw: string): boolean {
  const first = raw.charAt(0);
  return first !== first.toLowerCase();
}

function hasInnerCapital(raw: string): boolean {
  return raw.length > 2 && /\p{Ll}\p{Lu}/u.test(raw);
}

function isParticiple(text: string, language: Language): boolean {
  if (language === "pt") return PT_PARTICIPLE.test(text) || PT_IRREGULAR.has(text);
  return /[^e]ed$/.test(text) || IRREGULAR.has(text);
}
