/** Differences in "and", "or" and a "for" or "with" at the end, which stand beside equal words and ask another thing. */
import { wordSet } from "../word-set.ts";
import type { Alignment } from "./align.ts";
import type { Analysis } from "./read/analysis.ts";
import { MARK } from "./read/vocabulary.ts";
import { wordIn } from "./read/word.ts";

/**
 * Does one say "or" where the other says "and": "do I need a passport and a visa", "a passport or a visa"? Of what is
 * compared either is said: "the difference between X and Y", "which is better, X or Y".
 */
export function conjunctionsDiffer({ a, b }: Alignment): boolean {
  if (!saysOr(a) && !saysOr(b)) return false;
  const ors = countOf(a, OR) - countOf(b, OR);
  const ands = countOf(a, AND) - countOf(b, AND);
  return ors * ands < 0 && !isComparing(a) && !isComparing(b);
}

function saysOr({ words }: Analysis): boolean {
  for (let i = 0; i < words.length; i++) {
    const { form, text } = wordIn(words, i);
    if ((form.marks & MARK.connecting) !== 0 && OR.has(text)) return true;
  }
  return false;
}
const OR = new Set(["or", "ou"]);
const AND = new Set(["and", "e", "&"]);
const COMPARED =
  wordSet(`between difference differences differ better best worse vs versus compare compared comparison choose prefer
  entre diferença diferenças difere melhor pior comparar comparado escolher prefere`);

/** "Which is faster, X or Y" compares; "which hotels have a pool or a gym" does not. */
function isComparing(question: Analysis): boolean {
  if (countOf(question, COMPARED) > 0) return true;
  const first = question.words.findIndex(({ text }) => WHICH.has(text));
  return first >= 0 && (question.words[first + 1]?.part !== "content" || countOf(question, MORE) > 0);
}
const WHICH = new Set(["which", "qual", "quais"]);
const MORE = new Set(["more", "less", "mais", "menos"]);

function countOf({ words }: Analysis, set: ReadonlySet<string>): number {
  let out = 0;
  for (let i = 0; i < words.length; i++) if (set.has(wordIn(words, i).text)) out++;
  return out;
}

/**
 * Is the thing asked for the other one of the two: "what can I use milk for", "what can I use for milk"; "make flour with", "make
 * with flour"?
 */
export function isEndMoved({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0 || a.frame !== "what" || b.frame !== "what") return false;
  return isMovedIn(a, b) || isMovedIn(b, a) || isLeadMoved(a, b) || isLeadMoved(b, a);
}

/** "Com o que se faz farinha" and "o que se faz com farinha". */
function isLeadMoved({ words }: Analysis, inside: Analysis): boolean {
  const lead = words[0]?.text ?? "";
  if (lead !== "com" || inside.words[0]?.text === lead) return false;
  return isInside(inside, lead) && countOf(inside, BESIDE) === 0;
}

function isMovedIn(end: Analysis, inside: Analysis): boolean {
  const last = end.words[end.words.length - 1]?.text ?? "";
  if (last !== "for" && last !== "with" && last !== "from") return false;
  if (last === "for" ? countOf(end, EXCHANGED) === 0 : countOf(end, BESIDE) > 0) return false;
  return !ENDS.has(inside.words[inside.words.length - 1]?.text ?? "") && isInside(inside, last);
}
const ENDS = new Set(["for", "with", "from"]);
/** What is served with fish, fish is served with. */
const BESIDE =
  wordSet(`serve eat drink mix pair combine wear compare match go goes blend take associate agree do deal wrong combina combinar
  combino misturar mistura misturo servir serve servem comer comem come beber tomar usar acompanha`);
const EXCHANGED = wordSet("use substitute swap exchange trade replace sub");

function isInside({ words }: Analysis, preposition: string): boolean {
  for (let i = 0; i + 1 < words.length; i++)
    if (wordIn(words, i).text === preposition && wordIn(words, i + 1).part !== "asker") return true;
  return false;
}
