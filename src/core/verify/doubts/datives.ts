/** To whom and for whom: "write to the landlord", "write for the landlord". Elsewhere "to" and "for" often mean the same ("a key to", "a key for"). */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { PREPOSITION } from "../read/syntax-tables.ts";
import { wordIn } from "../read/word.ts";

/** Verbs of giving and telling, which have somebody who gets it or hears it. */
export const GIVING: ReadonlySet<string> =
  wordSet(`give send ship mail email post forward write read sell pay bring deliver lend lease teach tell show offer hand pass throw
  speak talk sing report explain return transfer announce introduce describe recommend dictate serve donate refund submit
  say present`);

/** Has a matched word "to" in one question and "for" in the other, behind such a verb? All else is equal. */
export function receiversDiffer({ a, b, partners, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0 || a.language === "pt" || b.language === "pt") return false;
  for (let i = 1; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    const x = a.syntax.governs[i];
    const y = b.syntax.governs[j];
    const isTo = x === PREPOSITION.TO && y === PREPOSITION.FOR;
    if (!isTo && !(x === PREPOSITION.FOR && y === PREPOSITION.TO)) continue;
    if (isBehindGiving(a, i) && (isTo ? isThing(a, i) : isThing(b, j))) return true;
  }
  return false;
}

function isBehindGiving({ subject }: Analysis, at: number): boolean {
  for (let i = 0; i < at; i++) if (GIVING.has(wordIn(subject, i).text)) return true;
  return false;
}

/** Is it no infinitive: "a letter to send"? */
function isThing({ words, places, subject }: Analysis, at: number): boolean {
  const word = wordIn(subject, at);
  return word.named || word.text.endsWith("s") || words[(places[at] ?? 0) - 1]?.text !== "to";
}
