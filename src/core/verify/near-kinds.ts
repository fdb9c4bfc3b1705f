/** Doubts by kind of near question, each of which small words, inflection, capitals or order alone tell. */
import type { Veto } from "../../model.ts";
import type { Alignment } from "./align.ts";
import { capitalsDiffer } from "./capitals.ts";
import { clausesExchanged, isDoerExchanged } from "./clauses.ts";
import { gendersDiffer } from "./genders.ts";
import { measuresDiffer } from "./measures.ts";
import { isNameLonger } from "./name-parts.ts";
import { areWordsNear, feelingsDiffer } from "./near-words.ts";
import { sensesDiffer } from "./small-turns.ts";
import { timesDiffer } from "./spans.ts";

export const NEAR_KINDS: readonly (readonly [Veto, (pair: Alignment) => boolean])[] = [
  ["dates-differ", timesDiffer],
  ["units-differ", measuresDiffer],
  ["names-differ", (pair) => isNameLonger(pair) || capitalsDiffer(pair.a, pair.b)],
  ["roles-differ", (pair) => clausesExchanged(pair) || isDoerExchanged(pair)],
  [
    "asks-otherwise",
    (pair) => areWordsNear(pair) || feelingsDiffer(pair) || gendersDiffer(pair) || sensesDiffer(pair),
  ],
];
