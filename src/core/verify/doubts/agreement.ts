/**
 * Which noun a Portuguese adjective belongs to, which its ending tells: "fotos antigas de amigos", "fotos de amigos
 * antigos".
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

const ENDING = /(?:[oae]s?|ns|m|l|is)$/;
const VERB = /(?:[aei]r|ndo|mente)$/;

/** Has an adjective another ending, and stands beside another noun? */
export function nounsDiffer({ a, b, partners, levels }: Alignment): boolean {
  if (a.language !== "pt" || b.language !== "pt") return false;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || (levels[i] ?? 1) >= 1 || (levels[i] ?? 0) < INFLECTED) continue;
    const x = wordIn(a.subject, i);
    const y = wordIn(b.subject, j);
    if (x.text === y.text || x.named || !ENDING.test(x.text) || !ENDING.test(y.text)) continue;
    if (VERB.test(x.text) || VERB.test(y.text)) continue;
    const one = nounBeside(a, a.places[i] ?? 0);
    const other = nounBeside(b, b.places[j] ?? 0);
    if (one === null || other === null) continue;
    if (one.stemId !== other.stemId ? says(a, other) && says(b, one) : isOfWhole(a, i, b, j)) return true;
  }
  return false;
}
/** Certainty of a match by stem alone (`align.ts`). */
const INFLECTED = 0.97;

/** The noun before an adjective, or else behind it. */
function nounBeside({ words }: Analysis, at: number): Word | null {
  const before = words[at - 1];
  if (before?.part === "content" && !VERB.test(before.text)) return before;
  const next = words[at + 1];
  return next?.part === "content" && !VERB.test(next.text) ? next : null;
}

/** "Bolsa de couro branca" and "bolsa de couro branco": of another gender it belongs to the noun before. */
function isOfWhole(a: Analysis, i: number, b: Analysis, j: number): boolean {
  const at = a.places[i] ?? 0;
  if (!OF.has(a.words[at - 2]?.text ?? "") || a.words[at - 3]?.part !== "content") return false;
  return isFeminine(wordIn(a.subject, i)) !== isFeminine(wordIn(b.subject, j));
}
const OF = wordSet("de com");
const isFeminine = ({ text }: Word): boolean => text.endsWith("a") || text.endsWith("as");

function says({ subject }: Analysis, { stemId }: Word): boolean {
  for (let i = 0; i < subject.length; i++) if (wordIn(subject, i).stemId === stemId) return true;
  return false;
}
