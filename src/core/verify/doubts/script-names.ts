/** A word and the library that it names with ".js": "chart" and "chart.js". Some are called by the bare name too: Node, Vue. */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";
import { PLACES_OF_CODE } from "./mention-words.ts";

const CALLED_SO: ReadonlySet<string> = wordSet(
  "node vue react angular ember nuxt jquery svelte d3 electron webpack three.js node.js",
);

/** Was such a word matched with such a library, in questions that are of no code otherwise? */
export function isScriptOfWord({ a, b, partners, levels }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || (levels[i] ?? 1) >= 1) continue;
    const x = wordIn(a.subject, i).text;
    const y = wordIn(b.subject, j).text;
    if (y === `${x}.js` && isBare(a, i)) return true;
    if (x === `${y}.js` && isBare(b, j)) return true;
  }
  return false;
}

function isBare({ subject, words, places }: Analysis, at: number): boolean {
  const word = wordIn(subject, at);
  const before = words[(places[at] ?? 0) - 1]?.text;
  if (before === "a" || before === "an" || before === "um" || before === "uma") return true;
  const hasCapital = word.raw !== word.text && !word.opens;
  if (hasCapital || CALLED_SO.has(word.text)) return false;
  return !words.some(({ text }) => text !== word.text && PLACES_OF_CODE.has(text));
}
