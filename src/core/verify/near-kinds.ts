/** Doubts by kind of near question, each of which small words, inflection, capitals or order alone tell. */
import type { Veto } from "../../model.ts";
import type { Alignment } from "./align.ts";
import { capitalsDiffer } from "./capitals.ts";
import { clausesExchanged, isDoerExchanged } from "./clauses.ts";
import { isDoerOther } from "./doers.ts";
import { isWordExchanged } from "./exchanged.ts";
import { gendersDiffer } from "./genders.ts";
import { isLexemeOther } from "./lexemes.ts";
import { measuresDiffer } from "./measures.ts";
import { isNameLonger } from "./name-parts.ts";
import { HINT, nearHints } from "./near-hints.ts";
import { areUnlike, areWordsNear, feelingsDiffer } from "./near-words.ts";
import { isNounOther } from "./noun-endings.ts";
import { isPrefixed } from "./prefixed.ts";
import { isPersonOther } from "./sexes.ts";
import { sensesDiffer } from "./small-turns.ts";
import { timesDiffer } from "./spans.ts";
import { wordIn } from "./word.ts";

/** The first kind that a pair is of; null for none. Most are looked at only where both questions hint at them. */
export function nearKindOf(pair: Alignment): Veto | null {
  const { a, b } = pair;
  const one = nearHints(a.words);
  const other = nearHints(b.words);
  const both = one & other;
  if ((both & HINT.time) !== 0) {
    if (timesDiffer(pair)) return "dates-differ";
    if (measuresDiffer(pair)) return "units-differ";
  }
  if (isNameLonger(pair) || ((both & HINT.cased) !== 0 && capitalsDiffer(a, b))) return "names-differ";
  if (((both & HINT.joined) !== 0 && clausesExchanged(pair)) || isDoerExchanged(pair)) return "roles-differ";
  return otherMatchOf(pair) ?? (isAskedOtherwise(pair, both, one | other) ? "asks-otherwise" : null);
}

/** By two words that stem, root or kinship matched. */
function otherMatchOf(pair: Alignment): Veto | null {
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

function isAskedOtherwise(pair: Alignment, both: number, either: number): boolean {
  return (
    ((both & HINT.near) !== 0 && areWordsNear(pair)) ||
    ((both & HINT.gendered) !== 0 && gendersDiffer(pair)) ||
    ((either & HINT.turned) !== 0 && sensesDiffer(pair)) ||
    feelingsDiffer(pair) ||
    ((both & HINT.unlike) !== 0 && areUnlike(pair)) ||
    isPrefixed(pair) ||
    isWordExchanged(pair)
  );
}
