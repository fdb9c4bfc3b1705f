/**
 * Which word an attribute stands at: "a white slice on a plate" and "a slice on a white plate" have the same words. A
 * word that stands directly beside another, which both answers have, and in the other answer directly beside a third one,
 * which both have too, may be said of another thing.
 */

import { FREE, type Match } from "../match.ts";
import type { SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import { PLACED } from "../words/small.ts";
import { shareGroup } from "../words/synonyms.ts";
import type { Frames } from "./frames.ts";
import type { Finding } from "./replacement.ts";

/** Share of their words that two sentences must have in common: in freer rewordings all words have other neighbours. */
const SHARE_MIN = 0.6;

export function headsOf(match: Match, frames: Frames): Finding[] {
  const { a, b, toB } = match;
  for (let i = 0; i < toB.length; i++) {
    const j = toB[i] ?? FREE;
    if (j === FREE) continue;
    const word = nth(a.said, i);
    if (
      !isAttribute(word) ||
      !(isMoved(match, i, j, 1) || (!isCount(match, i, j) && isMoved(match, i, j, -1)))
    )
      continue;
    const x = word.sentence;
    const y = nth(b.said, j).sentence;
    if (frames.share(x, y) < SHARE_MIN || nth(a.sentences, x).passive !== nth(b.sentences, y).passive)
      continue;
    return [{ verdict: "unsure", kind: "role", why: `"${word.text}" stands at another word` }];
  }
  return [];
}

function isAttribute({ kind, text }: SaidWord): boolean {
  if (kind !== "word") return kind === "number";
  return !text.endsWith("ly") && !text.endsWith("mente") && !PLACED.has(text);
}

/** Is it a number that in both answers counts the word behind it, whatever stands before: "bake 2 eggs", "2 eggs"? */
function isCount({ a, b, toB }: Match, i: number, j: number): boolean {
  return nth(a.said, i).kind === "number" && toB[i + 1] === j + 1 && beside(b.said, j, 1) === j + 1;
}

/** Has the word at `i`, which is the one at `j` of the other answer, another neighbour there that both answers have? */
function isMoved({ a, b, toA, toB }: Match, i: number, j: number, step: 1 | -1): boolean {
  const head = beside(a.said, i, step);
  const other = head === FREE ? FREE : beside(b.said, j, step);
  if (other === FREE) return false;
  const partner = toB[head] ?? FREE;
  const back = toA[other] ?? FREE;
  if (partner === FREE || back === FREE || partner === other) return false;
  const x = nth(a.said, head);
  const y = nth(b.said, other);
  if (PLACED.has(x.text) || PLACED.has(y.text)) return false;
  if (x.key === y.key || shareGroup(x.groups, y.groups)) return false;
  if (areOneRun(b.said, j, partner) || areOneRun(a.said, i, back)) return false;
  // "Turn water and sunlight into sugar", "flores brancas e amarelas": one word beside a list, in whatever order.
  if (isBesideList(a.said, i, head, back) && isBesideList(b.said, j, other, partner)) return false;
  const { key } = nth(a.said, i);
  return keyBeside(b.said, partner, step) !== key && keyBeside(a.said, back, step) !== key;
}

/** Place of the word that stands directly beside another; FREE: none. */
function beside(said: readonly SaidWord[], at: number, step: 1 | -1): number {
  const other = said[at + step];
  if (other === undefined || said[step === 1 ? at + 1 : at]?.tight !== true) return FREE;
  return other.kind === "negation" || other.sentence !== said[at]?.sentence ? FREE : at + step;
}

/** Key of the word of which the one at `head` is the neighbour on that side; 0: there is none. */
function keyBeside(said: readonly SaidWord[], head: number, step: 1 | -1): number {
  const at = beside(said, head, step === 1 ? -1 : 1);
  return at === FREE ? 0 : nth(said, at).key;
}

/** Do two words stand in one run of words, without a small word or a mark between them? */
function areOneRun(said: readonly SaidWord[], one: number, two: number): boolean {
  for (let i = Math.min(one, two) + 1; i <= Math.max(one, two); i++)
    if (said[i]?.tight !== true) return false;
  return true;
}

function isBesideList(said: readonly SaidWord[], at: number, one: number, two: number): boolean {
  return areOneList(said, one, two) && (at < Math.min(one, two) || at > Math.max(one, two));
}

/** Are two words, of which either may stand first, in one list? */
export function areOneList(said: readonly SaidWord[], one: number, two: number): boolean {
  for (let i = Math.min(one, two) + 1; i <= Math.max(one, two); i++) {
    const { tight, listed } = nth(said, i);
    if (!tight && !listed) return false;
  }
  return true;
}
