/** Doubts by kind of near question, each of which small words, inflection, capitals or order alone tell. */
import type { Veto } from "../../../model.ts";
import type { Alignment } from "../align.ts";
import { capitalsDiffer } from "../capitals.ts";
import { nounsDiffer } from "./agreement.ts";
import { areOthersAsked, isThatAskedAlone, leadsDiffer } from "./asked-of.ts";
import { askedTimesDiffer } from "./asked-time.ts";
import { holdingsDiffer, statesDiffer } from "./being.ts";
import { synonymsPart } from "./bound-synonyms.ts";
import { isCauseAlone } from "./causing.ts";
import { isCircumstanceAlone } from "./clause-alone.ts";
import { clausesExchanged, isDoerExchanged } from "./clauses.ts";
import { conditionsDiffer } from "./conditions.ts";
import { receiversDiffer } from "./datives.ts";
import { isDeedAskedAlone, isFindingOutAsked } from "./deed-alone.ts";
import { deniedVerbsDiffer } from "./denied-verbs.ts";
import { isWordDerived } from "./derived.ts";
import { isDoneAlready, isDoneByAsker } from "./done-already.ts";
import { dutiesDiffer } from "./duties.ts";
import { sharesDiffer } from "./each-or-all.ts";
import { isWordExchanged } from "./exchanged.ts";
import { gendersDiffer } from "./genders.ts";
import { isHeOrAsker } from "./he-or-i.ts";
import { isHeadTurned } from "./head-first.ts";
import { isLikenessAskedAlone } from "./how-it-is.ts";
import { inexactIn } from "./inexact.ts";
import { insidesSwapped } from "./insides.ts";
import { joinsDiffer } from "./joined-time.ts";
import { mainVerbsDiffer } from "./main-verbs.ts";
import { measuresDiffer } from "./measures.ts";
import { mentionsDiffer } from "./mentions.ts";
import { isOwnOrAny } from "./mine-or-any.ts";
import { isModifierMoved } from "./moved-modifiers.ts";
import { isNameLonger } from "./name-parts.ts";
import { isNameOfThing } from "./names-of-things.ts";
import { HINT, nearHints } from "./near-hints.ts";
import { areUnlike, areWordsNear, feelingsDiffer } from "./near-words.ts";
import { nestingDiffers } from "./nested.ts";
import { nounEndingsDiffer } from "./noun-endings.ts";
import { isOneOrSome } from "./one-or-some.ts";
import { objectsDiffer } from "./own-object.ts";
import { isOwnerToldAlone } from "./owner-told.ts";
import { ownersDiffer } from "./owners.ts";
import { isAbleAlone, phasesDiffer } from "./phases.ts";
import { isPrefixed } from "./prefixed.ts";
import { replacingDiffers } from "./replacing.ts";
import { adverbsDiffer, bearingsDiffer, denialsDiffer } from "./scope.ts";
import { isScriptOfWord } from "./script-names.ts";
import { sensesDiffer } from "./small-turns.ts";
import { isSmallWordAlone } from "./small-word-alone.ts";
import { smallWordsDiffer } from "./small-words-other.ts";
import { soughtDiffer } from "./sought.ts";
import { timesDiffer } from "./spans.ts";
import { townsDiffer } from "./towns.ts";
import { isAskerTurned, isGiverTurned, isWhoTurned } from "./turned-asker.ts";
import { isNatureAskedAlone } from "./what-it-is.ts";
import { isActorOther, isOwnSought } from "./who-acts.ts";
import { namedWordsDiffer } from "./word-itself.ts";

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
  if ((both & HINT.spoken) !== 0 && namedWordsDiffer(pair)) return "names-differ";
  if (((both & HINT.joined) !== 0 && clausesExchanged(pair)) || isDoerExchanged(pair)) return "roles-differ";
  if ((both & HINT.scoped) !== 0) {
    if (denialsDiffer(pair) || deniedVerbsDiffer(pair)) return "negation-differs";
    if (bearingsDiffer(pair)) return "quantities-differ";
  }
  if (isOwnerToldAlone(pair)) return "quantities-differ";
  if (((one | other) & HINT.circumstance) !== 0 && isCircumstanceAlone(pair)) return "quantities-differ";
  if (insidesSwapped(pair)) return "roles-differ";
  if (isOneOrSome(pair) || ((both & HINT.shared) !== 0 && sharesDiffer(pair))) return "quantities-differ";
  return grammarKindOf(pair, both, one | other);
}

function grammarKindOf(pair: Alignment, both: number, either: number): Veto | null {
  if ((either & HINT.own) !== 0 && objectsDiffer(pair)) return "roles-differ";
  if (nounsDiffer(pair)) return "roles-differ";
  if (leadsDiffer(pair) || isModifierMoved(pair) || isHeadTurned(pair)) return "roles-differ";
  if ((both & HINT.giving) !== 0 && receiversDiffer(pair)) return "direction-differs";
  if ((either & HINT.owned) !== 0 && ownersDiffer(pair)) return "persons-differ";
  if ((either & HINT.dutiful) !== 0 && dutiesDiffer(pair)) return "tense-differs";
  if ((either & HINT.causing) !== 0 && isCauseAlone(pair)) return "roles-differ";
  if ((either & HINT.phased) !== 0 && (phasesDiffer(pair) || isAbleAlone(pair))) return "tense-differs";
  if ((both & HINT.timed) !== 0 && joinsDiffer(pair)) return "dates-differ";
  if (holdingsDiffer(pair) || adverbsDiffer(pair) || isWhoTurned(pair)) return "roles-differ";
  if (isAskerTurned(pair) || isGiverTurned(pair)) return "persons-differ";
  if ((both & HINT.being) !== 0 && statesDiffer(pair)) return "asks-otherwise";
  return isAskedOtherwise(pair, both, either) ? "asks-otherwise" : smallKindOf(pair);
}

/** Most that is served has all words matched, or all but one. */
function smallKindOf(pair: Alignment): Veto | null {
  const left = pair.leftA.count + pair.leftB.count;
  if (isHeOrAsker(pair)) return "persons-differ";
  if (left > 0) return left === 1 && isSmallWordAlone(pair) ? "quantities-differ" : null;
  if (isOwnOrAny(pair) || isOwnSought(pair) || isActorOther(pair)) return "persons-differ";
  if (isNatureAskedAlone(pair)) return "asks-otherwise";
  if (isDoneAlready(pair)) return "tense-differs";
  return isDoneByAsker(pair) || smallWordsDiffer(pair) ? "roles-differ" : null;
}

function isAskedOtherwise(pair: Alignment, both: number, either: number): boolean {
  return (
    soughtDiffer(pair) ||
    isDeedAskedAlone(pair) ||
    isFindingOutAsked(pair) ||
    isThatAskedAlone(pair) ||
    isLikenessAskedAlone(pair) ||
    areOthersAsked(pair) ||
    ((both & HINT.asked) !== 0 && askedTimesDiffer(pair)) ||
    ((either & HINT.replacing) !== 0 && replacingDiffers(pair)) ||
    ((both & HINT.near) !== 0 && areWordsNear(pair)) ||
    ((both & HINT.gendered) !== 0 && gendersDiffer(pair)) ||
    ((either & HINT.turned) !== 0 && sensesDiffer(pair)) ||
    ((either & HINT.bound) !== 0 && synonymsPart(pair)) ||
    ((either & HINT.condition) !== 0 && conditionsDiffer(pair)) ||
    mainVerbsDiffer(pair) ||
    nestingDiffers(pair) ||
    inexactIn(pair).some((at) => isWordDerived(pair, at)) ||
    nounEndingsDiffer(pair) ||
    feelingsDiffer(pair) ||
    ((both & HINT.unlike) !== 0 && areUnlike(pair)) ||
    isPrefixed(pair) ||
    isWordExchanged(pair)
  );
}
