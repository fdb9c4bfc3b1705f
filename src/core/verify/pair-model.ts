/** The verifier's trained model. Made by tools/train.py, stored in models/, read by the built-in embedder's adapter. */

/**
 * One regression tree in flat arrays. Node i goes left where the feature is <= threshold; a negative child -k-1 is leaf
 * k.
 */
export interface Tree {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly leaf: readonly number[];
}

export interface PairModel {
  readonly version: string;
  /** Names (of `EVIDENCE`, evidence.ts) of the features to which the trees refer by position. */
  readonly features: readonly string[];
  /** Their sum plus `bias` is the score: log odds that one answer serves both questions. */
  readonly trees: readonly Tree[];
  readonly bias: number;
  /** Knots of the calibration, ascending log odds to probability; linear between, flat outside. */
  readonly calibration: readonly (readonly [logOdds: number, probability: number])[];
  /**
   * The highest probability of a pair by its `evidenceClass` (evidence.ts): the lower Wilson bound, 95 %, of the share
   * of right pairs among the surest judged ones of the class; lower where few were judged. Absent: no limit.
   */
  readonly ceilings?: readonly number[];
  /** English stems of equal and of opposite meaning, "a|b" with a < b. From WordNet, where the teacher model agrees. */
  readonly synonyms: ReadonlySet<string>;
  readonly antonyms: ReadonlySet<string>;
}
