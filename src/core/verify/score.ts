/** Figures to log odds by the taught trees, log odds to a probability by the calibration's knots. */
import { EVIDENCE } from "./evidence.ts";
import type { PairModel, Tree } from "./pair-model.ts";

/**
 * The model with its trees bound to this build's figures by name, so that a figure added here does not shift the others.
 * Throws where the model was taught on a figure that this build does not have.
 */
export function bound(model: PairModel): PairModel {
  const positions = model.features.map((name) => {
    const at = (EVIDENCE as readonly string[]).indexOf(name);
    if (at < 0)
      throw new Error(`the pair model was taught on "${name}", which this build has not: teach it again`);
    return at;
  });
  const trees = model.trees.map((tree) => ({ ...tree, feature: tree.feature.map((i) => positions[i]!) }));
  return { ...model, features: EVIDENCE, trees };
}

export function logOddsOf(model: PairModel, figures: Float64Array): number {
  let out = model.bias;
  for (const tree of model.trees) out += leafOf(tree, figures);
  return out;
}

function leafOf(tree: Tree, figures: Float64Array): number {
  let node = tree.feature.length === 0 ? -1 : 0;
  while (node >= 0) {
    node = figures[tree.feature[node]!]! <= tree.threshold[node]! ? tree.left[node]! : tree.right[node]!;
  }
  return tree.leaf[-node - 1]!;
}

export function probabilityOf(model: PairModel, logOdds: number): number {
  const knots = model.calibration;
  const at = knots.findIndex(([x]) => x >= logOdds);
  if (at === 0) return knots[0]![1];
  if (at < 0) return knots.at(-1)![1];
  const [x0, p0] = knots[at - 1]!;
  const [x1, p1] = knots[at]!;
  return x1 === x0 ? p1 : p0 + ((p1 - p0) * (logOdds - x0)) / (x1 - x0);
}
