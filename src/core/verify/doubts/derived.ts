/**
 * Tells another word from another form of a word where the stem is one: "police" and "policy", "bolo" and "bola", "baker" and
 * "bakery"; but "camera" and "cameras", "como troco" and "como trocar". Only where all else is equal: in a rewording the
 * sentence changes with the word ("learn to drive", "driving lessons").
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { areSubstances } from "../read/other-words.ts";
import { irregularBase } from "../read/stem.ts";
import { type Word, wordIn } from "../read/word.ts";

/** Behind one of these stands a verb. */
const VERB_FOLLOWS = wordSet(
  "to how for by i you we they can should could would when while start stop and como eu você vc que não se posso a gente",
);

/** The last letter, a plural's S aside. */
function lastOf(text: string): string | undefined {
  return text.endsWith("s") ? text.at(-2) : text.at(-1);
}

/** Are the words at this place of the first's subject of one stem and another meaning? All else is equal. */
export function isWordDerived({ a, b, partners }: Alignment, at: number): boolean {
  const x = wordIn(a.subject, at);
  const y = wordIn(b.subject, partners[at] ?? 0);
  if (!mayDerive(x) || !mayDerive(y) || !startAlike(x.form.fold, y.form.fold)) return false;
  if (areSubstances(x.form.fold, y.form.fold)) return true;
  if (areSynonyms(x, y) || isTypo(x, y)) return false;
  const here = a.places[at] ?? 0;
  const there = b.places[partners[at] ?? 0] ?? 0;
  return !(areForms(x, y, a, here) && areForms(x, y, b, there));
}

/** Is one a form of the other, in a question where it stands at `at`? */
function areForms(x: Word, y: Word, question: Analysis, at: number): boolean {
  return isForm(x.form.fold, y.form.fold, question, at) || isForm(y.form.fold, x.form.fold, question, at);
}

function mayDerive({ part, stems }: Word): boolean {
  return (part === "content" || part === "filler") && stems !== null;
}

function startAlike(one: string, other: string): boolean {
  return one !== other && one.slice(0, 3) === other.slice(0, 3);
}

function areSynonyms(x: Word, y: Word): boolean {
  return x.form.synonyms?.has(y.text) === true || x.stems?.synonyms?.has(y.stem) === true;
}

/** Is one of the words in no list, about as long, and so a slip of the other? */
function isTypo(x: Word, y: Word): boolean {
  if (x.weight >= 1 === y.weight >= 1) return false;
  return Math.abs(x.text.length - y.text.length) <= 1 && lastOf(x.text) === lastOf(y.text);
}

/** Is `long` a form of the word `short`, in a question where it stands at `at`? Both without accents. */
function isForm(short: string, long: string, question: Analysis, at: number): boolean {
  const { words, language, openingWords, frame } = question;
  if ((irregularBase(short) ?? short) === (irregularBase(long) ?? long)) return true;
  const isVerb = (at === openingWords && VERB_FRAMES.has(frame)) || isBehindVerbs(words, at);
  if (language !== "pt" && isEnglishForm(short, long, isVerb)) return true;
  if (language !== "pt" && isLooseForm(short, long, words, at)) return true;
  if (language === "en") return false;
  return isPortugueseForm(short, long, isVerb, isBehindNoun(words, at));
}

function isBehindVerbs(words: readonly Word[], at: number): boolean {
  const prior = words[at - 1]?.text ?? "";
  return VERB_FOLLOWS.has(prior) && !(prior === "to" && NOUN_BEFORE_TO.has(words[at - 2]?.text ?? ""));
}
/** "Introduction to boxing" names a thing. */
const NOUN_BEFORE_TO = wordSet(
  "introduction intro guide due related according access approach alternative alternatives close next",
);
const VERB_FRAMES = wordSet("how yes-no why where when");

/**
 * What describes a noun has many endings ("dance academy", "dancing academy"), and a field and who works in it are told
 * apart by few ("jobs in chemical engineering", "chemical engineer").
 */
function isLooseForm(short: string, long: string, words: readonly Word[], at: number): boolean {
  const next = words[at + 1];
  if (next?.part === "content" && !next.text.endsWith("ly"))
    return DESCRIBES.test(long) && long.length > short.length && long.startsWith(short.slice(0, -1));
  const isField = long.endsWith("ing") && /ers?$/.test(short) && words[at - 1]?.part === "content";
  return isField && long.startsWith(short.replace(/ers?$/, ""));
}
const DESCRIBES = /(?:ing|ly|ive|al|ic)$/;

/** Behind a noun stands what describes it: "o preço médio", "o preço média". */
function isBehindNoun(words: readonly Word[], at: number): boolean {
  const prior = words[at - 2];
  return (
    words[at - 1]?.part === "content" &&
    prior !== undefined &&
    (prior.part === "role" || prior.part === "empty" || prior.part === "person")
  );
}

function isEnglishForm(short: string, long: string, isVerb: boolean): boolean {
  if (!long.startsWith(short.slice(0, -1))) return false;
  const end = short.endsWith("y") && long.startsWith(`${short.slice(0, -1)}i`) ? short.slice(0, -1) : short;
  const added = long.startsWith(end) ? long.slice(end.length) : "";
  if (EN_ENDS.has(added) && (end === short || added.startsWith("ie"))) return true;
  if (short.endsWith("er") && long === `${short.slice(0, -1)}st`) return true;
  const doubled = short.charAt(short.length - 1);
  if (added === `${doubled}ed`) return true;
  if (!isVerb) return false;
  const bare = short.endsWith("e") ? short.slice(0, -1) : short;
  return long === `${bare}ing` || long === `${short}${doubled}ing`;
}
const EN_ENDS = wordSet("s es ed d n en ies ied");

function isPortugueseForm(short: string, long: string, isVerb: boolean, describes: boolean): boolean {
  if (singularOf(short) === singularOf(long) || long === `${short}m`) return true;
  const ending = /[aei]r$/.test(long) ? long : short;
  const other = ending === long ? short : long;
  if (/[aei]r$/.test(ending)) {
    const stem = ending.slice(0, -2);
    if (other.startsWith(stem)) return (isVerb ? PT_VERB : PT_ONLY_VERB).has(other.slice(stem.length));
  }
  if (!isVerb && !describes) return false;
  const one = singularOf(short);
  const two = singularOf(long);
  return one.slice(0, -1) === two.slice(0, -1) && /[oae]$/.test(one) && /[oae]$/.test(two);
}
const PT_ONLY_VERB = wordSet("am em amos emos imos ou ei eu iu aram eram iram ando endo indo");
const PT_VERB: ReadonlySet<string> = new Set([...PT_ONLY_VERB, ...wordSet("o a e")]);

function singularOf(word: string): string {
  if (!word.endsWith("s") || word.length < 4) return word;
  for (const [plural, singular] of PT_PLURALS)
    if (word.endsWith(plural)) return word.slice(0, -plural.length) + singular;
  return word.slice(0, -1);
}
const PT_PLURALS = [
  ["oes", "ao"],
  ["aes", "ao"],
  ["ns", "m"],
  ["res", "r"],
  ["zes", "z"],
  ["ais", "al"],
  ["eis", "el"],
  ["ois", "ol"],
] as const;
