/** Numbers and units as they are meant: a number word is its digits, and 24 hours are a day. */

import type { Token } from "../../verify/read/tokens.ts";
import type { Vocabulary } from "../../verify/read/vocabulary.ts";

/**
 * The number that a token says, phrases of several tokens joined before (`verify/read/number-phrases.ts`); null for none. A time
 * of day is a number of hours, as a full hour is.
 */
export function numberSaid({ kind, text }: Token, vocabulary: Vocabulary): number | null {
  const [, hour, minute] = (kind === "date" && /^(\d{1,2}):(\d{2})$/.exec(text)) || [];
  if (hour !== undefined) return Number(hour) + Number(minute) / 60;
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
