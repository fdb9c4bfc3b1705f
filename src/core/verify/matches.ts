/**
 * Features of the matched words: how sure the matches are, whether they keep their order, and which could be exchanged.
 */
import { type Alignment, isListed, LIKE_WORDS_MAX } from "./align.ts";
import type { Word } from "./read/word.ts";

const SOFT = { a: 0, b: 0 };
/** Each word's best cosine with a word of the other question, for the pair last passed to `softShares`. */
export const BEST_A = new Float64Array(LIKE_WORDS_MAX);
export const BEST_B = new Float64Array(LIKE_WORDS_MAX);

/**
 * Weighted mean over one question's words of the best cosine with a word of the other, for both directions; 1 where all
 * words have an equal. At most 40 words a side. Equal words come first, so that few cosines need computing.
 */
export function softShares(pair: Alignment): Readonly<typeof SOFT> {
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

const MET = { mean: 0, loosest: 1, orderKept: 1 };

/** Mean and lowest certainty of the matches, and the share of neighbouring matches that keep their order. */
export function matchesOf({ a, partners, levels, matches }: Alignment): Readonly<typeof MET> {
  let total = 0;
  let loosest = 1;
  let kept = 0;
  let before = -1;
  for (let i = 0; i < a.subject.length; i++) {
    const partner = partners[i] ?? -1;
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
 * Highest similarity of two words that changed places: "audio" and "video" may take each other's role, "JWT" and
 * "implement" not. Pairs joined by "and" or "or" do not count. Checks at most 48 exchanges, in the first 400 words.
 */
export function exchangeable(pair: Alignment): number {
  const { a, partners } = pair;
  const count = Math.min(a.subject.length, EXCHANGED_MAX);
  let out = 0;
  let weighed = 0;
  for (let i = 0; i < count; i++) {
    const k = partners[i] ?? -1;
    if (k < 0) continue;
    for (let j = i + 1; j < count; j++) {
      const l = partners[j] ?? -1;
      if (l < 0 || l > k) continue;
      if (++weighed > EXCHANGES_MAX) return out;
      out = Math.max(out, exchangeLike(pair, i, j));
    }
  }
  return out;
}
const EXCHANGES_MAX = 48;
const EXCHANGED_MAX = 400;
/** Similarity assumed for two names or two numbers, which may always be exchanged. */
const SURE_EXCHANGE = 0.8;

function exchangeLike(pair: Alignment, i: number, j: number): number {
  const x = pair.a.subject[i]!;
  const y = pair.a.subject[j]!;
  if (x.part !== y.part) return 0;
  if (isListed(pair.a, i, j) && isListed(pair.b, pair.partners[j] ?? -1, pair.partners[i] ?? -1)) return 0;
  return x.part !== "content" || (x.named && y.named) ? SURE_EXCHANGE : pair.likeWithin(x, y);
}
