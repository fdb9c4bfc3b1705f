/**
 * Turns what labels taught into a probability that is never certain and yet keeps the order of pairs. Cut off at its highest,
 * half of a deployment's pairs may say one and the same: no threshold parts them then, and one wrong answer among them
 * speaks against all.
 */
export interface Bounds {
  /** Above 0: what is lower says this. */
  readonly min: number;
  /** Below 1: what ever surer pairs come near to. */
  readonly max: number;
}

/** Log odds are as they are up to where one is wrong so many times as often as at the most. */
const BEND = 10;

/** The probability of log odds, from `min` to `max`, rising with them above `min`. */
export function probabilityWithin({ min, max }: Bounds, logOdds: number): number {
  const bend = logit(1 - BEND * (1 - max));
  if (logOdds <= bend) return Math.max(min, logistic(logOdds));
  const room = logit(max) - bend;
  const beyond = (logOdds - bend) / room;
  return logistic(bend + room * (1 - 1 / (1 + beyond)));
}

function logistic(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}
