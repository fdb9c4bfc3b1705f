/**
 * What replaces what where an answer is told anew: words by their stems, phrases by their words. Each group has a number;
 * two words are one where they share a group.
 */

import { type Language, NUMBER_WORDS, SYNONYMS } from "../../verify/read/tables.ts";
import type { Token } from "../../verify/read/tokens.ts";
import { foldAccents } from "../../verify/read/tokens.ts";
import type { WordForm } from "../../verify/read/word.ts";
import { wordSet } from "../../word-set.ts";
import { IDLE_PHRASES } from "../courtesy.ts";
import { type Lemmas, verbBase } from "./lemma.ts";
import { LOOSE } from "./loose.ts";
import { nth } from "./nth.ts";
import { CONNECTIVES, STREAMED, SUPPORTING, smallWord } from "./small.ts";
import { GROUPS_EN } from "./synonyms-en.ts";
import { GROUPS_PT } from "./synonyms-pt.ts";
import { TOLD_EN } from "./synonyms-told-en.ts";
import { TOLD_PT } from "./synonyms-told-pt.ts";
import { inflected } from "./verb-forms.ts";

/** Phrases that begin with one word, by their second word; the longest first. */
export type Begun = ReadonlyMap<string, readonly Phrase[]>;

interface Phrase {
  readonly words: readonly string[];
  readonly groups: number[];
  readonly key: number;
  /** True for a phrase that denies: "not allowed". */
  readonly denies: boolean;
  /**
   * Place in it of the only word that counts, beside words that only support it ("be charged"): by it the phrase is known
   * where the other answer has no such phrase. -1: none, or several.
   */
  readonly head: number;
  /** True for a phrase that says nothing. */
  idle: boolean;
  /**
   * How much an answer loses without it: little where a small word may stand for it ("due to"), and as much as without a
   * word where it is made of nothing but words that count ("carbon dioxide").
   */
  weight: number;
}

interface PhraseKind {
  readonly isLight: boolean;
  readonly language: Language;
}
const IDLE: PhraseKind = { isLight: true, language: "en" };

/** Most words whose groups are kept. */
const KNOWN_MAX = 20_000;
const NO_GROUPS: readonly number[] = [];
/** First key given to a phrase; negative, so that it equals no word's key. */
const FIRST_KEY = -2;

export class Synonyms {
  readonly #groups = new Map<string, number[]>();
  readonly #fields = new Map<string, number[]>();
  readonly #of = { en: new Map<string, readonly number[]>(), pt: new Map<string, readonly number[]>() };
  readonly #fieldsOf = { en: new Map<string, readonly number[]>(), pt: new Map<string, readonly number[]>() };
  /** Phrases by their first word, then by their second. */
  readonly #phrases = new Map<string, Map<string, Phrase[]>>();
  readonly #lemmas: Lemmas;
  #count = 0;
  #nextKey = FIRST_KEY;
  /** What of the tables is still to be read; null: nothing. */
  #rest: Iterator<void> | null;

  constructor(thesaurus: string, lemmas: Lemmas) {
    this.#lemmas = lemmas;
    this.#rest = this.#reading(thesaurus);
  }

  /**
   * Reads so many more groups of the tables; false once all are read. Whoever asks for a word earlier waits until the
   * rest is read, some tenths of a second.
   */
  prepare(groups: number): boolean {
    for (let i = 0; i < groups && this.#rest !== null; i++) if (this.#rest.next().done) this.#rest = null;
    return this.#rest !== null;
  }

  /** Reads the tables, and stops after each group. */
  *#reading(thesaurus: string): Generator<void> {
    for (const [text, language] of [
      [GROUPS_EN, "en"],
      [thesaurus, "en"],
      [GROUPS_PT, "pt"],
      [TOLD_EN, "en"],
      [TOLD_PT, "pt"],
    ] as const)
      for (const group of text.split(";")) {
        const members = group
          .split(",")
          .map((member) => member.trim())
          .filter((member) => member !== "");
        const id = this.#count++;
        const isLight = members.some((member) => CONNECTIVES.has(member));
        for (const member of members)
          if (language === "pt" || !isCount(member)) this.#add(member, language, id, isLight);
        yield;
      }
    for (const pair of SYNONYMS) {
      const [a, b] = pair.split("|") as [string, string];
      if (a > b) continue;
      const id = this.#count++;
      for (const word of [a, b]) join(this.#groups, word, id);
      yield;
    }
    for (const language of ["en", "pt"] as const)
      for (const field of LOOSE[language].split(";")) {
        const id = this.#count++;
        for (const word of field.trim().split(/\s+/)) this.#word(this.#fields, word, language, id);
        yield;
      }
    for (const text of IDLE_PHRASES) this.#phrase(text.split(/[ -]/), null, IDLE);
  }

  /** Numbers of the word's synonym groups; remembered, as most words recur. */
  groupsOf(form: WordForm, language: Language): readonly number[] {
    return this.#known(this.#of[language], this.#groups, form, language);
  }

  /** Numbers of the word's loose groups, see `LOOSE`. */
  fieldsOf(form: WordForm, language: Language): readonly number[] {
    return this.#known(this.#fieldsOf[language], this.#fields, form, language);
  }

  #known(
    known: Map<string, readonly number[]>,
    table: ReadonlyMap<string, number[]>,
    { text, fold }: WordForm,
    language: Language,
  ): readonly number[] {
    let out = known.get(text);
    if (out !== undefined) return out;
    this.prepare(Number.POSITIVE_INFINITY);
    // "Espera" may be a form of "esperar" as well as one in "-era".
    const names = [text, `${language}~${this.#lemmas.of(text, language)}`];
    if (language === "pt" && !this.#groups.has(nth(names, 1)))
      names.push(`=${verbBase(fold).base}`, `=${fold.replace(/[aeo]m?$/, "")}`);
    const found = new Set(names.flatMap((name) => table.get(name) ?? []));
    out = found.size === 0 ? NO_GROUPS : [...found];
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(text, out);
    return out;
  }

  /** The phrases that begin with a word. */
  begunBy(word: string): Begun | undefined {
    if (this.#rest !== null) this.prepare(Number.POSITIVE_INFINITY);
    return this.#phrases.get(word);
  }

  #add(member: string, language: Language, id: number, isLight: boolean): void {
    // A text's "wi-fi" is read as two words.
    const words = member.split(/[ -]/);
    if (words.length > 1)
      for (const form of language === "en" ? [words, ...inflected(words)] : [words])
        this.#phrase(form, id, { isLight, language });
    else this.#word(this.#groups, member, language, id);
  }

  #word(table: Map<string, number[]>, word: string, language: Language, id: number): void {
    join(table, word, id);
    join(table, `${language}~${this.#lemmas.of(word, language)}`, id);
    const base = language === "pt" ? verbBase(foldAccents(word)).base : "";
    if (base !== "") join(table, `=${base}`, id);
  }

  #phrase(words: readonly string[], id: number | null, { isLight, language }: PhraseKind): void {
    if (words.length < 2) return;
    const begun = this.#phrases.get(nth(words, 0)) ?? new Map<string, Phrase[]>();
    const first = begun.get(nth(words, 1)) ?? [];
    const known = first.find((phrase) => phrase.words.join(" ") === words.join(" "));
    if (known !== undefined) {
      if (id === null) known.idle = true;
      else known.groups.push(id);
      if (isLight) known.weight = LIGHT_WEIGHT;
      return;
    }
    first.push({
      words,
      groups: id === null ? [] : [id],
      key: this.#nextKey--,
      head: headOf(words, language),
      idle: id === null,
      weight: isLight ? LIGHT_WEIGHT : words.every(isContent) ? COMPOUND_WEIGHT : PHRASE_WEIGHT,
      // "No máximo" is "at the".
      denies: words.some((word) => DENYING.has(word) && !(word === "no" && language === "pt")),
    });
    first.sort((a, b) => b.words.length - a.words.length);
    begun.set(nth(words, 1), first);
    this.#phrases.set(nth(words, 0), begun);
  }
}

function headOf(words: readonly string[], language: Language): number {
  const at = words.findIndex((word) => !SUPPORTING.has(word));
  const head = words[at];
  const isAlone = head !== undefined && words.every((word, i) => i === at || SUPPORTING.has(word));
  return isAlone && !STREAMED.has(head) && !smallWord(head, language).small ? at : -1;
}

const LIGHT_WEIGHT = 0.1;
const PHRASE_WEIGHT = 0.4;
const COMPOUND_WEIGHT = 0.7;

function isContent(word: string): boolean {
  return (
    word.length > 3 && !STREAMED.has(word) && !smallWord(word, "en").small && !smallWord(word, "pt").small
  );
}

/** "Ten years" is a number of years, though a thesaurus has it beside "decade". */
function isCount(member: string): boolean {
  const space = member.indexOf(" ");
  return space > 0 && (member.startsWith("one ") || NUMBER_WORDS.has(member.slice(0, space)));
}

function join(table: Map<string, number[]>, name: string, id: number): void {
  const groups = table.get(name);
  if (groups === undefined) table.set(name, [id]);
  else if (!groups.includes(id)) groups.push(id);
}

/** The longest of the phrases that begins at a token. */
export function phraseAt(tokens: readonly Token[], at: number, begun: Begun): Phrase | null {
  const phrases = begun.get(tokens[at + 1]?.text ?? "");
  if (phrases === undefined) return null;
  for (const phrase of phrases) {
    const { words } = phrase;
    if (at + words.length > tokens.length) continue;
    let i = 2;
    while (i < words.length && nth(tokens, at + i).text === words[i]) i++;
    if (i === words.length) return phrase;
  }
  return null;
}

const DENYING = wordSet("not no never without não sem nunca nothing nada don't hasn't never");

export function shareGroup(a: readonly number[], b: readonly number[]): boolean {
  for (const id of a) if (b.includes(id)) return true;
  return false;
}
