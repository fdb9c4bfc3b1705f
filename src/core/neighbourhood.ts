/**
 * What the neighbourhood of a question says beside its best candidate's own words: how near the candidate is among the
 * others, and how many of the others have, as labels say, the same answer. Where six neighbours of one answer stand
 * round a question a seventh is likely one of them; where each has another answer it is likely to have its own.
 *
 * Which weight that has is learnt from the deployment's labels (verify/refit.ts, with these features), and nothing is
 * changed before it was. Only the best candidate's probability is: no other may then be surer than it.
 */
import type { Key } from "../model.ts";
import { itemAt } from "../narrow.ts";
import type { Candidate, Policy } from "./known.ts";
import { weighNeighbourhood } from "./verify/neighbourhood-weight.ts";

/** Features of a best candidate, in this order. */
export const NEIGHBOURHOOD = [
  /** Its own cosine. */
  "cosine",
  /** The nearest one's cosine less its own. */
  "nearer",
  /** The farthest one's cosine: how crowded it is. */
  "crowded",
  /** How many of them, itself included, have its answer. */
  "sameAnswer",
  /** Their share, the nearer ones counting more. */
  "sameAnswerShare",
] as const;

/** Pairs whose words say less than this are not served, whatever stands round them; nor are they judged. */
export const WORDS_MIN = 0.1;
/** A cosine that is a twelfth lower counts an e-th. */
const SHARPNESS = 12;

/** Place of the surest candidate that may be served at all; -1: there is none. */
export function bestOf(candidates: readonly Candidate[], nowMs: number): number {
  let best = -1;
  for (const [i, { verdict, refusedPair, entry }] of candidates.entries()) {
    if (verdict.veto !== null || refusedPair || nowMs >= entry.expiresAtMs) continue;
    if (best < 0 || verdict.probability > itemAt(candidates, best).verdict.probability) best = i;
  }
  return best;
}

/** By the order of `NEIGHBOURHOOD`. `answerOf`: names the answer of an entry's key, the same for equal answers. */
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

/** The candidates, the best of them with what stands round it; none where its words say too little to be judged. */
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

/** With the weight that labels taught for it; no `neighbourhood`: it changes nothing. */
export function weighed(
  candidates: readonly Candidate[],
  {
    neighbourhood: model = null,
    neighbourhoodRaises = true,
  }: Pick<Policy, "neighbourhood" | "neighbourhoodRaises">,
): readonly Candidate[] {
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
/** Of the best one's probability: what the others have at most. */
const LESS = 0.99;
