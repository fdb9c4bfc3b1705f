/**
 * What a word describes: "a small tree in a pot" and "a tree in a small pot". Portuguese endings tell it where the nouns differ in
 * gender or number (`agreement.ts`); here the place alone tells. Behind "of" it says the same of both ("a large cup of tea").
 */
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { PREPOSITION, PREPOSITIONS } from "../read/syntax-tables.ts";
import { wordIn } from "../read/word.ts";

/** Places of the subject beside which a word may stand that describes them. */
const SIDES: Readonly<Record<"en" | "pt", readonly number[]>> = { en: [1], pt: [-1, 1] };
const NO_ADJECTIVE = /(?:[aei]r|ndo|mente|ly|ing)$/;

/** Does a word stand beside the first of two nouns in one question, and beside the second in the other? All else is equal. */
export function isModifierMoved({ a, b, partners, leftA, leftB }: Alignment): boolean {
  const count = a.subject.length;
  if (leftA.count + leftB.count > 0 || count < 3 || b.subject.length !== count) return false;
  for (let i = 0; i < count; i++) {
    const j = partners[i] ?? -1;
    // In English it stands before its noun, so that it changes its place with it.
    if (j < 0 || (j === i && a.language !== "pt") || !mayDescribe(a, i)) continue;
    if (isMoved(a, i, b, j, partners)) return true;
  }
  return false;
}

function mayDescribe({ subject }: Analysis, at: number): boolean {
  const { part, named, text } = wordIn(subject, at);
  return part === "content" && !named && !NO_ADJECTIVE.test(text);
}

function isMoved(a: Analysis, i: number, b: Analysis, j: number, partners: Int16Array): boolean {
  const described = besides(a, i);
  const others = besides(b, j);
  for (const n of described) {
    const there = partners[n] ?? -1;
    if (there < 0 || others.includes(there)) return false;
    for (const m of others) {
      const here = partners.subarray(0, a.subject.length).indexOf(m);
      if (here < 0 || here === n || here > n !== m > there) continue;
      if (
        arePartedBy(a, Math.min(n, here), Math.max(n, here)) &&
        arePartedBy(b, Math.min(m, there), Math.max(m, there))
      )
        return true;
    }
  }
  return false;
}

/** The nouns directly beside a word, by their places in the subject. */
function besides({ subject, places, language }: Analysis, at: number): number[] {
  return SIDES[language ?? "en"]
    .map((step) => at + step)
    .filter(
      (n) =>
        places[n] === (places[at] ?? 0) + n - at &&
        wordIn(subject, n).part === "content" &&
        !wordIn(subject, n).named,
    );
}

/** Does a preposition part two words of the subject, and none that means "of"? */
function arePartedBy({ words, places, language }: Analysis, from: number, to: number): boolean {
  let isParted = false;
  for (let at = (places[from] ?? 0) + 1; at < (places[to] ?? 0); at++) {
    const its = PREPOSITIONS.get(wordIn(words, at).text) ?? 0;
    if (its === PREPOSITION.OF || (language === "pt" && its === PREPOSITION.FROM)) return false;
    if (its !== 0) isParted = true;
  }
  return isParted;
}
