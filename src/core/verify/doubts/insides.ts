/** Which of two is inside the other: "run python in docker", "run docker in python". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

const IN = wordSet("in inside within em no na nos nas dentro");
const SKIPPED = wordSet("a an the my your o os as um uma do da meu minha seu sua");

/** Have two words changed places around "in"? */
export function insidesSwapped({ a, b, partners }: Alignment): boolean {
  for (let i = 0; i + 1 < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    const k = partners[i + 1] ?? -1;
    if (j < 0 || k !== j - 1) continue;
    if (isInside(a, i) && isInside(b, k)) return true;
  }
  return false;
}

/** Is the word of the subject at `at` in the one behind it? */
function isInside({ words, places }: Analysis, at: number): boolean {
  const from = places[at] ?? 0;
  const to = places[at + 1] ?? 0;
  let isIn = false;
  for (let i = from + 1; i < to; i++) {
    const { text } = wordIn(words, i);
    if (IN.has(text)) isIn = true;
    else if (!SKIPPED.has(text)) return false;
  }
  return isIn;
}
