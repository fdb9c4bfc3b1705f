/**
 * What was measured on this deployment, taken into the policy of one request. Where the bound decides, an answer found
 * by meaning is served from the certified threshold on, and none while no threshold is certified.
 */
import type { Policy } from "./decide.ts";

/** Null: the bound does not decide (by hand, or the demo model), and the floor is served from. */
export type Learned =
  | { readonly value: number; readonly from: "pooled" | "group" }
  | { readonly value: null }
  | null;

export function withLearned(floors: Policy, learned: Learned): Policy {
  if (learned === null) return floors;
  if (learned.value === null) return { ...floors, uncertified: true };
  return {
    ...floors,
    similarityThreshold: learned.value,
    adaptationThreshold: adaptationAt(learned.value, floors),
    thresholdFrom: learned.from === "group" ? "group" : "learned",
  };
}

/** An edited answer's confidence on the scale of the others, so that one threshold governs both. 0 to 1. */
export function scoreOfAdapted(confidence: number, floors: Floors): number {
  return clamp(1 - (1 - confidence) * ratio(floors));
}

type Floors = Pick<Policy, "similarityThreshold" | "adaptationThreshold">;

/** The confidence whose `scoreOfAdapted` is the threshold. */
function adaptationAt(threshold: number, floors: Floors): number {
  const of = ratio(floors);
  return of === 0 ? floors.adaptationThreshold : clamp(1 - (1 - threshold) / of);
}

/** Doubt in what may be served as it is, over doubt in what may be edited. A floor of 1 leaves no doubt: 0. */
function ratio({ similarityThreshold, adaptationThreshold }: Floors): number {
  return (1 - similarityThreshold) / Math.max(1e-9, 1 - adaptationThreshold);
}

function clamp(value: number): number {
  return Math.max(0, Math.min(1, value));
}
