/** What fits by Newton's method share: the loss of a label, and a step that does not overshoot. */

const HALVINGS_MAX = 20;

/**
 * The largest of 1, 1/2, 1/4, … of a step that `isBetter` accepts; 0: none. Where many labels contradict what is said of
 * them, the loss is nearly straight there and a whole step leads far beyond the minimum.
 */
export function shareOfStep(isBetter: (share: number) => boolean): number {
  let share = 1;
  for (let halving = 0; halving < HALVINGS_MAX; halving++, share /= 2) if (isBetter(share)) return share;
  return 0;
}

/** Minus the log of the probability of a label, by log odds. */
export function logLoss(logOdds: number, same: boolean): number {
  const x = same ? -logOdds : logOdds;
  return x > 30 ? x : Math.log1p(Math.exp(x));
}
