/** With what chance a served answer is checked against upstream all the same. */

export interface SamplingState {
  /** Number of served answers checked since the percentage or the score last changed. */
  readonly labelsSinceStep: number;
  readonly suspicious: boolean;
  /** Lowest chance of a check: sample_percentage / 100. 0: nothing is ever checked. */
  readonly floor: number;
}

/**
 * Answers that are all checked after a step, before the checks thin out. What a measurement gains grows with the number
 * of checks, however they are spread: with so many an error of a third of what is allowed is shown to be below it.
 */
const ALL_CHECKED = 200;

/** Chance of a check, 0 to 1: 1 after a step or on suspicion, then falling to `floor`. */
export function checkChance({ labelsSinceStep, suspicious, floor }: SamplingState): number {
  if (floor <= 0) return 0;
  if (suspicious) return 1;
  return Math.max(floor, Math.min(1, (ALL_CHECKED / Math.max(1, labelsSinceStep)) ** 2));
}
