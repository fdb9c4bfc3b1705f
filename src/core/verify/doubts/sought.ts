/**
 * What a question wants to know of a thing: what it is, what it does, how it works, or what it is for. The words are nearly the
 * same, "what is a fuse" and "what does a fuse do", and those that differ have hardly a weight.
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { BE } from "../read/syntax-tables.ts";
import { type Word, wordIn } from "../read/word.ts";
import { asksTwice } from "./deed-alone.ts";

const [UNTOLD, NATURE, DEED, WORKING, PURPOSE, INSIDE] = [0, 1, 2, 3, 4, 5] as const;
const DO = wordSet("do does did");
const WORK = wordSet("work works worked working funciona funcionam funcionava");
const SERVE = wordSet("serve servem servia serviu");
const DOES_PT = wordSet("faz fazem");
/** Nouns with which "what is" asks for a deed or a purpose, and an end in -ing for what goes on. */
const ACTING =
  /^(?:functions?|roles?|jobs?|tasks?|work|duties|responsibilit(?:y|ies)|purposes?|used?|uses|points?|aims?|goals?|effects?|impacts?|meant|like|about)$/u;

const GOING_ON = /\p{L}{2,}ing$/u;
const PLACES = wordSet("in on inside");

/** Do both tell what they want to know of a thing, and not the same? */
export function soughtDiffer({ a, b }: Alignment): boolean {
  if (areFramedAlike(a.words, b.words)) return false;
  const x = soughtIn(a);
  const y = x === UNTOLD ? UNTOLD : soughtIn(b);
  return y !== UNTOLD && x !== y;
}

/** Most near questions begin and end in the same words. */
function areFramedAlike(a: readonly Word[], b: readonly Word[]): boolean {
  for (let i = 0; i < 3; i++) if (a[i]?.form.textId !== b[i]?.form.textId) return false;
  return a[a.length - 1]?.form.textId === b[b.length - 1]?.form.textId;
}

function soughtIn({ words, frame, language }: Analysis): number {
  if (words.length < 3) return UNTOLD;
  const first = wordIn(words, 0).text;
  if (!OPENS.has(first) || asksTwice(words)) return UNTOLD;
  if (first === "what") return frame === "what" ? soughtByWhat(words) : UNTOLD;
  if (first === "how" || first === "como") return asksForWorking(words, first) ? WORKING : UNTOLD;
  return language === "en" ? UNTOLD : soughtInPortuguese(words, first);
}

const OPENS = wordSet("what how como o para");

/** "What is a fuse", "what is a fuse for", "what does a fuse do". */
function soughtByWhat(words: readonly Word[]): number {
  const verb = wordIn(words, 1).text;
  if (DO.has(verb)) return isThing(words, 2) && words.some(isDeed) ? DEED : UNTOLD;
  if (!BE.has(verb) || !isThing(words, 2)) return UNTOLD;
  if (PLACES.has(wordIn(words, 2).text)) return words.length > 3 ? INSIDE : UNTOLD;
  const isFor = wordIn(words, words.length - 1).text === "for";
  for (let i = 2; i < words.length; i++) {
    const { text, part } = wordIn(words, i);
    // "The company you work for": what ends the question belongs to a verb.
    if (isFor && ((part === "person" && text !== "a") || text === "to")) return UNTOLD;
    if (!isFor && (ACTING.test(text) || (i === words.length - 1 && GOING_ON.test(text)))) return UNTOLD;
  }
  return isFor ? PURPOSE : NATURE;
}

/** "Do" behind its doer: "what does a fuse do", and not "what does a fuse cost". */
function isDeed({ text }: Word, at: number, words: readonly Word[]): boolean {
  return at > 2 && text === "do" && words[at - 1]?.part !== "person";
}

/** "How does a fuse work", "how a fuse works", "como funciona um fusível"; not "how do I make friends at work". */
function asksForWorking(words: readonly Word[], first: string): boolean {
  const second = wordIn(words, 1);
  const isDone = DO.has(second.text);
  if (!isThing(words, isDone ? 2 : 1) || (!isDone && second.part === "helper")) return false;
  return words.some(({ text }, at) => WORK.has(text) && (first === "como" || words[at - 1]?.part !== "role"));
}

/** "O que é o fígado", "o que o fígado faz", "para que serve o fígado". */
function soughtInPortuguese(words: readonly Word[], first: string): number {
  const second = wordIn(words, 1).text;
  const third = wordIn(words, 2).text;
  if (first === "para" && second === "que") return SERVE.has(third) ? PURPOSE : UNTOLD;
  if (first !== "o" || second !== "que") return UNTOLD;
  if (third === "é" || third === "são") return words.length > 3 ? NATURE : UNTOLD;
  if (!isThing(words, 2) || !words.some(({ text }) => DOES_PT.has(text))) return UNTOLD;
  // "O que faz o celular esquentar" asks for a cause.
  return INFINITIVE.test(wordIn(words, words.length - 1).text) ? UNTOLD : DEED;
}
const INFINITIVE = /[aei]r$/;

/** Is it no pronoun that stands there? "A" counts as one, as in "a gente". */
function isThing(words: readonly Word[], at: number): boolean {
  const word = words[at];
  return word !== undefined && word.part !== "other" && !PRONOUNS.has(word.text);
}
const PRONOUNS = wordSet("i we you it one people eu você vocês nós se me te");
