/** The type of a word in a parsed question. */
import type { Token } from "./tokens.ts";
import type { Stems, WordForm } from "./vocabulary.ts";

/** Function of a token in its question. */
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

export interface Word extends Token {
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
