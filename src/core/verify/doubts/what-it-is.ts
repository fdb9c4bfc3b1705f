/**
 * What a thing is, and something else of it: which one somebody has ("what is a routing number", "what is my routing number"; "o que é
 * a anuidade", "qual é a anuidade"), when, where, who, how long or how much it is ("what is Easter", "when is Easter"); and what, where
 * or how somebody does something ("what should I sign", "where should I sign"). Of a time, a place or an amount "what is" and the other
 * ask one thing: "what is the deadline", "when is the deadline".
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import type { QuestionFrame } from "../read/frame.ts";
import { type Word, wordIn } from "../read/word.ts";

const BE = wordSet("is are was were");
const IS_NOW = wordSet("is are");
const BE_PT = wordSet("é são foi foram");
const WHICH = wordSet("qual quais");
const A = wordSet("a an");
const OWNERS = wordSet("my our your his her their");
const ASKERS_OWN = wordSet("my our");
const LED = new Set([...A, ...OWNERS, ...wordSet("the this that these those")]);
/** Behind these "what is" asks for it as the other asking word does. */
const MEASURED: ReadonlyMap<QuestionFrame, ReadonlySet<string>> = new Map([
  [
    "when",
    wordSet(`date dates deadline deadlines time times day days hour hours week weekend month year season period moment age cutoff
      schedule timeline timeframe window expiration expiry maturity birthday anniversary turn appointment curfew checkout check-in`),
  ],
  [
    "where",
    wordSet(`location locations address addresses place places venue spot spots site city cities town country region state area capital
      origin source birthplace hometown home room floor headquarters destination difference differences seat position path folder directory url link
      website page`),
  ],
  [
    "how-much-time",
    wordSet(`duration length time times term period span lifespan lifetime life window deadline timeline timeframe wait delay age
      limit warranty guarantee shift`),
  ],
] as const);
/** What is the most of its kind is told by where it is. */
const MOST =
  wordSet(`best worst most least next last nearest closest oldest newest latest earliest cheapest biggest largest smallest highest
  lowest tallest longest shortest`);

/** All words are matched: does one want to know what the thing is, and the other another thing of it? */
export function isNatureAskedAlone(pair: Alignment): boolean {
  const { a, b } = pair;
  if (a.subject.length === 0) return false;
  if (a.frame === b.frame) {
    if (a.frame !== "what" || pair.partners[0] !== 0) return false;
    return areNatureAndWhich(a, b) || areNatureAndWhich(b, a);
  }
  return areAsLong(a, b) && (isNatureBeside(a, b) || isNatureBeside(b, a));
}

function areNatureAndWhich(nature: Analysis, which: Analysis): boolean {
  if (asksNatureInPortuguese(nature)) return WHICH.has(which.words[0]?.text ?? "");
  const owner = ownerOf(which);
  if (owner === null || !OWNERS.has(owner)) return false;
  const lead = ownerOf(nature);
  if (lead !== "") return lead !== null && A.has(lead);
  // "What is wifi password" may leave out whose; one noun alone is a word to be explained.
  return nature.words.length === nature.openingWords + 1 && ASKERS_OWN.has(owner);
}

/** "O que é", "o que são". */
function asksNatureInPortuguese({ words, openingWords }: Analysis): boolean {
  return words[openingWords - 2]?.text === "que" && BE_PT.has(words[openingWords - 1]?.text ?? "");
}

/** The word between "what is" and the first of the subject, "" for none; null where the question goes otherwise. */
function ownerOf({ words, openingWords, places }: Analysis): string | null {
  const place = places[0] ?? 0;
  if (openingWords !== 2 || !IS_NOW.has(words[1]?.text ?? "")) return null;
  if (place === openingWords) return "";
  return place === openingWords + 1 ? wordIn(words, openingWords).text : null;
}

/** But for an article: "where were you and what were you doing" asks for both. */
function areAsLong(a: Analysis, b: Analysis): boolean {
  return Math.abs(a.words.length - a.openingWords - (b.words.length - b.openingWords)) <= 1;
}

function isNatureBeside(nature: Analysis, other: Analysis): boolean {
  if (nature.frame !== "what") return false;
  if (isAskedApart(nature, other)) return true;
  if (other.frame === "who") return !isOfKind(other) || (isBare(nature) && isName(nature) && isName(other));
  if (asksNatureInPortuguese(nature)) return other.frame === "how-many" || MEASURED.has(other.frame);
  const verb = nature.words[1]?.text ?? "";
  if (nature.openingWords !== 2 || !BE.has(verb)) return false;
  // "How much is the fee" asks what the fee is, "how much is Prime" not what Prime is.
  if (other.frame === "how-many") return other.words[2]?.text === verb && isBare(nature);
  const measured = MEASURED.get(other.frame);
  return measured !== undefined && saysBe(other) && !says(nature, measured);
}

/** "What should I sign", "where should I sign"; "what did he eat", "how did he eat". */
function isAskedApart(nature: Analysis, other: Analysis): boolean {
  if (!ASKING.has(wordIn(nature.words, 0).text) || isOfKind(nature)) return false;
  if (PLAIN.has(other.frame)) return true;
  if (!MANNERS.has(other.frame) || nature.words.some(({ text }) => FELT.has(text))) return false;
  const one = behindAsker(nature.words);
  const next = behindAsker(other.words);
  return one?.form.textId === next?.form.textId && (other.frame === "how" || next?.part !== "content");
}
const ASKING = wordSet("what que o");
const PLAIN: ReadonlySet<QuestionFrame> = new Set(["who", "when", "where", "how-much-time"] as const);
const MANNERS: ReadonlySet<QuestionFrame> = new Set(["how", "how-many"] as const);
/** Of these "how" and "what" ask one thing. */
const FELT = wordSet(
  "like call called think feel know say mean cost costs costing chama chamam acha acham pensa sente custa custam",
);

function behindAsker(words: readonly Word[]): Word | undefined {
  let at = 0;
  while (
    at < words.length &&
    (wordIn(words, at).part === "asker" || BEFORE_ASKER.has(wordIn(words, at).text))
  )
    at++;
  return words[at];
}
const BEFORE_ASKER = wordSet("o se much many");

/**
 * "Who is an atheist", "what is your favourite band": a noun follows, of which both ask one thing. Persons and things that something
 * befalls are not the same: "who is charged at arrival", "what should I call".
 */
function isOfKind({ words, language }: Analysis): boolean {
  const verb = words[1]?.text === "que" ? 2 : 1;
  if (!BE.has(words[verb]?.text ?? "") && !BE_PT.has(words[verb]?.text ?? "")) return false;
  const { text } = words[verb + 1] ?? { text: "" };
  if (LED.has(text) || (language !== "en" && LED_PT.has(text))) return true;
  if (DONE.test(text)) return false;
  for (let i = verb + 1; i < words.length; i++)
    if (wordIn(words, i).part === "role" && !OF.has(wordIn(words, i).text)) return false;
  return true;
}
const LED_PT = wordSet("o a os as um uma meu minha seu sua");
const OF = wordSet("of de do da dos das");
const DONE = /(?:ed|[ai]d[oa]s?)$/;

function isBare({ words, openingWords }: Analysis): boolean {
  return !LED.has(words[openingWords]?.text ?? "");
}

/** Is all that it is about a name: "who is Siri"? "What is an atheist" and "who is an atheist" want one answer. */
function isName({ subject }: Analysis): boolean {
  return subject.every(({ raw, text }) => raw !== text);
}

function saysBe({ words }: Analysis): boolean {
  return BE.has(words[1]?.text ?? "") || BE.has(words[2]?.text ?? "");
}

function says({ subject }: Analysis, measured: ReadonlySet<string>): boolean {
  for (let i = 0; i < subject.length; i++) {
    const { text, raw } = wordIn(subject, i);
    // "Prime Day" is a name.
    if (raw === text && (measured.has(text) || MOST.has(text))) return true;
  }
  return false;
}
