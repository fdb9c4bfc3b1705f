/** A circumstance that one question alone names: "can I drink coffee", "can I drink coffee while breastfeeding". */
import { wordSet } from "../../word-set.ts";
import type { Alignment, Left } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";

/** Words that lead to it. */
export const CIRCUMSTANCES = wordSet("while during without unless enquanto durante sem caso");
/** Words between them and the word that is left over: "while using it", "durante a gravidez". */
const BETWEEN_MAX = 2;

/** Is one word all that is left over, behind such a word that the other question lacks? */
export function isCircumstanceAlone({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count !== 1) return false;
  return leftA.count === 1 ? isBehind(a, leftA, b) : isBehind(b, leftB, a);
}

function isBehind({ words, places }: Analysis, left: Left, other: Analysis): boolean {
  const place = places[left.places[0] ?? 0] ?? 0;
  for (let at = place - 1; at >= 0 && at >= place - 1 - BETWEEN_MAX; at--) {
    const text = words[at]?.text ?? "";
    if (CIRCUMSTANCES.has(text)) return !other.words.some((word) => CIRCUMSTANCES.has(word.text));
  }
  return false;
}
