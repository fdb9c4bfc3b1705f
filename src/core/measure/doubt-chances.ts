/**
 * With which chance a model is asked for a pair that words leave in doubt. Each pair counts by the inverse of its chance,
 * so that none need count as different for want of a call; and the least chance limits the stake on all that is served
 * at a threshold. So it is one chance from a score on, and a lower one below, where little can be served yet: strict
 * thresholds are then measured by the first, lax ones by the second.
 *
 * A prediction of the verdict, subtracted from what is counted (Angelopoulos, Bates, Fannjiang, Jordan, Zrnic,
 * "Prediction-powered inference", Science 382 (2023)), would hardly help: where an error p is small a value has the
 * variance p / q - p² by the inverse chance q alone and p (1 - p) / q by the best prediction, and the stake stays limited
 * by 1 / q.
 */

export interface Doubting {
  /** Of a pair that scores `from` or more, above 0 to 1. */
  readonly chance: number;
  readonly from: number;
  /** Of a lower one. Null: no model is asked for it, and it counts as different. */
  readonly below: number | null;
}

export interface DoubtState {
  /** Calls that are meant for a request, and share of the requests that may take one. */
  readonly calls: number;
  readonly share: number;
  /** Share of requests with a pair in doubt. */
  readonly doubtful: number;
  /** Scores of the last such pairs, rising. */
  readonly rising: readonly number[];
  /** Chance of a check were the answer served: what limits the stake already. */
  readonly checked: number;
}

/** The highest pairs: so many in a request as this times the share, and the part of the calls that is for them. */
const HIGHEST = { rivals: 1.5, part: 0.75 };
/**
 * The least chance of a lower pair, so that none stands for more than fifty, and the part of the share that it may take. Where
 * it would take more, all calls are for the highest. That must not hang on the calls that are left: what is served now
 * and then would be full of pairs that count as different.
 */
const LOWER = { chance: 0.02, part: 0.25 };

export function doubtChances({ calls, share, doubtful, rising, checked }: DoubtState): Doubting {
  const high = Math.min(doubtful, HIGHEST.rivals * share);
  const from = high < doubtful ? (rising[Math.floor(rising.length * (1 - high / doubtful))] ?? 0) : 0;
  const even = calls / doubtful;
  // A chance above that of a check tells no more of what is served, unless all can have it.
  const chance = Math.min(1, Math.max(even, Math.min((HIGHEST.part * calls) / high, checked)));
  const lower = doubtful - high;
  const left = (calls - chance * high) / Math.max(lower, Number.EPSILON);
  if (left < LOWER.chance && LOWER.chance * lower > LOWER.part * share)
    return { from, chance: Math.min(1, calls / high), below: null };
  return { from, chance, below: Math.min(chance, Math.max(LOWER.chance, left)) };
}
