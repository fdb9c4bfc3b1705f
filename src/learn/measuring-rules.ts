/** What the owner allows the measurement to certify, and what a ledger needs of it. */

export interface MeasuringRules {
  /** max_error_rate, 0 to 1. */
  readonly delta: number;
  readonly confidence: number;
  /** Lowest threshold: similarity_threshold; 0: auto, the bound alone decides (from a probability of 0.5 up). */
  readonly floor: number;
  /** sample_percentage / 100. */
  readonly sampleShare: number;
  /** Name of the judge; the measured errors of another one do not apply. */
  readonly judge: string;
}

/** Length of a measuring window, requests; older ones are forgotten after as many again. */
const WINDOW_REQUESTS = 20_000;

/** The rules of a ledger: a change of these begins the measurement anew. */
export function ledgerRules({ delta, confidence, floor }: MeasuringRules) {
  return { delta, confidence, floor, windowRequests: WINDOW_REQUESTS };
}
