/**
 * Which of two comes first: "A came before B" beside "B came before A", where one of them is told again elsewhere, so that
 * each has a counterpart that stands where it should.
 */
import { wordSet } from "../../word-set.ts";
import type { Match } from "../match.ts";
import type { ReadAnswer, SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import type { Finding } from "./replacement.ts";

const ORDER = wordSet("before after antes depois após");
/** Weight from which a word may be what comes first. */
const WEIGHT_MIN = 0.5;
/** Longest answers, in words, that are looked at. */
const SAID_MAX = 200;

export function placedPart({ a, b }: Match): Finding | null {
  if (Math.max(a.said.length, b.said.length) > SAID_MAX) return null;
  const one = orderedIn(a);
  const two = one.length === 0 ? [] : orderedIn(b);
  for (const { word, last, earlier } of one)
    for (const other of two) {
      const isTurned = other.word === word && earlier.has(other.last.key) && other.earlier.has(last.key);
      if (isTurned && last.key !== other.last.key)
        return {
          verdict: "unsure",
          kind: "role",
          why: `"${last.text}" and "${other.last.text}" have changed places about "${word}"`,
        };
    }
  return null;
}

interface Ordered {
  /** "Before" or the like, the word behind it, and the keys of those that its clause tells ahead of it. */
  readonly word: string;
  readonly last: SaidWord;
  readonly earlier: ReadonlySet<number>;
}

function orderedIn({ said }: ReadAnswer): readonly Ordered[] {
  const out: Ordered[] = [];
  for (let i = 1; i + 1 < said.length; i++) {
    const [{ text, sentence, clause }, last] = [nth(said, i), nth(said, i + 1)];
    if (!ORDER.has(text) || last.clause !== clause || !isMeant(last)) continue;
    const ahead = said.slice(0, i).filter((word) => word.sentence === sentence && word.clause === clause);
    out.push({ word: text, last, earlier: new Set(ahead.filter(isMeant).map(({ key }) => key)) });
  }
  return out;
}

function isMeant({ kind, weight }: SaidWord): boolean {
  return weight >= WEIGHT_MIN && (kind === "word" || kind === "name");
}
