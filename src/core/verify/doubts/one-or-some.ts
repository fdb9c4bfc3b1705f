/** One thing asked for and several: "cite um rio", "cite rios"; "one reason to learn Go", "reasons to learn Go". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

const ONE = wordSet("one um uma single a an");
/** Behind one of these stands what is wanted. */
const REQUESTS = wordSet(
  `give me us name cite list suggest recommend tell show write create make propose provide need want find sugira indique recomende diga
  dê dá liste mostre escreva crie faça gere quero preciso fale conte traga mande generate`,
);

/** Does one want one of what the other wants some of? */
export function isOneOrSome({ a, b, partners, levels }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || (levels[i] ?? 1) >= 1) continue;
    const x = wordIn(a.subject, i).text;
    const y = wordIn(b.subject, j).text;
    if (isPlural(y, x) && isOneWanted(a, a.places[i] ?? 0) && areSomeWanted(b, b.places[j] ?? 0)) return true;
    if (isPlural(x, y) && isOneWanted(b, b.places[j] ?? 0) && areSomeWanted(a, a.places[i] ?? 0)) return true;
  }
  return false;
}

function isPlural(many: string, one: string): boolean {
  if (!many.endsWith("s") || many.length <= one.length) return false;
  return many.slice(0, 3) === one.slice(0, 3);
}

function isOneWanted(question: Analysis, at: number): boolean {
  const { text } = question.words[at - 1] ?? { text: "" };
  // "A recipe" at the beginning is a key of a search.
  const isFirst = at === 1 ? text !== "a" && text !== "an" : at === 2 && text === "single";
  return ONE.has(text) && (isFirst || isWanted(question, at - 1));
}

function areSomeWanted(question: Analysis, at: number): boolean {
  return at === 0 || isWanted(question, at);
}

function isWanted({ words, frame }: Analysis, at: number): boolean {
  return (frame === "none" || frame === "what") && REQUESTS.has(words[at - 1]?.text ?? "");
}
