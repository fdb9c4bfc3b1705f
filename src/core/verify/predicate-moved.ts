/** A predicate at the other end of a Portuguese question, where it says the same: "é legal gravar", "gravar é legal". */
import type { Alignment } from "./align.ts";
import type { Analysis } from "./read/analysis.ts";
import type { QuestionFrame } from "./read/frame.ts";
import { wordIn } from "./read/word.ts";

export function isPredicateMoved(pair: Alignment): boolean {
  const { a, b } = pair;
  return isSaidBehind(a, b) || isSaidBehind(b, a) || isVerbMoved(pair);
}

/** "É legal gravar uma ligação" and "gravar uma ligação é legal": Portuguese asks whether in either order. */
function isSaidBehind(front: Analysis, end: Analysis): boolean {
  const last = end.words.length - 1;
  if (front.language !== "pt" || front.words.length !== last + 1 || last < 3) return false;
  if (!IS_PT.has(wordIn(front.words, 0).text) || end.words[last - 1]?.text !== front.words[0]?.text)
    return false;
  for (let i = 0; i + 2 <= last; i++) if (end.words[i]?.text !== front.words[i + 2]?.text) return false;
  return end.words[last]?.text === front.words[1]?.text;
}
const IS_PT: ReadonlySet<string> = new Set(["é", "são", "está", "estão", "era", "foi"]);

/** "Quanto dorme uma criança de dois anos", "criança de dois anos dorme quanto": nobody is asked for who did it to whom. */
function isVerbMoved({ a, b, partners, leftA, leftB }: Alignment): boolean {
  const count = a.subject.length;
  if (count < 2 || b.subject.length !== count || leftA.count + leftB.count > 0) return false;
  if (!asksInPlace(a) && !asksInPlace(b)) return false;
  if (a.language !== "pt" || b.language !== "pt" || !isForNoThing(a) || !isForNoThing(b)) return false;
  return isShifted(partners, count, 1) || isShifted(partners, count, count - 1);
}

/** Does the asking word end the question? */
function asksInPlace({ words, frame }: Analysis): boolean {
  return frame === "none" && words[words.length - 1]?.part === "asker";
}

function isForNoThing({ frame }: Analysis): boolean {
  return frame === "none" || MANNERS.has(frame);
}
const MANNERS: ReadonlySet<QuestionFrame> = new Set([
  ...(["how-many", "how-much-time", "how-often", "when", "where", "why"] as const),
]);

function isShifted(partners: Int16Array, count: number, by: number): boolean {
  for (let i = 0; i < count; i++) if (partners[i] !== (i + by) % count) return false;
  return true;
}
