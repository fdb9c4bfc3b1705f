/**
 * Which fact goes with what: "A costs 5, B costs 7" and "A costs 7, B costs 5" have the same words. A number or a name is
 * known by the words around it, and so is any word of two sentences that have nearly the same ones ("rejected by Chile and
 * approved by Argentina"); where two of them have changed company, the answers may tell other facts.
 */

import { PREPOSITION } from "../../verify/read/syntax-tables.ts";
import { FREE, type Match } from "../match.ts";
import type { SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import { type Company, together } from "./company.ts";
import { type Couples, couplesOf } from "./couples.ts";
import type { Frames } from "./frames.ts";
import { areOneList } from "./heads.ts";
import type { Finding } from "./replacement.ts";

/** Most facts that are compared with each other. */
const FACTS_MAX = 24;
/** Share of their words that two sentences must have in common before the order of plain words counts. */
const SHARE_MIN = 0.75;

/** Two are swapped where words shared crosswise exceed `TURNED_MIN` × words shared straight + `CHANCE`. */
const TURNED_MIN = 1.2;
const CHANCE = 0.2;
const PLAIN_CHANCE = 0.5;

const REACH = 4;
const PLAIN_REACH = 3;

interface Fact {
  readonly word: SaidWord;
  readonly kind: "number" | "name" | "word";
  /** Place of the fact in the first answer, and of its counterpart in the second. */
  readonly at: number;
  readonly partner: number;
}

export function bindingsOf(match: Match, frames: Frames): Finding[] {
  const found = factsTurned(match, frames) ?? wordsTurned(match, frames);
  if (found === null) return [];
  const [x, y] = found;
  return [
    { verdict: "unsure", kind: "role", why: `"${x.word.text}" and "${y.word.text}" go with other words` },
  ];
}

type Pair = readonly [Fact, Fact];

function areInOneList({ a, b }: Match, x: Fact, y: Fact): boolean {
  return areOneList(a.said, x.at, y.at) && areOneList(b.said, x.partner, y.partner);
}

function factsTurned(match: Match, frames: Frames): Pair | null {
  const places = factPlaces(match);
  if (places.length < 2) return null;
  const of = noCompany(match, REACH);
  for (const at of places) pass(of, at, match.toB[at] ?? FREE, 1);
  let couples: Couples | null = null;
  return pairOf(
    factsOf(match, places),
    (x, y) =>
      x.kind === y.kind &&
      areTurned(match, [x, y], of, CHANCE) &&
      !areToldByVoice(match, x, y) &&
      !areInOneList(match, x, y) &&
      !(couples ??= couplesOf(match, frames)).areKept(x.at, y.at),
  );
}

/** "A was painted by B", "B painted A": the passive turns the two, and by its "by" is known who did it. */
function areToldByVoice({ a, b }: Match, x: Fact, y: Fact): boolean {
  const [u, v] = [nth(b.said, x.partner), nth(b.said, y.partner)];
  if (x.word.sentence !== y.word.sentence || u.sentence !== v.sentence) return false;
  const isPassive = nth(a.sentences, x.word.sentence).passive;
  if (isPassive === nth(b.sentences, u.sentence).passive) return false;
  const areBy = isPassive
    ? [isAgent(a.said, x.at), isAgent(a.said, y.at)]
    : [isAgent(b.said, x.partner), isAgent(b.said, y.partner)];
  const isXFirst = isPassive ? x.partner < y.partner : x.at < y.at;
  return areBy[0] !== areBy[1] && areBy[0] === isXFirst;
}

/** Does "by" stand before the word or, as in "by Leonardo da Vinci", before the first of a few names that end with it? */
function isAgent(said: readonly SaidWord[], at: number): boolean {
  const { sentence } = nth(said, at);
  for (let i = at; i >= 0 && i > at - NAMES_MAX; i--) {
    const word = nth(said, i);
    if (word.sentence !== sentence || word.kind === "number") return false;
    if (isBy(word)) return true;
    if (word.kind !== "name") return false;
  }
  return false;
}
const NAMES_MAX = 3;

function wordsTurned(match: Match, frames: Frames): Pair | null {
  const { a, b } = match;
  let of: Company | null = null;
  for (let x = 0; x < a.sentences.length; x++) {
    const y = frames.partnerOf(x);
    if (y < 0 || frames.share(x, y) < SHARE_MIN) continue;
    // The passive turns all around.
    if (nth(a.sentences, x).passive !== nth(b.sentences, y).passive) continue;
    const company = (of ??= noCompany(match, PLAIN_REACH));
    const found = pairOf(wordsOf(match, x, y), (u, v) => {
      if (areInOneList(match, u, v)) return false;
      for (const { at, partner } of [u, v]) pass(company, at, partner, 1);
      const out = areTurned(match, [u, v], company, PLAIN_CHANCE);
      for (const { at, partner } of [u, v]) pass(company, at, partner, 0);
      return out;
    });
    if (found !== null) return found;
  }
  return null;
}

function pairOf(facts: readonly Fact[], test: (x: Fact, y: Fact) => boolean): Pair | null {
  for (let i = 0; i < facts.length; i++)
    for (let j = i + 1; j < facts.length; j++) {
      const [x, y] = [nth(facts, i), nth(facts, j)];
      if (x.word.key !== y.word.key && test(x, y)) return [x, y];
    }
  return null;
}

function areTurned(match: Match, [x, y]: Pair, of: Company, chance: number): boolean {
  const turned = together(match, x.at, y.partner, of) + together(match, y.at, x.partner, of);
  if (turned <= chance) return false;
  const kept = together(match, x.at, x.partner, of) + together(match, y.at, y.partner, of);
  return turned > TURNED_MIN * kept + chance;
}

function noCompany({ a, b }: Match, reach: number): Company {
  return { reach, passedA: new Uint8Array(a.said.length), passedB: new Uint8Array(b.said.length) };
}

function pass({ passedA, passedB }: Company, at: number, partner: number, is: 0 | 1): void {
  passedA[at] = is;
  passedB[partner] = is;
}

/** Places of numbers and names that either answer shows as such: at a sentence's start a name looks like any word. */
function factPlaces({ a, b, toB }: Match): readonly number[] {
  const out: number[] = [];
  for (let at = 0; at < a.said.length; at++) {
    const partner = toB[at] ?? FREE;
    if (partner !== FREE && (isNamed(nth(a.said, at)) || isNamed(nth(b.said, partner)))) out.push(at);
  }
  return out;
}

/** The facts that occur once in each answer: only those can be recognised by the words around them. */
function factsOf({ a, b, toB }: Match, places: readonly number[]): readonly Fact[] {
  const out: Fact[] = [];
  const onceA = onceIn(a.said, new Set(places.map((at) => nth(a.said, at).key)));
  const onceB = onceIn(b.said, new Set(places.map((at) => nth(b.said, toB[at] ?? FREE).key)));
  for (const at of places) {
    const word = nth(a.said, at);
    const partner = toB[at] ?? FREE;
    if (!onceA.has(word.key) || !onceB.has(nth(b.said, partner).key)) continue;
    out.push({ word, kind: word.kind === "number" ? "number" : "name", at, partner });
    if (out.length === FACTS_MAX) break;
  }
  return out;
}

/** The plain words of one sentence that are matched with plain words of the other. */
function wordsOf({ a, b, toB }: Match, x: number, y: number): readonly Fact[] {
  const out: Fact[] = [];
  const { from, to } = nth(a.sentences, x);
  for (let at = from; at < to && out.length < FACTS_MAX; at++) {
    const partner = toB[at] ?? FREE;
    const word = nth(a.said, at);
    if (partner === FREE || nth(b.said, partner).sentence !== y || word.kind !== "word") continue;
    if (isBy(word) === isBy(nth(b.said, partner))) out.push({ word, kind: "word", at, partner });
  }
  return out;
}

function isBy({ governor }: SaidWord): boolean {
  return governor === PREPOSITION.BY;
}

/** Those of the keys that an answer has in one place. */
function onceIn(said: readonly SaidWord[], keys: ReadonlySet<number>): ReadonlySet<number> {
  const once = new Set<number>();
  const more = new Set<number>();
  for (const { key } of said) {
    if (!keys.has(key) || more.has(key)) continue;
    if (once.delete(key)) more.add(key);
    else once.add(key);
  }
  return once;
}

function isNamed({ kind }: SaidWord): boolean {
  return kind === "number" || kind === "name";
}
