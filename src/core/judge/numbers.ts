/** Numbers as they are meant: "450 mil" is 450,000, "twenty-five" 25, and a number word is its digits. */

import type { Token } from "../verify/tokens.ts";
import type { Vocabulary } from "../verify/vocabulary.ts";
import { nth } from "./nth.ts";

export interface NumberSaid {
  readonly value: number;
  /** Number of tokens that the number spans. */
  readonly length: number;
}

const SCALES: ReadonlyMap<string, number> = new Map([
  ["hundred", 100],
  ["thousand", 1_000],
  ["mil", 1_000],
  ["k", 1_000],
  ["million", 1_000_000],
  ["milhão", 1_000_000],
  ["milhões", 1_000_000],
  ["billion", 1_000_000_000],
  ["bilhão", 1_000_000_000],
  ["bilhões", 1_000_000_000],
]);

/** The number that begins at token `at`; null where none does. Versions and dates are names, except a bare year. */
export function numberAt(tokens: readonly Token[], at: number, vocabulary: Vocabulary): NumberSaid | null {
  let value = numberOf(nth(tokens, at), vocabulary);
  if (value === null) return null;
  let length = 1;
  const next = tokens[at + 1];
  const isWord = nth(tokens, at).kind === "word";
  if (next !== undefined && isWord && value >= 20 && value < 100 && value % 10 === 0) {
    const ones = next.kind === "word" ? numberOf(next, vocabulary) : null;
    if (ones !== null && ones > 0 && ones < 10) {
      value += ones;
      length++;
    }
  }
  for (let i = at + length; i < tokens.length; i++) {
    const scale = SCALES.get(nth(tokens, i).text);
    if (scale === undefined) break;
    value *= scale;
    length++;
  }
  return { value, length };
}

function numberOf({ kind, text }: Token, vocabulary: Vocabulary): number | null {
  if (kind === "number") {
    const value = Number(text);
    return Number.isFinite(value) ? value : null;
  }
  if (kind !== "word") return null;
  const { number } = vocabulary.formOf(text);
  return number === undefined ? null : Number(number);
}

/** Each unit's quantity and its size in a base unit (seconds, grams, metres …), so that "24 hours" equals "one day". */
const SIZES: ReadonlyMap<string, readonly [quantity: string, size: number]> = new Map([
  ["s", ["time", 1]],
  ["min", ["time", 60]],
  ["h", ["time", 3_600]],
  ["day", ["time", 86_400]],
  ["week", ["time", 604_800]],
  ["month", ["months", 1]],
  ["year", ["months", 12]],
  ["g", ["mass", 1]],
  ["kg", ["mass", 1_000]],
  ["mm", ["length", 1]],
  ["cm", ["length", 10]],
  ["m", ["length", 1_000]],
  ["km", ["length", 1_000_000]],
  ["ml", ["volume", 1]],
  ["l", ["volume", 1_000]],
]);

/** Whether two numbers with their units are one quantity; false where a unit is not known. */
export function areOneQuantity(
  a: number,
  unitA: string | undefined,
  b: number,
  unitB: string | undefined,
): boolean {
  const one = SIZES.get(unitA ?? "");
  const two = SIZES.get(unitB ?? "");
  if (one === undefined || two === undefined || one[0] !== two[0]) return false;
  return Math.abs(a * one[1] - b * two[1]) < 1e-9 * Math.abs(a * one[1]);
}
