/** Doubts by kind of near question, each of which small words, inflection, capitals or order alone tell. */
import type { Veto } from "../../model.ts";
import type { Alignment } from "./align.ts";
import { synonymsPart } from "./bound-synonyms.ts";
import { capitalsDiffer } from "./capitals.ts";
import { clausesExchanged, isDoerExchanged } from "./clauses.ts";
import { conditionsDiffer } from "./conditions.ts";
import { isWordDerived } from "./derived.ts";
import { gendersDiffer } from "./genders.ts";
import { inexactIn } from "./inexact.ts";
import { insidesSwapped } from "./insides.ts";
import { isSynonymLoose } from "./loose-synonyms.ts";
import { mainVerbsDiffer } from "./main-verbs.ts";
import { measuresDiffer } from "./measures.ts";
import { mentionsDiffer } from "./mentions.ts";
import { isNameLonger } from "./name-parts.ts";
import { isNameOfThing } from "./names-of-things.ts";
import { HINT, nearHints } from "./near-hints.ts";
import { areWordsNear, feelingsDiffer } from "./near-words.ts";
import { nestingDiffers } from "./nested.ts";
import { isOneOrSome } from "./one-or-some.ts";
import { isOneWordOther } from "./one-word-other.ts";
import { isScriptOfWord } from "./script-names.ts";
import { sensesDiffer } from "./small-turns.ts";
import { timesDiffer } from "./spans.ts";
import { townsDiffer } from "./towns.ts";

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
  if (isScriptOfWord(pair) || ((both & HINT.town) !== 0 && townsDiffer(pair))) return "names-differ";
  if (isNameOfThing(pair) || ((both & HINT.mention) !== 0 && mentionsDiffer(pair))) return "names-differ";
  if (((both & HINT.joined) !== 0 && clausesExchanged(pair)) || isDoerExchanged(pair)) return "roles-differ";
  if (insidesSwapped(pair)) return "roles-differ";
  if (isOneOrSome(pair)) return "quantities-differ";
  return isAskedOtherwise(pair, both, one | other) ? "asks-otherwise" : null;
}

function isAskedOtherwise(pair: Alignment, both: number, either: number): boolean {
  return (
    ((both & HINT.near) !== 0 && areWordsNear(pair)) ||
    ((both & HINT.gendered) !== 0 && gendersDiffer(pair)) ||
    ((either & HINT.turned) !== 0 && sensesDiffer(pair)) ||
    ((either & HINT.bound) !== 0 && synonymsPart(pair)) ||
    ((either & HINT.condition) !== 0 && conditionsDiffer(pair)) ||
    isOneWordOther(pair) ||
    mainVerbsDiffer(pair) ||
    nestingDiffers(pair) ||
    isMatchedWordOther(pair) ||
    feelingsDiffer(pair)
  );
}

/** Is a word another one that only was matched, and not the other's form? */
function isMatchedWordOther(pair: Alignment): boolean {
  for (const at of inexactIn(pair)) if (isWordDerived(pair, at) || isSynonymLoose(pair, at)) return true;
  return false;
}
