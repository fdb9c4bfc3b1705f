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

/**
 * Where words are left over, and neither question is a keyword query beside a sentence, the score is
 * slope * trees + cosine * min(most, wholeCosine) + bias. `wholeCosine` is of the built-in vectors, whichever embedder
 * finds the pair. Logistic regression on judged natural pairs that the trees had not seen; at the default threshold the
 * cosine takes away and never adds (tools/train.py).
 */
export interface Blend {
  readonly slope: number;
  readonly cosine: number;
  /** Above this the cosine says no more: it does not see which word differs. */
  readonly most: number;
  readonly bias: number;
  /**
   * With a greater difference in the share of small words (`grammarGap`) one question is a keyword query and the other a
   * sentence: there vectors say little, and the trees alone are read.
   */
  readonly terse: number;
}

/**
 * The score of pairs below the default threshold, and of doubted ones (vetoes.ts):
 * slope * max(trees, floor) + rest * min(trees - floor, 0) + cosine * wholeCosine - asks * askGap + bias, where `wholeCosine`
 * counts at most `reordered` if the roles differ, pressed below `limit` or `doubted`. What is served by default is decided by
 * trees and `Blend`; this orders what is served only where labels have borne it out. Logistic regression on judged natural pairs (tools/train.py).
 */
export interface Below {
  /** Of the trees' scores: what is lower than this says little more. */
  readonly floor: number;
  readonly slope: number;
  readonly rest: number;
  readonly cosine: number;
  /** Most of the cosine where words stand in other roles (`roleGap`), which it does not see. Absent: all of it. */
  readonly reordered?: number;
  /** Taken off where the questions ask otherwise. */
  readonly asks: number;
  readonly bias: number;
  /** The score that the shipped calibration reads as the default threshold, .85; log odds. */
  readonly limit: number;
  /** The score that it reads as .5, below which doubted pairs are kept; log odds. */
  readonly doubted: number;
}

export interface PairModel {
  readonly version: string;
  /** Names (of `EVIDENCE`, evidence.ts) of the features to which the trees refer by position. */
  readonly features: readonly string[];
  /** Their sum plus `bias` is the score: log odds that one answer serves both questions. */
  readonly trees: readonly Tree[];
  readonly bias: number;
  /** What the score is made of; absent: of the trees alone. */
  readonly blend?: Blend;
  /** Absent: pairs below the default threshold are scored as the others. */
  readonly below?: Below;
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
