/**
 * Which command, path or number is whose where several are told, in one sentence or in several: "on Linux run a, on Windows b".
 * Names and values that stand by twos in both answers are coupled in reading order; where the couples of one answer are not
 * those of the other, a value may be another's.
 */
import { FREE, type Match } from "../match.ts";
import type { ReadAnswer, SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import type { Finding } from "./replacement.ts";

/** Most values and most owners that are compared. */
const EACH_MAX = 8;
/** Words read of either answer. */
const READ_MAX = 400;

interface Item {
  readonly at: number;
  readonly partner: number;
}

export function ownersOfValues(match: Match): Finding | null {
  const { a, b } = match;
  if (!a.said.some(isMark) && !a.said.some(isNumber)) return null;
  const items = onceIn(match);
  const values = items.filter(({ at, partner }) => isValue(a.said, at) && isValue(b.said, partner));
  if (values.length < 2) return null;
  const owners = items.filter(
    ({ at, partner }) =>
      (nth(a.said, at).kind === "name" || nth(b.said, partner).kind === "name") && !isMark(nth(a.said, at)),
  );
  for (const [v, w] of twosOf(values.slice(0, EACH_MAX))) {
    let crossed: string | null = null;
    let isKept = false;
    for (const [o, p] of twosOf(owners.slice(0, EACH_MAX))) {
      if (new Set([v, w, o, p]).size < 4) continue;
      const one = ownerOf(a, v.at, w.at, o.at, p.at);
      const two = ownerOf(b, v.partner, w.partner, o.partner, p.partner);
      if (one === 0 || two === 0) continue;
      if (one === two) isKept = true;
      else crossed ??= nth(a.said, o.at).text;
    }
    if (crossed === null || isKept) continue;
    const why = `"${nth(a.said, v.at).text}" may not go with "${crossed}" in both`;
    return { verdict: "unsure", kind: "role", why };
  }
  return null;
}

/** Is `v` told with `o` and `w` with `p` (1), or the other way round (-1)? 0: that cannot be told. */
function ownerOf({ said }: ReadAnswer, v: number, w: number, o: number, p: number): -1 | 0 | 1 {
  const [c0, c1, c2, c3] = [v, w, o, p].toSorted((x, y) => x - y) as [number, number, number, number];
  const isValueAt = (at: number): boolean => at === v || at === w;
  if (isValueAt(c0) === isValueAt(c1) || isValueAt(c2) === isValueAt(c3)) return 0;
  if (nth(said, c0).sentence !== nth(said, c1).sentence || nth(said, c2).sentence !== nth(said, c3).sentence)
    return 0;
  const first = c0 === v || c1 === v;
  return first === (c0 === o || c1 === o) ? 1 : -1;
}

function onceIn({ a, b, toB }: Match): readonly Item[] {
  const [one, two] = [timesOf(a), timesOf(b)];
  const out: Item[] = [];
  for (let at = 0; at < Math.min(toB.length, READ_MAX); at++) {
    const partner = toB[at] ?? FREE;
    if (partner === FREE) continue;
    const { key } = nth(a.said, at);
    if (key === nth(b.said, partner).key && one.get(key) === 1 && two.get(key) === 1)
      out.push({ at, partner });
  }
  return out;
}

function timesOf({ said }: ReadAnswer): ReadonlyMap<number, number> {
  const out = new Map<number, number>();
  for (const { key } of said) out.set(key, (out.get(key) ?? 0) + 1);
  return out;
}

/** A number, or a word that stands directly beside the mark of a path, a flag or a call. */
function isValue(said: readonly SaidWord[], at: number): boolean {
  const word = nth(said, at);
  // A date moves freely.
  if ((isNumber(word) && !Number.isNaN(word.value)) || isMark(word)) return true;
  const [before, after] = [said[at - 1], said[at + 1]];
  return (word.tight && before !== undefined && isMark(before)) || (after?.tight === true && isMark(after));
}

function isNumber({ kind }: SaidWord): boolean {
  return kind === "number";
}

/** What holds a sign of code: a slash, a flag's hyphen, a dot within. */
function isMark({ kind, text }: SaidWord): boolean {
  return kind === "name" && MARK.test(text);
}
const MARK = /[\\/_()=$]|^-|^\.|\w\.\w/;

function twosOf<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((x, n) => items.slice(n + 1).map((y) => [x, y] as const));
}
