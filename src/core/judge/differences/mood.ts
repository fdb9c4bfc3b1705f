/** Whether one answer tells as real what the other tells as unreal, or as past what the other tells as yet to come. */

import { BE, HAVE } from "../../verify/read/syntax-tables.ts";
import type { Language } from "../../verify/read/tables.ts";
import { wordSet } from "../../word-set.ts";
import type { SaidSentence } from "../read.ts";
import { nth } from "../words/nth.ts";
import type { SentencePair } from "./qualifiers.ts";
import type { Finding } from "./replacement.ts";

const UNREAL_BEFORE_HAVE = wordSet("would could should might may must");
const WOULD = wordSet("would seria seriam teria teriam iria iriam faria fariam haveria estaria estariam");
const PERHAPS_UNREAL = wordSet("poderia poderiam deveria deveriam");
/** What may tell an unreal fact in another way. */
const UNREAL_TOO = wordSet("could would might should may poderia poderiam pode podem");
const FUTURE = wordSet("will shall será serão terá terão irá irão vai vão");
const PAST = wordSet(
  "was were did had went came got made won began ended foi foram era eram teve tiveram fez fizeram veio vieram esteve estava estavam",
);
const NO_PAST = wordSet(
  "ou sou vou estou meu seu teu museu europeu judeu céu indeed need speed feed seed embed",
);
const FUTURE_ENDS = /[aei]r(?:á|ão)$/u;
const PAST_ENDS = /(?:ou|eu|iu|aram|eram|iram)$/u;
const PT_INFINITIVE = /[aei]r$/u;

const TELLING: ReadonlySet<string> = new Set([
  ...UNREAL_BEFORE_HAVE,
  ...WOULD,
  ...PERHAPS_UNREAL,
  ...FUTURE,
  "ia",
  "iam",
]);

const [UNREAL, TOO, YET, PASSED] = [1, 2, 4, 8] as const;

/** `near`: pairs of sentences that hardly differ. */
export function moodsPart(near: readonly SentencePair[], language: Language): Finding | null {
  for (const [a, b] of near) {
    if (!a.raw.some(isTelling) && !b.raw.some(isTelling)) continue;
    const x = moodsOf(a, language);
    const y = moodsOf(b, language);
    if (isUnrealAlone(x, y) || isUnrealAlone(y, x))
      return { verdict: "unsure", kind: "word", why: "only one answer tells what would be" };
    if (isYetAndPast(x, y) || isYetAndPast(y, x))
      return { verdict: "unsure", kind: "word", why: "one answer tells what will be, the other what was" };
  }
  return null;
}

/** May the word tell what would or will be? Where none does, no doubt of either kind arises. */
function isTelling(word: string): boolean {
  return TELLING.has(word) || word.endsWith("rá") || word.endsWith("rão");
}

function isUnrealAlone(x: number, y: number): boolean {
  return (x & UNREAL) !== 0 && (y & TOO) === 0;
}

function isYetAndPast(x: number, y: number): boolean {
  return (x & (YET | PASSED)) === YET && (y & (YET | PASSED)) === PASSED;
}

function moodsOf({ raw }: SaidSentence, language: Language): number {
  let out = 0;
  for (let at = 0; at < raw.length; at++) out |= language === "en" ? english(raw, at) : portuguese(raw, at);
  return out;
}

function english(raw: readonly string[], at: number): number {
  const word = nth(raw, at);
  let out = UNREAL_TOO.has(word) ? TOO : 0;
  const next = raw[at + 1] ?? "";
  const second = raw[at + 2] ?? "";
  if (
    UNREAL_BEFORE_HAVE.has(word) &&
    (next === "have" || (next === "not" && second === "have")) &&
    second !== "to"
  )
    out |= isParticiple(next === "have" ? second : (raw[at + 3] ?? "")) ? UNREAL | TOO : 0;
  if (word === "would" && next !== "like") out |= UNREAL;
  if (FUTURE.has(word)) out |= YET;
  if (PAST.has(word) || (isPast(word) && !isAided(raw, at)) || isPerfect(raw, at)) out |= PASSED;
  return out;
}

/** "It has been repaired", "we have just moved"; not what one must or will have. */
function isPerfect(raw: readonly string[], at: number): boolean {
  if (!PERFECT.has(nth(raw, at)) || isTelling(raw[at - 1] ?? "") || raw[at - 1] === "to") return false;
  const next = raw[at + 1] ?? "";
  const done = BETWEEN.has(next) ? (raw[at + 2] ?? "") : next;
  return done === "been" || isPast(done);
}
const PERFECT = wordSet("has have");
const BETWEEN = wordSet("already just not now also recently never");

function isParticiple(word: string): boolean {
  return word === "been" || /(?:ed|en|wn|ne|ght|[dt])$/.test(word) || PAST.has(word);
}

function isPast(word: string): boolean {
  return word.length > 4 && word.endsWith("ed") && !NO_PAST.has(word);
}

/** Is it a participle: is there a form of "be", "have" or "get" directly before? */
function isAided(raw: readonly string[], at: number): boolean {
  for (let i = at - 1; i >= Math.max(0, at - 2); i--) {
    const word = nth(raw, i);
    if (BE.has(word) || HAVE.has(word) || word === "be" || word === "get" || word === "will") return true;
  }
  return false;
}

function portuguese(raw: readonly string[], at: number): number {
  const word = nth(raw, at);
  const next = raw[at + 1] ?? "";
  let out = UNREAL_TOO.has(word) ? TOO : 0;
  if (WOULD.has(word)) out |= UNREAL | TOO;
  if (PERHAPS_UNREAL.has(word) && next === "ter") out |= UNREAL;
  if ((word === "ia" || word === "iam") && PT_INFINITIVE.test(next)) out |= UNREAL | TOO;
  const last = word.charAt(word.length - 1);
  const mayInflect = last === "u" || last === "m" || last === "á" || last === "o";
  if (FUTURE.has(word) || (mayInflect && word.length > 5 && FUTURE_ENDS.test(word))) out |= YET;
  if (PAST.has(word) || (mayInflect && word.length > 3 && PAST_ENDS.test(word) && !NO_PAST.has(word)))
    out |= PASSED;
  return out;
}
