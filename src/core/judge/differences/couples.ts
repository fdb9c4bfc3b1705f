/**
 * Which value is whose where several are told in turn: "nitrogen makes up 78 % and oxygen 21 %". Two values and two words
 * that alternate in both answers are coupled by their order; where only one of the two orders is turned, another value
 * may be said of each word.
 */

import { FREE, type Match } from "../match.ts";
import type { SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import { AMOUNTS } from "../words/qualifier-table.ts";
import type { Frames } from "./frames.ts";
import { areOpposed, type Finding } from "./replacement.ts";

export interface Couples {
  /** The doubt that a value goes with another word; null: none. */
  readonly crossed: Finding | null;
  /** Are two words of the first answer coupled with the same values in the second? */
  areKept(i: number, j: number): boolean;
}

/** Most values, and most other words, of a sentence that are compared. */
const VALUES_MAX = 4;
const OWNERS_MAX = 8;
/** Weight from which a word may own a value. */
const OWNER_MIN = 0.32;

/** Longest answers, in words, of which opposites are looked for, and how far from them their owners stand. */
const SAID_MAX = 60;
const NEAR = 5;

type Two = readonly [number, number];

export function couplesOf(match: Match, frames: Frames): Couples {
  const kept = new Set<number>();
  const width = match.a.said.length;
  let crossed: Finding | null = null;
  for (let x = 0; x < match.a.sentences.length; x++) {
    const y = frames.partnerOf(x);
    if (y < 0 || !hasTwoValues(match, x)) continue;
    const values = placesIn(match, x, y, isValue, VALUES_MAX);
    if (values.length < 2) continue;
    const owners = twosOf(placesIn(match, x, y, isOwner, OWNERS_MAX));
    for (const two of twosOf(values)) {
      const turns = owners.map((other) => turnOf(match.toB, two, other));
      for (const [at, [i, j]] of owners.entries()) if (turns[at] === KEPT) kept.add(i * width + j);
      const at = turns.includes(KEPT) ? -1 : turns.indexOf(CROSSED);
      if (at >= 0) crossed ??= crossing(match, two, nth(owners, at));
    }
  }
  return {
    crossed,
    areKept: (i, j) => kept.has(Math.min(i, j) * width + Math.max(i, j)),
  };
}

/** "Mix the dry ingredients and add the wet": opposites, which may stand in several sentences. */
export function crossedOpposites(match: Match): Finding | null {
  const { a, b, toB } = match;
  if (a.said.length > SAID_MAX || b.said.length > SAID_MAX) return null;
  const mayOppose = ({ form, stems }: SaidWord): boolean =>
    form.antonyms !== null || (stems?.antonyms ?? null) !== null;
  // Most answers have no two words with opposites.
  if (a.said.filter(mayOppose).length < 2) return null;
  const places = oncePlaces(match);
  for (const two of twosOf(places.filter((at) => mayOppose(nth(a.said, at))))) {
    const [v, w] = two;
    if (!areOpposed(nth(a.said, v), nth(a.said, w))) continue;
    const owners = places.filter((at) => at !== v && at !== w && isOwner(nth(a.said, at)));
    const near = twosOf(owners.filter((at) => at > v - NEAR && at < w + NEAR));
    const turns = near.map((other) => turnOf(toB, two, other));
    const at = turns.includes(KEPT) ? -1 : turns.indexOf(CROSSED);
    if (at >= 0) return crossing(match, two, nth(near, at));
  }
  return null;
}

/** Matched words that each answer has once. */
function oncePlaces({ a, b, toB }: Match): readonly number[] {
  const count = (said: readonly SaidWord[]): ReadonlyMap<number, number> => {
    const out = new Map<number, number>();
    for (const { key } of said) out.set(key, (out.get(key) ?? 0) + 1);
    return out;
  };
  const one = count(a.said);
  const two = count(b.said);
  const out: number[] = [];
  for (let i = 0; i < toB.length; i++) {
    const j = toB[i] ?? FREE;
    if (j === FREE || nth(a.said, i).kind !== "word") continue;
    if (one.get(nth(a.said, i).key) === 1 && two.get(nth(b.said, j).key) === 1) out.push(i);
  }
  return out;
}

function crossing({ a }: Match, [v]: Two, [i, j]: Two): Finding {
  const [value, one, two] = [v, i, j].map((at) => nth(a.said, at).text);
  return { verdict: "unsure", kind: "role", why: `"${value}" may go with "${one}" or "${two}"` };
}

const [APART, KEPT, CROSSED] = [0, 1, 2] as const;

function turnOf(toB: Int32Array, [v, w]: Two, [i, j]: Two): typeof APART | typeof KEPT | typeof CROSSED {
  if (!alternate(v, w, i, j)) return APART;
  const p = toB[v] ?? FREE;
  const q = toB[w] ?? FREE;
  const k = toB[i] ?? FREE;
  const l = toB[j] ?? FREE;
  const valuesTurned = p > q;
  const ownersTurned = k > l;
  if (!alternate(Math.min(p, q), Math.max(p, q), Math.min(k, l), Math.max(k, l))) return APART;
  return valuesTurned === ownersTurned ? KEPT : CROSSED;
}

/** Of two pairs in order: does one of the first stand between the second, and one of the second between the first? */
function alternate(v: number, w: number, i: number, j: number): boolean {
  return v < i ? i < w && w < j : v < j && j < w;
}

function twosOf(places: readonly number[]): readonly Two[] {
  return places.flatMap((i, n) => places.slice(n + 1).map((j): Two => [i, j]));
}

function placesIn(
  { a, b, toB }: Match,
  x: number,
  y: number,
  test: (word: SaidWord) => boolean,
  most: number,
): readonly number[] {
  const { from, to } = nth(a.sentences, x);
  const times = new Map<number, number>();
  for (let i = from; i < to; i++) times.set(nth(a.said, i).key, (times.get(nth(a.said, i).key) ?? 0) + 1);
  const out: number[] = [];
  for (let i = from; i < to && out.length < most; i++) {
    const j = toB[i] ?? FREE;
    const word = nth(a.said, i);
    if (j !== FREE && nth(b.said, j).sentence === y && times.get(word.key) === 1 && test(word)) out.push(i);
  }
  return out;
}

function hasTwoValues({ a }: Match, x: number): boolean {
  const { from, to } = nth(a.sentences, x);
  let count = 0;
  for (let i = from; i < to && count < 2; i++) if (isValue(nth(a.said, i))) count++;
  return count > 1;
}

/** A number, or a month or day: of those that stand behind a preposition, so that few words are looked up. */
function isValue({ kind, text, governor }: SaidWord): boolean {
  return kind === "number" || (governor !== 0 && AMOUNTS.has(text));
}

function isOwner(word: SaidWord): boolean {
  const isWord = word.kind === "word" || word.kind === "name";
  return isWord && word.weight >= OWNER_MIN && word.form.unit === undefined && !isValue(word);
}
