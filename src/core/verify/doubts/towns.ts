/** Towns called after things, which stand without an article: "em Natal" and "no Natal", "do Santos" and "dos santos". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

/** Words that `near-hints.ts` looks for. */
export const TOWNS = wordSet("natal vitória vitoria salvador fortaleza porto palmas santos");
const BARE = wordSet("em de para pra");
const ONE = wordSet("no na do da ao à pelo pela");
const SEVERAL = wordSet("nos nas dos das aos às pelos pelas");
const [NONE, TOWN, THING, THINGS] = [0, 1, 2, 3] as const;

/** Does a town stand in one question where the other has the thing? */
export function townsDiffer({ a, b }: Alignment): boolean {
  if (a.language === "en" || b.language === "en") return false;
  for (let i = 1; i < a.words.length; i++) {
    const word = wordIn(a.words, i);
    if (!TOWNS.has(word.text)) continue;
    const one = kindOf(a.words, i);
    if (one !== NONE && isOther(b, word, one)) return true;
  }
  return false;
}

function isOther({ words }: Analysis, { form }: Word, kind: number): boolean {
  let found = false;
  for (let i = 1; i < words.length; i++) {
    if (wordIn(words, i).form.foldId !== form.foldId) continue;
    const other = kindOf(words, i);
    if (other === kind) return false;
    found ||= other !== NONE;
  }
  return found;
}

function kindOf(words: readonly Word[], at: number): number {
  const before = words[at - 1]?.text ?? "";
  return BARE.has(before) ? TOWN : ONE.has(before) ? THING : SEVERAL.has(before) ? THINGS : NONE;
}
