/** Whether words that met in one pair of sentences have changed places so that another does it to another. */
import { PREPOSITION } from "../verify/syntax-tables.ts";
import type { Frames } from "./frames.ts";
import { FREE, type Match } from "./match.ts";
import type { Said } from "./read.ts";
import type { Finding } from "./replacement.ts";

/** Words of a sentence whose order is compared. */
const WORDS_MAX = 40;
/** Sentences that have less in common are told anew, and their order says little. */
const SHARE_MIN = 0.7;

export function rolesOf(match: Match, frames: Frames): Finding[] {
  const out: Finding[] = [];
  for (let x = 0; x < match.a.sentences.length; x++) {
    const places = orderedOf(match, x);
    for (const [y, of] of Map.groupBy(places, (i) => match.b.said[match.toB[i]!]!.sentence)) {
      if (of.length < 2) continue;
      const turned = match.a.sentences[x]!.passive !== match.b.sentences[y]!.passive;
      const found = inverted(
        match,
        of,
        frames.strays(x, y) === 0 && frames.inOnePlace(x, y),
        frames.share(x, y),
        turned,
      );
      if (found !== null) out.push(found);
    }
  }
  return out;
}

function orderedOf({ a, toB }: Match, x: number): number[] {
  const { from, to } = a.sentences[x]!;
  const out: number[] = [];
  for (let i = from; i < Math.min(to, from + WORDS_MAX); i++) {
    const { kind } = a.said[i]!;
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
      const [i, j] = [places[m]!, places[n]!];
      const [k, l] = [toB[i]!, toB[j]!];
      if (k <= l) continue;
      const [x, y, u, v] = [a.said[i]!, a.said[j]!, b.said[k]!, b.said[l]!];
      if (isTold(x, y, u, v, turned) || isList(a.said, i, j) || isList(b.said, l, k)) continue;
      const areSlots = isSwapped(x, y, u, v) && x.preposition !== y.preposition;
      const fixed = between(places, m, n, toB, k, l);
      if (!areSlots && (fixed === 0 || turned)) continue;
      const why = `"${x.text}" and "${y.text}" have changed places`;
      const isSure = isOnly && !turned && (x.kind !== "word" || !isAside(x)) && !isAside(y);
      if (isSure) return { verdict: "different", kind: "role", why };
      if (share >= SHARE_MIN || (areSlots && isWay(x, y))) doubt ??= { verdict: "unsure", kind: "role", why };
    }
  return doubt;
}

/** Each keeps its own preposition, or the doer of a passive: then the order says nothing. */
function isTold(x: Said, y: Said, u: Said, v: Said, turned: boolean): boolean {
  if (turned && [x, y, u, v].some(({ governor }) => governor === PREPOSITION.BY)) return true;
  return !isSwapped(x, y, u, v);
}

function isSwapped(x: Said, y: Said, u: Said, v: Said): boolean {
  return x.preposition === v.preposition && y.preposition === u.preposition;
}

/** "Turn X into Y": which is which hangs on one small word. */
function isWay(x: Said, y: Said): boolean {
  return [x, y].some(({ governor }) => governor === PREPOSITION.TO || governor === PREPOSITION.FROM);
}

/** Adverbs stand where they like. */
function isAside({ text }: Said): boolean {
  return text.endsWith("mente") || (text.endsWith("ly") && text.length > 5);
}

/** How many words stand between the two in both answers. */
function between(
  places: readonly number[],
  m: number,
  n: number,
  toB: Int32Array,
  k: number,
  l: number,
): number {
  let out = 0;
  for (let at = m + 1; at < n; at++) {
    const partner = toB[places[at]!]!;
    if (partner > l && partner < k) out++;
  }
  return out;
}

function isList(said: readonly Said[], from: number, to: number): boolean {
  for (let i = from + 1; i <= to; i++) if (!said[i]!.listed) return false;
  return true;
}
