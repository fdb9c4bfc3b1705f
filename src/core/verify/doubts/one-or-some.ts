/** One thing asked for and several: "cite um rio", "cite rios"; "recommend a good book", "recommend good books"; "the last row", "the last rows"; "can I
 * bring a guest", "can I bring guests". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

const ONE = wordSet("one an um uma single a");
/** Behind one of these stands what is wanted. */
const REQUESTS = wordSet(
  `give me us name cite list suggest recommend tell show write create make propose provide need want find draft sugira sugere sugerir indique
  indica recomende recomenda diga dê dá dar liste mostre escreva escreve crie cria faça gere quero preciso fale conte traga mande generate
  proponha cita`,
);
/** Before a request it stays one: "can you please recommend". */
const POLITE = wordSet("can could will would you please kindly pode podes poderia você vc por favor i");
const RANKED = wordSet(
  "last first next previous último última últimos últimas primeiro primeira primeiros primeiras próximo próxima próximos próximas",
);
const ALLOWS = wordSet("can could may posso podemos pode");
const THOSE = wordSet("the os as");
/** A Portuguese infinitive, or what "I" do. */
const DOING = /(?:[aei]r|o)$/;
/** Most words from the request to what is wanted: "give me a good short". */
const NEAR = 6;

/** Does one want one of what the other wants some of? */
export function isOneOrSome({ a, b, partners, levels }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || (levels[i] ?? 1) >= 1) continue;
    const x = wordIn(a.subject, i).text;
    const y = wordIn(b.subject, j).text;
    const [here, there] = [a.places[i] ?? 0, b.places[j] ?? 0];
    if (isPlural(y, x) && areOneAndSome(a, here, b, there)) return true;
    if (isPlural(x, y) && areOneAndSome(b, there, a, here)) return true;
  }
  return false;
}

function isPlural(many: string, one: string): boolean {
  return many.endsWith("s") && many.length > one.length && many.slice(0, 3) === one.slice(0, 3);
}

function areOneAndSome(one: Analysis, at: number, some: Analysis, there: number): boolean {
  if (one.frame === "how" && isRanked(one, at) && isRanked(some, there)) return true;
  if (isOneWanted(one, at) && (there === 0 || isWanted(some, there))) return true;
  const request = requestIn(one);
  if (request >= 0 && at - request <= NEAR && requestIn(some) >= 0 && isLedByOne(one.words, at)) return true;
  return ONE.has(one.words[at - 1]?.text ?? "") && areOneAllowedAndMany(one, some, there);
}

/** What one may do with one, one may not do with many; in a how-to it is known which of many are meant. */
function areOneAllowedAndMany(one: Analysis, some: Analysis, there: number): boolean {
  const before = some.words[there - 1]?.text ?? "";
  return isAllowance(one) && isAllowance(some) ? !ONE.has(before) : THOSE.has(before) && isHowToDo(some);
}

/** "Can I bring a guest", "posso levar um convidado". */
function isAllowance({ frame, words }: Analysis): boolean {
  const { text } = words[0] ?? { text: "" };
  return frame === "yes-no" && ALLOWS.has(text) && (words[1]?.part === "person" || text !== "can");
}

/** "How do I remove the users", and not "como funcionam as vacinas", of which the plural means any. */
function isHowToDo({ frame, words, openingWords }: Analysis): boolean {
  return frame === "how" && (openingWords > 1 || DOING.test(words[openingWords]?.text ?? ""));
}

function isRanked({ words }: Analysis, at: number): boolean {
  return RANKED.has(words[at - 1]?.text ?? "");
}

function isOneWanted(question: Analysis, at: number): boolean {
  const { text } = question.words[at - 1] ?? { text: "" };
  // "A recipe" at the beginning is a key of a search.
  const isFirst = at === 1 ? text !== "a" && text !== "an" : at === 2 && text === "single";
  return ONE.has(text) && (isFirst || isWanted(question, at - 1));
}

function isWanted({ words, frame }: Analysis, at: number): boolean {
  return (frame === "none" || frame === "what") && REQUESTS.has(words[at - 1]?.text ?? "");
}

/** The place of the request that opens a question, polite or not; -1 for none. */
function requestIn({ words }: Analysis): number {
  for (let i = 0; i < words.length; i++) {
    const { text } = wordIn(words, i);
    if (REQUESTS.has(text)) return i;
    if (!POLITE.has(text)) return -1;
  }
  return -1;
}

/** Does "a" or "one" lead to the word, at most two adjectives between? */
function isLedByOne(words: readonly Word[], at: number): boolean {
  for (let i = at - 1; i >= Math.max(0, at - 3); i--) {
    const { text, part } = wordIn(words, i);
    if (ONE.has(text)) return true;
    if (part !== "content" && part !== "filler") return false;
  }
  return false;
}
