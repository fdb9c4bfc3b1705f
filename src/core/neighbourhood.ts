/**
 * Neighbourhood features of a question's best candidate: how near the candidate is compared with the other neighbours,
 * and how many of them have the same answer, by labels. A question whose six neighbours have one answer likely has it
 * too; one whose neighbours all have different answers likely has its own.
 *
 * Their weights are learned from the deployment's labels (verify/calibration/refit.ts); before that they have no effect. They
 * correct only the best candidate's probability, and no other candidate may then have a higher one.
 */
import type { Key } from "../model.ts";
import { itemAt } from "../narrow.ts";
import { isHeldOut } from "./halves.ts";
import type { Candidate, Policy } from "./known.ts";
import { weighNeighbourhood, weightsOf } from "./verify/calibration/neighbourhood-weight.ts";

/** Features of a best candidate, in this order. */
export const NEIGHBOURHOOD = [
  /** The candidate's own cosine to the question. */
  "cosine",
  /** The nearest neighbour's cosine minus the candidate's own. */
  "nearer",
  /** The farthest neighbour's cosine: high where the neighbourhood is crowded. */
  "crowded",
  /** How many neighbours, the candidate included, have the candidate's answer. */
  "sameAnswer",
  /** Share of neighbours with the candidate's answer, nearer ones weighing more. */
  "sameAnswerShare",
] as const;

/** A pair with a lower probability by words alone is neither served nor judged, whatever its neighbourhood says. */
export const WORDS_MIN = 0.1;
/** Weight of a neighbour is exp(12 × cosine): one with a cosine lower by 1/12 weighs 1/e as much. */
const SHARPNESS = 12;

/** Index of the surest candidate that may be served at all; -1: there is none. */
export function bestOf(candidates: readonly Candidate[], nowMs: number): number {
  let best = -1;
  for (const [i, { verdict, refusedPair, entry }] of candidates.entries()) {
    if (verdict.veto !== null || refusedPair || nowMs >= entry.expiresAtMs) continue;
    if (best < 0 || verdict.probability > itemAt(candidates, best).verdict.probability) best = i;
  }
  return best;
}

/**
 * Features of the best candidate, in the order of `NEIGHBOURHOOD`. `answerOf`: a name for the answer behind a key,
 * the same for equal answers.
 */
export function neighbourhoodOf(
  candidates: readonly Candidate[],
  best: number,
  answerOf: (key: Key) => string,
): number[] {
  const { similarity, entry } = itemAt(candidates, best);
  const answer = answerOf(entry.key);
  let nearest = Number.NEGATIVE_INFINITY;
  let farthest = Number.POSITIVE_INFINITY;
  for (const c of candidates) {
    nearest = Math.max(nearest, c.similarity);
    farthest = Math.min(farthest, c.similarity);
  }
  let same = 0;
  let sameWeight = 0;
  let weight = 0;
  for (const c of candidates) {
    const w = Math.exp(SHARPNESS * (c.similarity - nearest));
    weight += w;
    if (answerOf(c.entry.key) !== answer) continue;
    same++;
    sameWeight += w;
  }
  return [similarity, nearest - similarity, farthest, same, sameWeight / weight];
}

/** The candidates, the best of them with neighbourhood features, unless its probability is below WORDS_MIN. */
export function withNeighbourhood(
  candidates: readonly Candidate[],
  nowMs: number,
  answerOf: (key: Key) => string,
): readonly Candidate[] {
  const best = bestOf(candidates, nowMs);
  const words = candidates[best]?.verdict.probability ?? 0;
  if (!(words >= WORDS_MIN)) return candidates;
  const neighbourhood = { features: neighbourhoodOf(candidates, best, answerOf), words };
  return candidates.map((c, i) => (i === best ? { ...c, neighbourhood } : c));
}

/**
 * The candidates with probabilities corrected by the learned weights; unchanged where the policy has none. `question`: the
 * key of the one that is asked.
 */
export function weighed(
  candidates: readonly Candidate[],
  policy: Pick<Policy, "neighbourhood" | "openNeighbourhood" | "neighbourhoodRaises">,
  question: string,
): readonly Candidate[] {
  const { neighbourhoodRaises = true } = policy;
  const model = policy.neighbourhood == null ? null : weightsOf(policy, isHeldOut(question));
  const best = model === null ? -1 : candidates.findIndex((c) => c.neighbourhood !== undefined);
  if (model === null || best < 0) return candidates;
  const { verdict, neighbourhood } = itemAt(candidates, best);
  const learnt = weighNeighbourhood(model, verdict, neighbourhood!.features);
  const probability = neighbourhoodRaises ? learnt : Math.min(learnt, verdict.probability);
  return candidates.map((c, i) => {
    const most = i === best ? probability : Math.min(c.verdict.probability, LESS * probability);
    return { ...c, verdict: { ...c.verdict, probability: most } };
  });
}
/** Every other candidate's probability is limited to this share of the best one's. */
const LESS = 0.99;
