/**
 * Parses an answer, or the sentences of it that the other answer lacks, into the words to compare: content words,
 * numbers, names and negations. Function words are dropped, since another wording has others; what they say of the next
 * word (preposition, person, obligation) is kept with that word.
 */

import { alikeTokens } from "../verify/read/alike.ts";
import type { Language } from "../verify/read/tables.ts";
import type { Token } from "../verify/read/tokens.ts";
import type { Vocabulary } from "../verify/read/vocabulary.ts";
import { isShouting } from "../verify/read/word-at.ts";
import { numberSaid } from "./differences/numbers.ts";
import type { Dictionary, KnownWord } from "./words/dictionary.ts";
import type { Lemmas } from "./words/lemma.ts";
import { nth } from "./words/nth.ts";
import type { SmallWord } from "./words/small.ts";
import { phraseAt, type Synonyms } from "./words/synonyms.ts";
import { AS_LONG, isEnded } from "./words/times.ts";
import { COMMA, gapOf, hasInnerCapital, opensWithCapital } from "./words/written.ts";

/** A denial is a phrase that denies, as "not allowed". */
export type SaidKind = "word" | "number" | "name" | "negation" | "phrase" | "denial";

/** A word of an answer that counts. */
export interface SaidWord extends Pick<KnownWord, "form" | "stems" | "key" | "groups" | "fields" | "base"> {
  readonly text: string;
  readonly stem: string;
  readonly kind: SaidKind;
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
  /** True where no other word and no mark stands between the word before and this one. */
  readonly tight: boolean;
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
  readonly dictionary: Dictionary;
}

/** Longest piece, in characters, that is split into words at once. */
const PIECE_CHARS_MAX = 3_500;

export function readSentences(sentences: readonly string[], language: Language, tongue: Tongue): ReadAnswer {
  const said: SaidWord[] = [];
  const out: SaidSentence[] = [];
  const reader = new Reader(language, tongue, said);
  for (const text of sentences) {
    const from = said.length;
    reader.open(out.length);
    let passive = false;
    for (let at = 0; at < text.length; at += PIECE_CHARS_MAX)
      passive = reader.read(text.slice(at, at + PIECE_CHARS_MAX)) || passive;
    out.push({
      from,
      to: said.length,
      passive,
      raw: reader.raw,
      times: reader.times,
      ended: reader.raw.some(isEnded),
    });
  }
  return { said, sentences: out };
}

/** A word without its place. */
type Put = Pick<
  SaidWord,
  "form" | "stems" | "kind" | "key" | "groups" | "fields" | "base" | "weight" | "value" | "passive"
>;
const NONE: readonly number[] = [];
const BARE = {
  stems: null,
  groups: NONE,
  fields: NONE,
  base: 0,
  weight: 0,
  value: Number.NaN,
  passive: false,
} as const;

class Reader {
  raw: string[] = [];
  times = 0;
  #sentence = 0;
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
  #tight = false;
  #loud = false;
  #be = -9;
  /** What is known of each token that is a word. */
  #known: (KnownWord | null)[] = [];
  readonly #language: Language;
  readonly #vocabulary: Vocabulary;
  readonly #synonyms: Synonyms;
  readonly #dictionary: Dictionary;
  readonly #said: SaidWord[];

  constructor(language: Language, { vocabulary, synonyms, dictionary }: Tongue, said: SaidWord[]) {
    this.#dictionary = dictionary;
    this.#language = language;
    this.#vocabulary = vocabulary;
    this.#synonyms = synonyms;
    this.#said = said;
  }

  /** Begins a sentence, which is read in one piece or several. */
  open(sentence: number): void {
    this.#sentence = sentence;
    this.raw = [];
    this.times = 0;
  }

  /** Reads a piece of a sentence; true where a verb of it is in the passive. */
  read(text: string): boolean {
    const tokens = alikeTokens(text);
    this.#startOver(tokens);
    let passive = false;
    let denied = -1;
    const first = this.#said.length;
    for (let i = 0; i < tokens.length; i++) {
      const token = nth(tokens, i);
      const gap = i === 0 ? 0 : gapOf(text, nth(tokens, i - 1).end, token.start);
      if (gap === COMMA) this.#listing = true;
      if (gap !== 0 || token.text === "|") {
        this.#tight = false;
        this.#part();
        denied = -1;
      }
      const more = this.#phraseOrNumber(tokens, i);
      if (more > 0) {
        i += more - 1;
        continue;
      }
      if (token.kind === "symbol" && SILENT.test(token.text)) continue;
      const entry = this.#known[i] ?? this.#dictionary.markOf(token.text, this.#language);
      const { small } = entry;
      if (small.negation !== 0) {
        // "Não cobramos nenhuma multa" denies once.
        if (small.negation === 2 && denied === this.#clause) continue;
        if (this.#isEmphasis(token.text, tokens[i + 1]?.text)) continue;
        denied = this.#clause;
        this.#put({ ...BARE, form: entry.form, kind: "negation", key: this.#vocabulary.idOf("¬") });
        continue;
      }
      this.#note(small, entry.preposition, i);
      if (small.small) {
        this.#tight = false;
        continue;
      }
      passive = this.#word(token, entry, i, tokens[i - 1]?.text === "|") || passive;
    }
    if (this.#person !== 0 && this.#said.length > first)
      nth(this.#said, this.#said.length - 1).person ||= this.#person;
    return passive;
  }

  /** "Nothing, not even light, escapes" denies once. */
  #isEmphasis(text: string, next = ""): boolean {
    const before = this.#said.at(-1);
    if (before?.kind !== "negation" || before.sentence !== this.#sentence) return false;
    if (this.#language === "pt" ? text !== "nem" : next !== "even") return false;
    this.#clause = before.clause;
    return true;
  }

  #startOver(tokens: readonly Token[]): void {
    this.#clause++;
    this.#governor = this.#preposition = this.#person = this.#modal = 0;
    this.#timed = this.#tight = false;
    this.#between = 1;
    this.#be = -9;
    this.#loud = isShouting(tokens);
    this.#known = [];
    for (const { kind, text } of tokens) {
      const entry = kind === "word" ? this.#dictionary.wordOf(text, this.#language) : null;
      this.#known.push(entry);
      if (entry !== null) this.times |= entry.times;
      if (text === "long" && this.raw.at(-1) === "as") this.times |= AS_LONG;
      this.raw.push(entry?.form.text ?? text);
    }
  }

  /** Begins a clause. */
  #part(): void {
    this.#clause++;
    this.#governor = this.#preposition = this.#count = 0;
    this.#timed = false;
  }

  /** Reads a phrase or a number that begins at a token; how many tokens it has, 0: neither begins there. */
  #phraseOrNumber(tokens: readonly Token[], at: number): number {
    const entry = this.#known[at];
    const { text } = nth(tokens, at);
    const begun = entry ? entry.begun : this.#synonyms.begunBy(text);
    const phrase = begun === undefined ? null : phraseAt(tokens, at, begun);
    if (phrase !== null) {
      const { key, groups, denies, weight } = phrase;
      const form = entry?.form ?? this.#vocabulary.formOf(text);
      const kind = denies ? "denial" : "phrase";
      const head = denies || phrase.head < 0 ? null : (this.#known[at + phrase.head] ?? null);
      const { stems, base, fields } = head ?? BARE;
      if (!phrase.idle)
        this.#put({ ...BARE, stems, base, fields, form: head?.form ?? form, kind, key, groups, weight });
      return phrase.words.length;
    }
    if (entry && entry.form.number === undefined) return 0;
    const token = nth(tokens, at);
    // A day is a number that is no quantity: "7 april" and "3 april" are two.
    const value = numberSaid(token, this.#vocabulary) ?? (token.kind === "date" ? Number.NaN : null);
    if (value === null) return 0;
    const key = this.#vocabulary.idOf(`#${Number.isNaN(value) ? text : value}`);
    // As written, since reasons name it.
    const form = this.#vocabulary.formOf(token.kind === "number" ? token.raw : text);
    this.#put({ ...BARE, form, kind: "number", key, weight: NUMBER_WEIGHT, value });
    return 1;
  }

  /** Keeps what a small word says, to be set on the next word that counts. */
  #note(said: SmallWord, preposition: number, at: number): void {
    if (said.be) this.#be = at;
    if (said.modal !== 0) this.#modal = said.modal;
    if (said.person !== 0) this.#person = said.person;
    if (said.timed) this.#timed = true;
    if (said.listing) this.#listing = true;
    if (!said.small) return;
    this.#count = said.one ? 1 : 0;
    if (said.governor !== 0) {
      this.#fresh = true;
      this.#governor = said.governor;
      this.#preposition = preposition;
    } else if (!this.#fresh) this.#governor = this.#preposition = 0;
    if (!said.idle) this.#between++;
  }

  /** Reads a word that counts; true where it is a verb in the passive. */
  #word({ raw, text, opens }: Token, entry: KnownWord, at: number, opensCell: boolean): boolean {
    const { form, stems } = entry;
    const isUnit = entry.unitKey !== 0 && this.#said.at(-1)?.kind === "number";
    // Most words have no capital at all.
    const isCapital = raw !== text && opensWithCapital(raw);
    const isNamed =
      !this.#loud && ((isCapital && !opens && !opensCell) || (raw !== text && hasInnerCapital(raw)));
    const named = stems === null || isNamed || (this.#loud && isCapital && form.weight >= UNKNOWN_WEIGHT);
    const passive = at - this.#be <= PASSIVE_WORDS && entry.isParticiple;
    this.#put({
      form,
      stems,
      groups: entry.groups,
      fields: entry.fields,
      base: entry.base,
      kind: named ? "name" : "word",
      key: isUnit ? entry.unitKey : entry.key,
      weight: named ? entry.namedWeight : entry.weight,
      value: Number.NaN,
      passive,
    });
    return passive;
  }

  #put({ form, stems, kind, key, groups, fields, base, weight, value, passive }: Put): void {
    this.#said.push({
      text: form.text,
      form,
      stems,
      stem: stems === null ? form.text : stems.stem,
      kind,
      key,
      groups,
      fields,
      base,
      weight,
      value,
      sentence: this.#sentence,
      clause: this.#clause,
      governor: this.#governor,
      preposition: this.#preposition,
      timed: this.#timed,
      person: this.#person,
      modal: this.#modal,
      count: this.#count,
      listed: this.#listing && this.#between === 0,
      tight: this.#tight,
      passive,
    });
    this.#tight = true;
    if (kind === "negation") return;
    this.#count = kind === "number" ? value : this.#count;
    // The preposition holds for all words directly after it: both of "for healthy adults".
    this.#fresh = false;
    this.#listing = false;
    this.#person = this.#modal = this.#between = 0;
  }
}

/** Tokens without meaning: arrows of a menu path, table marks, emoji. */
const SILENT = /^(?:->|=>|→|\(\)|[>|~#[\]{}*]|\p{Extended_Pictographic})$/u;
const PASSIVE_WORDS = 3;
const NUMBER_WEIGHT = 1;
/** Words with this rarity weight or more are in no word list. */
const UNKNOWN_WEIGHT = 0.9995;
