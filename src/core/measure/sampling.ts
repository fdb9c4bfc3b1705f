/** With what chance a served answer is checked against upstream all the same. */

export interface SamplingState {
  /** Checked answers since the percentage last moved. */
  readonly labelsSinceStep: number;
  readonly suspicious: boolean;
  /** sample_percentage / 100: what it falls to. 0: nothing is ever checked. */
  readonly floor: number;
}

/** Answers that are all checked after a step, before the checks thin out. */
const ALL_CHECKED = 100;

/** 0 to 1: all after a step, then ever fewer down to the floor; all again on suspicion. */
export function checkChance({ labelsSinceStep, suspicious, floor }: SamplingState): number {
  if (floor <= 0) return 0;
  if (suspicious) return 1;
  const extra = Math.max(0, labelsSinceStep - ALL_CHECKED);
  return Math.max(floor, Math.min(1, ALL_CHECKED / (ALL_CHECKED + extra * extra * 0.01)));
}
