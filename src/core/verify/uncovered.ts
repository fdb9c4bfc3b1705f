/**
 * Features of one question's left-over words: how similar the most similar word of the other question is, whether they
 * qualify a matched word ("a used car"), and whether they have a preposition ("in winter").
 */
import { type Alignment, type Left, LIKE_WORDS_MAX } from "./align.ts";
import { BEST_A, BEST_B } from "./matches.ts";
import type { Analysis } from "./read/analysis.ts";
import { wordIn } from "./read/word.ts";

interface Side {
  /** Best cosine of each word with the other question, set by `softShares`. */
  readonly best: Float64Array;
  /** Number of left-over words directly before a matched word. */
  modifiers: number;
  /** Number of left-over words with a preposition. */
  governed: number;
  /** Lowest best cosine of a heavy left-over word; 1 where there is none. */
  worst: number;
  /** Weighted mean best cosine of the left-over words; 1 where there is none. */
  mean: number;
}

const sideOf = (best: Float64Array): Side => ({ best, modifiers: 0, governed: 0, worst: 1, mean: 1 });
export const SIDE_A = sideOf(BEST_A);
export const SIDE_B = sideOf(BEST_B);

/** Computes the features of one side into `out`, which is reused. Reads at most 40 words. */
export function uncoveredOf({ subject, places, syntax }: Analysis, left: Left, out: Side): Readonly<Side> {
  out.modifiers = out.governed = 0;
  out.worst = out.mean = 1;
  let weight = 0;
  let covered = 0;
  for (let n = 0; n < left.count; n++) {
    const place = left.places[n]!;
    if (place >= LIKE_WORDS_MAX) break;
    const word = wordIn(subject, place);
    const best = out.best[place]!;
    weight += word.weight;
    covered += word.weight * best;
    if (!word.isHeavy) continue;
    if (best < out.worst) out.worst = best;
    if (syntax.governs[place] !== 0) out.governed++;
    const next = place + 1;
    const isNextLeft = n + 1 < left.count && left.places[n + 1] === next;
    if (next < subject.length && !isNextLeft && places[next] === places[place]! + 1) out.modifiers++;
  }
  if (weight > 0) out.mean = covered / weight;
  return out;
}

const CONTEXT = { mass: 0, adjacent: 1 };

/** Weight of the matched words, and the share of them whose preceding word is matched with the one before theirs. */
export function contextOf({ a, b, partners, matches }: Alignment): Readonly<typeof CONTEXT> {
  let mass = 0;
  let kept = 0;
  let before = -2;
  for (let i = 0; i < a.subject.length; i++) {
    const partner = partners[i] ?? -1;
    if (partner < 0) {
      before = -2;
      continue;
    }
    mass += (wordIn(a.subject, i).weight + wordIn(b.subject, partner).weight) / 2;
    if (partner === before + 1) kept++;
    before = partner;
  }
  CONTEXT.mass = mass;
  CONTEXT.adjacent = matches < 2 ? 1 : kept / (matches - 1);
  return CONTEXT;
}
