/** The preposition of what is asked for: "who is it for" and "who is it from", "de onde" and "para onde". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { frameGap, type QuestionFrame } from "../read/frame.ts";
import { BE, PREPOSITION, PREPOSITIONS } from "../read/syntax-tables.ts";
import { type Word, wordIn } from "../read/word.ts";

const P = PREPOSITION;
/** Pairs that ask the same of many verbs: "made of" and "made from", "talk to" and "talk with". */
const ALIKE = new Set([pairOf(P.OF, P.FROM), pairOf(P.TO, P.WITH), pairOf(P.BY, P.FROM)]);
/** Frames that are made of their preposition: "por que", "com que frequência". */
const SET_FRAMES: ReadonlySet<QuestionFrame> = new Set([
  ...(["how", "how-often", "how-many", "how-much-time", "why", "yes-no", "do"] as const),
]);
/** Words that may stand between it and the asking word: "com o que". */
const BETWEEN = new Set(["o", "a"]);

/** Are two things asked for by prepositions that mean two things? One alone tells nothing: "where to", "where". */
export function leadsDiffer({ a, b, partners, levels, leftA, leftB }: Alignment): boolean {
  const leftOver = leftA.count + leftB.count;
  if (leftOver > 2) return false;
  const x = leadOf(a);
  const y = x === 0 && a.frame !== "how" ? 0 : leadOf(b);
  if (x === y) return false;
  // "Até" and "partir" count as words of the subject.
  if (leftOver > 1 && !(isLimit(x) && isLimit(y))) return false;
  if (x === 0 || y === 0) return MADE.has(x + y) && isHowMade(x === 0 ? a : b);
  if (ALIKE.has(pairOf(x, y))) return false;
  // "Have a response for", "respond to": each word has its own.
  for (let i = 0; i < a.subject.length; i++)
    if ((partners[i] ?? -1) >= 0 && (levels[i] ?? 1) < INFLECTED) return false;
  return !(x === P.NEUTRAL || y === P.NEUTRAL) || isLimit(x) || isLimit(y);
}

/**
 * Does one ask for a person by a preposition, and the other for no person ("com quem fica o gato", "onde fica o gato"); or one for
 * an amount so, and the other whether ("de quanto é a multa", "tem multa")?
 */
export function isThatAskedAlone({ a, b }: Alignment): boolean {
  return isAskedBeside(a, b) || isAskedBeside(b, a);
}

function isAskedBeside({ frame, words }: Analysis, other: Analysis): boolean {
  const first = words[0]?.text ?? "";
  const asker = words[1];
  if (frame !== "none" || asker?.part !== "asker" || (first !== "a" && !PREPOSITIONS.has(first)))
    return false;
  if (other.frame === "yes-no") return WHOM.has(asker.text) || AMOUNT.has(asker.text);
  return WHOM.has(asker.text) && (other.frame === "what" || frameGap("who", other.frame) === 2);
}
const WHOM: ReadonlySet<string> = new Set(["whom", "who", "quem"]);
const AMOUNT: ReadonlySet<string> = new Set(["quanto", "quanta", "quantos", "quantas"]);

/** Does one ask for others than the known ones: "who else can sign", "onde mais posso votar"? All else is equal. */
export function areOthersAsked({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count !== 1) return false;
  const { words, places } = leftA.count === 1 ? a : b;
  const place = places[(leftA.count === 1 ? leftA : leftB).places[0] ?? 0] ?? 0;
  return MORE.has(wordIn(words, place).text) && words[place - 1]?.part === "asker";
}
const MORE: ReadonlySet<string> = wordSet("else other mais outro outra outros outras");

/** "How is soap made" asks for the work, "what is soap made of" for what goes into it. */
const MADE: ReadonlySet<number> = new Set([P.OF, P.FROM, P.WITH]);

function isHowMade({ frame, words }: Analysis): boolean {
  const second = words[1]?.text ?? "";
  return frame === "how" && (second === "se" || BE.has(second));
}

/** Certainty of a match by stem alone (`align.ts`). */
const INFLECTED = 0.97;

function pairOf(x: number, y: number): number {
  return Math.min(x, y) * 32 + Math.max(x, y);
}

function isLimit(preposition: number): boolean {
  return preposition === P.UNTIL || preposition === P.SINCE;
}

/** The preposition before the asking word that opens the question, or the one that ends it; 0 for none. */
function leadOf({ words, frame, language }: Analysis): number {
  if (SET_FRAMES.has(frame) || words.length < 3) return 0;
  if (isFromThere(words)) return P.SINCE;
  const first = PREPOSITIONS.get(wordIn(words, 0).text) ?? 0;
  if (first !== 0) {
    const next = wordIn(words, 1);
    const asker = BETWEEN.has(next.text) ? wordIn(words, 2) : next;
    return asker.part === "asker" ? first : 0;
  }
  if (language === "pt" || wordIn(words, 0).part !== "asker") return 0;
  const last = wordIn(words, words.length - 1);
  // "Do" is Portuguese for "of the" as well.
  return last.part === "helper" ? 0 : (PREPOSITIONS.get(last.text) ?? 0);
}

/** "A partir de que idade". */
function isFromThere(words: readonly Word[]): boolean {
  return wordIn(words, 1).text === "partir" && words[2]?.text === "de" && words[3]?.part === "asker";
}
