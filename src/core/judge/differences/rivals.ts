/**
 * A word of weight that only one answer has, where the other tells what stands around it with a word of its own: "we send the
 * money back to your card", "we donate the money to your card". The two need not stand in one place, and the other's word
 * need not be missing here: it may be in the question, or another form of a word told elsewhere.
 */
import { FREE, type Match } from "../match.ts";
import type { ReadAnswer, SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import type { Frames } from "./frames.ts";
import { type Finding, isDenying } from "./replacement.ts";

/** Weight from which a word may be a fact, and from which another may have been in its place. */
const FACT_MIN = 0.65;
const RIVAL_MIN = 0.5;
/** Share of their words that the two sentences must have in common. */
const SHARE_MIN = 0.5;
/** Most words of either answer that are tried. */
const WORDS_MAX = 40;

/** One answer with its sentences' counterparts in the other. */
interface Side {
  readonly read: ReadAnswer;
  readonly partners: Int32Array;
  readonly partnerOf: (sentence: number) => number;
}

/** `leftA`, `leftB`: the words that only one answer has. */
export function rivalsPart(
  { a, b, toA, toB }: Match,
  leftA: readonly SaidWord[],
  leftB: readonly SaidWord[],
  frames: Frames,
): Finding | null {
  const one: Side = { read: a, partners: toB, partnerOf: frames.partnerOf };
  const two: Side = { read: b, partners: toA, partnerOf: frames.partnerBack };
  const found =
    rivalsOf(leftA, one, two, frames.share) ?? rivalsOf(leftB, two, one, (x, y) => frames.share(y, x));
  if (found === null) return null;
  const why = `"${found[0].text}" of one may be "${found[1].text}" of the other`;
  return { verdict: "unsure", kind: "content", why };
}

function rivalsOf(
  left: readonly SaidWord[],
  mine: Side,
  other: Side,
  share: Frames["share"],
): readonly [SaidWord, SaidWord] | null {
  const { sentences } = other.read;
  for (const word of left.filter(isFact).slice(0, WORDS_MAX)) {
    const beside = besides(mine, other, word);
    if (beside !== null) return [word, beside];
    const x = word.sentence;
    const y = mine.partnerOf(x);
    if (y < 0) continue;
    // A long sentence may be told in several, which stand together.
    for (let at = Math.max(0, y - NEAR); at <= Math.min(sentences.length - 1, y + NEAR); at++) {
      if ((at !== y && other.partnerOf(at) !== x) || share(x, at) < SHARE_MIN) continue;
      const rival = rivalIn(other, at);
      if (rival !== null) return [word, rival];
    }
  }
  return null;
}
const NEAR = 3;

/** A word that only the other answer has, between words that stand around this one. */
function besides(mine: Side, other: Side, word: SaidWord): SaidWord | null {
  const at = mine.read.said.indexOf(word);
  const around: number[] = [];
  for (let i = at - REACH; i <= at + REACH; i++) {
    const partner = mine.partners[i] ?? FREE;
    if (partner !== FREE && mine.read.said[i]?.sentence === word.sentence) around.push(partner);
  }
  if (around.length < AROUND_MIN) return null;
  for (const from of around)
    for (let j = from - REACH; j <= from + REACH; j++) {
      const rival = other.read.said[j];
      if (rival === undefined || other.partners[j] !== FREE || !isRival(rival)) continue;
      const met = around.filter(
        (near) => Math.abs(near - j) <= REACH && nth(other.read.said, near).sentence === rival.sentence,
      );
      if (met.length >= AROUND_MIN) return rival;
    }
  return null;
}
/** How far the words around may stand, and how many of them must stand around both. */
const REACH = 5;
const AROUND_MIN = 3;

function isFact(word: SaidWord): boolean {
  return word.weight >= FACT_MIN && word.kind !== "phrase" && !isDenying(word);
}

function rivalIn({ read: { said, sentences }, partners }: Side, at: number): SaidWord | null {
  const { from, to } = nth(sentences, at);
  for (let i = from; i < Math.min(to, from + WORDS_MAX); i++) {
    const word = nth(said, i);
    if (partners[i] === FREE && isRival(word)) return word;
  }
  return null;
}

function isRival({ weight, kind }: SaidWord): boolean {
  return weight >= RIVAL_MIN && RIVAL_KINDS.has(kind);
}
const RIVAL_KINDS: ReadonlySet<SaidWord["kind"]> = new Set(["word", "number", "name"]);
