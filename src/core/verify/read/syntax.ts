/**
 * Shallow syntax of one question: the preposition that governs a word, the particle of a phrasal verb, and the passive.
 * `roles.ts` compares pairs by it.
 */
import { wordSet } from "../../word-set.ts";
import {
  BE,
  CARRIES,
  DO,
  HAVE,
  IRREGULAR,
  MILD,
  PARTICLE,
  PARTICLES,
  PREPOSITION,
  PREPOSITIONS,
  PT_IRREGULAR,
  PT_PARTICIPLE,
  SYMMETRIC,
} from "./syntax-tables.ts";
import type { Language } from "./tables.ts";
import { type Word, wordIn } from "./word.ts";

/** One small number for each word of the subject. */
type Roles = readonly number[];

/** Roles of the words, by index in the subject. */
export interface Syntax {
  /** Class of the preposition before it, of `PREPOSITIONS`; 0: none, or one that says little. */
  readonly governs: Roles;
  /** Class of the particle behind it, of `PARTICLES`; 0: none. */
  readonly particles: Roles;
  /** Class of the particle behind a verb without a meaning of its own, which is no subject: "get along". */
  readonly helperParticle: number;
  /** 1: a participle of the passive; 2: the same, with its doer named behind it. */
  readonly passive: Roles;
  /** 1: stands before the first verb in an object's place ("which documents do I need"). */
  readonly fronted: Roles;
  /** A word that lets two others change places: compare, between, versus, married. */
  readonly symmetric: boolean;
}

export function syntaxOf(
  words: readonly Word[],
  places: readonly number[],
  openingWords: number,
  language: Language | null,
): Syntax {
  const count = places.length;
  const governs = zeros(count);
  const particles = zeros(count);
  const passive = zeros(count);
  for (let n = 0; n < count; n++) {
    const at = places[n]!;
    governs[n] = governorOf(words, at, openingWords);
    if (language !== "pt") particles[n] = particleOf(words, at);
    passive[n] = passiveOf(words, at, language, openingWords);
  }
  return {
    governs: kept(governs),
    particles: kept(particles),
    passive: kept(passive),
    fronted: frontedBy(words, places, openingWords),
    helperParticle: language === "pt" ? 0 : helperParticleOf(words),
    symmetric: words.some(({ text }) => SYMMETRIC.has(text)),
  };
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

/** Most questions have no particle and no passive: these share one list of nothing for each length. */
function kept(roles: Roles): Roles {
  return roles.length < NOTHING.length && roles.every((role) => role === 0) ? NOTHING[roles.length]! : roles;
}
const NOTHING: readonly Roles[] = Array.from({ length: 64 }, (_, count) => zeros(count));

/** The preposition that stands before the word, articles, owners and adjectives between them. */
function governorOf(words: readonly Word[], at: number, from: number): number {
  let found = 0;
  for (let i = at - 1, seen = 0; i >= from && seen < 5; i--, seen++) {
    const { text, part, stems } = wordIn(words, i);
    const its = PREPOSITIONS.get(text) ?? 0;
    if (found !== 0) return CARRIES.has(its) ? its : found;
    if (its !== 0) {
      if (isOfInfinitive(words, i)) return 0;
      if (CARRIES.has(its)) return its;
      // "Results in" and "results from" differ, although "in" is neutral elsewhere.
      found =
        its === PREPOSITION.NEUTRAL && /^result/.test(words[i - 1]?.text ?? "") ? PREPOSITION.UNTIL : its;
      continue;
    }
    if (part === "empty" || part === "person" || part === "other" || part === "number") continue;
    // One content word may be between: "to my new bank".
    if (seen > 1 || part !== "content" || stems === null) return 0;
  }
  return found;
}

/** "It is possible to cook rice": here "to" gives no noun a role. */
function isOfInfinitive(words: readonly Word[], at: number): boolean {
  return wordIn(words, at).text === "to" && SAID_OF_DEEDS.has(words[at - 1]?.text ?? "");
}

/** Class of the particle directly after a verb, or after its short object ("turn the alarm off"); 0: none. */
function particleOf(words: readonly Word[], at: number): number {
  const word = wordIn(words, at);
  if (word.part !== "content" && word.part !== "helper") return 0;
  const next = words[at + 1];
  if (next === undefined) return 0;
  const its = PARTICLES.get(next.text);
  if (its !== undefined) return its;
  for (let i = at + 1; i < Math.min(words.length, at + 5); i++) {
    const { text, part } = wordIn(words, i);
    const far = PARTICLES.get(text);
    if (far !== undefined) return !MILD.has(far) && isEnd(words, i) ? far : 0;
    if (part === "role" || part === "helper" || part === "asker") return 0;
  }
  return 0;
}

const GETTING: ReadonlySet<string> = wordSet("get gets got getting let do make makes made");

function helperParticleOf(words: readonly Word[]): number {
  for (let i = 0; i + 1 < words.length; i++) {
    const { part, text } = wordIn(words, i);
    if (part !== "helper" || !GETTING.has(text)) continue;
    const its = PARTICLES.get(wordIn(words, i + 1).text) ?? 0;
    // "What can I do about it", "for it": one thing.
    if (its !== 0 && its !== PARTICLE.ABOUT) return its;
  }
  return 0;
}

function isEnd(words: readonly Word[], at: number): boolean {
  const next = words[at + 1];
  return next === undefined || next.part === "role" || next.opens;
}

function passiveOf(
  words: readonly Word[],
  at: number,
  language: Language | null,
  openingWords: number,
): number {
  const { text } = wordIn(words, at);
  const isParticiple =
    language === "pt"
      ? PT_PARTICIPLE.test(text) || PT_IRREGULAR.has(text)
      : REGULAR.test(text) || IRREGULAR.has(text);
  if (!isParticiple || isAdjective(words, at, openingWords)) return 0;
  const before = words[at - 1];
  // A Portuguese one behind an article is a noun: "a saída", "o pedido".
  if (before !== undefined && language === "pt" && ARTICLES_PT.has(before.text)) return 0;
  for (let i = at - 1; i >= 0 && i >= at - PASSIVE_WORDS_MAX; i--) {
    const { text: helper, part } = wordIn(words, i);
    if (HAVE.has(helper) && !words.slice(i + 1, at).some(({ text: between }) => BE.has(between))) return 0;
    if (GET.has(helper) && i < at - 2) return 0;
    // "Será que o hotel aceita cães" asks whether.
    if (BE.has(helper) && words[i + 1]?.text !== "que") {
      const next = words[at + 1]?.text;
      return next !== undefined && PREPOSITIONS.get(next) === PREPOSITION.BY ? 2 : 1;
    }
    if (DO.has(helper) && language !== "pt") return 0;
    // "Is it possible to freeze cooked rice" says of no rice that it is cooked.
    if (SAID_OF_DEEDS.has(helper) && opensDeed(words[i + 1], language)) return 0;
    // A relative clause without a pronoun, in the active: "the best book you read".
    if (part === "person" && language !== "pt" && SUBJECTS.has(helper) && !BE.has(words[i - 1]?.text ?? ""))
      return 0;
  }
  return 0;
}
/** A vowel stands before the ending, right there ("sued") or further on: "red" and "bed" are no verbs. */
const REGULAR = /(?:[aeiouy].*[^e]|[iouy])ed$/;

/** Does a participle stand before its noun, as "the used car" and "a left-handed pitcher" have it? */
function isAdjective(words: readonly Word[], at: number, openingWords: number): boolean {
  if (words[at + 1]?.part !== "content") return false;
  const before = words[at - 1];
  if (before === undefined) return false;
  if (before.part === "empty" || ARTICLES_EN.has(before.text)) return true;
  // "What are nested loops", "what is a poorly written test": what is asked for is one thing, and no deed is told of it.
  if (words[0]?.text !== "what" || !BE.has(words[openingWords - 1]?.text ?? "")) return false;
  for (let i = openingWords; i < at; i++) {
    const { part, text } = wordIn(words, i);
    if (part !== "content" && part !== "filler" && part !== "empty" && !ARTICLES_EN.has(text)) return false;
  }
  return true;
}
const ARTICLES_EN: ReadonlySet<string> = wordSet("a an the");

/** What is said of a deed, which follows: "safe to", "possível". */
const SAID_OF_DEEDS: ReadonlySet<string> =
  wordSet(`possible impossible safe unsafe ok okay legal illegal good bad wise necessary better best able easy hard difficult fine
  healthy dangerous cheaper worth normal possível impossível seguro perigoso ilegal bom ruim necessário melhor permitido
  proibido fácil difícil`);
function opensDeed(next: Word | undefined, language: Language | null): boolean {
  if (next === undefined) return false;
  return language === "pt" ? /[aei]r$/.test(next.text) && next.part !== "empty" : next.text === "to";
}
const ARTICLES_PT: ReadonlySet<string> = wordSet(
  "o a os as um uma uns umas meu minha seu sua do da dos das no na nos nas ao à pelo pela",
);
const PASSIVE_WORDS_MAX = 12;
const SUBJECTS: ReadonlySet<string> = wordSet("i you we they he she");
const GET: ReadonlySet<string> = wordSet("get gets got getting");

/** "Which documents do I need": the noun between the asking word and an auxiliary is what is done, not who does. */
function frontedBy(words: readonly Word[], places: readonly number[], openingWords: number): Roles {
  const fronted = zeros(places.length);
  const auxiliary = words.findIndex(
    ({ text }, i) => i >= openingWords && i < openingWords + 5 && DO.has(text),
  );
  if (auxiliary < 0 || words[0]?.part !== "asker") return kept(fronted);
  for (let n = 0; n < places.length && places[n]! < auxiliary; n++) fronted[n] = 1;
  return kept(fronted);
}
