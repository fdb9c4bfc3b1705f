/**
 * The probability with which a served answer is checked against upstream. Callers who are not served yet give labels
 * for free, so calls for checks are made where few labels exist, where a recent check found a wrong answer, and where
 * the answer's probability is near the threshold; ever fewer as labels come.
 */

export interface SamplingState {
  /** Number of labels behind the measurement, by checks or for free. */
  readonly labels: number;
  /** Wrong answers seem to have risen. */
  readonly suspicious: boolean;
  /** Why more is checked for a while: `wrong`: one of the last few checked was; `watched`: one of the last twenty. */
  readonly after: "wrong" | "watched" | null;
  /** `sample_percentage` / 100, the lowest probability of a check. 0: nothing is checked. */
  readonly floor: number;
}

/** Highest probability of a check: in general, and some time after a wrong answer. */
const MOST = { early: 1 / 10, watched: 1 / 8 };
/** Number of labels at which the probability would be one half without `MOST`; it is inversely proportional to them. */
const HALF_AT = 100;
/** Factor of the probability for an answer near the threshold. */
const DOUBTFUL = 2;
/** An answer is near the threshold within these log odds above it. */
const DOUBT_LOG_ODDS = 1;

/** The probability of a check, 0 to 1, fixed before the look-up. */
export function checkChance({ labels, suspicious, after, floor }: SamplingState): number {
  if (floor <= 0) return 0;
  if (suspicious || after === "wrong") return 1;
  const byEvidence = HALF_AT / (2 * Math.max(1, labels));
  return Math.max(floor, after === "watched" ? MOST.watched : Math.min(MOST.early, byEvidence));
}

/**
 * The probability for one found answer, at least `chance`: higher near the threshold. `probability`: of the found
 * answer. Any probability that is fixed before the verdict keeps the estimate unbiased.
 */
export function chanceInDoubt(chance: number, probability: number, threshold: number): number {
  const isDoubtful = logOdds(probability) < logOdds(threshold) + DOUBT_LOG_ODDS;
  return isDoubtful ? Math.min(1, DOUBTFUL * chance) : chance;
}

function logOdds(p: number): number {
  const q = Math.min(1 - 1e-9, Math.max(1e-9, p));
  return Math.log(q / (1 - q));
}
