/**
 * The features of a pair of questions, from which the trees compute its score. Every feature is symmetric in the two
 * questions unless its name says otherwise, so that a pair scores the same in either order.
 *
 * To add a feature: name it in `EVIDENCE`, set it in `evidenceOf`. One array serves all comparisons, so that a
 * comparison allocates nothing.
 */
import { dot } from "../../model.ts";
import type { Alignment } from "./align.ts";
import { arePersonsOther, isAskedOtherwise, isTimeOther, quantitiesDiffer } from "./gaps.ts";
import {
  LEFT_A,
  LEFT_B,
  leftOpposites,
  restCosine,
  slotShape,
  summed,
  swapCosines,
  verbLeft,
} from "./left-over.ts";
import { exchangeable, matchesOf, softShares } from "./matches.ts";
import { idiomsDiffer, particlesDiffer } from "./particles.ts";
import { FRAMES, frameGap } from "./read/frame.ts";
import { BAG_STEP, BAGS } from "./read/overlap.ts";
import { governorGap, rolesDiffer } from "./roles.ts";
import { contextOf, SIDE_A, SIDE_B, uncoveredOf } from "./uncovered.ts";

/** Names and order of the features; the trained trees refer to them by position. */
export const EVIDENCE = [
  "cosine",
  "restCosine",
  "softMin",
  "softMax",
  "leftMassMin",
  "leftMassMax",
  "leftHeaviestMin",
  "leftHeaviestMax",
  "leftCountMin",
  "leftCountMax",
  "swapBest",
  "swapWorst",
  "oneSlot",
  "slotAtEdge",
  "matchLevel",
  "matchLoosest",
  "matchedWords",
  "jaccard",
  "orderKept",
  "exchangeable",
  "sameBag",
  "frameGap",
  "grammarMin",
  "grammarGap",
  "lengthRatio",
  "lengthMin",
  "namesLeftMin",
  "namesLeftMax",
  "factsLeftMin",
  "factsLeftMax",
  "negationGap",
  "opposites",
  "languageGap",
  "trigrams",
  "rolesGap",
  "connectGap",
  "othersGap",
  "helpersGap",
  "personsGap",
  "headMatched",
  "lastMatched",
  "fillersLeft",
  "verbLeft",
  "tenseGap",
  "leftMassTerse",
  "modalGap",
  "wholeCosine",
  "frameKind",
  "askGap",
  "whoGap",
  "quantityGap",
  "timeGap",
  "roleGap",
  "placeGap",
  "sameContent",
  "sameResidue",
  "matchedMass",
  "adjacentKept",
  "leftModifiers",
  "leftGoverned",
  "leftSoftWorst",
  "leftSoftMean",
] as const;
export type EvidenceName = (typeof EVIDENCE)[number];

/** Index of each feature in a vector of features. */
const at = Object.fromEntries(EVIDENCE.map((name, i) => [name, i])) as Readonly<Record<EvidenceName, number>>;

/** Writes the features of a pair that has been aligned into `features`, by the order of `EVIDENCE`. */
export function evidenceOf(pair: Alignment, features: Float64Array): Float64Array {
  const { a, b } = pair;
  features[at.cosine] = cosineOf(a.sum, b.sum);
  features[at.wholeCosine] = cosineOf(a.whole, b.whole);
  features[at.trigrams] = dice(a.triples, b.triples);
  setLeftOver(pair, features);
  setMatches(pair, features);
  setUncovered(pair, features);
  setGaps(pair, features);
  setBagGaps(a.bags, b.bags, features);
  return features;
}

/**
 * The class of a pair by its evidence, from the surest to the least; an index of `PairModel.ceilings`. 0: equal but for
 * form; 1: no word left over, function words and order agree; 2: function words differ; 3: order differs; 4: one
 * question has words of its own; 5: both have. tools/train.py has the same rule.
 */
export function evidenceClass(features: Float64Array): number {
  if (features[at.sameContent] === 1 && features[at.sameResidue] === 1) return 0;
  if (features[at.leftMassMin]! > 0) return 5;
  if (features[at.leftMassMax]! > 0) return 4;
  if (features[at.orderKept]! < 1) return 3;
  for (const figure of SMALL_FIGURES) if (features[figure]! > 0) return 2;
  return 1;
}
const SMALL_FIGURES = [at.rolesGap, at.connectGap, at.othersGap, at.helpersGap, at.placeGap] as const;

/** Sets the features of words without a counterpart. */
function setLeftOver(pair: Alignment, out: Float64Array): void {
  const { a, b } = pair;
  const leftA = summed(a, pair.leftA, LEFT_A);
  const leftB = summed(b, pair.leftB, LEFT_B);
  const swaps = swapCosines(pair, leftA, leftB);
  const slot = slotShape(a, b, leftA, leftB);
  const massA = a.weight === 0 ? 0 : leftA.weight / a.weight;
  const massB = b.weight === 0 ? 0 : leftB.weight / b.weight;
  out[at.restCosine] = restCosine(pair);
  out[at.leftMassMin] = Math.min(massA, massB);
  out[at.leftMassMax] = Math.max(massA, massB);
  out[at.leftMassTerse] =
    a.grammar === b.grammar ? Math.min(massA, massB) : a.grammar < b.grammar ? massA : massB;
  out[at.leftHeaviestMin] = Math.min(leftA.heaviest, leftB.heaviest);
  out[at.leftHeaviestMax] = Math.max(leftA.heaviest, leftB.heaviest);
  out[at.leftCountMin] = Math.min(leftA.heavy, leftB.heavy);
  out[at.leftCountMax] = Math.max(leftA.heavy, leftB.heavy);
  out[at.swapBest] = swaps.best;
  out[at.swapWorst] = swaps.worst;
  out[at.oneSlot] = slot.one;
  out[at.slotAtEdge] = slot.edge;
  out[at.sameBag] = pair.leftA.count + pair.leftB.count === 0 ? 1 : 0;
  out[at.namesLeftMin] = Math.min(leftA.names, leftB.names);
  out[at.namesLeftMax] = Math.max(leftA.names, leftB.names);
  out[at.factsLeftMin] = Math.min(leftA.facts, leftB.facts);
  out[at.factsLeftMax] = Math.max(leftA.facts, leftB.facts);
  out[at.opposites] = leftOpposites(pair) ? 1 : 0;
  out[at.fillersLeft] = leftA.fillers + leftB.fillers;
  out[at.verbLeft] = verbLeft(a, pair.leftA) + verbLeft(b, pair.leftB);
}

/** Sets the features of matched words and of their order. */
function setMatches(pair: Alignment, out: Float64Array): void {
  const soft = softShares(pair);
  const met = matchesOf(pair);
  const lengthA = pair.a.subject.length;
  const lengthB = pair.b.subject.length;
  out[at.softMin] = Math.min(soft.a, soft.b);
  out[at.softMax] = Math.max(soft.a, soft.b);
  out[at.matchLevel] = met.mean;
  out[at.matchLoosest] = met.loosest;
  out[at.matchedWords] = Math.min(pair.matches, 20);
  out[at.jaccard] = pair.matches / Math.max(1, lengthA + lengthB - pair.matches);
  out[at.orderKept] = met.orderKept;
  out[at.exchangeable] = met.orderKept === 1 ? 0 : exchangeable(pair);
  out[at.lengthRatio] = Math.min(lengthA, lengthB) / Math.max(lengthA, lengthB, 1);
  out[at.lengthMin] = Math.min(lengthA, lengthB, 30);
  out[at.headMatched] = lengthA > 0 && pair.partners[0] === 0 ? 1 : 0;
  out[at.lastMatched] = lengthA > 0 && lengthB > 0 && pair.partners[lengthA - 1] === lengthB - 1 ? 1 : 0;
}

/**
 * Sets how far one question covers the other's left-over words, and their function. Uses cosines that `setMatches`
 * caches.
 */
function setUncovered(pair: Alignment, out: Float64Array): void {
  const met = contextOf(pair);
  out[at.matchedMass] = Math.min(met.mass, 10);
  out[at.adjacentKept] = met.adjacent;
  const a = uncoveredOf(pair.a, pair.leftA, SIDE_A);
  const b = uncoveredOf(pair.b, pair.leftB, SIDE_B);
  out[at.leftModifiers] = Math.min(a.modifiers + b.modifiers, GAP_MAX);
  out[at.leftGoverned] = Math.min(a.governed + b.governed, GAP_MAX);
  out[at.leftSoftWorst] = Math.min(a.worst, b.worst);
  out[at.leftSoftMean] = Math.min(a.mean, b.mean);
}

/** Sets the differences in frame, person, time, quantity and function words. */
function setGaps(pair: Alignment, out: Float64Array): void {
  const { a, b } = pair;
  const gap = frameGap(a.frame, b.frame);
  out[at.frameGap] = gap;
  out[at.frameKind] = a.frame === b.frame ? FRAMES.indexOf(a.frame) : -1;
  out[at.grammarMin] = Math.min(a.grammar, b.grammar);
  out[at.grammarGap] = Math.abs(a.grammar - b.grammar);
  out[at.negationGap] = Math.abs((a.negations % 2) - (b.negations % 2));
  out[at.languageGap] = a.language !== null && b.language !== null && a.language !== b.language ? 1 : 0;
  out[at.tenseGap] = a.past === b.past ? 0 : 1;
  out[at.modalGap] = a.frame === "yes-no" && b.frame === "yes-no" && a.modal !== b.modal ? 1 : 0;
  out[at.askGap] = isAskedOtherwise(pair, gap) ? 1 : 0;
  out[at.whoGap] = arePersonsOther(pair) ? 1 : 0;
  out[at.quantityGap] = quantitiesDiffer(pair) ? 1 : 0;
  out[at.timeGap] = isTimeOther(pair) ? 1 : 0;
  out[at.roleGap] = rolesDiffer(pair) || particlesDiffer(pair) || idiomsDiffer(pair) ? 1 : 0;
  out[at.placeGap] = governorGap(pair);
  out[at.sameContent] = a.canonical === b.canonical ? 1 : 0;
  out[at.sameResidue] = a.residueId === b.residueId ? 1 : 0;
}

const GAP_NAMES: Readonly<Record<(typeof BAGS)[number], EvidenceName>> = {
  role: "rolesGap",
  connecting: "connectGap",
  other: "othersGap",
  helper: "helpersGap",
  person: "personsGap",
};
const BAG_FIGURES = BAGS.map((kind) => at[GAP_NAMES[kind]]);
const GAP_MAX = 3;

/** Sets for each kind of `BAGS` how many function words only one question has, at most 3. `a`, `b`: `Analysis.bags`. */
function setBagGaps(a: readonly number[], b: readonly number[], out: Float64Array): void {
  for (let kind = 0; kind < BAG_FIGURES.length; kind++) out[BAG_FIGURES[kind]!] = 0;
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const x = i < a.length ? a[i]! : Number.MAX_SAFE_INTEGER;
    const y = j < b.length ? b[j]! : Number.MAX_SAFE_INTEGER;
    if (x <= y) i++;
    if (y <= x) j++;
    if (x === y) continue;
    const figure = BAG_FIGURES[Math.floor(Math.min(x, y) / BAG_STEP)]!;
    out[figure] = Math.min(out[figure]! + 1, GAP_MAX);
  }
}

/** Dice coefficient of two ascending lists. */
function dice(a: Int32Array, b: Int32Array): number {
  if (a.length + b.length === 0) return 1;
  let both = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = a[i]!;
    const y = b[j]!;
    if (x === y) both++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return (2 * both) / (a.length + b.length);
}

function cosineOf(a: Float32Array | null, b: Float32Array | null): number {
  return a === null || b === null ? 0 : dot(a, 0, b);
}
