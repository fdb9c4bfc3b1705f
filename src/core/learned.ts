/**
 * Puts the learned threshold into the policy of one request. Where the error bound decides, semantic answers are served
 * from the certified threshold on, and none while no threshold is certified.
 */
import type { Policy } from "./known.ts";
import { toldBy } from "./told.ts";
import type { Recalibration } from "./verify/calibration/recalibration.ts";

/**
 * The learned threshold; null: measured error does not decide (set by hand, or the demo model), and the configured
 * one holds.
 */
export type Learned =
  | { readonly value: number; readonly from: "pooled" | "group" }
  | { readonly value: null }
  | null;

/** Threshold of `similarity_threshold: auto` before anything is measured, and where the percentage is set by hand. */
export const UNMEASURED_THRESHOLD = 0.85;

/**
 * `adapted`: the confidence certified for edited answers, which are measured by themselves; null: none is. `recalibration`:
 * what labels make of probabilities; absent or null: they stand as they are.
 */
export function withLearned(
  floors: Policy,
  learned: Learned,
  adapted: number | null,
  recalibration: Recalibration | null = null,
): Policy {
  const policy = recalibration === null ? floors : recalibratedBy(recalibration, floors, learned);
  if (learned === null) return policy;
  if (learned.value === null) return { ...policy, uncertified: true };
  return {
    ...policy,
    similarityThreshold: toldBy(policy, learned.value),
    adapt: floors.adapt && adapted !== null,
    adaptationThreshold: Math.max(floors.adaptationThreshold, adapted ?? 1),
    thresholdFrom: learned.from === "group" ? "group" : "learned",
  };
}

/** A second look has a scale of its own, and is not recalibrated. */
function recalibratedBy(recalibration: Recalibration, floors: Policy, learned: Learned): Policy {
  if (floors.secondLook !== null) return floors;
  const measuredThreshold = learned?.value ?? floors.similarityThreshold;
  const raises = learned !== null;
  const policy = { ...floors, recalibration: { ...recalibration, raises, measuredThreshold } };
  return raises ? { ...policy, similarityThreshold: toldBy(policy, measuredThreshold) } : policy;
}
