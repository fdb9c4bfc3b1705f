/**
 * Which small words mean no other question: which stand for one another, and which may be left out. `k` is the place of the word
 * of the subject that they stand before, or the subject's length for the end. Both lists are of words that in most of Quora's
 * unreported pairs, or in the wordings that tests hold, leave the answer as it is; add none for one pair's sake.
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { CASED_LANGUAGES } from "../read/code-case-tables.ts";
import type { QuestionFrame } from "../read/frame.ts";
import { MEANS, SPEAKING } from "../read/syntax-tables.ts";
import { FACTS, wordIn } from "../read/word.ts";

const pairs = (text: string): ReadonlySet<string> =>
  new Set(text.split(/\s+/).flatMap((pair) => [pair, pair.split("/").reverse().join("/")]));

/** Words of which one stands for the other anywhere. */
const ALIKE = pairs(
  `in/on in/at on/at of/for of/in of/on of/at of/about of/from at/for on/for in/for for/to about/on about/for should/must a/para a/em of/to at/from
  from/through with/by by/through em/por by/of can/to should/to must/to for/get with/have com/have have/get be/get do/get be/have if/when when/while as/like and/or and/but e/mas`,
);
/** Behind a noun, whose owner, place or purpose follows: "a taxa do saque", "a taxa para o saque". */
const ALIKE_BEHIND_NOUN = pairs("de/para de/por");
/** Words that one question may leave out, whatever the other says in their place. */
const LIGHT = wordSet("be do faz have there and as while when if who made será");
/** Words that one question may leave out where the other says none in their place. */
const FREE = wordSet("can will would should must of in on at or like e se");
const ASKERS = wordSet(
  "how what why when where who como quando onde quem qual quais quanto quanta quantos quantas",
);
/** In these "can", "should" and nothing say one thing. */
const FRAMES_OF_WAYS: ReadonlySet<QuestionFrame> = new Set([
  ...(["how", "where", "why", "how-much-time", "how-often", "how-many"] as const),
]);
const MODALS = wordSet("can should must will would");
/** What is made of a thing follows. */
const TURNING = wordSet("converter converto transformar transformo traduzir traduzo");
/** What one learns, or learns about. */
const LEARNING = wordSet("learn learning study studying know think aprender estudar saber");
/** Small verbs that are what is asked for. */
const DEEDS = wordSet("get make let want");
/** Portuguese verbs that mean one thing with "de" and without. */
const TAKES_DE = /^(?:troc|mud|gost|precis|lembr|esquec)/;

export const isLight = (word: string): boolean => LIGHT.has(word);
export const isAskingWord = (word: string): boolean => ASKERS.has(word);

/** Does one of two small words say what the other says, before one word? */
export function standsForOther({ a, b }: Alignment, k: number, x: string, y: string): boolean {
  const key = `${x}/${y}`;
  if (isTold(a.subject[k - 1]?.text ?? "", a.subject[k]?.text ?? "", x, y)) return false;
  if (ALIKE.has(key)) return true;
  if ((isTo(x) && isWith(y)) || (isTo(y) && isWith(x))) return isBehind(a, k, SPEAKING);
  const next = a.subject[k]?.text ?? "";
  // "Sort a list in Python", "with Python".
  if (((isIn(x) && isWith(y)) || (isIn(y) && isWith(x))) && (CASED_LANGUAGES.has(next) || TOOLS.has(next)))
    return true;
  if (a.language !== "pt" && b.language !== "pt") return false;
  if (PARTS_OF_DAY.has(next) || (MEANS.has(next) && BY_MEANS.has(x) && BY_MEANS.has(y))) return true;
  if (key === "de/a" || key === "a/de") return WITH_A.has(a.subject[k - 1]?.text ?? "");
  if (key === "em/para" || key === "para/em") return isBehind(a, k, TURNING);
  if (key === "de/em" || key === "em/de") return a.subject[k]?.named === true && !areVerbs(a, b, k - 1);
  return ALIKE_BEHIND_NOUN.has(key) && !areVerbs(a, b, k - 1);
}

/** "The bombing of Japan", "by Japan"; "a book by Freud", "on Freud"; "foil in the oven", "on the oven"; "a visa in China", "for China". */
function isTold(before: string, behind: string, x: string, y: string): boolean {
  const is = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
    (one.has(x) && other.has(y)) || (one.has(y) && other.has(x));
  if (OF_BOTH.has(before) && PLACES_OF_BOTH.has(x) && PLACES_OF_BOTH.has(y)) return true;
  if (OF_AUTHORS.has(before) && is(BY_WHOM, ON_WHAT)) return true;
  if (WITH_INSIDES.has(behind) && is(INTO, ONTO)) return true;
  return WANTED_FOR.has(before) && is(INTO, FOR);
}
/** What somebody does to somebody else. */
const OF_BOTH =
  wordSet(`attack attacks bombing invasion conquest defeat murder killing assassination siege occupation betrayal portrait
  letter letters influence impact effect effects debt debts threat critique criticism`);
const PLACES_OF_BOTH = wordSet("of by on to from against");
const OF_AUTHORS = wordSet(
  "book books essay essays article articles documentary documentaries biography biographies film films poem poems paper papers",
);
const BY_WHOM = wordSet("by");
const ON_WHAT = wordSet("on about");
const WITH_INSIDES = wordSet(
  "ear ears eye eyes nose mouth oven microwave wound bed box fridge freezer washer dryer pot pan",
);
const INTO = wordSet("in");
const ONTO = wordSet("on");
const FOR = wordSet("for");
const WANTED_FOR = wordSet("visa visas passport permit compiler interpreter cream medicine fuel");
/** With "on" or "in" behind them the thing is where it is done, with "to" whom it reaches. */
const TAKES_THING = wordSet(
  "block unblock delete buy sell report operate speak call exit install uninstall add",
);
const PLACES = wordSet("on in at to");

const BY_MEANS = wordSet("em por com de");
const PARTS_OF_DAY = wordSet("noite tarde manhã madrugada");
/** Nouns that have "a" as well as "de" behind them: "em frente à loja", "na frente da loja". */
const WITH_A = wordSet("frente direito acesso respeito");
const isTo = (word: string): boolean => word === "to" || word === "para";
const TOOLS = wordSet(
  "excel word powerpoint photoshop gimp figma sql css html tailwind bootstrap latex docker kubernetes",
);
const isIn = (word: string): boolean => word === "in" || word === "em";
const isWith = (word: string): boolean => word === "with" || word === "com";

function isBehind({ subject }: Analysis, k: number, which: ReadonlySet<string>): boolean {
  for (let i = 0; i < k; i++) if (which.has(wordIn(subject, i).text)) return true;
  return false;
}

function areVerbs(a: Analysis, b: Analysis, at: number): boolean {
  return isVerb(a, at) && isVerb(b, at);
}

/** Is it the deed that is asked for, or an infinitive? */
function isVerb({ subject, frame, joints }: Analysis, at: number): boolean {
  if (at === 0 && OF_DEEDS.has(frame) && joints[0]?.length === 0) return true;
  return at < 0 || INFINITIVE.test(wordIn(subject, at).text);
}
const OF_DEEDS: ReadonlySet<QuestionFrame> = new Set(["how", "who"] as const);
const INFINITIVE = /(?:[aei]r|ndo)$/;

/** May one question say the word, and the other not? `joint`: all that it says there. `isAlone`: the other has nothing in its place. */
export function mayBeLeftOut(
  pair: Alignment,
  k: number,
  word: string,
  joint: readonly string[],
  isAlone: boolean,
): boolean {
  const { a, b } = pair;
  if (
    PLACES.has(word) &&
    joint.length === 1 &&
    k < a.subject.length &&
    TAKES_THING.has(a.subject[k - 1]?.text ?? "")
  )
    return false;
  // "Do I have a chance", "is there a chance", "could I have uploaded it"; "do you have rooms" is "are there rooms".
  if (word === "have" && joint.length === 1 && k === 0 && a.frame === "yes-no" && b.frame === "yes-no")
    return !saysAsker(a) && !saysAsker(b);
  // Where only one opens with what is asked for, the other says it here: "a multa é de quanto".
  if (k === 0 && a.frame !== b.frame && (a.frame === "none" || b.frame === "none")) return !DEEDS.has(word);
  if (LIGHT.has(word) || (isAlone && FREE.has(word))) return true;
  if (MODALS.has(word) && FRAMES_OF_WAYS.has(a.frame) && FRAMES_OF_WAYS.has(b.frame)) return true;
  if (word === "to") return k < a.subject.length;
  if (word === "get") return joint.includes("to") || joint.includes("for") || (k === 0 && a.frame === "why");
  if (word === "about") return joint.includes("do") || isBehind(a, k, LEARNING);
  if (word === "de" && TAKES_DE.test(a.subject[k - 1]?.text ?? "")) return true;
  return (
    isAlone && (ASKERS.has(word) ? isAskedBesides(a, k, word, joint) : isSaidInVain(pair, k, word, joint))
  );
}

/** "And why", "and how does it work", "how to" for "to". */
function isAskedBesides(
  { subject, frame }: Analysis,
  k: number,
  word: string,
  joint: readonly string[],
): boolean {
  if (word === "como" && k === 0 && frame === "yes-no") return true;
  if (joint.includes("to")) return word === "how";
  return joint.includes("and") || joint.includes("e") || (k === subject.length && k > 0);
}

/** Is it a preposition that says no more than its place? */
function isSaidInVain({ a, b }: Alignment, k: number, word: string, joint: readonly string[]): boolean {
  const next = a.subject[k];
  const isFact = next !== undefined && FACTS.has(next.part);
  switch (word) {
    case "a":
      return true;
    case "para":
      return INFINITIVE.test(next?.text ?? "");
    case "for":
      // "How long do I boil it for", and "what do I need to open it", where "need to" is read as "must".
      return joint.includes("must") || (k > 0 && next === undefined && a.frame === "how-much-time");
    case "from":
      return isFact && (a.joints[k + 1] ?? b.joints[k + 1])?.includes("to") === true;
    case "em":
      return isFact || !areVerbs(a, b, k - 1);
    case "de":
      return !areVerbs(a, b, k - 1) && (a.language === "pt" || b.language === "pt");
    default:
      return false;
  }
}

function saysAsker({ words }: Analysis): boolean {
  return words.some(({ text }) => text === "i" || text === "we");
}
