/**
 * Names told from the things that they are called after: "Sphinx" and "a sphinx", "Teams" and "a team", "a Visa" and "o
 * visa". A capital alone says little, since names are typed without; an article, a gender or an ending beside it says more.
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";
import { genderOf } from "./genders.ts";

const INDEFINITE = wordSet("a an um uma");
const SOME = wordSet("a an the um uma os as two three four");
/** Things that without an article are a name, typed in small letters as well. */
const COUNTED = wordSet(
  "python jaguar apple puma ruby swift dove mustang amazon turkey blackberry raspberry target shell oracle drake prince queen",
);
/** Those that "the" makes a thing of as well. */
const WITH_THE = wordSet("prince queen subway amazon");
/** Verbs before a subject, behind which a sentence needs a word more. */
const VERBS_BEFORE = wordSet("is was does did can will do are");
/** Programs called after several things: a verb tells, but one that does not agree is often a slip elsewhere. */
const PLURAL_NAMES = wordSet(
  "windows teams maps photos notes pages numbers slides forms docs sheets shortcuts reels threads stripes",
);
const SINGULAR = wordSet("is was does has");
const PLURAL = wordSet("are were do have");

export function isNameOfThing({ a, b, partners }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const x = wordIn(a.subject, i);
    const y = wordIn(b.subject, j);
    if (!isWord(x) || !isWord(y)) continue;
    const isName = hasCapital(x);
    if (isName !== hasCapital(y)) {
      if (isName ? isOther(a, i, b, j) : isOther(b, j, a, i)) return true;
    } else if (!isName && isBareThing(a, i, b, j)) return true;
  }
  return false;
}

function isWord({ part, kind, text }: Word): boolean {
  return part === "content" && kind === "word" && text.length > 1;
}

/** Are a word with a capital and one without it two, by what stands beside them? */
function isOther(names: Analysis, i: number, things: Analysis, j: number): boolean {
  const name = names.places[i] ?? 0;
  const thing = things.places[j] ?? 0;
  if (isWrittenLarge(names, name)) return false;
  const byName = textAt(names, name - 1);
  const byThing = textAt(things, thing - 1);
  if (isIndefinite(things, byThing) && !isIndefinite(names, byName)) {
    const isPlural = wordIn(names.words, name).text === `${wordIn(things.words, thing).text}s`;
    return isPlural || !isFollowed(things, thing);
  }
  if (names.language !== "pt" || things.language !== "pt" || name === 0 || thing === 0) return false;
  const gender = genderOf(wordIn(names.words, name - 1));
  const other = genderOf(wordIn(things.words, thing - 1));
  return gender !== 0 && other !== 0 && gender !== other;
}

/** In small letters: "apple" and "an apple", "is windows" and "are windows". */
function isBareThing(a: Analysis, i: number, b: Analysis, j: number): boolean {
  const { text } = wordIn(a.subject, i);
  if (a.language === "pt" || b.language === "pt" || text !== wordIn(b.subject, j).text) return false;
  const byA = textAt(a, (a.places[i] ?? 0) - 1);
  const byB = textAt(b, (b.places[j] ?? 0) - 1);
  if (PLURAL_NAMES.has(text))
    return (SINGULAR.has(byA) && PLURAL.has(byB)) || (PLURAL.has(byA) && SINGULAR.has(byB));
  if (WITH_THE.has(text) && (byA === "the") !== (byB === "the") && !SOME.has(byA === "the" ? byB : byA))
    return true;
  if (!COUNTED.has(text) || a.frame === "none" || b.frame === "none") return false;
  if (INDEFINITE.has(byA) === INDEFINITE.has(byB) || SOME.has(byA) === SOME.has(byB)) return false;
  return !isFollowed(a, a.places[i] ?? 0) && !isFollowed(b, b.places[j] ?? 0);
}

/** In Portuguese "a" is the definite article. */
function isIndefinite({ language }: Analysis, text: string): boolean {
  return INDEFINITE.has(text) && !(text === "a" && language === "pt");
}

/** Has it a capital in front that neither a sentence's beginning nor an acronym explains? */
function hasCapital({ raw, text, opens }: Word): boolean {
  if (opens || raw === text) return false;
  return raw.charAt(0) !== raw.charAt(0).toLowerCase() && raw !== raw.toUpperCase();
}

/** Has a word beside it a capital too, as in "a Black Hole"? */
function isWrittenLarge({ words }: Analysis, at: number): boolean {
  const before = words[at - 1];
  const next = words[at + 1];
  return (before !== undefined && hasCapital(before)) || (next !== undefined && hasCapital(next));
}

/**
 * Is the word part of a longer term, as in "a docker container"? Not where a sentence needs the word behind it: "is a spark
 * dangerous".
 */
function isFollowed({ words }: Analysis, at: number): boolean {
  if (words[at + 1]?.part !== "content") return false;
  const verb = SOME.has(words[at - 1]?.text ?? "") ? at - 2 : at - 1;
  const text = words[verb]?.text ?? "";
  // "What is a docker container" ends with its noun; "what does a shell sell" needs its verb.
  const isNoun = words[verb - 1]?.text === "what" && text !== "does";
  if (!VERBS_BEFORE.has(text) || isNoun) return true;
  for (let i = at + 2; i < words.length; i++) if (words[i]?.part === "content") return true;
  return false;
}

function textAt({ words }: Analysis, at: number): string {
  return words[at]?.text ?? "";
}
