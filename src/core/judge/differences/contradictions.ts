/**
 * Finds where two aligned answers say different things in the same place. An uncertain case makes the verdict unsure.
 */

import type { Vocabulary } from "../../verify/read/vocabulary.ts";
import { FREE, type Match } from "../match.ts";
import type { SaidSentence, SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import { areTurned } from "../words/times.ts";
import type { Frames } from "./frames.ts";
import { type Finding, isAnswer, isDenying, isTurnedBy, replacement } from "./replacement.ts";

/** Longest run of words that counts as put in place of another. */
const RUN_MAX = 3;
/** Share of two sentences' words that must be matched before a difference in them counts as one place. */
const FRAME_MIN = 0.5;

export function exchangesOf(match: Match, frames: Frames, vocabulary: Vocabulary): Finding[] {
  const out: Finding[] = [];
  for (let x = 0; x < match.a.sentences.length; x++) exchangesIn(match, x, frames, vocabulary, out);
  return out;
}

/** Finds unmatched runs between two matched words (or sentence ends), with what the other answer has there. */
function exchangesIn(match: Match, x: number, frames: Frames, vocabulary: Vocabulary, out: Finding[]): void {
  const { a, b, toB, toA } = match;
  const { from, to } = nth(a.sentences, x);
  for (let left = from - 1; left < to; left++) {
    if (left >= from && toB[left] === FREE) continue;
    for (let right = left + 1; right <= Math.min(to, left + 1 + RUN_MAX); right++) {
      if (right < to && toB[right] === FREE) continue;
      const place = placeIn(match, left, right, from, to);
      const isWhole = place !== null && (right - left > 1 || place.to > place.from);
      // Most places hold matched and unmatched words: they are no exchange, and are left before anything is made of them.
      if (isWhole && isOfOneKind(match, left, right, place) && frames.share(x, place.sentence) >= FRAME_MIN) {
        const one = a.said.slice(left + 1, right);
        const two = b.said.slice(place.from, place.to);
        const kept = (_: SaidWord, n: number): boolean =>
          isIn(toB[left + 1 + n] ?? FREE, place.from, place.to);
        const keptToo = (_: SaidWord, n: number): boolean =>
          isIn(toA[place.from + n] ?? FREE, left + 1, right);
        const isFree =
          one.every((_, n) => toB[left + 1 + n] === FREE) &&
          two.every((_, n) => toA[place.from + n] === FREE);
        const moved =
          one.every((_, n) => toB[left + 1 + n] !== FREE) &&
          two.every((_, n) => toA[place.from + n] !== FREE);
        const inList = moved && isListed(a.said, left, right) && isListed(b.said, place.from - 1, place.to);
        if ((isFree || moved) && !inList && !one.some(kept) && !two.some(keptToo)) {
          const found = replacement(one, two, {
            vocabulary,
            moved,
            inOnePlace: frames.inOnePlace(x, place.sentence),
            deniedElsewhere:
              [...one, ...two].some(({ kind }) => kind === "negation") &&
              (deniesAlone(a.said, nth(a.sentences, x), toB) ||
                deniesAlone(b.said, nth(b.sentences, place.sentence), toA)),
            answered:
              isTurnedBy(nth(a.sentences, x)) ||
              isTurnedBy(nth(b.sentences, place.sentence)) ||
              answersIn(a.said, left + 1, right) ||
              answersIn(b.said, place.from, place.to),
            timed:
              [...one, ...two].some((word) => word.timed) &&
              areTurned(nth(a.sentences, x).times, nth(b.sentences, place.sentence).times),
            turned: nth(a.sentences, x).passive !== nth(b.sentences, place.sentence).passive,
            words: frames.words(x, place.sentence),
            strays: strays(match, { x, place, left, right }, frames),
          });
          if (found !== null) out.push(found);
        }
      }
    }
  }
}

function answersIn(said: readonly SaidWord[], from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (isAnswer(said, at)) return true;
  return false;
}

/** Are all words of both runs matched, or none? */
function isOfOneKind({ toA, toB }: Match, left: number, right: number, { from, to }: Place): boolean {
  const isFree = right - left > 1 ? toB[left + 1] === FREE : toA[from] === FREE;
  for (let i = left + 1; i < right; i++) if ((toB[i] === FREE) !== isFree) return false;
  for (let j = from; j < to; j++) if ((toA[j] === FREE) !== isFree) return false;
  return true;
}

/** Has the sentence a word without counterpart that denies by itself: "ice should be avoided"? */
function deniesAlone(
  said: readonly SaidWord[],
  { from, to }: Pick<SaidSentence, "from" | "to">,
  partners: Int32Array,
): boolean {
  for (let i = from; i < to; i++) if (partners[i] === FREE && isDenying(nth(said, i))) return true;
  return false;
}

const isIn = (at: number, from: number, to: number): boolean => at >= from && at < to;

/** Number of unmatched words in the two sentences outside the run. */
function strays({ toA, toB, a, b }: Match, { x, place, left, right }: Run, frames: Frames): number {
  let out = frames.strays(x, place.sentence);
  for (let i = left + 1; i < right; i++)
    if (!isEqual(nth(a.said, i), b.said[toB[i] ?? FREE], place.sentence)) out--;
  for (let j = place.from; j < place.to; j++) if (!isEqual(nth(b.said, j), a.said[toA[j] ?? FREE], x)) out--;
  return out;
}

/** Is the run part of a list, or directly before a list item ("A, b and c")? */
function isListed(said: readonly SaidWord[], left: number, right: number): boolean {
  return said[left + 1]?.listed === true || said[right]?.listed === true;
}

function isEqual({ key }: SaidWord, other: SaidWord | undefined, sentence: number): boolean {
  return other !== undefined && other.key === key && other.sentence === sentence;
}

interface Run {
  readonly x: number;
  readonly place: Place;
  readonly left: number;
  readonly right: number;
}

interface Place {
  readonly from: number;
  readonly to: number;
  readonly sentence: number;
}

/** The place in b between the counterparts of two places of a; sentence ends count as places. */
function placeIn({ b, toB }: Match, left: number, right: number, from: number, to: number): Place | null {
  if (left < from && right >= to) return null;
  const p = left < from ? FREE : (toB[left] ?? FREE);
  const n = right >= to ? FREE : (toB[right] ?? FREE);
  const sentence = nth(b.said, p === FREE ? n : p).sentence;
  const bounds = nth(b.sentences, sentence);
  const start = p === FREE ? bounds.from : p + 1;
  const end = n === FREE ? bounds.to : n;
  if (end < start || end - start > RUN_MAX || (n !== FREE && nth(b.said, n).sentence !== sentence))
    return null;
  return { from: start, to: end, sentence };
}
