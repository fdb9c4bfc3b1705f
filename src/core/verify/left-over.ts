/**
 * Features of the words that an alignment left over: their number and weight, and how similar they are across the
 * sides.
 */
import { type Alignment, type Left, LIKE_WORDS_MAX } from "./align.ts";
import { areOpposites } from "./opposites.ts";
import type { Analysis } from "./read/analysis.ts";
import type { Word } from "./read/word.ts";

/** Sums over one side's left-over words. One object for each side is reused for all comparisons. */
interface Summed {
  weight: number;
  heaviest: number;
  /** The number of heavy words, and the positions of the first ones. */
  heavy: number;
  readonly heavyPlaces: Int16Array;
  names: number;
  facts: number;
  fillers: number;
}
/** Only the first heavy left-over words of a side are compared. */
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
export const LEFT_A = newSummed();
export const LEFT_B = newSummed();

export function summed({ subject }: Analysis, { places, count }: Left, out: Summed): Summed {
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

const SWAPS = { best: 0, worst: 0 };

/** Highest and lowest best cosine between heavy left-over words of both sides; -1 where one side has none. */
export function swapCosines(pair: Alignment, leftA: Summed, leftB: Summed): Readonly<typeof SWAPS> {
  const countA = Math.min(leftA.heavy, SWAPPED_MAX);
  const countB = Math.min(leftB.heavy, SWAPPED_MAX);
  SWAPS.best = -1;
  SWAPS.worst = countA === 0 || countB === 0 ? -1 : 1;
  if (SWAPS.worst < 0) return SWAPS;
  // For each word of the shorter side the most similar one of the other.
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

/**
 * Was exactly one heavy word swapped, between equal neighbours (`one`), and was it at an end (`edge`)? 1: yes, 0: no.
 */
export function slotShape(a: Analysis, b: Analysis, leftA: Summed, leftB: Summed): Readonly<typeof SLOT> {
  SLOT.one = SLOT.edge = 0;
  if (leftA.heavy !== 1 || leftB.heavy !== 1) return SLOT;
  const i = leftA.heavyPlaces[0]!;
  const j = leftB.heavyPlaces[0]!;
  const isBetween = stemAt(a, i - 1) === stemAt(b, j - 1) && stemAt(a, i + 1) === stemAt(b, j + 1);
  SLOT.one = isBetween ? 1 : 0.5;
  SLOT.edge = i + 1 === a.subject.length && j + 1 === b.subject.length ? 1 : 0;
  return SLOT;
}

/** Stem id of the word at a position of the subject; -1 beyond either end. */
function stemAt({ subject }: Analysis, at: number): number {
  return at < 0 || at >= subject.length ? -1 : subject[at]!.stemId;
}

export function leftOpposites({ a, b, leftA, leftB }: Alignment): boolean {
  const countA = Math.min(leftA.count, SWAPPED_MAX);
  const countB = Math.min(leftB.count, SWAPPED_MAX);
  for (let x = 0; x < countA; x++) {
    for (let y = 0; y < countB; y++) {
      if (areOpposites(a.subject[leftA.places[x]!]!, b.subject[leftB.places[y]!]!)) return true;
    }
  }
  return false;
}

/** 1 where the first word of a how-question's subject, its verb, has no counterpart; else 0. */
export function verbLeft({ frame }: Analysis, { places, count }: Left): number {
  return (frame === "how" || frame === "do") && count > 0 && places[0] === 0 ? 1 : 0;
}

/**
 * Cosine of the weighted sums of both sides' left-over word vectors; 0 where one has none. Computed from the cosines of
 * the words, most of which are cached. At most 40 words a side.
 */
export function restCosine(pair: Alignment): number {
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

/** Squared length of the weighted vector sum of the first `count` left-over words. */
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
