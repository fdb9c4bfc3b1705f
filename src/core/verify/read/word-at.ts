/** Determines each word of a sentence: its part, value and weight, and whether it is a name. */
import type { Language } from "./tables.ts";
import type { Token } from "./tokens.ts";
import { MARK, ownText, type Vocabulary } from "./vocabulary.ts";
import { PARTS, type Part, type Word, type WordForm, wordIn } from "./word.ts";

/** The sentence that gives a word its part. */
export interface Sentence {
  readonly tokens: readonly Token[];
  /** The form of each token, by index. */
  readonly forms: readonly WordForm[];
  readonly language: Language | null;
  readonly vocabulary: Vocabulary;
  /** Number of tokens in the opening. */
  readonly openingWords: number;
  /** True for a text in capitals or a headline, in which capitals mean nothing. */
  readonly isLoud: boolean;
}

/**
 * Is the text in capitals, or a headline, so that capitals mean nothing? A headline has one on its first word: "quotes by
 * Martin Luther King" is none.
 */
export function isShouting(tokens: readonly Token[]): boolean {
  const first = tokens[0];
  if (first?.kind === "word" && first.raw === first.text) return false;
  let long = 0;
  let capital = 0;
  for (const { kind, text, raw } of tokens) {
    if (kind !== "word" || text.length <= 3) continue;
    long++;
    if (isCapital(raw, 0)) capital++;
  }
  return long > 2 && capital / long > 0.7;
}

/** Is there a capital letter at the position? */
function isCapital(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 ? code >= 65 && code <= 90 : /^\p{Lu}/u.test(text.slice(at, at + 2));
}

/** The word at index `i` of a sentence. */
export function wordAt(i: number, sentence: Sentence): Word {
  const { tokens, forms, language, vocabulary, isLoud } = sentence;
  const token = wordIn(tokens, i);
  const form = wordIn(forms, i);
  const part = partOf(i, sentence);
  const tongue = language ?? (token.text === form.fold ? "en" : "pt");
  const isTelling = i < sentence.openingWords && (form.marks & MARK.telling) !== 0;
  const sense = PART_BITS[part] + KIND_BITS[token.kind] + (tongue === "pt" ? 1 : 0) + (token.opens ? 2 : 0);
  const all = sense + (isTelling ? 4 : 0) + (isLoud ? 8 : 0);
  return (
    vocabulary.senseOf(form, token.raw, all) ??
    vocabulary.met(all, newWord(token, form, vocabulary, { part, tongue, isTelling, isLoud }))
  );
}

/** All that a word depends on apart from its form and spelling, packed into one number. */
const PART_BITS = bitsOf(PARTS, 16);
const KIND_BITS = bitsOf(["word", "number", "version", "date", "identifier", "symbol"] as const, 256);

function bitsOf<Name extends string>(names: readonly Name[], step: number): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, i) => [name, i * step])) as Record<Name, number>;
}

interface Sense {
  readonly part: Part;
  readonly tongue: Language;
  readonly isTelling: boolean;
  readonly isLoud: boolean;
}

function newWord(
  { kind, raw, text, opens }: Token,
  form: WordForm,
  vocabulary: Vocabulary,
  { part, tongue, isTelling, isLoud }: Sense,
): Word {
  const value = comparedBy(part, form, kind);
  // A token with digits has no inflected forms: "TP84S" is no plural.
  const isWord = kind === "word" && (!/\d/.test(text) || form.synonyms !== null);
  const stems = isWord ? vocabulary.stemsOf(form, tongue) : null;
  const least = text.length === 1 ? LETTER_WEIGHT : isTelling ? TELLING_WEIGHT : 0;
  const weight = FIXED_WEIGHT[part] ?? Math.max(form.weight, least);
  // Fields that a comparison reads come first, so that they share cache lines: most of its time is waiting for memory.
  return {
    key: value === "" ? form.foldId : vocabulary.idOf(`${part} ${value}`),
    stemId: stems === null ? form.textId : stems.stemId,
    valueId: vocabulary.idOf(value),
    row: VECTORED.has(part) ? vocabulary.rowOf(form) : -1,
    part,
    weight,
    isHeavy: part !== "filler" && weight >= HEAVY_MIN,
    named: part === "content" && kind === "word" && (!isWord || (!isLoud && isNamed(raw, opens))),
    stems,
    form,
    kind,
    raw: raw === text ? form.text : ownText(raw),
    text: form.text,
    opens,
    value,
    stem: stems === null ? form.text : stems.stem,
  };
}

const VECTORED: ReadonlySet<Part> = new Set(["content", "filler", "other", "negation"]);
/** Weight from which on a word is heavy: those rarer than about one in 10,000. */
const HEAVY_MIN = 0.3;
/** Weight of a single letter, which as a variable, a vitamin or a grade decides what is asked though it is common. */
const LETTER_WEIGHT = 0.8;
/** Weight of common words that select the answer: "what day", "what time". */
const TELLING_WEIGHT = 0.8;
const FIXED_WEIGHT: { readonly [P in Part]?: number } = {
  empty: 0,
  person: 0,
  role: 0,
  asker: 0,
  helper: 0,
  number: 0.8,
  date: 0.8,
  unit: 0.5,
  identifier: 1,
  symbol: 0.8,
};

function isNamed(raw: string, opens: boolean): boolean {
  if (!opens && isCapital(raw, 0)) return true;
  for (let i = 1; i < raw.length; i++) if (isCapital(raw, i)) return true;
  return false;
}

/** The part of a token. The order of the tests matters: facts, then function words, then content. */
function partOf(i: number, { tokens, forms, language }: Sentence): Part {
  const token = wordIn(tokens, i);
  const before = tokens[i - 1];
  const { kind, text } = token;
  if (kind === "number") return isYear(token, before) ? "date" : "number";
  if (kind === "date") return "date";
  if (kind === "version") return "number";
  if (kind === "identifier") return "identifier";
  if (kind === "symbol") return text === "%" ? "unit" : "symbol";
  const { unit, number, date, ordinary, marks } = wordIn(forms, i);
  const isCounted =
    before !== undefined && (before.kind === "number" || wordIn(forms, i - 1).number !== undefined);
  if (unit !== undefined && isCounted) return "unit";
  if (number !== undefined) return "number";
  const isCity = text === "janeiro" && tokens[i - 2]?.text === "rio";
  const isShort = text.length <= 3 && before?.kind !== "number" && tokens[i + 1]?.kind !== "number";
  if (date !== undefined && !isCity && !isShort) return "date";
  if (isNegation(text, marks, language)) return "negation";
  if (ordinary !== "asker" && isCapitalAcronym(token)) return "content";
  if (isLetterName(i, tokens)) return "content";
  // Typed without capitals, the country keeps its article: "the population of the us".
  if (text === "us" && before?.text === "the") return "content";
  return ordinary;
}

function comparedBy(part: Part, { text, unit, number, date }: WordForm, kind: Token["kind"]): string {
  if (kind !== "word") return kind === "symbol" && part !== "unit" ? "" : text;
  if (part === "unit") return unit!;
  return part === "number" ? number! : part === "date" ? date! : "";
}

function isNegation(text: string, marks: number, language: Language | null): boolean {
  if (language === "pt") return (marks & MARK.negationPt) !== 0;
  return (
    (marks & MARK.negationEn) !== 0 ||
    (language === null && (marks & MARK.negationPt) !== 0 && text !== "menos")
  );
}

/** Is it an acronym in capitals, such as "IT" or "US", and so a name? "I" and "A" are none. */
function isCapitalAcronym({ raw, opens }: Token): boolean {
  if (raw.length < 2 || raw.length > 5 || opens || !isCapital(raw, 0)) return false;
  return /^\p{Lu}+$/u.test(raw);
}

/** Is it a letter as a name, as in "vitamin A" or "group E"? */
function isLetterName(i: number, tokens: readonly Token[]): boolean {
  const { raw, opens } = wordIn(tokens, i);
  if (raw.length !== 1 || opens || !/^[A-HJ-Z]$/.test(raw)) return false;
  return tokens[i - 1]?.kind === "word" && /\p{Ll}/u.test(wordIn(tokens, i - 1).raw);
}

/** Is it a year, 1500 to 2100, and not an amount after a symbol such as "$"? */
function isYear(token: Token, before: Token | undefined): boolean {
  return /^(?:1[5-9]\d\d|20\d\d|2100)$/.test(token.text) && before?.kind !== "symbol";
}
