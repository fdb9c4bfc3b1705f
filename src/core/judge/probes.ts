/**
 * Near probes: copies of an answer in which one noun, verb, number, name, role or negation is another. A judge that calls
 * such a copy the same errs; how often it does is measured with them, kind by kind, on the answers that it will judge.
 */

import type { Language } from "../verify/read/tables.ts";
import { NAMES, NOUNS, VERBS } from "./probe-words.ts";
import { nth } from "./words/nth.ts";

export const PROBE_KINDS = ["noun", "verb", "number", "name", "role", "negation"] as const;
export type ProbeKind = (typeof PROBE_KINDS)[number];

export interface Probe {
  readonly kind: ProbeKind;
  readonly text: string;
  /** Says to people what was changed. */
  readonly why: string;
}

export interface ProbeOptions {
  /** Language of the answer; null: unknown, and only numbers and names are changed. */
  readonly language: Language | null;
  /** Any integer: equal seeds give equal probes. */
  readonly seed: number;
  /** May one word stand for the other? Then exchanging them would not change the meaning. */
  readonly areAlike: (a: string, b: string) => boolean;
}

const L = "[\\p{L}\\p{N}_-]";
const after = (words: string): string => `(?<=(?<!${L})(?:${words}) )`;
const before = (words: string): string => `(?=,? (?:${words})(?!${L})|[.,;:!?)]|$)`;
const SHAPES = {
  en: {
    noun: new RegExp(
      `${after("the|an?|his|her|its|their|your|our|this|each|every")}\\p{Ll}{3,}${before("is|are|was|were|has|have|can|will|must|in|on|at|with|and|or|to|from|by|of|that|for|until|after|before")}`,
      "gmu",
    ),
    verb: new RegExp(
      `${after("to|can|will|must|should|may|you|please|then|and|not")}(?!be|have|do|the|a|an|not|is|are|only|also)\\p{Ll}{3,}(?= (?:the|an?|your|it|its|his|her|their|this|all|some|any)(?!${L}))`,
      "gmu",
    ),
    denied: /(?<![\p{L}])(?:is|are|was|were|can|will|must|should|may|has|does|do)(?= \p{Ll})(?! not| no )/gu,
    denial: / not(?= \p{Ll})/gu,
  },
  pt: {
    noun: new RegExp(
      `${after("[oa]s?|uma?|d[oa]s?|n[oa]s?|seus?|suas?|ao|à|cada|pel[oa]")}\\p{Ll}{3,}${before("é|são|foi|está|tem|pode|deve|em|de|d[oa]s?|n[oa]s?|com|e|ou|para|por|que|até|após|antes")}`,
      "gmu",
    ),
    verb: new RegExp(
      `${after("para|pode|deve|vai|e|você|não|então|precisa")}\\p{Ll}{3,}(?:ar|er|ir|a|e)(?= (?:[oa]s?|uma?|seus?|suas?)(?!${L}))`,
      "gmu",
    ),
    denied:
      /(?<![\p{L}]|não )(?:é|são|foi|foram|está|estão|tem|têm|pode|podem|deve|devem|vai|precisa)(?![\p{L}])/gu,
    denial: /não (?=\p{Ll})/giu,
  },
} as const;
const NUMBER = /(?<![\p{L}\d.,:/$€£-])\d{1,6}(?![\d.,:/-]*\d|\p{L}|[.)] )/gu;
const NAME = /(?<=[\p{Ll},] )\p{Lu}\p{Ll}{2,}(?![\p{L}'’-])/gu;

interface Place {
  readonly at: number;
  readonly word: string;
}

/** One probe of each kind that can be made from the answer, outside its code. Time is linear in its length. */
export function probesOf(answer: string, { language, seed, areAlike }: ProbeOptions): readonly Probe[] {
  const random = drawsOf(seed);
  const closed = codeOf(answer);
  const places = (shape: RegExp): Place[] =>
    [...answer.matchAll(shape)]
      .map(({ index, 0: word }) => ({ at: index, word }))
      .filter(({ at }) => !closed.some(([from, to]) => at >= from && at < to));
  const put = ({ at, word }: Place, other: string): string =>
    answer.slice(0, at) + other + answer.slice(at + word.length);
  const out: Probe[] = [];
  const add = (kind: ProbeKind, place: Place | undefined, other: string | undefined): void => {
    if (place === undefined || other === undefined || other === place.word) return;
    out.push({ kind, text: put(place, other), why: `"${other}" for "${place.word}"` });
  };
  const numbers = places(NUMBER);
  const number = pick(numbers, random);
  add("number", number, number && otherNumber(number.word, random));
  const names = places(NAME);
  const name = pick(names, random);
  add(
    "name",
    name,
    name && otherOf(name.word, [...names.map(({ word }) => word), ...NAMES], areAlike, random),
  );
  if (language === null) return out;
  const shapes = SHAPES[language];
  const nouns = places(shapes.noun);
  const noun = pick(nouns, random);
  const own = nouns.map(({ word }) => word).filter((word) => noun && endsAlike(word, noun.word, language));
  const listed = noun ? inflected(NOUNS[language], noun.word, language) : [];
  add(
    "noun",
    noun,
    noun && otherOf(noun.word, random() < 0.5 ? [...own, ...listed] : listed, areAlike, random),
  );
  const verb = pick(places(shapes.verb), random);
  add("verb", verb, verb && otherOf(verb.word, verbsLike(verb.word, language), areAlike, random));
  const swapped = roleProbe(answer, nouns, areAlike, random);
  if (swapped !== null) out.push(swapped);
  const negation = negationProbe(answer, places(shapes.denied), places(shapes.denial), language, random);
  if (negation !== null) out.push(negation);
  return out;
}

/** A probe in which two nouns of one sentence change places, with no list between them. */
function roleProbe(
  answer: string,
  nouns: readonly Place[],
  areAlike: ProbeOptions["areAlike"],
  random: () => number,
): Probe | null {
  const pairs: [Place, Place][] = [];
  for (let i = 0; i + 1 < nouns.length; i++) {
    const one = nth(nouns, i);
    const two = nth(nouns, i + 1);
    const between = answer.slice(one.at + one.word.length, two.at);
    if (/[.!?\n;:,]|(?<!\p{L})(?:and|or|e|ou|with|com)(?!\p{L})/u.test(between) || !/\p{L}{3}/u.test(between))
      continue;
    if (one.word !== two.word && !areAlike(one.word, two.word)) pairs.push([one, two]);
  }
  const pair = pick(pairs, random);
  if (pair === undefined) return null;
  const [{ at, word }, other] = pair;
  const text =
    answer.slice(0, at) +
    other.word +
    answer.slice(at + word.length, other.at) +
    word +
    answer.slice(other.at + other.word.length);
  return { kind: "role", text, why: `"${word}" and "${other.word}" have changed places` };
}

function negationProbe(
  answer: string,
  denied: readonly Place[],
  denials: readonly Place[],
  language: Language,
  random: () => number,
): Probe | null {
  const place = pick([...denied, ...denials], random);
  if (place === undefined) return null;
  const { at, word } = place;
  const isDenial = denials.includes(place);
  const other = isDenial ? "" : language === "en" ? `${word} not` : `não ${word}`;
  const why = isDenial ? `"${word.trim()}" left out` : `"${other}" for "${word}"`;
  return { kind: "negation", text: answer.slice(0, at) + other + answer.slice(at + word.length), why };
}

/** Ranges [from, to) of code fences and inline code. */
function codeOf(answer: string): readonly (readonly [number, number])[] {
  return [...answer.matchAll(/```[\s\S]*?(?:```|$)|`[^`\n]*`/g)].map(
    ({ index, 0: code }) => [index, index + code.length] as const,
  );
}

function otherNumber(digits: string, random: () => number): string {
  const value = Number(digits);
  const step = 1 + Math.floor(random() * Math.max(8, value / 4));
  return String(value - step > 0 && random() < 0.5 ? value - step : value + step);
}

function otherOf(
  word: string,
  among: readonly string[],
  areAlike: ProbeOptions["areAlike"],
  random: () => number,
): string | undefined {
  const others = among.filter((other) => other !== word && !areAlike(word, other));
  return pick(others, random);
}

function endsAlike(a: string, b: string, language: Language): boolean {
  return language === "en" ? a.endsWith("s") === b.endsWith("s") : a.slice(-1) === b.slice(-1);
}

/** The listed nouns in the number of `word`, and in Portuguese in its gender. */
function inflected(nouns: readonly string[], word: string, language: Language): readonly string[] {
  const plural = /[^s]s$/.test(word);
  const base = plural ? word.slice(0, -1) : word;
  return nouns
    .filter((noun) => language === "en" || noun.endsWith("a") === base.endsWith("a"))
    .map((noun) => (plural ? `${noun}s` : noun));
}

/** The listed verbs, with the ending that `word` has. */
function verbsLike(word: string, language: Language): readonly string[] {
  if (language === "en") return VERBS.en;
  const ending = /(?:ar|er|ir|a|e)$/.exec(word)?.[0] ?? "";
  // Verbs in -ar: the infinitive ("lavar"), the present ("lava") and the imperative in -e ("lave").
  return ending === "er" || ending === "ir"
    ? VERBS.pt.map((base) => `${base}ar`)
    : VERBS.pt.map((base) => base + ending);
}

function pick<T>(from: readonly T[], random: () => number): T | undefined {
  return from[Math.floor(random() * from.length)];
}

/** A generator of pseudo-random numbers, 0 up to 1, from a seed: mulberry32. */
function drawsOf(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
