/** One word of a question, as everything that reads questions sees it. */
import type { Token } from "./tokens.ts";

/** What a token does in its question. */
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

/** What a question is about. */
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
/** What must not differ, wherever it stands. */
export const FACTS: ReadonlySet<Part> = new Set(["number", "date", "identifier", "symbol"]);

/** What a word does where nothing around it says otherwise. */
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

/** A word as it is written, accents and all, in lower case. */
export interface WordForm {
  readonly text: string;
  /** `text` without accents. */
  readonly fold: string;
  readonly textId: number;
  readonly foldId: number;
  /** Its first letters, by number. */
  readonly startId: number;
  readonly ordinary: OrdinaryPart;
  readonly marks: number;
  /** The one name of a unit, number word or date; undefined for the rest. */
  readonly unit: string | undefined;
  readonly number: string | undefined;
  readonly date: string | undefined;
  /** How much it speaks for a language. */
  readonly english: number;
  readonly portuguese: number;
  /** Rarity, 0 to 1. */
  readonly weight: number;
  readonly isLetters: boolean;
  /** See `mayTellTime`. */
  readonly tellsTime: boolean;
  readonly synonyms: ReadonlySet<string> | null;
  readonly antonyms: ReadonlySet<string> | null;
  /** English, then Portuguese; filled where asked for. */
  readonly stems: (Stems | null)[];
  /** Row of its vector; a number below -1 until asked for. */
  row: number;
  /** What it was met as, see `Vocabulary.senseOf`. */
  readonly senses: Met[];
}

interface Met {
  readonly raw: string;
  readonly sense: number;
  readonly word: Word;
}
/** A word's stem and root in one language, and the words by stem that it may be or must not be taken for. */
export interface Stems {
  readonly stem: string;
  readonly root: string;
  readonly stemId: number;
  /** 0 where it has none. */
  readonly rootId: number;
  readonly synonyms: ReadonlySet<string> | null;
  readonly antonyms: ReadonlySet<string> | null;
  /** By WordNet, which knows no context: less sure. */
  readonly looseSynonyms: ReadonlySet<string> | null;
}

/**
 * A word as it is written, in one part: the same object wherever it stands so (`Vocabulary.senseOf`), which is why it does not
 * know its place.
 */
export interface Word extends Omit<Token, "start" | "end"> {
  readonly part: Part;
  /** What is known of its text wherever it stands. */
  readonly form: WordForm;
  /** Null where it is no word, and so has no other forms. */
  readonly stems: Stems | null;
  /** The value compared: a number's plain form, a unit's or month's one name; "" for the rest. */
  readonly value: string;
  readonly stem: string;
  /** Numbers of `value`, of the stem, and of the one thing that an equal word has equal. 0: no value. */
  readonly valueId: number;
  readonly stemId: number;
  readonly key: number;
  /** Row of its vector, -1 for none: only what carries meaning has one. */
  readonly row: number;
  /** Rarity, 0 to 1. */
  readonly weight: number;
  /** Rare enough to change what is asked. */
  readonly isHeavy: boolean;
  /** Written like a name: a capital where none is due. */
  readonly named: boolean;
}

/** Numbers of two words, or of their values. */
export interface Move {
  readonly from: number;
  readonly to: number;
}

/**
 * The word at a place where one must be; RangeError beyond the end. For lists of words alone: a helper for lists of every
 * kind is compiled for none, and doubled the time of a comparison.
 */
export function wordIn<W extends { readonly text: string }>(words: readonly W[], place: number): W {
  const word = words[place];
  if (word === undefined) throw new RangeError(`no word at ${place} of ${words.length}`);
  return word;
}
