/** Words that stem, root or kinship matched, and that name another person or thing. */
import type { Veto } from "../../../model.ts";
import type { Alignment } from "../align.ts";
import { wordIn } from "../read/word.ts";
import { isDoerOther } from "./doers.ts";
import { isLexemeOther } from "./lexemes.ts";
import { isNounOther } from "./noun-endings.ts";
import { isPersonOther } from "./sexes.ts";

/** The doubt against the first such match; null for none. */
export function otherMatchOf(pair: Alignment): Veto | null {
  const { a, b, partners, levels } = pair;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0 || levels[i] === 1) continue;
    const one = wordIn(a.subject, i);
    const other = wordIn(b.subject, j);
    if (one.stemId === other.stemId) {
      if (isLexemeOther(pair, i, j) || isNounOther(pair, i, j)) return "asks-otherwise";
    } else if (isPersonOther(one.form.fold, other.form.fold)) return "persons-differ";
    if (isDoerOther(pair, i, j)) return "persons-differ";
  }
  return null;
}
