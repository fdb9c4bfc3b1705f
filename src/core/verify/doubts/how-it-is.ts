/**
 * How something is done, and how it is to do it: "how to live alone", "what is it like to live alone"; "como morar sozinho", "como é
 * morar sozinho".
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";

const IS = wordSet("is was does did would");
const IS_PT = wordSet("é foi era será seria");
const MAY = wordSet("do can could should");
/** "How is it that …" asks why. */
const DOING = /^(?:to|like)$|ing$/;
/** "Como é fazer", and not "como é feito", "como é o lugar". */
const INFINITIVE = /[aei]r$/;

/** Does one ask for the way, and the other how it is? */
export function isLikenessAskedAlone({ a, b }: Alignment): boolean {
  return (asksWay(a) && asksLikeness(b)) || (asksWay(b) && asksLikeness(a));
}

function asksWay({ words }: Analysis): boolean {
  const [asker, second = ""] = [words[0]?.text, words[1]?.text];
  if (asker === "como") return INFINITIVE.test(second);
  return asker === "how" && (second === "to" || MAY.has(second));
}

function asksLikeness({ words }: Analysis): boolean {
  const [asker, verb = "", third = "", fourth = ""] = [0, 1, 2, 3].map((at) => words[at]?.text);
  if (asker === "como") return IS_PT.has(verb) && INFINITIVE.test(third);
  if (asker !== "how" && asker !== "what") return false;
  return IS.has(verb) && third === "it" && (fourth === "feel" || DOING.test(fourth));
}
