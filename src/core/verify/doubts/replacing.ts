/** Whether a thing takes another's place or comes beside it: "use oil instead", "also use oil"; "em vez de Pix", "e Pix". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

/** Words that `near-hints.ts` looks for. */
export const REPLACING: ReadonlySet<string> = wordSet("instead vez invés lugar");
const BEFORE: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["vez", wordSet("em")],
  ["invés", wordSet("ao")],
  ["lugar", wordSet("no em")],
]);
/** Stems of other words for it. */
const REPLACES =
  /^(?:replac|substitut|swap|exchang|switch|alternativ|rather|without|troc|sem$|substitui|place$)/u;

/** Does one put a thing in another's place, and the other say nothing of that? */
export function replacingDiffers({ a, b }: Alignment): boolean {
  return isReplacing(a) ? !mayReplace(b) : isReplacing(b) && !mayReplace(a);
}

function isReplacing({ words }: Analysis): boolean {
  for (let i = 0; i < words.length; i++) {
    const { text } = wordIn(words, i);
    if (!REPLACING.has(text)) continue;
    const before = BEFORE.get(text);
    if (before === undefined) return true;
    // "Em que lugar", "uma vez"; "no lugar onde".
    if (before.has(words[i - 1]?.text ?? "") && isOf(words[i + 1]?.text)) return true;
  }
  return false;
}

function isOf(next: string | undefined): boolean {
  return next === undefined || /^(?:d[eoa]s?|disso|dele|dela)$/.test(next);
}

function mayReplace(question: Analysis): boolean {
  return isReplacing(question) || question.words.some(({ text }) => REPLACES.test(text));
}
