/** Whether words that met in one pair of sentences have changed places so that another does it to another. */

import { PREPOSITION } from "../../verify/read/syntax-tables.ts";
import { FREE, type Match } from "../match.ts";
import type { SaidWord } from "../read.ts";
import { isDoer } from "../words/doers.ts";
import { nth } from "../words/nth.ts";
import { shareGroup } from "../words/synonyms.ts";
import type { Frames } from "./frames.ts";
import type { Finding } from "./replacement.ts";

/** Most words of a sentence whose order is compared. */
const WORDS_MAX = 40;
/** Order is compared only where sentences share so much of their words: in freer rewordings it says little. */
const SHARE_MIN = 0.7;

export function rolesOf(match: Match, frames: Frames): Finding[] {
  const out: Finding[] = [];
  for (let x = 0; x < match.a.sentences.length; x++) {
    const places = orderedOf(match, x);
    for (const [y, of] of Map.groupBy(places, (i) => nth(match.b.said, match.toB[i] ?? FREE).sentence)) {
      if (of.length < 2) continue;
      const turned = nth(match.a.sentences, x).passive !== nth(match.b.sentences, y).passive;
      const found = inverted(
        match,
        of,
        frames.strays(x, y) === 0 && frames.inOnePlace(x, y),
        frames.share(x, y),
        turned,
      );
      const done = found ?? (turned ? doneTo(match, of) : null);
      if (done !== null) out.push(done);
    }
  }
  return out;
}

/** "A was bought by B" beside "A bought B": who does it must stand before the verb where it is not in the passive. */
function doneTo({ a, b, toB }: Match, places: readonly number[]): Finding | null {
  for (const i of places) {
    const k = toB[i] ?? FREE;
    const [verb, other] = [nth(a.said, i), nth(b.said, k)];
    // An author is not written: both must be the verb, or one of each other's synonyms that does not say who does it.
    const isVerb =
      verb.key === other.key || (verb.base !== 0 && verb.base === other.base) || areSynonyms(verb, other);
    if (!isVerb || verb.passive === other.passive) continue;
    const agent = verb.passive ? agentOf(a.said, i) : agentOf(b.said, k);
    const j = verb.passive ? agent : places.find((at) => toB[at] === agent && agent !== FREE);
    const l = j === undefined || j === FREE ? FREE : (toB[j] ?? FREE);
    if (j === undefined || l === FREE || !(j > i && l > k)) continue;
    const doer = verb.passive ? nth(b.said, l) : nth(a.said, j);
    if (doer.governor === 0 && doer.sentence === (verb.passive ? other : verb).sentence)
      return { verdict: "unsure", kind: "role", why: `"${doer.text}" may be what "${verb.text}" is done to` };
  }
  return null;
}

/** "A won against B", "A was defeated by B". */
function areSynonyms(verb: SaidWord, other: SaidWord): boolean {
  const { kind, text } = verb.passive ? other : verb;
  return kind === "word" && !isDoer(text) && shareGroup(verb.groups, other.groups);
}

/** Words from a verb to who does it, at most: further off it may be of another verb ("claimed for damage caused by rain"). */
const AGENT_REACH = 2;

/** Place of the word behind "by" that belongs to a verb in the passive; FREE: none. */
function agentOf(said: readonly SaidWord[], verb: number): number {
  const { sentence } = nth(said, verb);
  for (let at = verb + 1; at <= verb + AGENT_REACH; at++) {
    const word = said[at];
    if (word === undefined || word.sentence !== sentence || word.passive) break;
    if (word.governor === PREPOSITION.BY) return at;
  }
  return FREE;
}

function orderedOf({ a, toB }: Match, x: number): number[] {
  const { from, to } = nth(a.sentences, x);
  const out: number[] = [];
  for (let i = from; i < Math.min(to, from + WORDS_MAX); i++) {
    const { kind } = nth(a.said, i);
    if (toB[i] !== FREE && kind !== "negation" && kind !== "phrase") out.push(i);
  }
  return out;
}

function inverted(
  { a, b, toB }: Match,
  places: readonly number[],
  isOnly: boolean,
  share: number,
  turned: boolean,
): Finding | null {
  let doubt: Finding | null = null;
  for (let m = 0; m < places.length; m++)
    for (let n = m + 1; n < places.length; n++) {
      const i = nth(places, m);
      const j = nth(places, n);
      const k = toB[i] ?? FREE;
      const l = toB[j] ?? FREE;
      if (k <= l) continue;
      const x = nth(a.said, i);
      const y = nth(a.said, j);
      const u = nth(b.said, k);
      const v = nth(b.said, l);
      // Of two equal words nobody can tell which of them moved.
      if (x.key === y.key || isTold(x, y, u, v, turned) || isList(a.said, i, j) || isList(b.said, l, k))
        continue;
      const areSlots = isSwapped(x, y, u, v) && x.preposition !== y.preposition;
      const fixed = between(places.slice(m + 1, n), toB, k, l);
      if (!areSlots && (fixed === 0 || turned)) continue;
      const why = `"${x.text}" and "${y.text}" have changed places`;
      const isSure = isOnly && !turned && (x.kind !== "word" || !isAside(x)) && !isAside(y);
      if (isSure) return { verdict: "different", kind: "role", why };
      if (share >= SHARE_MIN || (areSlots && isWay(x, y))) doubt ??= { verdict: "unsure", kind: "role", why };
    }
  return doubt;
}

/** True where prepositions or a passive's "by" fix each word's role, so that order says nothing. */
function isTold(x: SaidWord, y: SaidWord, u: SaidWord, v: SaidWord, turned: boolean): boolean {
  if (turned && [x, y, u, v].some(({ governor }) => governor === PREPOSITION.BY)) return true;
  return !isSwapped(x, y, u, v);
}

function isSwapped(x: SaidWord, y: SaidWord, u: SaidWord, v: SaidWord): boolean {
  return x.preposition === v.preposition && y.preposition === u.preposition;
}

/** True where "to" or "from" governs either word ("turn X into Y"): that small word alone tells them apart. */
function isWay(x: SaidWord, y: SaidWord): boolean {
  return [x, y].some(({ governor }) => governor === PREPOSITION.TO || governor === PREPOSITION.FROM);
}

/** True for an adverb in -ly or -mente, whose place in a sentence is free. */
function isAside({ text }: SaidWord): boolean {
  return text.endsWith("mente") || (text.endsWith("ly") && text.length > 5);
}

/** How many of the words between two in one answer stand between them in the other. */
function between(inner: readonly number[], toB: Int32Array, k: number, l: number): number {
  let out = 0;
  for (const at of inner) {
    const partner = toB[at] ?? FREE;
    if (partner > l && partner < k) out++;
  }
  return out;
}

function isList(said: readonly SaidWord[], from: number, to: number): boolean {
  for (let i = from + 1; i <= to; i++) if (!nth(said, i).listed) return false;
  return true;
}
