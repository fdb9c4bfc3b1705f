/** What the asker says that he does, has done, or has had done to him: "I am moving", "I moved"; "my parcel was returned", "I returned my parcel". */
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { IRREGULAR } from "../read/syntax-tables.ts";
import { IRREGULAR_PAST } from "../read/tense.ts";
import { wordIn } from "../read/word.ts";

const ASKERS = new Set(["i", "we"]);
const NOW = new Set(["am", "are", "m"]);

/** Does the asker open by saying what he does now in one question, and what he did in the other? All words are matched. */
export function isDoneAlready({ a, b, partners, levels }: Alignment): boolean {
  if (a.frame !== "none" || b.frame !== "none") return false;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || (levels[i] ?? 1) === 1) continue;
    if ((isDid(a, i) && isDoing(b, j)) || (isDid(b, j) && isDoing(a, i))) return true;
  }
  return false;
}

/** "I took", at the beginning. */
function isDid({ words, places }: Analysis, at: number): boolean {
  const place = places[at] ?? 0;
  return (
    ASKERS.has(words[place - 1]?.text ?? "") &&
    wordIn(words, place - 1).opens &&
    isPast(wordIn(words, place).text)
  );
}

/** "I am taking", "I take". */
function isDoing({ words, places }: Analysis, at: number): boolean {
  const place = places[at] ?? 0;
  const before = words[place - 1]?.text ?? "";
  const first = NOW.has(before) ? words[place - 2] : words[place - 1];
  return first?.opens === true && ASKERS.has(first.text) && !isPast(wordIn(words, place).text);
}

function isPast(text: string): boolean {
  return /[^e]ed$/.test(text) || IRREGULAR_PAST.has(text) || IRREGULAR.has(text);
}

/** All words are matched: is it done to a thing in one question, by whomever, and by the asker in the other? */
export function isDoneByAsker({ a, b, partners }: Alignment): boolean {
  if (!SAYING.has(a.frame) || !SAYING.has(b.frame)) return false;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || a.syntax.passive[i] === b.syntax.passive[j]) continue;
    if (a.syntax.passive[i] === 1 && isByAsker(b, j)) return true;
    if (b.syntax.passive[j] === 1 && isByAsker(a, i)) return true;
  }
  return false;
}
const SAYING: ReadonlySet<string> = new Set(["none", "yes-no"]);

function isByAsker({ words, places, syntax }: Analysis, at: number): boolean {
  const place = places[at] ?? 0;
  return (
    syntax.passive[at] === 0 && ASKERS.has(words[place - 1]?.text ?? "") && isPast(wordIn(words, place).text)
  );
}
