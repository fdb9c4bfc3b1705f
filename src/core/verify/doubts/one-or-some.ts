/** One thing asked for and several: "cite um rio", "cite rios"; "one reason to learn Go", "reasons to learn Go". */
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const ONE = set("one um uma single a an");
/** Behind one of these stands what is wanted. */
const REQUESTS = set(
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
    if (isPlural(y, x) && isOneBeside(a, a.places[i] ?? 0, b, b.places[j] ?? 0)) return true;
    if (isPlural(x, y) && isOneBeside(b, b.places[j] ?? 0, a, a.places[i] ?? 0)) return true;
  }
  return false;
}

function isOneBeside(one: Analysis, at: number, some: Analysis, place: number): boolean {
  if (isOneWanted(one, at) && areSomeWanted(some, place)) return true;
  if (!ONE.has(one.words[at - 1]?.text ?? "")) return false;
  const before = some.words[place - 1]?.text ?? "";
  // What one may do with one, one may not do with many; which ones are meant of many is known.
  return isAllowance(one) && isAllowance(some) ? !ONE.has(before) : THOSE.has(before) && isHowToDo(some);
}

/** "Can I bring a guest", "posso levar um convidado". */
function isAllowance({ frame, words }: Analysis): boolean {
  return (
    frame === "yes-no" &&
    ALLOWS.has(words[0]?.text ?? "") &&
    (words[1]?.part === "person" || words[0]?.text !== "can")
  );
}
const ALLOWS = set("can could may posso podemos pode");
const THOSE = set("the os as");

/** "How do I remove the users", and not "como funcionam as vacinas", of which the plural means any. */
function isHowToDo({ frame, words, openingWords }: Analysis): boolean {
  return frame === "how" && (openingWords > 1 || DOING.test(words[openingWords]?.text ?? ""));
}
const DOING = /(?:[aei]r|o)$/;

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
