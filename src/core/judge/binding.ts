/**
 * Which fact goes with what: "A costs 5, B costs 7" and "A costs 7, B costs 5" have the same words. A number or a name is
 * known by the words around it; where two of them have changed company, the answers may tell other facts.
 */

import { FREE, type Match } from "./match.ts";
import { nth } from "./nth.ts";
import type { ReadAnswer, SaidWord } from "./read.ts";
import type { Finding } from "./replacement.ts";

/** Most facts that are compared with each other. */
const FACTS_MAX = 24;
/** Words on either side that are a fact's company. */
const REACH = 4;

/** Two facts are swapped where words shared crosswise exceed `TURNED_MIN` × words shared straight + `CHANCE`. */
const TURNED_MIN = 1.2;
const CHANCE = 0.2;

interface Fact {
  readonly word: SaidWord;
  /** Place of the fact in the first answer, and of its counterpart in the second. */
  readonly at: number;
  readonly partner: number;
}

export function bindingsOf(match: Match): Finding[] {
  const facts = factsOf(match);
  for (let i = 0; i < facts.length; i++)
    for (let j = i + 1; j < facts.length; j++) {
      const x = nth(facts, i);
      const y = nth(facts, j);
      if (x.word.kind !== y.word.kind || x.word.key === y.word.key) continue;
      const kept = together(match, x.at, x.partner) + together(match, y.at, y.partner);
      const turned = together(match, x.at, y.partner) + together(match, y.at, x.partner);
      if (turned <= TURNED_MIN * kept + CHANCE) continue;
      const why = `"${x.word.text}" and "${y.word.text}" go with other words`;
      return [{ verdict: "unsure", kind: "role", why }];
    }
  return [];
}

/** The facts that occur once in each answer: only those can be recognised by the words around them. */
function factsOf({ a, b, toB }: Match): readonly Fact[] {
  const out: Fact[] = [];
  const places: number[] = [];
  for (let at = 0; at < a.said.length; at++) if (isFact(nth(a.said, at).kind)) places.push(at);
  if (places.length < 2) return out;
  const partners = places.map((at) => toB[at] ?? FREE).filter((at) => at !== FREE);
  const onceA = onceIn(a.said, new Set(places.map((at) => nth(a.said, at).key)));
  const onceB = onceIn(b.said, new Set(partners.map((at) => nth(b.said, at).key)));
  for (const at of places) {
    const word = nth(a.said, at);
    const partner = toB[at] ?? FREE;
    if (partner === FREE || !onceA.has(word.key) || !onceB.has(nth(b.said, partner).key)) continue;
    out.push({ word, at, partner });
    if (out.length === FACTS_MAX) break;
  }
  return out;
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

function isFact(kind: SaidWord["kind"]): boolean {
  return kind === "number" || kind === "name";
}

/** How many words around a place of a have counterparts around a place of b, nearer ones weighing more. */
function together({ a, b, toB }: Match, at: number, place: number): number {
  let out = 0;
  for (let i = Math.max(0, at - REACH); i <= Math.min(a.said.length - 1, at + REACH); i++) {
    const partner = toB[i] ?? FREE;
    if (i === at || partner === FREE || isFact(nth(a.said, i).kind) || !areNear(a, i, at)) continue;
    if (Math.abs(partner - place) <= REACH && areNear(b, partner, place))
      out += 1 / (Math.abs(i - at) * Math.max(1, Math.abs(partner - place)));
  }
  return out;
}

function areNear({ said }: ReadAnswer, i: number, j: number): boolean {
  return nth(said, i).sentence === nth(said, j).sentence;
}
