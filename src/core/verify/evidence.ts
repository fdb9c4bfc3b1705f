/**
 * A pair of questions as numbers: what the trees judge. Every figure is symmetric in the two questions unless its name
 * says otherwise, so that a pair scores the same in either order.
 */
import { type Alignment, areOpposites, cosine, type Match, type Relations } from "./align.ts";
import type { Analysis, Word } from "./analysis.ts";
import { frameGap } from "./frame.ts";

/** Names and order of the figures; the taught trees refer to them by position. */
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
] as const;
export type EvidenceName = (typeof EVIDENCE)[number];

export interface Evidence {
  readonly figures: Float64Array;
  readonly alignment: Alignment;
}

/** The figures of a pair that has been aligned. */
export function evidenceOf(a: Analysis, b: Analysis, relations: Relations, alignment: Alignment): Evidence {
  const { leftA, leftB, matches } = alignment;
  const heavyA = leftA.filter(isHeavy);
  const heavyB = leftB.filter(isHeavy);
  const massA = share(leftA, a.subject);
  const massB = share(leftB, b.subject);
  const [softA, softB] = softShares(a.subject, b.subject);
  const swaps = swapCosines(heavyA, heavyB);
  const slot = slotShape(a, b, heavyA, heavyB);
  const named = [count(leftA, isNamed), count(leftB, isNamed)] as const;
  const facts = [count(leftA, isFact), count(leftB, isFact)] as const;
  const figures: Record<EvidenceName, number> = {
    cosine: dot(a.sum, b.sum),
    restCosine: dot(sum(leftA), sum(leftB)),
    softMin: Math.min(softA, softB),
    softMax: Math.max(softA, softB),
    leftMassMin: Math.min(massA, massB),
    leftMassMax: Math.max(massA, massB),
    leftHeaviestMin: Math.min(heaviest(leftA), heaviest(leftB)),
    leftHeaviestMax: Math.max(heaviest(leftA), heaviest(leftB)),
    leftCountMin: Math.min(heavyA.length, heavyB.length),
    leftCountMax: Math.max(heavyA.length, heavyB.length),
    swapBest: swaps.best,
    swapWorst: swaps.worst,
    oneSlot: slot.one,
    slotAtEdge: slot.edge,
    matchLevel: levelMean(matches),
    matchLoosest: matches.reduce((least, match) => Math.min(least, match.level), 1),
    matchedWords: Math.min(matches.length, 20),
    jaccard: matches.length / Math.max(1, a.subject.length + b.subject.length - matches.length),
    orderKept: orderKept(matches),
    exchangeable: exchangeable(a, b, matches),
    sameBag: leftA.length + leftB.length === 0 ? 1 : 0,
    frameGap: frameGap(a.frame, b.frame),
    grammarMin: Math.min(a.grammar, b.grammar),
    grammarGap: Math.abs(a.grammar - b.grammar),
    lengthRatio: ratio(a.subject.length, b.subject.length),
    lengthMin: Math.min(a.subject.length, b.subject.length, 30),
    namesLeftMin: Math.min(...named),
    namesLeftMax: Math.max(...named),
    factsLeftMin: Math.min(...facts),
    factsLeftMax: Math.max(...facts),
    negationGap: Math.abs((a.negations % 2) - (b.negations % 2)),
    opposites: opposites(leftA, leftB, relations) ? 1 : 0,
    languageGap: a.language !== null && b.language !== null && a.language !== b.language ? 1 : 0,
    trigrams: trigramDice(a, b),
    rolesGap: bagGap(a, b, (word) => word.part === "role"),
    connectGap: bagGap(a, b, (word) => CONNECTING.has(word.text)),
    othersGap: bagGap(a, b, (word) => word.part === "other"),
    helpersGap: bagGap(a, b, (word) => word.part === "helper"),
    personsGap: bagGap(a, b, (word) => word.part === "person"),
    headMatched: matches.some((match) => match.a === 0 && match.b === 0) ? 1 : 0,
    lastMatched: matches.some((match) => match.a === a.subject.length - 1 && match.b === b.subject.length - 1)
      ? 1
      : 0,
    fillersLeft: count(leftA, isFiller) + count(leftB, isFiller),
    verbLeft: verbLeft(a, leftA) + verbLeft(b, leftB),
    tenseGap: a.past === b.past ? 0 : 1,
    modalGap: a.frame === "yes-no" && b.frame === "yes-no" && a.modal !== b.modal ? 1 : 0,
    leftMassTerse: a.grammar === b.grammar ? Math.min(massA, massB) : a.grammar < b.grammar ? massA : massB,
  };
  return { figures: Float64Array.from(EVIDENCE, (name) => figures[name]), alignment };
}

const CONNECTING = new Set(["and", "or", "e", "ou", "because", "if", "se", "while", "than"]);

export function isHeavy(word: Word): boolean {
  return word.part !== "filler" && word.weight >= HEAVY_MIN;
}
/** Words rarer than about one in 10,000 change what is asked; commoner ones may. */
const HEAVY_MIN = 0.3;

const isNamed = (word: Word): boolean => word.named;
const isFiller = (word: Word): boolean => word.part === "filler";
const isFact = (word: Word): boolean =>
  word.part === "number" ||
  word.part === "date" ||
  word.part === "identifier" ||
  word.part === "unit" ||
  word.part === "symbol";

function count(words: readonly Word[], test: (word: Word) => boolean): number {
  let out = 0;
  for (const word of words) if (test(word)) out++;
  return out;
}

function ratio(a: number, b: number): number {
  return Math.min(a, b) / Math.max(a, b, 1);
}

function heaviest(words: readonly Word[]): number {
  let out = 0;
  for (const word of words) out = Math.max(out, word.part === "filler" ? word.weight / 2 : word.weight);
  return out;
}

/** Weight of some words over the weight of all. */
function share(some: readonly Word[], all: readonly Word[]): number {
  const total = weightOf(all);
  return total === 0 ? 0 : weightOf(some) / total;
}

function weightOf(words: readonly Word[]): number {
  let out = 0;
  for (const word of words) out += word.weight;
  return out;
}

/**
 * Each word's best cosine in the other question, weighted: 1 where all are there. Both ways from one table of cosines;
 * at most 40 words a side.
 */
function softShares(a: readonly Word[], b: readonly Word[]): readonly [number, number] {
  const rows = Math.min(a.length, SOFT_WORDS_MAX);
  const columns = Math.min(b.length, SOFT_WORDS_MAX);
  const bestA = new Float64Array(rows);
  const bestB = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const like = wordLike(a[i]!, b[j]!);
      if (like > bestA[i]!) bestA[i] = like;
      if (like > bestB[j]!) bestB[j] = like;
    }
  }
  return [weighted(a, bestA), weighted(b, bestB)];
}
const SOFT_WORDS_MAX = 40;

function weighted(words: readonly Word[], best: Float64Array): number {
  let got = 0;
  let total = 0;
  for (let i = 0; i < best.length; i++) {
    got += words[i]!.weight * best[i]!;
    total += words[i]!.weight;
  }
  return total === 0 ? 1 : got / total;
}

function wordLike(a: Word, b: Word): number {
  if (a.value !== "" || b.value !== "") return a.value === b.value ? 1 : 0;
  return a.fold === b.fold || a.stem === b.stem ? 1 : Math.min(0.95, cosine(a, b));
}

/** Cosines between what is left over on either side: the best counterpart, and the worst. -1: nothing was swapped. */
function swapCosines(a: readonly Word[], b: readonly Word[]): { best: number; worst: number } {
  if (a.length === 0 || b.length === 0) return { best: -1, worst: -1 };
  let best = -1;
  let worst = 1;
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  for (const word of few.slice(0, 20)) {
    let top = -1;
    for (const other of many.slice(0, 20)) top = Math.max(top, cosine(word, other));
    best = Math.max(best, top);
    worst = Math.min(worst, top);
  }
  return { best, worst };
}

/** Whether exactly one heavy word was swapped, between equal neighbours; and whether at the very end. */
function slotShape(
  a: Analysis,
  b: Analysis,
  leftA: readonly Word[],
  leftB: readonly Word[],
): { one: number; edge: number } {
  if (leftA.length !== 1 || leftB.length !== 1) return { one: 0, edge: 0 };
  const i = a.subject.indexOf(leftA[0]!);
  const j = b.subject.indexOf(leftB[0]!);
  const before = a.subject[i - 1]?.stem === b.subject[j - 1]?.stem;
  const after = a.subject[i + 1]?.stem === b.subject[j + 1]?.stem;
  return {
    one: before && after ? 1 : 0.5,
    edge: a.subject[i + 1] === undefined && b.subject[j + 1] === undefined ? 1 : 0,
  };
}

function levelMean(matches: readonly Match[]): number {
  return matches.length === 0 ? 0 : matches.reduce((total, match) => total + match.level, 0) / matches.length;
}

/** Share of neighbouring matches that keep their order. */
function orderKept(matches: readonly Match[]): number {
  let kept = 0;
  for (let i = 1; i < matches.length; i++) if (matches[i]!.b > matches[i - 1]!.b) kept++;
  return matches.length < 2 ? 1 : kept / (matches.length - 1);
}

/**
 * How alike two words are that changed places: "audio" and "video" may take each other's role, "JWT" and "implement" not.
 * Pairs around "and" or "or" do not count. At most 48 exchanges are weighed.
 */
function exchangeable(a: Analysis, b: Analysis, matches: readonly Match[]): number {
  let out = 0;
  let weighed = 0;
  for (let i = 0; i < matches.length; i++) {
    for (let j = i + 1; j < matches.length; j++) {
      if (matches[j]!.b > matches[i]!.b) continue;
      if (++weighed > EXCHANGES_MAX) return out;
      out = Math.max(out, exchangeLike(a, b, matches[i]!, matches[j]!));
    }
  }
  return out;
}
const EXCHANGES_MAX = 48;

function exchangeLike(a: Analysis, b: Analysis, first: Match, second: Match): number {
  const x = a.subject[first.a]!;
  const y = a.subject[second.a]!;
  if (x.part !== y.part) return 0;
  if (isListed(a, x, y) && isListed(b, b.subject[second.b]!, b.subject[first.b]!)) return 0;
  return x.part !== "content" || (x.named && y.named) ? 0.8 : cosine(x, y);
}

const LISTING = new Set(["and", "or", "e", "ou", "vs", "versus", "&", "+", "*", "="]);

/** Whether "x and y" or "x, y": nothing between them but a listing word. */
function isListed(analysis: Analysis, x: Word, y: Word): boolean {
  const from = analysis.words.indexOf(x);
  const to = analysis.words.indexOf(y);
  const between = analysis.words.slice(from + 1, to);
  return between.length < 4 && between.some((word) => LISTING.has(word.text));
}

function opposites(a: readonly Word[], b: readonly Word[], relations: Relations): boolean {
  return a.slice(0, 20).some((x) => b.slice(0, 20).some((y) => areOpposites(x, y, relations)));
}

/** Words of a kind on one side only, 0 to 3. */
function bagGap(a: Analysis, b: Analysis, test: (word: Word) => boolean): number {
  const bag = new Map<string, number>();
  for (const word of a.words) if (test(word)) bag.set(word.stem, (bag.get(word.stem) ?? 0) + 1);
  for (const word of b.words) if (test(word)) bag.set(word.stem, (bag.get(word.stem) ?? 0) - 1);
  let out = 0;
  for (const n of bag.values()) out += Math.abs(n);
  return Math.min(out, 3);
}

/** Dice coefficient of letter triples. */
function trigramDice(a: Analysis, b: Analysis): number {
  if (a.triples.size + b.triples.size === 0) return 1;
  let both = 0;
  for (const triple of a.triples) if (b.triples.has(triple)) both++;
  return (2 * both) / (a.triples.size + b.triples.size);
}

/** Whether the first content word of a how-question, its verb, found no counterpart. */
function verbLeft(analysis: Analysis, left: readonly Word[]): number {
  const first = analysis.subject[0];
  return first !== undefined && (analysis.frame === "how" || analysis.frame === "do") && left.includes(first)
    ? 1
    : 0;
}

function sum(words: readonly Word[]): Float32Array | null {
  const first = words.find((word) => word.vector !== null);
  if (first === undefined) return null;
  if (words.length === 1) return scaled(first.vector!, first.norm);
  const out = new Float32Array(first.vector!.length);
  for (const { vector, norm, weight } of words) {
    if (vector === null || norm === 0) continue;
    const factor = weight / norm;
    for (let i = 0; i < out.length; i++) out[i]! += vector[i]! * factor;
  }
  const length = Math.hypot(...out);
  if (length < 1e-9) return null;
  for (let i = 0; i < out.length; i++) out[i]! /= length;
  return out;
}

function dot(a: Float32Array | null, b: Float32Array | null): number {
  if (a === null || b === null) return 0;
  let out = 0;
  for (let i = 0; i < a.length; i++) out += a[i]! * b[i]!;
  return out;
}

function scaled(vector: Float32Array, norm: number): Float32Array | null {
  return norm < 1e-9 ? null : vector.map((value) => value / norm);
}
