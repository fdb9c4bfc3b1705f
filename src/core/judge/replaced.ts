/**
 * What was put in place of what between two sentences that are otherwise word for word the same. A verifier of questions
 * reads capitals and units by their context; here the rest is equal, so that a single exchanged name or unit shows.
 */

import { SMALL } from "./words.ts";

/** Longest run of words that counts as an exchange. */
const RUN_MAX = 3;

/** True where a name, a number or a unit was exchanged and nothing else was changed. */
export function exchangedFact(a: string, b: string): boolean {
  const left = words(a);
  const right = words(b);
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && same(left[head]!, right[head]!)) head++;
  let tail = 0;
  while (tail < shorter - head && same(left.at(-1 - tail)!, right.at(-1 - tail)!)) tail++;
  const runA = left.slice(head, left.length - tail);
  const runB = right.slice(head, right.length - tail);
  if (runA.length === 0 || runB.length === 0 || runA.length > RUN_MAX || runB.length > RUN_MAX) return false;
  // A sentence of which half was exchanged is another sentence, not a changed one.
  if (head + tail < Math.max(runA.length, runB.length)) return false;
  const afterNumber = head > 0 && /\d/.test(left[head - 1]!);
  return (
    afterNumber ||
    [...runA, ...runB].some((word) => /\d|[%$€£]/.test(word)) ||
    (isName(runA, head) && isName(runB, head))
  );
}

/** The first word of a sentence is capital anyway: it counts unless it is one that opens many sentences. */
function isName(run: readonly string[], at: number): boolean {
  return run.some((word, i) => /^\p{Lu}/u.test(word) && (at + i > 0 || !OPENS.has(word.toLowerCase())));
}
const OPENS = new Set([
  ...SMALL,
  ..."two three some several many most all no each every another other there these those people here dois duas três alguns algumas vários várias muitos muitas todos todas nenhum cada outro outra há esses essas pessoas".split(
    " ",
  ),
]);

function words(sentence: string): string[] {
  return (
    sentence
      .normalize("NFC")
      .match(/[\p{L}\p{N}$€£%][\p{L}\p{N}.,%$€£/'’-]*/gu)
      ?.map(trimmed) ?? []
  );
}

function trimmed(word: string): string {
  return word.replace(/(?:['’]s|[.,'’-])+$/u, "");
}

function same(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}
