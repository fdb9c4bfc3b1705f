/** Of two Portuguese nouns the first is what it is about: "o cachorro guia" is a dog, and "o guia do cachorro" is none. */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

const OF = wordSet("de do da dos das");
/** In a query of keywords alone, which has no articles, order tells nothing. */
const BEFORE = wordSet("o a os as um uma meu minha meus minhas ao à do da dos das no na nos nas");

/** Do two nouns stand side by side in one question, and in the other the second one before "of" the first? All else is equal. */
export function isHeadTurned({ a, b, partners, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0 || a.language !== "pt" || b.language !== "pt") return false;
  for (let i = 0; i + 1 < a.subject.length; i++) {
    const j = partners[i + 1] ?? -1;
    if (j < 0 || partners[i] !== j + 1) continue;
    if ((isCompound(a, i) && isGenitiveAt(b, j)) || (isGenitiveAt(a, i) && isCompound(b, j))) return true;
  }
  return false;
}

function isCompound({ subject, words, places }: Analysis, at: number): boolean {
  const place = places[at] ?? 0;
  if (places[at + 1] !== place + 1 || !BEFORE.has(words[place - 1]?.text ?? "")) return false;
  const head = wordIn(subject, at);
  const other = wordIn(subject, at + 1);
  return isNoun(head) && isNoun(other) && (PORTUGUESE.test(head.text) || PORTUGUESE.test(other.text));
}
/** English names of things have their head behind: "o rate limit". */
const PORTUGUESE = /[ao]s?$|[^a-z]/;

function isNoun({ part, kind, named }: Word): boolean {
  return (part === "content" || part === "filler") && kind === "word" && !named;
}

function isGenitiveAt({ words, places }: Analysis, at: number): boolean {
  const place = places[at] ?? 0;
  const behind = places[at + 1] ?? 0;
  return OF.has(words[place + 1]?.text ?? "") && behind > place + 1 && behind <= place + 3;
}
