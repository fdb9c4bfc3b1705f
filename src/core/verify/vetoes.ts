/**
 * Contradictions that no score outweighs. Each looks only at what the alignment left over, so that equal facts in
 * another place or spelling are no contradiction.
 */

import type { Veto } from "../../model.ts";
import { type Alignment, areOpposites, type Left } from "./align.ts";
import type { Analysis } from "./analysis.ts";
import { isCodeCaseOther } from "./code-case.ts";
import { frameGap } from "./frame.ts";
import {
  areAccentsOther,
  arePersonsOther,
  isAskedOtherwise,
  isCaseOther,
  isTimeOther,
  quantitiesDiffer,
} from "./gaps.ts";
import { particlesDiffer } from "./particles.ts";
import { prepositionsDiffer, prepositionsDifferAlone, rolesDiffer } from "./roles.ts";
import { type Move, type Part, type Word, wordIn } from "./word.ts";

/** In the order in which they are told: the first that holds names the pair. */
const RULES: readonly (readonly [Veto, (pair: Alignment) => boolean])[] = [
  ["negation-differs", ({ a, b }) => a.negations % 2 !== b.negations % 2],
  ["direction-differs", (pair) => isTurned(pair.a, pair.b)],
  ["antonyms", hasOpposites],
  ["direction-differs", prepositionsDiffer],
  ["dates-differ", (pair) => eitherLeft(pair, "date", isLooseDate)],
  ["numbers-differ", (pair) => eitherLeft(pair, "number", isOne)],
  [
    "units-differ",
    (pair) =>
      bothLeft(pair, isUnit) ||
      anyLeft(pair.leftA, isBareUnit) ||
      anyLeft(pair.leftB, isBareUnit) ||
      isCaseOther(pair) ||
      isAskedTimeOther(pair),
  ],
  ["identifiers-differ", (pair) => eitherLeft(pair, "identifier", isNone)],
  ["names-differ", (pair) => bothLeft(pair, isNamed) || eitherLeftLetter(pair)],
  ["literals-differ", ({ a, b }) => a.residue.literals !== b.residue.literals || isCodeCaseOther(a, b)],
  ["accents-differ", areAccentsOther],
  ["roles-differ", particlesDiffer],
  ["form-differs", ({ a, b }) => a.residue.form !== b.residue.form],
];

/**
 * These refuse what the score would serve, and what differs in nothing else. Elsewhere they may stand between two ways to say one thing ("Is it
 * possible to …", "How do I …"), and the score, which knows of them, says how far apart they are.
 */
const RULES_OF_NEAR: readonly (readonly [Veto, (pair: Alignment) => boolean])[] = [
  ["negation-differs", ({ a, b }) => a.negations !== b.negations],
  ["asks-otherwise", (pair) => isAskedOtherwise(pair, frameGap(pair.a.frame, pair.b.frame))],
  ["persons-differ", arePersonsOther],
  ["quantities-differ", quantitiesDiffer],
  ["tense-differs", isTimeOther],
  ["direction-differs", prepositionsDifferAlone],
  ["roles-differ", (pair) => isContained(pair) && rolesDiffer(pair)],
];
/** Six in ten of such pairs are right: below any sensible threshold. */
const NEAR_LOG_ODDS = 0.1;

/** All that one says the other says too; where more differs, order is as often style. */
function isContained({ leftA, leftB }: Alignment): boolean {
  return Math.min(leftA.count, leftB.count) === 0 && leftA.count + leftB.count <= 2;
}

export function firstVeto(pair: Alignment): Veto | null {
  return firstOf(RULES, pair);
}

/** `logOdds` is the pair's score. */
export function vetoOfNear(pair: Alignment, logOdds: number): Veto | null {
  const isNear = logOdds >= NEAR_LOG_ODDS || pair.leftA.count + pair.leftB.count <= 1;
  return isNear ? firstOf(RULES_OF_NEAR, pair) : null;
}

function firstOf(rules: typeof RULES, pair: Alignment): Veto | null {
  for (const [veto, holds] of rules) if (holds(pair)) return veto;
  return null;
}

const isLooseDate = (word: Word): boolean => word.value === "today" || word.value === "tonight";
const isOne = (word: Word): boolean => word.value === "1";
const isUnit = (word: Word): boolean => word.part === "unit";
/** A word that no list knows is a name, and one letter makes another. */
const isNamed = (word: Word): boolean =>
  word.named || (word.part === "content" && word.weight >= 1 && word.text.length >= 4 && word.stems !== null);
const isNone = (): boolean => false;
/** A currency or a one-letter unit that only one side has. */
const isBareUnit = (word: Word): boolean =>
  word.part === "unit" && word.raw.length === 1 && /\p{L}/u.test(word.raw);
const isLetter = (word: Word): boolean =>
  word.part === "content" && word.text.length === 1 && /\p{L}/u.test(word.text);

/** A letter by itself names: vitamin A, plan B, x and y. */
function eitherLeftLetter({ leftA, leftB }: Alignment): boolean {
  return anyLeft(leftA, isLetter) || anyLeft(leftB, isLetter);
}

/** Left over on either side; on one side only, `slight` words do not count ("1 year" and "a year", "today"). */
function eitherLeft({ leftA, leftB }: Alignment, part: Part, slight: (word: Word) => boolean): boolean {
  const a = leftOf(leftA, part, slight);
  const b = leftOf(leftB, part, slight);
  return (a !== 0 && b !== 0) || a === FIRM || b === FIRM;
}
const FIRM = 2;

/** 0: none of the part is left; 1: only slight ones; 2: another. */
function leftOf(left: Left, part: Part, slight: (word: Word) => boolean): number {
  let out = 0;
  for (let n = 0; n < left.count; n++) {
    const word = left.word(n);
    if (word.part !== part) continue;
    if (!slight(word)) return FIRM;
    out = 1;
  }
  return out;
}

function bothLeft({ leftA, leftB }: Alignment, test: (word: Word) => boolean): boolean {
  return anyLeft(leftA, test) && anyLeft(leftB, test);
}

function anyLeft(left: Left, test: (word: Word) => boolean): boolean {
  for (let n = 0; n < left.count; n++) if (test(left.word(n))) return true;
  return false;
}

/** "from A to B" there, "from B to A" here. */
function isTurned(a: Analysis, b: Analysis): boolean {
  for (const { from, to } of a.moves) {
    if (from !== to && hasMove(b.moves, to, from) && !hasMove(b.moves, from, to)) return true;
  }
  return false;
}

function hasMove(moves: readonly Move[], from: number, to: number): boolean {
  for (const move of moves) if (move.from === from && move.to === to) return true;
  return false;
}

const OPPOSITES_MAX = 40;
const AGAINST_A: Word[] = [];
const AGAINST_B: Word[] = [];

/** Prepositions are not aligned, yet "on" and "off", "before" and "after" are opposites too. */
function hasOpposites({ a, b, leftA, leftB, partners, levels }: Alignment): boolean {
  // "Menino" and "menina" have one stem.
  for (let i = 0; i < a.subject.length; i++) {
    const partner = partners[i] ?? -1;
    if (
      (levels[i] ?? 1) < 1 &&
      partner >= 0 &&
      wordIn(a.subject, i).form.antonyms?.has(wordIn(b.subject, partner).text)
    )
      return true;
  }
  const countA = leftAndRoles(AGAINST_A, leftA, a, b);
  const countB = leftAndRoles(AGAINST_B, leftB, b, a);
  for (let i = 0; i < countA; i++) {
    for (let j = 0; j < countB; j++) if (areOpposites(AGAINST_A[i]!, AGAINST_B[j]!)) return true;
  }
  return false;
}

/** Fills `out` with what is left over of one question and the roles that only it has; returns how many, at most 40. */
function leftAndRoles(out: Word[], left: Left, one: Analysis, other: Analysis): number {
  let count = 0;
  while (count < left.count && count < OPPOSITES_MAX) {
    out[count] = left.word(count);
    count++;
  }
  for (let i = 0; i < one.roles.length && count < OPPOSITES_MAX; i++) {
    if (!says(other, wordIn(one.roles, i))) out[count++] = wordIn(one.roles, i);
  }
  return count;
}

function says({ words }: Analysis, { form }: Word): boolean {
  for (let i = 0; i < words.length; i++) if (wordIn(words, i).form.textId === form.textId) return true;
  return false;
}

/** "What time …" and "What day …": both ask when, by another measure. "When …" asks by any. */
function isAskedTimeOther({ a, b }: Alignment): boolean {
  if (a.frame !== "when" || b.frame !== "when") return false;
  const [one, other] = [askedTimeOf(a.text), askedTimeOf(b.text)];
  return one !== null && other !== null && one !== other;
}

function askedTimeOf(question: string): string | null {
  const word = ASKED_TIME.exec(question)?.[1]?.toLowerCase();
  return word === undefined ? null : (MEASURE[word] ?? word);
}
const ASKED_TIME =
  /^(?:(?:at|in|on|em|a|de) )?(?:what|which|que) (time|hour|date|day|month|year|horas?|dia|data|mês|ano)(?!\p{L})/iu;
const MEASURE: Readonly<Record<string, string>> = {
  ...{ hour: "time", hora: "time", horas: "time", date: "day", dia: "day", data: "day" },
  ...{ mês: "month", ano: "year" },
};
