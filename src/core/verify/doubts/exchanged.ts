/**
 * A word exchanged for one of another meaning in a long question that is otherwise the same, word for word. There it has so
 * little weight that the score stays high, and it decides: "surgery on my knee", "surgery on my eye". Who words a question
 * anew changes more of it.
 */
import type { Alignment, Left } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

/** Cosine from which on two words may mean the same: "trip" and "journey" have .46, "knee" and "eye" .01. */
const LIKE_MIN = 0.4;
/** Words that are the same before and behind what was exchanged, and the most that lie between. */
const SAME_MIN = 10;
const BETWEEN_MAX = 6;

/** Has each question words of its own, in one place, of which none is like one of the other's? */
export function isWordExchanged(pair: Alignment): boolean {
  const { a, b, leftA, leftB } = pair;
  if (a.words.length < SAME_MIN || b.words.length < SAME_MIN) return false;
  return tells(leftA) && tells(leftB) && isToldAlike(a, b) && !isAnyLike(pair);
}

function isToldAlike({ words: a }: Analysis, { words: b }: Analysis): boolean {
  const most = Math.min(a.length, b.length);
  let same = 0;
  while (same < most && isSame(a, same, b, same)) same++;
  let behind = 1;
  while (same < most && behind <= most - same && isSame(a, a.length - behind, b, b.length - behind)) behind++;
  same += behind - 1;
  return same >= SAME_MIN && Math.max(a.length, b.length) - same <= BETWEEN_MAX;
}

function isSame(a: readonly Word[], i: number, b: readonly Word[], j: number): boolean {
  return wordIn(a, i).form.textId === wordIn(b, j).form.textId;
}

function isAnyLike(pair: Alignment): boolean {
  const { leftA, leftB } = pair;
  for (let x = 0; x < leftA.count; x++) {
    if (!isTelling(leftA.word(x))) continue;
    for (let y = 0; y < leftB.count; y++) {
      if (isTelling(leftB.word(y)) && pair.like(leftA.places[x] ?? 0, leftB.places[y] ?? 0) >= LIKE_MIN)
        return true;
    }
  }
  return false;
}

function tells(left: Left): boolean {
  for (let n = 0; n < left.count; n++) if (isTelling(left.word(n))) return true;
  return false;
}

const isTelling = ({ part }: Word): boolean => part === "content";
