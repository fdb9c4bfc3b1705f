/**
 * Puts the learned threshold into the policy of one request. Where the error bound decides, semantic answers are served
 * from the certified threshold on, and none while no threshold is certified.
 */
import type { Policy } from "./known.ts";

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

/** `adapted`: the confidence certified for edited answers, which are measured by themselves; null: none is. */
export function withLearned(floors: Policy, learned: Learned, adapted: number | null): Policy {
  if (learned === null) return floors;
  if (learned.value === null) return { ...floors, uncertified: true };
  return {
    ...floors,
    similarityThreshold: learned.value,
    adapt: floors.adapt && adapted !== null,
    adaptationThreshold: Math.max(floors.adaptationThreshold, adapted ?? 1),
    thresholdFrom: learned.from === "group" ? "group" : "learned",
  };
}
