/** Compares what two answers say of matched words: denial, person, must or may, from or to. */

import { PREPOSITION } from "../../verify/read/syntax-tables.ts";
import type { Language } from "../../verify/read/tables.ts";
import { FREE, type Match } from "../match.ts";
import type { ReadAnswer, SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import { PERSON_CLASSES } from "../words/small.ts";
import { areTurned } from "../words/times.ts";
import type { Frames } from "./frames.ts";
import { areOpposed, type Finding, isAnswer, isDenying, isTurnedBy } from "./replacement.ts";

const FRAME_MIN = 0.5;
const FRAME_SURE = 0.7;

interface Side {
  readonly read: ReadAnswer;
  /** For each word of `read` the place of its counterpart in the other answer, or FREE. */
  readonly partners: Int32Array;
  /** The other answer's sentence that has most counterparts of a sentence's words; -1: none. */
  readonly partnerOf: (sentence: number) => number;
}

/** Findings for words denied in one answer only, or denials that stand in different places. */
export function denialsOf({ a, b, toB, toA }: Match, frames: Frames): Finding[] {
  const out: Finding[] = [];
  const [one, two] = [
    { read: a, partners: toB, partnerOf: frames.partnerOf },
    { read: b, partners: toA, partnerOf: frames.partnerBack },
  ] as const;
  denied(one, two, frames.share, out);
  denied(two, one, (x, y) => frames.share(y, x), out);
  return out;
}

function denied(side: Side, otherSide: Side, share: Frames["share"], out: Finding[]): void {
  const { read: one, partners } = side;
  const { read: two, partners: backwards } = otherSide;
  const used = new Set<number>();
  for (let i = 0; i < one.said.length; i++) {
    const word = nth(one.said, i);
    if (word.kind !== "negation") continue;
    const head = headOf(one, i);
    const met = head === FREE ? FREE : (partners[head] ?? FREE);
    const why = `only one answer denies "${head === FREE ? word.text : nth(one.said, head).text}"`;
    if (head !== FREE && met === FREE && isDenying(nth(one.said, head))) {
      // A double denial ("is not harmless") is in doubt, whatever the other answer denies.
      out.push({ verdict: "unsure", kind: "negation", why });
      continue;
    }
    if (met === FREE) {
      if (head !== FREE && isOpposedIn(nth(one.said, head), two, backwards)) continue;
      if (partners[i] === FREE && !isSaidOtherwise(side, otherSide, i, used))
        out.push({ verdict: "unsure", kind: "negation", why });
      continue;
    }
    if (isNear(two.said, met, isNegation)) {
      if (partners[i] === FREE && deniesMore(one, word.sentence, two, nth(two.said, met).sentence))
        out.push({ verdict: "unsure", kind: "negation", why });
      continue;
    }
    const denial = partners[i] ?? FREE;
    const other = nth(two.said, met).sentence;
    // A rewording may deny another word of the sentence: "no fee is charged", "we charge nothing".
    if (
      denial !== FREE &&
      nth(two.said, denial).sentence === other &&
      share(word.sentence, other) < FRAME_SURE
    )
      continue;
    if (partners[i] === FREE && isSaidOtherwise(side, otherSide, i, used)) continue;
    if (isDeniedInPartner(side, otherSide, i, other)) continue;
    const { times, ended } = nth(one.sentences, word.sentence);
    if ((word.timed || ended) && areTurned(times, nth(two.sentences, nth(two.said, met).sentence).times))
      continue;
    const frame = share(word.sentence, nth(two.said, met).sentence);
    // Of several equal words another may be the one that the other answer denies too, and of forms of one verb ("no fee is
    // paid", "until it is paid") even more so.
    const excused =
      isAnswer(one.said, i) ||
      isTurnedBy(nth(two.sentences, other)) ||
      nth(one.said, head).key !== nth(two.said, met).key ||
      isNear(two.said, met, isNegation, LIST_WORDS) ||
      isDeniedAt(two.said, nth(one.said, head).key, met) ||
      frame < (partners[i] === FREE ? FRAME_MIN + 0.1 : FRAME_SURE) ||
      isNear(two.said, met, isDenying);
    out.push({ verdict: excused ? "unsure" : "different", kind: "negation", why, isToldToo: true });
  }
}

/**
 * "Seats need no ticket" beside "It isn't necessary for seats", where the ticket stands in another sentence: does the
 * sentence that says the rest deny as often?
 */
function isDeniedInPartner({ read: one, partnerOf }: Side, other: Side, at: number, met: number): boolean {
  const x = nth(one.said, at).sentence;
  const y = partnerOf(x);
  if (y < 0 || y === met || other.partnerOf(y) !== x) return false;
  return denialsIn(one, x) === 1 && denialsIn(other.read, y) === 1;
}

function denialsIn({ said, sentences }: ReadAnswer, at: number): number {
  const { from, to } = nth(sentences, at);
  return said.slice(from, Math.min(to, from + AROUND_MAX)).filter(mayDeny).length;
}

function mayDeny(word: SaidWord): boolean {
  return isNegation(word) || word.kind === "denial" || isDenying(word);
}

/** Denies a sentence more often than the other, which has no word that denies by itself? */
function deniesMore(one: ReadAnswer, x: number, two: ReadAnswer, y: number): boolean {
  const denials = (
    { said, sentences }: ReadAnswer,
    at: number,
    test: (word: SaidWord) => boolean,
  ): number => {
    const { from, to } = nth(sentences, at);
    return said.slice(from, Math.min(to, from + AROUND_MAX)).filter(test).length;
  };
  return denials(one, x, isNegation) > denials(two, y, mayDeny);
}

function isNegation({ kind }: SaidWord): boolean {
  return kind === "negation";
}

function isDeniedAt(said: readonly SaidWord[], key: number, around: number): boolean {
  const to = Math.min(said.length, around + AROUND_MAX);
  for (let at = Math.max(0, around - AROUND_MAX); at < to; at++)
    if (nth(said, at).key === key && isNear(said, at, isNegation)) return true;
  return false;
}
/** Most words looked at on either side. */
const AROUND_MAX = 200;

/** Does the other answer use an opposite of the denied word: "do not disconnect", "stay connected"? */
function isOpposedIn(head: SaidWord, { said }: ReadAnswer, backwards: Int32Array): boolean {
  for (let j = 0, seen = 0; j < Math.min(said.length, READ_MAX) && seen < OPPOSED_MAX; j++) {
    if (backwards[j] !== FREE) continue;
    seen++;
    if (areOpposed(head, nth(said, j))) return true;
  }
  return false;
}
const OPPOSED_MAX = 40;
const READ_MAX = 2_000;

/** Does one word of the other answer deny by itself what this one denies: "does no harm", "is harmless"? */
function isSaidOtherwise(
  { read: { said }, partners }: Side,
  { read: two, partners: backwards }: Side,
  at: number,
  used: Set<number>,
): boolean {
  const { sentence } = nth(said, at);
  for (let i = Math.max(0, at - 6); i < Math.min(said.length, at + 7); i++) {
    const partner = partners[i] ?? FREE;
    if (nth(said, i).sentence !== sentence || partner === FREE) continue;
    for (let j = Math.max(0, partner - 4); j <= Math.min(two.said.length - 1, partner + 4); j++) {
      const other = nth(two.said, j);
      if (other.sentence !== nth(two.said, partner).sentence || used.has(j) || backwards[j] !== FREE)
        continue;
      if (!isDenying(other)) continue;
      used.add(j);
      return true;
    }
  }
  return false;
}

/** Place of the word that a denial applies to: the next one that counts, or else the last before it. */
function headOf({ said }: ReadAnswer, at: number): number {
  const { sentence, clause } = nth(said, at);
  for (let i = at + 1; i < said.length && nth(said, i).sentence === sentence; i++) {
    if (nth(said, i).clause !== clause) break;
    const next = said[i + 1];
    const isLast = next?.sentence !== sentence || next.clause !== clause;
    if (nth(said, i).kind !== "negation" && (isLast || !OPENING.has(nth(said, i).text))) return i;
  }
  const before = said[at - 1];
  return before !== undefined && before.sentence === sentence ? at - 1 : FREE;
}

/** "Not possible to change" denies the change, "not even light" the light. */
const OPENING = new Set(["possible", "possível", "possíveis", "even"]);

const NEAR_WORDS = 3;
/** How far a denial may reach over a list: "no values that are empty, repeated or null". */
const LIST_WORDS = 7;
function isNear(
  said: readonly SaidWord[],
  at: number,
  test: (word: SaidWord) => boolean,
  words = NEAR_WORDS,
): boolean {
  const { sentence, clause } = nth(said, at);
  for (let i = Math.max(0, at - words); i <= Math.min(said.length - 1, at + 2); i++) {
    const word = nth(said, i);
    if (word.sentence === sentence && test(word) && (word.clause === clause || Math.abs(i - at) <= 1))
      return true;
  }
  return false;
}

/** Findings for matched words with another attribute (his or her, must or may, from or to) and a common neighbour. */
export function attributesOf({ a, b, toB }: Match, frames: Frames, language: Language): Finding[] {
  const out: Finding[] = [];
  for (let i = 0; i < toB.length; i++) {
    const j = toB[i] ?? FREE;
    if (j === FREE) continue;
    const u = nth(a.said, i);
    const v = nth(b.said, j);
    const sides = Number(i > 0 && j > 0 && toB[i - 1] === j - 1) + Number(toB[i + 1] === j + 1);
    const isOnly = (): boolean =>
      frames.strays(u.sentence, v.sentence) === 0 && frames.inOnePlace(u.sentence, v.sentence);
    const found = (verdict: Finding["verdict"], kind: Finding["kind"]): void => {
      out.push({ verdict, kind, why: `"${u.text}" is said otherwise` });
    };
    if (arePersonsOpposed(u.person, v.person)) found(isOnly() ? "different" : "unsure", "person");
    // "Two pizzas" and "a pizza"; an article alone says little where all else is told anew.
    if (areCountsOpposed(u, v) && frames.share(u.sentence, v.sentence) >= FRAME_SURE)
      found("unsure", "number");
    if (u.modal !== v.modal && u.modal !== 0 && v.modal !== 0 && sides > 0 && isOnly())
      found("unsure", "quantity");
    if (u.governor === v.governor || sides === 0) continue;
    if (areOpposedWays(u.governor, v.governor) && language === "en")
      found(isOnly() ? "different" : "unsure", "role");
    else if (u.preposition !== v.preposition && u.governor !== 0 && v.governor !== 0 && isOnly())
      found("unsure", "role");
  }
  return out;
}

function areCountsOpposed(u: SaidWord, v: SaidWord): boolean {
  return u.kind === "word" && u.key === v.key && u.count !== v.count && u.count !== 0 && v.count !== 0;
}

function areOpposedWays(x: number, y: number): boolean {
  const [low, high] = x < y ? [x, y] : [y, x];
  return low === PREPOSITION.TO && high === PREPOSITION.FROM;
}

function arePersonsOpposed(x: number, y: number): boolean {
  const [low, high] = x < y ? [x, y] : [y, x];
  return (
    (low === PERSON_CLASSES.HE && high === PERSON_CLASSES.SHE) ||
    (low === PERSON_CLASSES.ASKER && high === PERSON_CLASSES.ASKED)
  );
}
