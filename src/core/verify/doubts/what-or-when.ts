/**
 * What, and when, where, who, how, how long or how much: "what is Easter", "when is Easter"; "what should I sign", "where should I
 * sign". Of a time, a place or an amount they ask one thing: "what is the deadline", "when is the deadline".
 */
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import type { QuestionFrame } from "../read/frame.ts";
import { type Word, wordIn } from "../read/word.ts";

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const BE = set("is are was were");
const BE_PT = set("é são foi foram");
/** Behind these "what is" asks for it as the other asking word does. */
const MEASURED: ReadonlyMap<QuestionFrame, ReadonlySet<string>> = new Map([
  [
    "when",
    set(`date dates deadline deadlines time times day days hour hours week weekend month year season period moment age cutoff
      schedule timeline timeframe window expiration expiry maturity birthday anniversary turn appointment curfew checkout check-in`),
  ],
  [
    "where",
    set(`location locations address addresses place places venue spot spots site city cities town country region state area capital
      origin source birthplace hometown home room floor headquarters destination difference differences seat position path folder directory url link
      website page`),
  ],
  [
    "how-much-time",
    set(`duration length time times term period span lifespan lifetime life window deadline timeline timeframe wait delay age
      limit warranty guarantee shift`),
  ],
] as const);
/** What is the most of its kind is told by where it is. */
const MOST =
  set(`best worst most least next last nearest closest oldest newest latest earliest cheapest biggest largest smallest highest
  lowest tallest longest shortest`);
const LED = set("the a an my our your his her their this that these those");

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
  if (isAskedApart(nature, other)) return true;
  if (other.frame === "who") return !isOfKind(other) || (isBare(nature) && isName(nature) && isName(other));
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

/** "What should I sign", "where should I sign"; "what did he eat", "how did he eat". */
function isAskedApart(nature: Analysis, other: Analysis): boolean {
  if (!ASKING.has(wordIn(nature.words, 0).text) || isOfKind(nature)) return false;
  if (PLAIN.has(other.frame)) return true;
  if (!MANNERS.has(other.frame) || nature.words.some(({ text }) => FELT.has(text))) return false;
  const one = behindAsker(nature.words);
  const next = behindAsker(other.words);
  return one?.form.textId === next?.form.textId && (other.frame === "how" || next?.part !== "content");
}
const ASKING = set("what que o");
const PLAIN: ReadonlySet<QuestionFrame> = new Set(["who", "when", "where", "how-much-time"] as const);
const MANNERS: ReadonlySet<QuestionFrame> = new Set(["how", "how-many"] as const);
/** Of these "how" and "what" ask one thing. */
const FELT = set(
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
const BEFORE_ASKER = set("o se much many");

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
const LED_PT = set("o a os as um uma meu minha seu sua");
const OF = set("of de do da dos das");
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
