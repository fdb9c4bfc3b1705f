/** How well what is said of found answers is calibrated, in the course of a stream. */
import type { Found, Known, Policy } from "../../src/core/known.ts";
import { nearlyFound } from "../../src/core/nearly-found.ts";
import { calibrate } from "../../src/core/verify/calibration/calibration-map.ts";
import type { Knots } from "../../src/core/verify/calibration/knots.ts";
import { type FoundPair, foundPair } from "../../src/label/found-pair.ts";
import { calibrationError, logLoss } from "../quality/metrics.ts";

/** One request that no exact hit answered, for which a pair was found, served or not. */
export interface Said {
  /** Labels that there were before it. */
  readonly labels: number;
  /** Probability as the shipped calibration has it, as the reading in force has it, and as it is told. */
  readonly shipped: number;
  readonly read: number;
  readonly told: number;
  readonly same: boolean;
}

export type Saying = "shipped" | "read" | "told";

export interface SaidCounted {
  /** Pairs after so many labels are counted. */
  readonly after: number;
  readonly pairs: number;
  readonly error: Readonly<Record<Saying, number>>;
  readonly loss: Readonly<Record<Saying, number>>;
}

const AFTER = [0, 300, 1_000, 3_000];
const PAIRS_MIN = 100;

/** Of all that was said once there were so many labels; nothing where that is too little. */
export function saidCounted(said: readonly Said[]): SaidCounted[] {
  return AFTER.flatMap((after) => {
    const some = said.filter(({ labels }) => labels >= after);
    if (some.length < PAIRS_MIN) return [];
    const of = (saying: Saying) => some.map((pair) => ({ same: pair.same, probability: pair[saying] }));
    const by = (figure: (pairs: ReturnType<typeof of>) => number) => ({
      shipped: figure(of("shipped")),
      read: figure(of("read")),
      told: figure(of("told")),
    });
    return [{ after, pairs: some.length, error: by(calibrationError), loss: by(logLoss) }];
  });
}

/** The pair behind what was found, or nearly found; null where there is none. */
export function pairOf(found: Found | null, known: Known, policy: Policy, nowMs: number): FoundPair | null {
  if (found?.tier === "exact") return null;
  const near = found ?? nearlyFound(known, policy, nowMs);
  const pair = near && foundPair(known, policy, near);
  return pair?.tier === "semantic" && pair.score !== null ? pair : null;
}

/** What is said of a pair, before it is known whether it is right. */
export function sayingBy(knots: Knots): (pair: FoundPair) => Pick<Said, Saying> {
  const shipped = calibrate(knots, { knots, refit: null });
  return ({ candidate, score, probability }) => ({
    ...{ shipped: shipped(candidate.verdict.score, null), read: score ?? probability, told: probability },
  });
}
