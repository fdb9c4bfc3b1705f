/** Words of which one is the other with a prefix that makes another act of it: "issue" and "reissue", "cooked" and "undercooked". */
import type { Alignment } from "../align.ts";
import type { Word } from "../read/word.ts";

const PREFIXES = "re pre over under mis sub super".split(" ");
const PLAIN_MIN = 4;

/** Has each question one of two such words left over? */
export function isPrefixed({ leftA, leftB }: Alignment): boolean {
  for (let x = 0; x < leftA.count; x++) {
    for (let y = 0; y < leftB.count; y++) {
      const one = leftA.word(x);
      const other = leftB.word(y);
      if (hasPrefix(one, other) || hasPrefix(other, one)) return true;
    }
  }
  return false;
}

function hasPrefix({ form: { fold: plain } }: Word, { form: { fold: marked } }: Word): boolean {
  const extra = marked.length - plain.length;
  if (extra < 2 || plain.length < PLAIN_MIN || !marked.endsWith(plain)) return false;
  return PREFIXES.includes(marked.slice(0, extra));
}
