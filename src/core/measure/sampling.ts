/**
 * With what chance a served answer is checked against upstream all the same. Labels that cost nothing come first: whoever
 * is not served yet gives one with each question that something was found for. A call of our own is made where little is
 * known, where something was found wrong lately, and where the answer at hand is in doubt; ever fewer as evidence grows.
 */

export interface SamplingState {
  /** Judged answers that the measurement rests on, whoever paid for them. */
  readonly labels: number;
  /** Wrong answers seem to have risen. */
  readonly suspicious: boolean;
  /** One of the last checks found a wrong answer. */
  readonly watched: boolean;
  /** sample_percentage / 100: what it falls to. 0: nothing is ever checked. */
  readonly floor: number;
}

/** While little is known, and while something was wrong lately: so many of the answers that are served. */
const MOST = { early: 1 / 10, watched: 1 / 8 };
/** With so many labels the chance is one half, were it not for the most; it falls as they grow. */
const HALF_AT = 100;
/** An answer in doubt is checked so many times as often. */
const DOUBTFUL = 2;
/** In doubt: the lowest part of what is served, in log odds above the threshold. */
const DOUBT_LOG_ODDS = 1;

/** 0 to 1, settled before anything is found. */
export function checkChance({ labels, suspicious, watched, floor }: SamplingState): number {
  if (floor <= 0) return 0;
  if (suspicious) return 1;
  const byEvidence = HALF_AT / (2 * Math.max(1, labels));
  return Math.max(floor, watched ? MOST.watched : Math.min(MOST.early, byEvidence));
}

/**
 * The same of one answer, never less. `probability`: of what was found; `threshold`: from which it is served.
 * A chance that is known before the verdict only makes the estimate surer.
 */
export function chanceInDoubt(chance: number, probability: number, threshold: number): number {
  const isDoubtful = logOdds(probability) < logOdds(threshold) + DOUBT_LOG_ODDS;
  return isDoubtful ? Math.min(1, DOUBTFUL * chance) : chance;
}

function logOdds(p: number): number {
  const q = Math.min(1 - 1e-9, Math.max(1e-9, p));
  return Math.log(q / (1 - q));
}
