/** The type of a word in a parsed question. */
import type { Token } from "./tokens.ts";

/** Function of a token in its question. */
export const PARTS = [
  "content",
  "filler",
  "empty",
  "person",
  "other",
  "helper",
  "role",
  "asker",
  "negation",
  "number",
  "unit",
  "date",
  "identifier",
  "symbol",
] as const;
export type Part = (typeof PARTS)[number];

/** Parts that belong to a question's subject. */
export const SUBJECT: ReadonlySet<Part> = new Set([
  "content",
  "filler",
  "number",
  "unit",
  "date",
  "identifier",
  "symbol",
  "other",
]);
/** Parts of facts, in which two questions must agree. */
export const FACTS: ReadonlySet<Part> = new Set(["number", "date", "identifier", "symbol"]);

/** A word's part where its neighbours do not give it another. */
export type OrdinaryPart =
  | "asker"
  | "person"
  | "other"
  | "empty"
  | "helper"
  | "role"
  | "unit"
  | "filler"
  | "content";

/** What is known of a word, given in lower case with its accents. */
export interface WordForm {
  readonly text: string;
  /** `text` without accents. */
  readonly fold: string;
  readonly textId: number;
  readonly foldId: number;
  /** Id of its first four letters. */
  readonly startId: number;
  readonly ordinary: OrdinaryPart;
  readonly marks: number;
  /** Name of the unit, number or date that the word means; undefined where it means none. */
  readonly unit: string | undefined;
  readonly number: string | undefined;
  readonly date: string | undefined;
  /** Evidence for each language, 0 to 1. */
  readonly english: number;
  readonly portuguese: number;
  /** Rarity, 0 to 1. */
  readonly weight: number;
  readonly isLetters: boolean;
  /** See `mayTellTime`. */
  readonly tellsTime: boolean;
  readonly synonyms: ReadonlySet<string> | null;
  readonly antonyms: ReadonlySet<string> | null;
  /** Stems in English and in Portuguese; null until needed. */
  readonly stems: (Stems | null)[];
  /** Row of its vector; -1: none; a number below -1 until needed. */
  row: number;
  /** The kept words of this form, see `Vocabulary.senseOf`. */
  readonly senses: Met[];
}

interface Met {
  readonly raw: string;
  readonly sense: number;
  readonly word: Word;
}
/** A word's stem and root in one language, and the stems of its synonyms and antonyms. */
export interface Stems {
  readonly stem: string;
  readonly root: string;
  readonly stemId: number;
  /** 0 where the word has no root. */
  readonly rootId: number;
  readonly synonyms: ReadonlySet<string> | null;
  readonly antonyms: ReadonlySet<string> | null;
  /** Synonyms of WordNet, which are less sure, since they do not hold in every context. */
  readonly looseSynonyms: ReadonlySet<string> | null;
}

/**
 * A word with its spelling and part. Equal words of all questions are one object (`Vocabulary.senseOf`), so a word does
 * not know its place.
 */
export interface Word extends Omit<Token, "start" | "end"> {
  readonly part: Part;
  /** What is known of the word apart from this question. */
  readonly form: WordForm;
  /** Null for a token that is no word, such as a number. */
  readonly stems: Stems | null;
  /** The value to compare: a number in plain spelling, the name of a unit or month; "" for other words. */
  readonly value: string;
  readonly stem: string;
  /** Ids of `value` (0: none), of the stem, and `key`, which is equal for equal words. */
  readonly valueId: number;
  readonly stemId: number;
  readonly key: number;
  /** Row of the word's vector; -1 for none, as with function words. */
  readonly row: number;
  /** Rarity, 0 to 1. */
  readonly weight: number;
  /** True for a word rare enough to change what is asked. */
  readonly isHeavy: boolean;
  /** True for a word with a capital where a sentence has none. */
  readonly named: boolean;
}

/** A direction: ids of source and target. */
export interface Move {
  readonly from: number;
  readonly to: number;
}

/**
 * The word at a position. Throws RangeError beyond the end. For lists of words only: a helper for all kinds of lists is
 * optimised for none of them, and doubled the time of a comparison.
 */
export function wordIn<W extends { readonly text: string }>(words: readonly W[], place: number): W {
  const word = words[place];
  if (word === undefined) throw new RangeError(`no word at ${place} of ${words.length}`);
  return word;
}
