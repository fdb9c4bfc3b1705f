/** One thing inside its like, which is another thing: "a list of lists", "um array de arrays". */
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

/** Does only one of the questions name such a thing? */
export function nestingDiffers({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0 || a.words.length === b.words.length) return false;
  return isNested(a) !== isNested(b);
}

function isNested({ words }: Analysis): boolean {
  for (let i = 1; i + 1 < words.length; i++) {
    const { text } = wordIn(words, i);
    if (text !== "of" && text !== "de") continue;
    const word = wordIn(words, i - 1);
    if (word.part === "content" && word.stemId === wordIn(words, i + 1).stemId) return true;
  }
  return false;
}
