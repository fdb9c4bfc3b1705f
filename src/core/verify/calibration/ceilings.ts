/**
 * Upper bounds of a pair's probability by its evidence class. The calibration knows only the score, and high scores
 * have few judged pairs of mixed kinds; so each class is limited to what judged pairs of that class support.
 */
import { itemAt } from "../../../narrow.ts";
import { evidenceClass } from "../evidence.ts";

/** Probabilities up to this are unchanged: with default settings nothing is served there. */
const FROM = 0.85;
/** The calibration's highest probability of a judged pair. */
const SUREST = 0.985;

/** Class of a pair of equal words in another form of them, whose ceiling stands in where no judged pair is like it. */
const OTHER_FORM = 1;

/**
 * `ceilings`: by `evidenceClass`; null: none. `isCapitalled`: capitals differ within. Probabilities above `FROM` are
 * compressed below the ceiling, in order.
 */
export function underCeiling(
  probability: number,
  ceilings: readonly number[] | null,
  features: Float64Array,
  isCapitalled = false,
): number {
  if (ceilings === null || probability <= FROM) return probability;
  // Of the judged pairs that are one but for form none differs in capitals: nothing bears their ceiling out for such.
  const kind = Math.max(evidenceClass(features), isCapitalled ? OTHER_FORM : 0);
  const most = Math.max(FROM, itemAt(ceilings, kind));
  return FROM + Math.min(1, (probability - FROM) / (SUREST - FROM)) * (most - FROM);
}
