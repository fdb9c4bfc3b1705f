/** The judge's error on near probes, by kind of change, and the kind on which it errs most. */
import { bernoulliLimits } from "../core/measure/limits.ts";
import type { RiskMeasuring } from "./measuring.ts";

export interface JudgedKind {
  readonly tried: number;
  /** Number of trials in which the judge called the copy the same. */
  readonly same: number;
  /** Upper limit of that share, 0 to 1. */
  readonly same_high: number;
}

const KIND_ALPHA = 0.01;

export function judgeKinds({ nearProbes }: Pick<RiskMeasuring, "nearProbes">): Record<string, JudgedKind> {
  return Object.fromEntries(Object.entries(nearProbes).map(([kind, at]) => [kind, limited(at)]));
}

/**
 * The kind with the highest upper limit of the error, among those with enough trials, answers to other questions
 * included; null where there is none. A mean over all kinds would hide a single kind that the judge never recognises.
 */
export function worstKind(
  measuring: Pick<RiskMeasuring, "nearProbes" | "noise">,
  triedMin: number,
): (JudgedKind & { readonly kind: string }) | null {
  const { known: tried, knownSame: same } = measuring.noise;
  const kinds = { ...judgeKinds(measuring), "other question": limited({ tried, same }) };
  return Object.entries(kinds)
    .filter(([, at]) => at.tried >= triedMin)
    .map(([kind, at]) => ({ kind, ...at }))
    .reduce<ReturnType<typeof worstKind>>(
      (worst, at) => (worst && worst.same_high >= at.same_high ? worst : at),
      null,
    );
}

function limited({ tried, same }: { readonly tried: number; readonly same: number }): JudgedKind {
  return { tried, same, same_high: bernoulliLimits(same, tried, KIND_ALPHA).high };
}
