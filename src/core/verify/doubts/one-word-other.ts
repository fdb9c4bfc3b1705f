/** Long questions that are equal but for one word, of which the score sees little: "deletes files older", "lists files older". */
import type { Alignment } from "../align.ts";
import { type Word, wordIn } from "../read/word.ts";

/** In shorter questions one word has weight enough. */
const LONG_SUBJECT = 9;
/** Words less alike than this are no rewording of each other. */
const ALIKE_MIN = 0.6;

/** Is one word replaced by one of another meaning in the same place, and all else equal? */
export function isOneWordOther(pair: Alignment): boolean {
  const { a, b, leftA, leftB } = pair;
  if (leftA.count !== 1 || leftB.count !== 1) return false;
  if (a.subject.length < LONG_SUBJECT || a.words.length !== b.words.length) return false;
  const i = leftA.places[0] ?? 0;
  const j = leftB.places[0] ?? 0;
  const place = a.places[i] ?? 0;
  const x = wordIn(a.subject, i);
  const y = wordIn(b.subject, j);
  if (place !== b.places[j] || x.part !== "content" || isSlip(x, y)) return false;
  for (let n = 0; n < a.words.length; n++)
    if (n !== place && wordIn(a.words, n).form.textId !== wordIn(b.words, n).form.textId) return false;
  return pair.like(i, j) < ALIKE_MIN;
}

/** Is one of them in no list, and begins as the other does? */
function isSlip(x: Word, y: Word): boolean {
  return (x.weight >= 1 || y.weight >= 1) && x.text.slice(0, 2) === y.text.slice(0, 2);
}
