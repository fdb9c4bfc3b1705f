/** Doubts by kind of near question, each of which small words, inflection, capitals or order alone tell. */
import type { Veto } from "../../model.ts";
import type { Alignment } from "./align.ts";
import { capitalsDiffer } from "./capitals.ts";
import { clausesExchanged, isDoerExchanged } from "./clauses.ts";
import { areDoersOther } from "./doers.ts";
import { isWordExchanged } from "./exchanged.ts";
import { gendersDiffer } from "./genders.ts";
import { areLexemesOther } from "./lexemes.ts";
import { measuresDiffer } from "./measures.ts";
import { isNameLonger } from "./name-parts.ts";
import { HINT, nearHints } from "./near-hints.ts";
import { areUnlike, areWordsNear, feelingsDiffer } from "./near-words.ts";
import { areNounsOther } from "./noun-endings.ts";
import { isPrefixed } from "./prefixed.ts";
import { areSexesOther } from "./sexes.ts";
import { sensesDiffer } from "./small-turns.ts";
import { timesDiffer } from "./spans.ts";

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
  if (areSexesOther(pair) || areDoersOther(pair)) return "persons-differ";
  return isAskedOtherwise(pair, both, one | other) ? "asks-otherwise" : null;
}

function isAskedOtherwise(pair: Alignment, both: number, either: number): boolean {
  return (
    ((both & HINT.near) !== 0 && areWordsNear(pair)) ||
    ((both & HINT.gendered) !== 0 && gendersDiffer(pair)) ||
    ((either & HINT.turned) !== 0 && sensesDiffer(pair)) ||
    feelingsDiffer(pair) ||
    areLexemesOther(pair) ||
    areNounsOther(pair) ||
    areUnlike(pair) ||
    isPrefixed(pair) ||
    isWordExchanged(pair)
  );
}
