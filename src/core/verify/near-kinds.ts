/** Doubts by kind of near question, each of which small words, inflection, capitals or order alone tell. */
import type { Veto } from "../../model.ts";
import { comDiffers, nounsDiffer } from "./agreement.ts";
import type { Alignment } from "./align.ts";
import { countsDiffer } from "./asked-number.ts";
import { leadsDiffer } from "./asked-of.ts";
import { holdingsDiffer, statesDiffer } from "./being.ts";
import { capitalsDiffer } from "./capitals.ts";
import { clausesExchanged, isDoerExchanged } from "./clauses.ts";
import { gendersDiffer } from "./genders.ts";
import { joinsDiffer } from "./joined-time.ts";
import { measuresDiffer } from "./measures.ts";
import { isNameLonger } from "./name-parts.ts";
import { HINT, nearHints } from "./near-hints.ts";
import { areWordsNear, feelingsDiffer } from "./near-words.ts";
import { objectsDiffer } from "./own-object.ts";
import { adverbsDiffer, bearingsDiffer, denialsDiffer } from "./scope.ts";
import { sensesDiffer } from "./small-turns.ts";
import { timesDiffer } from "./spans.ts";
import { isAskerTurned, isWhoTurned } from "./turned-asker.ts";

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
  if ((both & HINT.scoped) !== 0) {
    if (denialsDiffer(pair)) return "negation-differs";
    if (bearingsDiffer(pair)) return "quantities-differ";
  }
  return grammarKindOf(pair, both, one | other);
}

function grammarKindOf(pair: Alignment, both: number, either: number): Veto | null {
  if ((either & HINT.own) !== 0 && objectsDiffer(pair)) return "roles-differ";
  if (((both & HINT.com) !== 0 && comDiffers(pair)) || nounsDiffer(pair)) return "roles-differ";
  if (leadsDiffer(pair)) return "roles-differ";
  if ((both & HINT.timed) !== 0 && joinsDiffer(pair)) return "dates-differ";
  if (holdingsDiffer(pair) || adverbsDiffer(pair) || isWhoTurned(pair)) return "roles-differ";
  if (isAskerTurned(pair)) return "persons-differ";
  if ((both & HINT.wanted) !== 0 && countsDiffer(pair)) return "quantities-differ";
  if ((both & HINT.being) !== 0 && statesDiffer(pair)) return "asks-otherwise";
  return isAskedOtherwise(pair, both, either) ? "asks-otherwise" : null;
}

function isAskedOtherwise(pair: Alignment, both: number, either: number): boolean {
  return (
    ((both & HINT.near) !== 0 && areWordsNear(pair)) ||
    ((both & HINT.gendered) !== 0 && gendersDiffer(pair)) ||
    ((either & HINT.turned) !== 0 && sensesDiffer(pair)) ||
    feelingsDiffer(pair)
  );
}
