/**
 * A word that only one answer has, and one that only the other has (or says once more), next to the same neighbour: "leaves
 * our warehouse" and "has left the country". Either may stand for the other fact, wherever the sentences stand.
 */
import type { Leftover } from "../left.ts";
import { FREE, type Match } from "../match.ts";
import type { SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import { type Finding, isDenying } from "./replacement.ts";

/** Most words that the neighbour may be away, on the same side of both. */
const REACH = 2;
/** Weight from which a word, and from which both together, may carry a fact. */
const WEIGHT_MIN = 0.32;
const BOTH_MIN = 1.25;
/** The same for a word that repeats another of its answer. */
const AGAIN_MIN = 0.5;
/** Most words of either answer that are compared. */
const WORDS_MAX = 40;

export function insteadOf(match: Match, left: Leftover): Finding[] {
  if (left.a.length === 0 && left.b.length === 0) return [];
  const { a, b } = match;
  const alone = new Set([...left.a, ...left.b]);
  const two = placesOf(b.said, alone, left.againB);
  for (const i of placesOf(a.said, alone, left.againA))
    for (const j of two) {
      const [u, v] = [nth(a.said, i), nth(b.said, j)];
      if (!(alone.has(u) || alone.has(v))) continue;
      const isHeavy = u.weight + v.weight >= BOTH_MIN;
      if (!(isHeavy ? haveOneNeighbour(match, i, j) : areAtOneWord(match, i, j))) continue;
      const why = `"${u.text}" of one may be "${v.text}" of the other`;
      return [{ verdict: "unsure", kind: "content", why }];
    }
  return [];
}

function placesOf(
  said: readonly SaidWord[],
  alone: ReadonlySet<SaidWord>,
  again: readonly SaidWord[],
): readonly number[] {
  const repeated = new Set(again);
  const out: number[] = [];
  for (let i = 0; i < said.length && out.length < WORDS_MAX; i++) {
    const word = nth(said, i);
    const weightMin = alone.has(word)
      ? WEIGHT_MIN
      : repeated.has(word)
        ? AGAIN_MIN
        : Number.POSITIVE_INFINITY;
    if (word.weight >= weightMin && word.kind !== "phrase" && !isDenying(word)) out.push(i);
  }
  return out;
}

/** Do both stand directly beside one word, on the same side: "medium heat", "high heat"? */
function areAtOneWord({ a, b, toB }: Match, i: number, j: number): boolean {
  if (toB[i + 1] !== j + 1 && (i === 0 || toB[i - 1] !== j - 1)) return false;
  const isHead = (x: number, y: number, right: number, rightToo: number): boolean =>
    a.said[right]?.tight === true && b.said[rightToo]?.tight === true && toB[x] === y && y >= 0;
  return isHead(i + 1, j + 1, i + 1, j + 1) || isHead(i - 1, j - 1, i, j);
}

function haveOneNeighbour({ a, b, toB }: Match, i: number, j: number): boolean {
  for (let step = -REACH; step <= REACH; step++) {
    const partner = step === 0 ? FREE : (toB[i + step] ?? FREE);
    if (partner === FREE || a.said[i + step]?.sentence !== nth(a.said, i).sentence) continue;
    const away = partner - j;
    if (Math.abs(away) > REACH || away > 0 !== step > 0) continue;
    if (nth(b.said, partner).sentence === nth(b.said, j).sentence) return true;
  }
  return false;
}
