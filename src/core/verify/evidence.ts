/**
 * A pair of questions as numbers: what the trees judge. Every figure is symmetric in the two questions unless its name
 * says otherwise, so that a pair scores the same in either order.
 *
 * To add a figure: name it in `EVIDENCE`, set it in `evidenceOf`. All figures are written into one array that serves all
 * comparisons; nothing is made that would have to be collected.
 */
import { type Alignment, areOpposites, isListed, type Left, LIKE_WORDS_MAX } from "./align.ts";
import { type Analysis, BAG_STEP, BAGS } from "./analysis.ts";
import { FRAMES, frameGap } from "./frame.ts";
import { arePersonsOther, isAskedOtherwise, isTimeOther, quantitiesDiffer } from "./gaps.ts";
import { governorGap, particlesDiffer, rolesDiffer } from "./roles.ts";
import type { Word } from "./word.ts";

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
] as const;
export type EvidenceName = (typeof EVIDENCE)[number];

/** Where each figure stands. */
const at = Object.fromEntries(EVIDENCE.map((name, i) => [name, i])) as Readonly<Record<EvidenceName, number>>;

/** Writes the figures of a pair that has been aligned into `figures`, by the order of `EVIDENCE`. */
export function evidenceOf(pair: Alignment, figures: Float64Array): Float64Array {
  const { a, b } = pair;
  const leftA = summed(a, pair.leftA, LEFT_A);
  const leftB = summed(b, pair.leftB, LEFT_B);
  const soft = softShares(pair);
  const swaps = swapCosines(pair, leftA, leftB);
  const slot = slotShape(a, b, leftA, leftB);
  const met = matchesOf(pair);
  const massA = a.weight === 0 ? 0 : leftA.weight / a.weight;
  const massB = b.weight === 0 ? 0 : leftB.weight / b.weight;
  const lengthA = a.subject.length;
  const lengthB = b.subject.length;
  const out = figures;
  out[at.cosine] = dot(a.sum, b.sum);
  out[at.restCosine] = restCosine(pair);
  out[at.softMin] = Math.min(soft.a, soft.b);
  out[at.softMax] = Math.max(soft.a, soft.b);
  out[at.leftMassMin] = Math.min(massA, massB);
  out[at.leftMassMax] = Math.max(massA, massB);
  out[at.leftHeaviestMin] = Math.min(leftA.heaviest, leftB.heaviest);
  out[at.leftHeaviestMax] = Math.max(leftA.heaviest, leftB.heaviest);
  out[at.leftCountMin] = Math.min(leftA.heavy, leftB.heavy);
  out[at.leftCountMax] = Math.max(leftA.heavy, leftB.heavy);
  out[at.swapBest] = swaps.best;
  out[at.swapWorst] = swaps.worst;
  out[at.oneSlot] = slot.one;
  out[at.slotAtEdge] = slot.edge;
  out[at.matchLevel] = met.mean;
  out[at.matchLoosest] = met.loosest;
  out[at.matchedWords] = Math.min(pair.matches, 20);
  out[at.jaccard] = pair.matches / Math.max(1, lengthA + lengthB - pair.matches);
  out[at.orderKept] = met.orderKept;
  out[at.exchangeable] = met.orderKept === 1 ? 0 : exchangeable(pair);
  out[at.sameBag] = pair.leftA.count + pair.leftB.count === 0 ? 1 : 0;
  out[at.frameGap] = frameGap(a.frame, b.frame);
  out[at.grammarMin] = Math.min(a.grammar, b.grammar);
  out[at.grammarGap] = Math.abs(a.grammar - b.grammar);
  out[at.lengthRatio] = Math.min(lengthA, lengthB) / Math.max(lengthA, lengthB, 1);
  out[at.lengthMin] = Math.min(lengthA, lengthB, 30);
  out[at.namesLeftMin] = Math.min(leftA.names, leftB.names);
  out[at.namesLeftMax] = Math.max(leftA.names, leftB.names);
  out[at.factsLeftMin] = Math.min(leftA.facts, leftB.facts);
  out[at.factsLeftMax] = Math.max(leftA.facts, leftB.facts);
  out[at.negationGap] = Math.abs((a.negations % 2) - (b.negations % 2));
  out[at.opposites] = leftOpposites(pair) ? 1 : 0;
  out[at.languageGap] = a.language !== null && b.language !== null && a.language !== b.language ? 1 : 0;
  out[at.trigrams] = dice(a.triples, b.triples);
  setBagGaps(a.bags, b.bags, out);
  out[at.headMatched] = lengthA > 0 && pair.partners[0] === 0 ? 1 : 0;
  out[at.lastMatched] = lengthA > 0 && lengthB > 0 && pair.partners[lengthA - 1] === lengthB - 1 ? 1 : 0;
  out[at.fillersLeft] = leftA.fillers + leftB.fillers;
  out[at.verbLeft] = verbLeft(a, pair.leftA) + verbLeft(b, pair.leftB);
  out[at.tenseGap] = a.past === b.past ? 0 : 1;
  out[at.modalGap] = a.frame === "yes-no" && b.frame === "yes-no" && a.modal !== b.modal ? 1 : 0;
  out[at.wholeCosine] = dot(a.whole, b.whole);
  out[at.frameKind] = a.frame === b.frame ? FRAMES.indexOf(a.frame) : -1;
  out[at.askGap] = isAskedOtherwise(pair, frameGap(a.frame, b.frame)) ? 1 : 0;
  out[at.whoGap] = arePersonsOther(pair) ? 1 : 0;
  out[at.quantityGap] = quantitiesDiffer(pair) ? 1 : 0;
  out[at.timeGap] = isTimeOther(pair) ? 1 : 0;
  out[at.roleGap] = rolesDiffer(pair) || particlesDiffer(pair) ? 1 : 0;
  out[at.placeGap] = governorGap(pair);
  out[at.sameContent] = a.canonical === b.canonical ? 1 : 0;
  out[at.sameResidue] = a.residueId === b.residueId ? 1 : 0;
  out[at.leftMassTerse] =
    a.grammar === b.grammar ? Math.min(massA, massB) : a.grammar < b.grammar ? massA : massB;
  return out;
}

/** The figures of what one side has alone; one object a side, overwritten. */
interface Summed {
  weight: number;
  heaviest: number;
  /** How many are heavy, and the positions of the first of them. */
  heavy: number;
  readonly heavyPlaces: Int16Array;
  names: number;
  facts: number;
  fillers: number;
}
/** So many of the words that were swapped are weighed against each other. */
const SWAPPED_MAX = 20;
const newSummed = (): Summed => ({
  weight: 0,
  heaviest: 0,
  heavy: 0,
  heavyPlaces: new Int16Array(SWAPPED_MAX),
  names: 0,
  facts: 0,
  fillers: 0,
});
const LEFT_A = newSummed();
const LEFT_B = newSummed();

function summed({ subject }: Analysis, { places, count }: Left, out: Summed): Summed {
  out.weight = out.heaviest = out.heavy = out.names = out.facts = out.fillers = 0;
  for (let n = 0; n < count; n++) {
    const place = places[n]!;
    const word = subject[place]!;
    const isFiller = word.part === "filler";
    out.weight += word.weight;
    out.heaviest = Math.max(out.heaviest, isFiller ? word.weight / 2 : word.weight);
    if (isFiller) out.fillers++;
    if (word.named) out.names++;
    if (isFact(word)) out.facts++;
    if (!word.isHeavy) continue;
    if (out.heavy < SWAPPED_MAX) out.heavyPlaces[out.heavy] = place;
    out.heavy++;
  }
  return out;
}

function isFact({ part }: Word): boolean {
  return (
    part === "number" || part === "date" || part === "identifier" || part === "unit" || part === "symbol"
  );
}

const SOFT = { a: 0, b: 0 };
const BEST_A = new Float64Array(LIKE_WORDS_MAX);
const BEST_B = new Float64Array(LIKE_WORDS_MAX);

/**
 * Each word's best cosine in the other question, weighted: 1 where all are there. Both ways from one table of cosines;
 * at most 40 words a side. Equal words first: a cosine is asked for only where it can still raise one of the two.
 */
function softShares(pair: Alignment): Readonly<typeof SOFT> {
  const a = pair.a.subject;
  const b = pair.b.subject;
  const rows = Math.min(a.length, LIKE_WORDS_MAX);
  const columns = Math.min(b.length, LIKE_WORDS_MAX);
  BEST_A.fill(0, 0, rows);
  BEST_B.fill(0, 0, columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) if (isSame(a[i]!, b[j]!)) BEST_A[i] = BEST_B[j] = 1;
  }
  for (let i = 0; i < rows; i++) {
    if (a[i]!.row < 0) continue;
    for (let j = 0; j < columns; j++) {
      if (b[j]!.row < 0 || (BEST_A[i] === 1 && BEST_B[j] === 1)) continue;
      const like = Math.min(UNEQUAL_MAX, pair.like(i, j));
      if (like > BEST_A[i]!) BEST_A[i] = like;
      if (like > BEST_B[j]!) BEST_B[j] = like;
    }
  }
  SOFT.a = weighted(a, BEST_A, rows);
  SOFT.b = weighted(b, BEST_B, columns);
  return SOFT;
}
const UNEQUAL_MAX = 0.95;

function isSame(a: Word, b: Word): boolean {
  if (a.valueId !== 0 || b.valueId !== 0) return a.valueId === b.valueId;
  return a.key === b.key || a.stemId === b.stemId;
}

function weighted(words: readonly Word[], best: Float64Array, count: number): number {
  let got = 0;
  let total = 0;
  for (let i = 0; i < count; i++) {
    got += words[i]!.weight * best[i]!;
    total += words[i]!.weight;
  }
  return total === 0 ? 1 : got / total;
}

const SWAPS = { best: 0, worst: 0 };

/** Cosines between what is left over on either side: the best counterpart, and the worst. -1: nothing was swapped. */
function swapCosines(pair: Alignment, leftA: Summed, leftB: Summed): Readonly<typeof SWAPS> {
  const countA = Math.min(leftA.heavy, SWAPPED_MAX);
  const countB = Math.min(leftB.heavy, SWAPPED_MAX);
  SWAPS.best = -1;
  SWAPS.worst = countA === 0 || countB === 0 ? -1 : 1;
  if (SWAPS.worst < 0) return SWAPS;
  // Each word of the shorter side looks for its counterpart.
  const isAShorter = leftA.heavy <= leftB.heavy;
  const few = isAShorter ? countA : countB;
  const many = isAShorter ? countB : countA;
  for (let x = 0; x < few; x++) {
    let top = -1;
    for (let y = 0; y < many; y++) {
      const i = leftA.heavyPlaces[isAShorter ? x : y]!;
      const j = leftB.heavyPlaces[isAShorter ? y : x]!;
      top = Math.max(top, pair.like(i, j));
    }
    SWAPS.best = Math.max(SWAPS.best, top);
    SWAPS.worst = Math.min(SWAPS.worst, top);
  }
  return SWAPS;
}

const SLOT = { one: 0, edge: 0 };

/** Whether exactly one heavy word was swapped, between equal neighbours; and whether at the very end. */
function slotShape(a: Analysis, b: Analysis, leftA: Summed, leftB: Summed): Readonly<typeof SLOT> {
  SLOT.one = SLOT.edge = 0;
  if (leftA.heavy !== 1 || leftB.heavy !== 1) return SLOT;
  const i = leftA.heavyPlaces[0]!;
  const j = leftB.heavyPlaces[0]!;
  const isBetween = stemAt(a, i - 1) === stemAt(b, j - 1) && stemAt(a, i + 1) === stemAt(b, j + 1);
  SLOT.one = isBetween ? 1 : 0.5;
  SLOT.edge = i + 1 === a.subject.length && j + 1 === b.subject.length ? 1 : 0;
  return SLOT;
}

/** -1 beyond either end. */
function stemAt({ subject }: Analysis, at: number): number {
  return at < 0 || at >= subject.length ? -1 : subject[at]!.stemId;
}

const MET = { mean: 0, loosest: 1, orderKept: 1 };

/** Mean and least level of the matches, and the share of neighbouring ones that keep their order. */
function matchesOf({ a, partners, levels, matches }: Alignment): Readonly<typeof MET> {
  let total = 0;
  let loosest = 1;
  let kept = 0;
  let before = -1;
  for (let i = 0; i < a.subject.length; i++) {
    const partner = partners[i]!;
    if (partner < 0) continue;
    total += levels[i]!;
    loosest = Math.min(loosest, levels[i]!);
    if (before >= 0 && partner > before) kept++;
    before = partner;
  }
  MET.mean = matches === 0 ? 0 : total / matches;
  MET.loosest = loosest;
  MET.orderKept = matches < 2 ? 1 : kept / (matches - 1);
  return MET;
}

/**
 * How alike two words are that changed places: "audio" and "video" may take each other's role, "JWT" and "implement" not.
 * Pairs around "and" or "or" do not count. At most 48 exchanges are weighed, in the
 * first 400 words.
 */
function exchangeable(pair: Alignment): number {
  const { a, partners } = pair;
  const count = Math.min(a.subject.length, EXCHANGED_MAX);
  let out = 0;
  let weighed = 0;
  for (let i = 0; i < count; i++) {
    if (partners[i]! < 0) continue;
    for (let j = i + 1; j < count; j++) {
      if (partners[j]! < 0 || partners[j]! > partners[i]!) continue;
      if (++weighed > EXCHANGES_MAX) return out;
      out = Math.max(out, exchangeLike(pair, i, j));
    }
  }
  return out;
}
const EXCHANGES_MAX = 48;
const EXCHANGED_MAX = 400;
/** Two names, two numbers: nothing speaks against an exchange. */
const SURE_EXCHANGE = 0.8;

function exchangeLike(pair: Alignment, i: number, j: number): number {
  const x = pair.a.subject[i]!;
  const y = pair.a.subject[j]!;
  if (x.part !== y.part) return 0;
  if (isListed(pair.a, i, j) && isListed(pair.b, pair.partners[j]!, pair.partners[i]!)) return 0;
  return x.part !== "content" || (x.named && y.named) ? SURE_EXCHANGE : pair.likeWithin(x, y);
}

function leftOpposites({ a, b, leftA, leftB }: Alignment): boolean {
  const countA = Math.min(leftA.count, SWAPPED_MAX);
  const countB = Math.min(leftB.count, SWAPPED_MAX);
  for (let x = 0; x < countA; x++) {
    for (let y = 0; y < countB; y++) {
      if (areOpposites(a.subject[leftA.places[x]!]!, b.subject[leftB.places[y]!]!)) return true;
    }
  }
  return false;
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

/** Small words of each kind of `BAGS` that are on one side only, 0 to 3: one walk along two ascending lists. */
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

/** Whether the first content word of a how-question, its verb, found no counterpart. */
function verbLeft({ frame }: Analysis, { places, count }: Left): number {
  return (frame === "how" || frame === "do") && count > 0 && places[0] === 0 ? 1 : 0;
}

/**
 * Cosine of the weighted sums of what is left over on either side, 0 where one has no vector: from the cosines of the
 * words, most of which are known, instead of from the sums. At most 40 words a side.
 */
function restCosine(pair: Alignment): number {
  const { leftA, leftB } = pair;
  const countA = Math.min(leftA.count, LIKE_WORDS_MAX);
  const countB = Math.min(leftB.count, LIKE_WORDS_MAX);
  if (countA === 0 || countB === 0) return 0;
  if (countA === 1 && countB === 1) return pair.like(leftA.places[0]!, leftB.places[0]!);
  let product = 0;
  for (let x = 0; x < countA; x++) {
    for (let y = 0; y < countB; y++) {
      product += leftA.word(x).weight * leftB.word(y).weight * pair.like(leftA.places[x]!, leftB.places[y]!);
    }
  }
  const squares = squaredLength(pair, leftA, countA) * squaredLength(pair, leftB, countB);
  return squares < 1e-18 ? 0 : product / Math.sqrt(squares);
}

/** Of the weighted sum of the first `count` words. */
function squaredLength(pair: Alignment, left: Left, count: number): number {
  let out = 0;
  for (let x = 0; x < count; x++) {
    const one = left.word(x);
    if (one.row < 0) continue;
    out += one.weight * one.weight;
    for (let y = x + 1; y < count; y++) {
      const other = left.word(y);
      if (other.row >= 0) out += 2 * one.weight * other.weight * pair.likeWithin(one, other);
    }
  }
  return out;
}

function dot(a: Float32Array | null, b: Float32Array | null): number {
  if (a === null || b === null) return 0;
  let out = 0;
  for (let i = 0; i < a.length; i++) out += a[i]! * b[i]!;
  return out;
}
