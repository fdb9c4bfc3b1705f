/** One word of a question, as everything that reads questions sees it. */
import type { Token } from "./tokens.ts";
import type { Stems, WordForm } from "./vocabulary.ts";

/** What a token does in its question. */
export type Part =
  | "content"
  | "filler"
  | "empty"
  | "person"
  | "other"
  | "helper"
  | "role"
  | "asker"
  | "negation"
  | "number"
  | "unit"
  | "date"
  | "identifier"
  | "symbol";

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

export interface Word extends Token {
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
