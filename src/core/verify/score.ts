/** Computes a pair's score, log odds, from its features by the trained trees, and from the cosine of its vectors. */
import { EVIDENCE } from "./evidence.ts";
import type { Below, Blend, PairModel, Tree } from "./pair-model.ts";

/** Most leaves of a tree, which are bits of one integer. */
const LEAVES_MAX = 32;

/**
 * The trees as one table (QuickScorer: Lucchese et al., SIGIR 2015). A row is a node: it masks out the leaves of its
 * tree that a feature above the threshold cannot reach. Rows are sorted by feature and threshold, so that a loop over
 * them has predictable branches; half of the branches of a walk node by node are mispredicted.
 */
export class Score {
  readonly #bias: number;
  readonly #blend: Blend;
  readonly #below: Below | null;
  /** Rows of feature f are from `#starts[f]`; the last of them has an infinite threshold. */
  readonly #starts: Int32Array;
  readonly #thresholds: Float64Array;
  readonly #trees: Uint16Array;
  readonly #masks: Int32Array;
  /** Values of the leaves, from left to right, LEAVES_MAX places for each tree. */
  readonly #leaves: Float64Array;
  /** What the trees said of the pair scored last. */
  #last = 0;
  /** Scratch: for each tree the leaves not yet masked out, one bit each. */
  readonly #alive: Int32Array;

  /**
   * Binds the trees to the features of `EVIDENCE` by name, so that a new feature does not shift the others. Throws
   * where the model uses an unknown feature, or a tree has more than 32 leaves.
   */
  constructor({ trees, features, bias, blend = TREES_ALONE, below }: PairModel) {
    this.#bias = bias;
    this.#blend = blend;
    this.#below = below ?? null;
    this.#alive = new Int32Array(trees.length);
    this.#leaves = new Float64Array(trees.length * LEAVES_MAX);
    const positions = features.map(positionOf);
    const rows = trees.flatMap((tree, t) => rowsOf(tree, t, positions, this.#leaves));
    for (let figure = 0; figure < EVIDENCE.length; figure++) {
      rows.push({ figure, threshold: Number.POSITIVE_INFINITY, tree: 0, mask: -1 });
    }
    rows.sort((a, b) => a.figure - b.figure || a.threshold - b.threshold);
    this.#starts = startsOf(rows);
    this.#thresholds = Float64Array.from(rows, (row) => row.threshold);
    this.#trees = Uint16Array.from(rows, (row) => row.tree);
    this.#masks = Int32Array.from(rows, (row) => row.mask);
  }

  /** The score of a pair. `features`: in the order of `EVIDENCE`, all finite. */
  logOddsOf(features: Float64Array): number {
    const taught = this.#taughtOf(features);
    this.#last = taught;
    const whole = this.#mixed(taught, features);
    const below = this.#below;
    return below === null || whole >= below.limit
      ? whole
      : pressed(belowOf(taught, features, below), below.limit);
  }

  /** The score of the pair scored last where a doubt stands against it (vetoes.ts). */
  doubtedOf(features: Float64Array): number {
    const below = this.#below;
    return below === null ? DOUBTED_MAX : pressed(belowOf(this.#last, features, below), below.doubted);
  }

  /** The score of a pair of which the cosine of all words alone is looked at: as of one that the trees think little of. */
  farOf(cosine: number): number {
    const below = this.#below;
    return below === null ? FAR_UNTOLD : below.slope * below.floor + below.cosine * cosine + below.bias;
  }

  #mixed(taught: number, features: Float64Array): number {
    const { slope, cosine, most, bias, terse } = this.#blend;
    if (features[LEFT_OVER] === 0 || features[GRAMMAR_GAP]! > terse) return taught;
    return slope * taught + cosine * Math.min(most, features[WHOLE_COSINE]!) + bias;
  }

  #taughtOf(features: Float64Array): number {
    // Local names, since reading private fields in the loop takes half as long again.
    const alive = this.#alive;
    const starts = this.#starts;
    const thresholds = this.#thresholds;
    const trees = this.#trees;
    const masks = this.#masks;
    const leaves = this.#leaves;
    alive.fill(-1);
    for (let figure = 0; figure < starts.length; figure++) {
      const value = features[figure]!;
      for (let row = starts[figure]!; value > thresholds[row]!; row++) {
        const tree = trees[row]!;
        alive[tree] = alive[tree]! & masks[row]!;
      }
    }
    let out = this.#bias;
    for (let tree = 0; tree < alive.length; tree++) {
      const left = alive[tree]!;
      out += leaves[tree * LEAVES_MAX + 31 - Math.clz32(left & -left)]!;
    }
    return out;
  }
}
const TREES_ALONE: Blend = { slope: 1, cosine: 0, most: 1, bias: 0, terse: 1 };
/** The most that a doubted pair has under a model that says nothing of them. */
const DOUBTED_MAX = 0;
/** The score of a far pair under such a model. */
const FAR_UNTOLD = -5;
const WHOLE_COSINE = EVIDENCE.indexOf("wholeCosine");
const LEFT_OVER = EVIDENCE.indexOf("leftMassMax");
const GRAMMAR_GAP = EVIDENCE.indexOf("grammarGap");
const ASK_GAP = EVIDENCE.indexOf("askGap");
const ROLE_GAP = EVIDENCE.indexOf("roleGap");

/** tools/train.py has the same rule. */
function belowOf(taught: number, features: Float64Array, below: Below): number {
  const { floor, slope, rest, cosine, reordered = 1, asks, bias } = below;
  const trees = slope * Math.max(taught, floor) + rest * Math.min(taught - floor, 0);
  const whole = features[WHOLE_COSINE]!;
  const seen = features[ROLE_GAP] === 1 ? Math.min(reordered, whole) : whole;
  return trees + cosine * seen - asks * features[ASK_GAP]! + bias;
}

/** The score, in its order but never up to `limit`. */
function pressed(score: number, limit: number): number {
  const knee = limit - NARROW;
  return score <= knee ? score : knee + (NARROW - EDGE) * (1 - Math.exp(knee - score));
}
/** Width, in log odds, of the band below the limit into which higher scores are pressed. */
const NARROW = 0.2;
/** What no score below the limit may reach. */
const EDGE = 0.01;

interface Row {
  readonly figure: number;
  readonly threshold: number;
  readonly tree: number;
  readonly mask: number;
}

/** Index of each feature's first row. Each feature has at least the row with the infinite threshold. */
function startsOf(rows: readonly Row[]): Int32Array {
  const out = new Int32Array(EVIDENCE.length);
  for (let at = rows.length - 1; at >= 0; at--) out[rows[at]!.figure] = at;
  return out;
}

function positionOf(name: string): number {
  const known: readonly string[] = EVIDENCE;
  const at = known.indexOf(name);
  if (at < 0)
    throw new Error(`the pair model was taught on "${name}", which this build has not: teach it again`);
  return at;
}

/** A row for each node of tree number `t`; writes its leaves to `leaves`. A feature above the threshold goes right. */
function rowsOf(tree: Tree, t: number, positions: readonly number[], leaves: Float64Array): Row[] {
  if (tree.leaf.length > LEAVES_MAX)
    throw new Error(`a tree of the pair model has more than ${LEAVES_MAX} leaves`);
  const rows: Row[] = [];
  let seen = 0;
  const walk = (node: number): void => {
    if (node < 0) {
      leaves[t * LEAVES_MAX + seen++] = tree.leaf[-node - 1]!;
      return;
    }
    const first = seen;
    walk(tree.left[node]!);
    let struck = 0;
    for (let leaf = first; leaf < seen; leaf++) struck |= 1 << leaf;
    rows.push({
      figure: positions[tree.feature[node]!]!,
      threshold: tree.threshold[node]!,
      tree: t,
      mask: ~struck,
    });
    walk(tree.right[node]!);
  };
  walk(tree.feature.length === 0 ? -1 : 0);
  return rows;
}
