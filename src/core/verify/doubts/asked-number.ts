/** Whether one thing is wanted or several: "recommend a book", "recommend books"; "the last row", "the last rows". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

export const WANTED = wordSet(
  `give suggest recommend name write create list propose make generate draft tell show
  dê dá dar sugira sugere sugerir recomende recomenda indique indica cite cita escreva escreve crie cria mostre proponha
  faça gere`,
);
const ONE = wordSet("a an one um uma");
export const RANKED = wordSet(
  "last first next previous último última últimos últimas primeiro primeira primeiros primeiras próximo próxima próximos próximas",
);
/** Most words from the verb to what is wanted: "give me a good short". */
const NEAR = 6;

/** Is one of a thing wanted in one question, and several in the other? */
export function countsDiffer(pair: Alignment): boolean {
  const { a, b, partners, levels } = pair;
  const x = wantedIn(a);
  const y = wantedIn(b);
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || (levels[i] ?? 1) >= 1) continue;
    const one = wordIn(a.subject, i).text;
    const two = wordIn(b.subject, j).text;
    const few = isPlural(two, one) ? a : isPlural(one, two) ? b : null;
    if (few === null) continue;
    const [at, from] = few === a ? [a.places[i] ?? 0, x] : [b.places[j] ?? 0, y];
    if (x >= 0 && y >= 0 && at - from <= NEAR && isOneOf(few.words, at)) return true;
    if (a.frame === "how" && isRanked(a, i) && isRanked(b, j)) return true;
  }
  return false;
}

/** The place of the verb of an order, polite or not; -1 for none. */
function wantedIn({ words }: Analysis): number {
  for (let i = 0; i < words.length; i++) {
    const { text } = wordIn(words, i);
    if (WANTED.has(text)) return i;
    if (!POLITE.has(text)) return -1;
  }
  return -1;
}
const POLITE = wordSet(
  "can could would will you please kindly me pode podes poderia você vc por favor quero need want i",
);

function isPlural(many: string, one: string): boolean {
  return many.length > one.length && many.endsWith("s") && !one.endsWith("s");
}

/** Does "a" or "one" lead to the word, at most two adjectives between? */
function isOneOf(words: readonly Word[], at: number): boolean {
  for (let i = at - 1; i >= Math.max(0, at - 3); i--) {
    const { text, part } = wordIn(words, i);
    if (ONE.has(text)) return true;
    if (part !== "content" && part !== "filler") return false;
  }
  return false;
}

function isRanked({ words, places }: Analysis, at: number): boolean {
  return RANKED.has(words[(places[at] ?? 0) - 1]?.text ?? "");
}
