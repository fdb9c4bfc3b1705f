/**
 * How well a calibration keeps its word: of the pairs that it gave a probability of about p, what share was right? A
 * reliability diagram, as in Niculescu-Mizil and Caruana, "Predicting good probabilities with supervised learning",
 * ICML 2005: bins of equal width over the predicted probability.
 */

/** A pair whose stored answer was judged. */
export interface JudgedProbability {
  /** Calibrated, 0 to 1, as it was when the pair was scored. */
  readonly probability: number;
  readonly right: boolean;
  /** How many pairs of the traffic this judged pair stands for; above 0. */
  readonly weight: number;
}

export interface ReliabilityBin {
  /** Bounds of the bin in predicted probability, [from, to); the last bin holds 1 too. */
  readonly from: number;
  readonly to: number;
  /** Weighted mean of what was predicted; the bin's middle where nothing was judged. */
  readonly predicted: number;
  /** Weighted share that was right; null where nothing was judged. */
  readonly observed: number | null;
  /** Judged pairs, unweighted. */
  readonly count: number;
}

/** The diagram's bins; `bins` is 1 or more. Pairs with an invalid probability or no weight are left out. */
export function reliabilityOf(judged: Iterable<JudgedProbability>, bins = 10): readonly ReliabilityBin[] {
  const sums = Array.from({ length: bins }, () => ({ weight: 0, predicted: 0, right: 0, count: 0 }));
  for (const { probability, right, weight } of judged) {
    if (!(probability >= 0 && probability <= 1 && weight > 0 && Number.isFinite(weight))) continue;
    const sum = sums[Math.min(bins - 1, Math.floor(probability * bins))]!;
    sum.weight += weight;
    sum.predicted += weight * probability;
    sum.right += right ? weight : 0;
    sum.count++;
  }
  return sums.map(({ weight, predicted, right, count }, i) => ({
    from: i / bins,
    to: (i + 1) / bins,
    predicted: weight === 0 ? (i + 0.5) / bins : predicted / weight,
    observed: weight === 0 ? null : right / weight,
    count,
  }));
}
