/**
 * Two questions of the same words in the same order, which differ in small words between them: "transfers within the bank",
 * "transfers between the banks". What so differs has to be known as harmless (`harmless-words.ts`), or stands against the
 * pair: a closed world, since no list of what does harm was ever full.
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { isAskingWord, isLight, mayBeLeftOut, standsForOther } from "./harmless-words.ts";

/** A keyword query leaves out what it likes. */
const TERSE_GRAMMAR = 0.15;
const TERSE_GRAMMAR_UNASKED = 0.3;
const NOTHING: readonly string[] = [];

/** All words are matched: are they in one order, and does a small word between them differ that is not known as harmless? */
export function smallWordsDiffer(pair: Alignment): boolean {
  const { a, b, partners } = pair;
  const count = a.subject.length;
  if (b.subject.length !== count) return false;
  for (let i = 0; i < count; i++) if (partners[i] !== i) return isGovernedOtherwise(pair);
  if (isWhomToDo(a) && isWhomToDo(b) && a.frame !== b.frame) return true;
  for (let k = 0; k <= count; k++)
    if (isOther(pair, k, a.joints[k] ?? NOTHING, b.joints[k] ?? NOTHING))
      return !isStranded(a, b) && !isStranded(b, a) && !isAskedAtEnd(a, b) && !isAskedAtEnd(b, a);
  return false;
}

/** "What to bring", "who to bring". */
function isWhomToDo({ frame, joints }: Analysis): boolean {
  return (frame === "who" || frame === "what") && joints[0]?.[0] === "to";
}

/** Does a preposition stand at the end in one question that the other has before its word: "serve fish with", "serve with fish"? */
function isStranded({ joints, language }: Analysis, other: Analysis): boolean {
  const last = joints.at(-1) ?? NOTHING;
  const end = joints.length - 1;
  if (language === "pt" || last.length !== 1 || (other.joints[end] ?? NOTHING).length > 0) return false;
  let found = 0;
  for (let k = 0; k < end; k++) {
    const its = joints[k] ?? NOTHING;
    const others = other.joints[k] ?? NOTHING;
    if (others.length === its.length + 1 && others.at(-1) === last[0]) found++;
    else if (others.join() !== its.join()) return false;
  }
  return found === 1;
}

/** "De quanto é a multa por atraso", "a multa por atraso é de quanto". */
function isAskedAtEnd({ joints: one }: Analysis, { joints: other }: Analysis): boolean {
  const front = one[0] ?? NOTHING;
  const end = one.length - 1;
  if (!front.some((word) => isAskingWord(word)) || front.length !== other[end]?.length) return false;
  for (const word of front) if (!other[end]?.includes(word)) return false;
  for (let k = 1; k < end; k++) if (one[k]?.join() !== other[k]?.join()) return false;
  return true;
}

/**
 * Has a word in another place a preposition that it has not in the other question: "which port is redirected to 80", "which port is
 * 80 redirected to"? What stands behind "of", "in" or "for" is as often said in front: "the limit of the card", "the card's limit".
 */
function isGovernedOtherwise({ a, b, partners }: Alignment): boolean {
  if (a.syntax.symmetric || b.syntax.symmetric || isTerse(a) || isTerse(b)) return false;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const x = a.joints[i] ?? NOTHING;
    const y = b.joints[j] ?? NOTHING;
    if (saysStrongly(x, y) && b.syntax.governs[j] === 0) return true;
    if (saysStrongly(y, x) && a.syntax.governs[i] === 0) return true;
  }
  return false;
}

function saysStrongly(one: readonly string[], other: readonly string[]): boolean {
  const last = one.at(-1) ?? "";
  return STRONG.has(last) && !isAskingWord(one.at(-2) ?? "") && !other.some((word) => TIES.has(word));
}
const STRONG = wordSet("to with para com a");
const TIES = wordSet("to with para com a for of from in on at de em por by como how about");

function isOther(pair: Alignment, k: number, x: readonly string[], y: readonly string[]): boolean {
  if (areEqual(x, y)) return false;
  const onlyX = x.filter((word) => !y.includes(word));
  const onlyY = y.filter((word) => !x.includes(word));
  if (onlyX.length + onlyY.length === 0) return false;
  const isOneSided = onlyX.length === 0 || onlyY.length === 0;
  if (pair.a.syntax.symmetric && pair.b.syntax.symmetric) return false;
  if (isOneSided && (isTerse(pair.a) || isTerse(pair.b))) return false;
  if (isTurned(pair, k, x, y)) return true;
  for (let n = onlyX.length - 1; n >= 0; n--) {
    const m = onlyY.findIndex((other) => standsForOther(pair, k, onlyX[n] ?? "", other));
    if (m < 0) continue;
    onlyX.splice(n, 1);
    onlyY.splice(m, 1);
  }
  if (onlyX.some(isAskingWord) && onlyY.some(isAskingWord)) return true;
  const isAlone = onlyX.every(isLight) || onlyY.every(isLight);
  return !areFree(pair, k, onlyX, x, isAlone) || !areFree(pair, k, onlyY, y, isAlone);
}

function areEqual(x: readonly string[], y: readonly string[]): boolean {
  if (x.length !== y.length) return false;
  for (let n = 0; n < x.length; n++) if (x[n] !== y[n]) return false;
  return true;
}

function isTerse({ grammar, frame }: Analysis): boolean {
  return grammar < (frame === "none" ? TERSE_GRAMMAR_UNASKED : TERSE_GRAMMAR);
}

/** Is the first of two the verb's particle: "move in with", "move on with"? */
function isTurned({ a }: Alignment, k: number, x: readonly string[], y: readonly string[]): boolean {
  if (k === 0 || x.length !== 2 || y.length !== 2 || x[1] !== y[1] || a.language === "pt") return false;
  return x[0] !== y[0] && (x[0] === "in" || x[0] === "on");
}

function areFree(
  pair: Alignment,
  k: number,
  only: readonly string[],
  joint: readonly string[],
  isAlone: boolean,
): boolean {
  for (const word of only) if (!mayBeLeftOut(pair, k, word, joint, isAlone)) return false;
  return true;
}
