/**
 * Decides when a calibration learned from labels replaces the one in force. After a replacement scores have another
 * meaning, and the error bound is measured from zero again. A replacement is therefore tried seldom. It needs a gain
 * that is beyond chance and that the newest labels do not contradict; while answers are served, also many more hits.
 */

/** A label that the fit under trial had not seen. */
export interface Unseen {
  /** Probability by the calibration in force, and by the one under trial. */
  readonly before: number;
  readonly after: number;
  readonly same: boolean;
  /** Number of pairs of the traffic that the label stands for, above 0. */
  readonly weight: number;
  /** Labels of one group are not independent of each other. */
  readonly group: string;
}

export interface Gain {
  /** Weighted mean log loss. */
  readonly before: number;
  readonly after: number;
  /** Fall of the log loss: positive is better. */
  readonly gain: number;
  /** Standard error of the gain, over groups. */
  readonly error: number;
  readonly count: number;
}

export interface Trial {
  /** All labels, each with the prediction of a cross-validation fit that had not seen its part. */
  readonly folds: readonly Unseen[];
  /** The newest quarter of the labels, with predictions of a fit on the older ones. */
  readonly newest: readonly Unseen[];
  /** Percentage of callers served by meaning, 0 to 100. */
  readonly percentage: number;
  /** max_error_rate, 0 to 1. */
  readonly delta: number;
}

export interface Ruling {
  readonly adopt: boolean;
  /** Reason for people, with its numbers. */
  readonly why: string;
}

/** Labels needed for the first try, and between two tries while nothing is served by meaning. */
export const LABELS_MIN = 300;
/** Labels needed after an adoption before the adopted calibration is checked against its predecessor. */
const WATCH_MIN = 200;
const WATCH_STEP_MAX = 3_200;
/** A gain is beyond chance above so many standard errors: one-sided 95 %. */
const GAIN_ERRORS = 1.64;
/** Share of the log loss below which even a sure gain is not worth measuring the error from zero again. */
const GAIN_SHARE_MIN = 0.01;
/**
 * While answers are served, the share of hits must rise by this share of itself: the labels of what is served are few,
 * tell more than comes true, and measuring anew costs a thousand requests.
 */
const HITS_RISE = 1;

/**
 * Is there reason to try again? Yes at twice the labels of the last try, `triedAt` (0: none); with `isIdle`, where
 * nothing is served by meaning, also after each 300 further labels.
 */
export function isTryDue(labels: number, triedAt: number, isIdle: boolean): boolean {
  if (labels < LABELS_MIN) return false;
  return triedAt === 0 || labels >= 2 * triedAt || (isIdle && labels >= triedAt + LABELS_MIN);
}

/**
 * Should the adopted calibration be checked? `since`: labels since its adoption; `lookedAt`: at the last check, or 0.
 */
export function isLookDue(since: number, lookedAt: number): boolean {
  return since >= Math.max(WATCH_MIN, lookedAt + Math.min(lookedAt, WATCH_STEP_MAX));
}

export function rulingOn({ folds, newest, percentage, delta }: Trial): Ruling {
  const gain = gainOf(folds);
  const late = gainOf(newest);
  const told = `log loss of unseen labels ${toldGain(gain)}`;
  if (!isBeyondChance(gain)) return { adopt: false, why: `${told}: no gain beyond chance` };
  if (gain.gain < GAIN_SHARE_MIN * gain.before)
    return { adopt: false, why: `${told}: less than ${percent(GAIN_SHARE_MIN)} is not worth measuring anew` };
  if (!(late.gain >= 0)) return { adopt: false, why: `${told}, but of the newest ${toldGain(late)}` };
  if (percentage <= 0) return { adopt: true, why: told };
  const before = servableShare(
    folds.map((label) => ({ ...label, probability: label.before })),
    delta,
  );
  const after = servableShare(
    folds.map((label) => ({ ...label, probability: label.after })),
    delta,
  );
  const hits = `hits at an error of ${percent(delta)} from ${percent(before)} to ${percent(after)} of labelled pairs`;
  return after > 0 && after >= (1 + HITS_RISE) * before
    ? { adopt: true, why: `${told}, ${hits}` }
    : { adopt: false, why: `${told}, but ${hits}: not worth measuring anew while answers are served` };
}

export function isBeyondChance({ gain, error }: Gain): boolean {
  return gain > GAIN_ERRORS * error;
}

export function gainOf(unseen: readonly Unseen[]): Gain {
  let before = 0;
  let after = 0;
  let total = 0;
  for (const { before: b, after: a, same, weight } of unseen) {
    before += weight * lossOf(b, same);
    after += weight * lossOf(a, same);
    total += weight;
  }
  if (total === 0) return { before: 0, after: 0, gain: 0, error: 0, count: 0 };
  const gain = (before - after) / total;
  const groups = new Map<string, number>();
  for (const { before: b, after: a, same, weight, group } of unseen)
    groups.set(group, (groups.get(group) ?? 0) + weight * (lossOf(b, same) - lossOf(a, same) - gain));
  let square = 0;
  for (const sum of groups.values()) square += sum * sum;
  // The spread over groups cannot be estimated from a single one.
  const spread =
    groups.size > 1 ? Math.sqrt((square * groups.size) / (groups.size - 1)) : Number.POSITIVE_INFINITY;
  return {
    ...{ before: before / total, after: after / total, gain },
    ...{ error: spread / total, count: unseen.length },
  };
}

export interface Scored {
  readonly probability: number;
  readonly same: boolean;
  readonly weight: number;
}

/**
 * The largest share of pairs, 0 to 1, above a threshold where the wrong ones above it are at most `delta` of all pairs.
 */
export function servableShare(scored: readonly Scored[], delta: number): number {
  const ranked = [...scored].sort((a, b) => b.probability - a.probability);
  const total = ranked.reduce((sum, { weight }) => sum + weight, 0);
  let above = 0;
  let wrong = 0;
  let best = 0;
  for (const [i, { probability, same, weight }] of ranked.entries()) {
    above += weight;
    if (!same) wrong += weight;
    // A threshold cannot lie between pairs of equal probability.
    if (ranked[i + 1]?.probability === probability) continue;
    if (wrong <= delta * total) best = above;
  }
  return total === 0 ? 0 : best / total;
}

export function toldGain({ before, after, count }: Gain): string {
  const way = after < before ? "falls" : "rises";
  return `${way} from ${before.toFixed(4)} to ${after.toFixed(4)} on ${count} labels`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function lossOf(probability: number, same: boolean): number {
  const p = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return -Math.log(same ? p : 1 - p);
}
