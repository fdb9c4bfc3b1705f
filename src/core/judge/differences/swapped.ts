/**
 * Words that have changed sentences: "the head approves requests, above 2,000 the team does too" beside "the team approves
 * requests, above 2,000 the head does too". Each sentence is told in the other answer but for a word that the other sentence
 * has got there.
 */
import { FREE, type Match } from "../match.ts";
import type { ReadAnswer, SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import { shareGroup } from "../words/synonyms.ts";
import type { Frames } from "./frames.ts";
import type { Finding } from "./replacement.ts";

/** Weight from which a word may be what a sentence is about. */
const WEIGHT_MIN = 0.5;
/** Share of its words that a sentence must have in common with its counterpart. */
const SHARE_MIN = 0.35;
/** Longest answers, in sentences, that are looked at: in longer ones the same words are told in many. */
const SENTENCES_MAX = 12;

export function swappedPart(match: Match, frames: Frames): Finding | null {
  const { a, b, toB } = match;
  if (Math.max(a.sentences.length, b.sentences.length) > SENTENCES_MAX) return null;
  const moved = new Map<string, SaidWord>();
  for (let i = 0; i < toB.length; i++) {
    const j = toB[i] ?? FREE;
    const word = nth(a.said, i);
    if (j === FREE || !mayMove(word) || word.key !== nth(b.said, j).key) continue;
    const [x, y] = [nth(a.said, i).sentence, nth(b.said, j).sentence];
    const home = frames.partnerOf(x);
    const other = frames.partnerBack(y);
    if (home === y || !isTold(frames, x, home) || !isTold(frames, other, y)) continue;
    const back = moved.get(`${other} ${x}`);
    // Two words for one thing may be used in turn.
    const isOther = back !== undefined && !shareGroup(back.groups, word.groups);
    // Where a word is told again, nobody knows which of its places is its counterpart's.
    if (isOther && [back, word].every(({ key }) => isOnce(a, key) && isOnce(b, key)))
      return {
        verdict: "unsure",
        kind: "role",
        why: `"${back.text}" and "${word.text}" have changed sentences`,
      };
    moved.set(`${x} ${other}`, word);
  }
  return null;
}

function isOnce({ said }: ReadAnswer, key: number): boolean {
  return said.filter((word) => word.key === key).length === 1;
}

function mayMove({ kind, weight }: SaidWord): boolean {
  return weight >= WEIGHT_MIN && (kind === "word" || kind === "name" || kind === "number");
}

/** Does either of two sentences, one of each answer, tell most of what the other does? */
function isTold(frames: Frames, x: number, y: number): boolean {
  const areTwo = x >= 0 && y >= 0 && frames.partnerOf(x) === y && frames.partnerBack(y) === x;
  return areTwo && frames.share(x, y) >= SHARE_MIN;
}
