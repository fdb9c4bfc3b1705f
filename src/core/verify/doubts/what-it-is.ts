/**
 * What a thing of its kind is, and which one somebody has: "what is a routing number", "what is my routing number"; "o que é a
 * anuidade", "qual é a anuidade".
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

const IS = wordSet("is are é são");
const WHICH = wordSet("qual quais");
const OWNERS = wordSet("my our your his her their");
const ASKERS_OWN = wordSet("my our");
const A = wordSet("a an");

/** All words are matched: does one question want to know what the thing is, and the other which? */
export function isMeaningOrValue({ a, b, partners }: Alignment): boolean {
  if (a.frame !== "what" || b.frame !== "what" || a.subject.length === 0 || partners[0] !== 0) return false;
  return areMeaningAndValue(a, b) || areMeaningAndValue(b, a);
}

function areMeaningAndValue(meaning: Analysis, value: Analysis): boolean {
  if (isWhatItIs(meaning)) return WHICH.has(value.words[0]?.text ?? "");
  const owner = ownerOf(value);
  if (!OWNERS.has(owner)) return false;
  const lead = ownerOf(meaning);
  if (A.has(lead)) return true;
  // "What is wifi password" may leave out whose; one noun alone is a word to be explained.
  return lead === "" && meaning.words.length === meaning.openingWords + 1 && ASKERS_OWN.has(owner);
}

/** "O que é", "o que são". */
function isWhatItIs({ words, openingWords }: Analysis): boolean {
  return openingWords > 1 && words[openingWords - 2]?.text === "que" && saysIs(words[openingWords - 1]?.text);
}

/** The word between "what is" and the first of the subject: "" where none is; `NONE` where the question goes otherwise. */
function ownerOf({ words, openingWords, places }: Analysis): string {
  const place = places[0] ?? 0;
  if (openingWords !== 2 || !saysIs(words[1]?.text)) return NONE;
  if (place === openingWords) return "";
  return place === openingWords + 1 ? wordIn(words, openingWords).text : NONE;
}
const NONE = "none";

function saysIs(text: string | undefined): boolean {
  return text !== undefined && IS.has(text);
}
