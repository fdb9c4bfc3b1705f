/** What the verifier was trained on. Made by tools/train.py, kept in models/, read by the built-in embedder's adapter. */

/** One regression tree in flat arrays. Node i goes left where the feature is <= threshold; a negative child -k-1 is leaf k. */
export interface Tree {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly leaf: readonly number[];
}

export interface PairModel {
  readonly version: string;
  /** What the trees' positions mean: names of `EVIDENCE` (evidence.ts). */
  readonly features: readonly string[];
  /** Summed into log odds: how alike two natural questions are. */
  readonly trees: readonly Tree[];
  readonly bias: number;
  /** Knots of the calibration, ascending log odds to probability; linear between, flat outside. */
  readonly calibration: readonly (readonly [logOdds: number, probability: number])[];
  /**
   * By `evidenceClass` (evidence.ts), the most that a pair may say: what judged pairs of its class bear out at their sure end,
   * at least (Wilson's lower bound, 95 %). So few that nobody knows say less than many. Absent: as calibrated.
   */
  readonly ceilings?: readonly number[];
  /** English stems of one meaning and of opposite meaning, "a|b" with a < b. From WordNet, with the teacher's consent. */
  readonly synonyms: ReadonlySet<string>;
  readonly antonyms: ReadonlySet<string>;
}
