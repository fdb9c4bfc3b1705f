/**
 * What a pair may say at most, by what its evidence is of. The calibration knows the score alone, and at its upper end few
 * judged pairs stand for many kinds; so each kind says no more than its own pairs bear out.
 */
import { itemAt } from "../../narrow.ts";
import { evidenceClass } from "./evidence.ts";

/** Below this, where nothing is served out of the box, the calibration stands as it is. */
const FROM = 0.85;
/** What the calibration says of the surest pairs that were judged. */
const SUREST = 0.985;

/** `ceilings`: by `evidenceClass`; null: none. What is above `FROM` is drawn together under them, its order kept. */
export function underCeiling(
  probability: number,
  ceilings: readonly number[] | null,
  features: Float64Array,
): number {
  if (ceilings === null || probability <= FROM) return probability;
  const most = Math.max(FROM, itemAt(ceilings, evidenceClass(features)));
  return FROM + Math.min(1, (probability - FROM) / (SUREST - FROM)) * (most - FROM);
}
