/**
 * What something is, and when, where, who, how long or how much it is: "what is Easter", "when is Easter". Of a time, a place or an
 * amount they ask one thing: "what is the deadline", "when is the deadline".
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import type { QuestionFrame } from "../read/frame.ts";
import { wordIn } from "../read/word.ts";

const BE = wordSet("is are was were");
const BE_PT = wordSet("é são foi foram");
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
const LED = wordSet("the a an my our your his her their this that these those");

/** All words are matched: is what it is asked of the same thing of which the other asks when, where, how long or how much? */
export function isWhatOrWhen({ a, b }: Alignment): boolean {
  return a.frame !== b.frame && areAsLong(a, b) && (isNatureBeside(a, b) || isNatureBeside(b, a));
}

/** But for an article: "where were you and what were you doing" asks for both. */
function areAsLong(a: Analysis, b: Analysis): boolean {
  return Math.abs(a.words.length - a.openingWords - (b.words.length - b.openingWords)) <= 1;
}

function isNatureBeside(nature: Analysis, other: Analysis): boolean {
  if (nature.frame !== "what" || nature.subject.length === 0) return false;
  if (other.frame === "who") return isBare(nature) && isName(nature) && isName(other);
  if (isWhatItIsInPortuguese(nature)) return other.frame === "how-many" || MEASURED.has(other.frame);
  const verb = nature.words[1]?.text ?? "";
  if (nature.openingWords !== 2 || !BE.has(verb)) return false;
  // "How much is the fee" asks what the fee is, "how much is Prime" not what Prime is.
  if (other.frame === "how-many") return other.words[2]?.text === verb && isBare(nature);
  const measured = MEASURED.get(other.frame);
  return measured !== undefined && saysBe(other) && !says(nature, measured);
}

function isWhatItIsInPortuguese({ words, openingWords }: Analysis): boolean {
  return openingWords === 3 && words[1]?.text === "que" && BE_PT.has(words[2]?.text ?? "");
}

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
