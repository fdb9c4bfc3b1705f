/**
 * Upper bounds of a pair's probability by its evidence class. The calibration knows only the score, and high scores
 * have few judged pairs of mixed kinds; so each class is limited to what judged pairs of that class support.
 */
import { itemAt } from "../../narrow.ts";
import { evidenceClass } from "./evidence.ts";

/** Probabilities up to this are unchanged: with default settings nothing is served there. */
const FROM = 0.85;
/** The calibration's highest probability of a judged pair. */
const SUREST = 0.985;

/**
 * `ceilings`: by `evidenceClass`; null: none. Probabilities above `FROM` are compressed below the ceiling, in order.
 */
export function underCeiling(
  probability: number,
  ceilings: readonly number[] | null,
  features: Float64Array,
): number {
  if (ceilings === null || probability <= FROM) return probability;
  const most = Math.max(FROM, itemAt(ceilings, evidenceClass(features)));
  return FROM + Math.min(1, (probability - FROM) / (SUREST - FROM)) * (most - FROM);
}
