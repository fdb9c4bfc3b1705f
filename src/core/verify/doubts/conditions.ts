/** A used thing, which has another price and other risks than a new one: "a used Corolla", "celular usado". */
import { wordSet } from "../../word-set.ts";
import type { Alignment, Left } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

/** Words that `near-hints.ts` looks for. */
export const CONDITIONS = wordSet(
  "used usado usada usados usadas refurbished recondicionado recondicionada seminovo seminova seminovos",
);
const BE = wordSet("is are was were be been being get gets é são foi foram ser sido sendo era");

/** Does only one of the questions ask about a used thing? */
export function conditionsDiffer({ a, b, leftA, leftB }: Alignment): boolean {
  return isOfUsed(a, leftA) !== isOfUsed(b, leftB);
}

function isOfUsed({ words, places }: Analysis, left: Left): boolean {
  for (let n = 0; n < left.count; n++) {
    const place = places[left.places[n] ?? 0] ?? 0;
    const { text } = wordIn(words, place);
    if (CONDITIONS.has(text) && (text === "used" ? isBeforeThing(words, place) : isBehindThing(words, place)))
      return true;
  }
  return false;
}

/** "A used car", and not "is used for", "used to". */
function isBeforeThing(words: readonly Word[], at: number): boolean {
  const next = words[at + 1];
  if (next?.part !== "content" && next?.part !== "filler") return false;
  const before = words[at - 1];
  return before !== undefined && !BE.has(before.text) && before.part !== "content" && !isTool(before);
}

/** "The best tool used" and "I used": a noun or a person did it, or it was done to one. */
function isTool({ text, part }: Word): boolean {
  return (
    part === "other" ||
    text === "i" ||
    text === "you" ||
    text === "we" ||
    text === "they" ||
    text === "people"
  );
}

function isBehindThing(words: readonly Word[], at: number): boolean {
  const before = words[at - 1];
  return before !== undefined && !BE.has(before.text);
}
