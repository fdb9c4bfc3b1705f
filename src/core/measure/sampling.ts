/**
 * The probability with which a served answer is checked against upstream: as high as pays (check-allowance.ts), lower once
 * more was checked than a certificate needs, and 1 for the next few after a check found a wrong answer.
 *
 * It is the same for all served answers: the limit of the error allows for the least of the chances, so that to check
 * some answers more often than others would bring little.
 */

export interface SamplingState {
  /** Number of requests behind the measurement. */
  readonly requests: number;
  /** max_error_rate, 0 to 1. */
  readonly delta: number;
  /** Shares of the served answers that may be checked for what it costs, 0 to 1; see `CheckAllowance`. */
  readonly allowed: { readonly share: number; readonly shareOnSuspicion: number };
  /** Wrong answers seem to have risen. */
  readonly suspicious: boolean;
  /** Why more is checked for a while: `wrong`: one of the last few checked was; `watched`: one of the last twenty. */
  readonly after: "wrong" | "watched" | null;
  /** `sample_percentage` / 100, the lowest probability of a check. 0: nothing is checked. */
  readonly floor: number;
}

/** Highest probability of a check while nothing is suspected: more shows hardly more, and pays less. */
const MOST = 1 / 4;
/** Lowest probability of a check some time after a wrong answer. */
const WATCHED = 1 / 8;
/**
 * Wrong answers that are allowed among so many checked requests, from which on fewer are checked. By the betting in
 * risk-meter.ts about 17 suffice to certify an error of half of what is allowed.
 */
const ENOUGH = 40;

/** The probability of a check, 0 to 1, fixed before the look-up. */
export function checkChance(state: SamplingState): number {
  const { requests, delta, allowed, suspicious, after, floor } = state;
  if (floor <= 0) return 0;
  if (after === "wrong") return 1;
  if (suspicious) return Math.max(floor, allowed.shareOnSuspicion);
  const byEvidence = ENOUGH / Math.max(1, delta * requests);
  const calm = Math.min(MOST, allowed.share, byEvidence);
  return Math.max(floor, calm, after === "watched" ? WATCHED : 0);
}
