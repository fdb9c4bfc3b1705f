/**
 * Would a reading still be adopted, were any one tenant's labels left out? One tenant whose every answer is the same makes
 * each reading look good that raises its scores; the others would be served by it, and pay for measuring anew.
 */
import { rulingOn } from "../core/verify/calibration/adoption.ts";
import type { CalibrationMap } from "../core/verify/calibration/calibration-map.ts";
import { olderOf } from "../core/verify/calibration/challenge.ts";
import type { Knots } from "../core/verify/calibration/knots.ts";
import type { Label } from "./labels.ts";
import type { Pieces } from "./slices.ts";
import { learnedLabels, readByBoth } from "./teaching-labels.ts";
import { loudTenants } from "./tenant-weights.ts";

/** Fewer labels of all others say nothing against it: a deployment of one large tenant could never learn. */
const OTHERS_MIN = 200;

export interface Adopting {
  readonly trained: Knots;
  readonly inForce: CalibrationMap;
  readonly reading: CalibrationMap;
  /** Percentage of callers served by meaning, 0 to 100. */
  readonly percentage: number;
  /** max_error_rate, 0 to 1. */
  readonly delta: number;
}

/** The tenant without whose labels it would not be adopted; null: there is none. `labels`: oldest first. */
export function* onlySupporter(labels: readonly Label[], adopting: Adopting): Pieces<string | null> {
  for (const [name, count] of loudTenants(labels)) {
    if (labels.length - count < OTHERS_MIN) continue;
    if (!(yield* isAdopted(without(labels, name), adopting))) return name;
  }
  return null;
}

function without(labels: readonly Label[], name: string): Label[] {
  return labels.filter(({ tenant }) => (tenant ?? "") !== name);
}

/** By labels that the fit has seen: what it gains on the others is told too kindly, and a loss surely. */
function* isAdopted(
  labels: readonly Label[],
  { trained, inForce, reading, percentage, delta }: Adopting,
): Pieces<boolean> {
  const learned = yield* learnedLabels(labels);
  const folds = yield* readByBoth(learned, trained, { inForce, instead: reading });
  const newest = folds.slice(olderOf(learned).length);
  return rulingOn({ folds, newest, percentage, delta }).adopt;
}
