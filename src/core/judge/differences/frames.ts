/** How much two sentences, one of either answer, have to do with each other. */

import { FREE, type Match } from "../match.ts";
import { nth } from "../words/nth.ts";

export interface Frames {
  /** Share of the longer sentence's words that are matched with a word of the other: 0 to 1. */
  share(x: number, y: number): number;
  /** Are the two equal word for word, except for up to `PLACE_MAX` words in one place, or for word order? */
  inOnePlace(x: number, y: number): boolean;
  /** The sentence of b that has most counterparts of sentence x's words; -1: none. */
  partnerOf(x: number): number;
  /** The sentence of a that has most counterparts of sentence y's words; -1: none. */
  partnerBack(y: number): number;
  /** Average number of words of the two sentences. */
  words(x: number, y: number): number;
  /** Number of words of either sentence without an equal counterpart in the other. */
  strays(x: number, y: number): number;
}

export function framesOf({ a, b, toB }: Match): Frames {
  const counts = new Map<number, number>();
  const equal = new Map<number, number>();
  const inOnePlace = new Map<number, boolean>();
  const width = b.sentences.length;
  for (let i = 0; i < toB.length; i++) {
    if (toB[i] === FREE) continue;
    const name = nth(a.said, i).sentence * width + nth(b.said, toB[i] ?? FREE).sentence;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (nth(a.said, i).key === nth(b.said, toB[i] ?? FREE).key) equal.set(name, (equal.get(name) ?? 0) + 1);
  }
  const partners: number[] = [];
  const back: number[] = [];
  for (const [name, count] of counts) {
    const [x, y] = [Math.floor(name / width), name % width];
    const before = partners[x];
    if (before === undefined || count > (counts.get(x * width + before) ?? 0)) partners[x] = y;
    const beforeBack = back[y];
    if (beforeBack === undefined || count > (counts.get(beforeBack * width + y) ?? 0)) back[y] = x;
  }
  const met = (x: number, y: number): number => counts.get(x * width + y) ?? 0;
  const length = ({ from, to }: { readonly from: number; readonly to: number }): number => to - from;
  return {
    share: (x, y) => met(x, y) / Math.max(length(nth(a.sentences, x)), length(nth(b.sentences, y)), 1),
    inOnePlace: (x, y) => {
      const name = x * width + y;
      let out = inOnePlace.get(name);
      if (out === undefined) {
        out = areOneButForAPlace(nth(a.sentences, x).raw, nth(b.sentences, y).raw);
        inOnePlace.set(name, out);
      }
      return out;
    },
    partnerOf: (x) => partners[x] ?? -1,
    partnerBack: (y) => back[y] ?? -1,
    words: (x, y) => (length(nth(a.sentences, x)) + length(nth(b.sentences, y))) / 2,
    strays: (x, y) =>
      length(nth(a.sentences, x)) + length(nth(b.sentences, y)) - 2 * (equal.get(x * width + y) ?? 0),
  };
}

/** Most words, small ones included, in the one place where two sentences differ. */
const PLACE_MAX = 4;

function areOneButForAPlace(a: readonly string[], b: readonly string[]): boolean {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  if (Math.max(a.length, b.length) - head - tail <= PLACE_MAX) return true;
  return a.length === b.length && [...a].sort().join(" ") === [...b].sort().join(" ");
}
