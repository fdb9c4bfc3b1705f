/** Whether an amount is wanted of each thing or of all together: "how much is each ticket", "how much are all the tickets". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

const EACH = wordSet("each every per cada");
const ALL = wordSet("all both todos todas ambos ambas");
const TOTAL = wordSet("total altogether overall sum soma");
/** Words that `near-hints.ts` looks for. */
export const SHARED: ReadonlySet<string> = new Set([...EACH, ...ALL, ...TOTAL, "por"]);

/** Is it of each in one question, and of all in the other? "All" tells that only where a number is asked for. */
export function sharesDiffer({ a, b }: Alignment): boolean {
  return isOfEachAlone(a, b) || isOfEachAlone(b, a);
}

function isOfEachAlone(one: Analysis, other: Analysis): boolean {
  const isPer = one.words.some(isPerThing);
  if (!isPer && !says(one, EACH)) return false;
  // "The total of each order", "the total of all orders".
  if (says(one, TOTAL)) return says(other, ALL) && says(other, TOTAL) && !says(other, EACH);
  if (says(other, EACH) || other.words.some(isPerThing)) return false;
  return says(other, TOTAL) || (!isPer && isForNumber(one) && isForNumber(other) && says(other, ALL));
}

function isForNumber({ frame }: Analysis): boolean {
  return frame === "how-many";
}

/** "Por pessoa", "por noite": no article stands between. */
function isPerThing({ text }: Word, at: number, words: readonly Word[]): boolean {
  const next = words[at + 1];
  return text === "por" && at > 1 && (next?.part === "content" || next?.part === "unit");
}

function says({ words }: Analysis, which: ReadonlySet<string>): boolean {
  for (let i = 0; i < words.length; i++) if (which.has(wordIn(words, i).text)) return true;
  return false;
}
