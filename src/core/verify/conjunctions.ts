/** Differences in "and", "or" and a "for" at the end, which stand beside equal words and ask another thing. */
import type { Alignment } from "./align.ts";
import type { Analysis } from "./analysis.ts";
import { MARK } from "./vocabulary.ts";
import { wordIn } from "./word.ts";

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
const COMPARED = new Set(
  `between difference differences differ better best worse vs versus compare compared comparison choose prefer
  entre diferença diferenças difere melhor pior comparar comparado escolher prefere`.split(/\s+/),
);

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

/** Is one thing exchanged for the other the other way round: "what can I use milk for", "what can I use for milk"? */
export function isForMoved({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0 || countOf(a, EXCHANGED) === 0) return false;
  return (endsWithFor(a) && isForInside(b)) || (endsWithFor(b) && isForInside(a));
}
const EXCHANGED = new Set("use substitute swap exchange trade replace sub".split(" "));

function endsWithFor({ words }: Analysis): boolean {
  return words.length > 0 && wordIn(words, words.length - 1).text === "for";
}

function isForInside({ words }: Analysis): boolean {
  for (let i = 0; i + 1 < words.length; i++)
    if (wordIn(words, i).text === "for" && wordIn(words, i + 1).part !== "asker") return true;
  return false;
}
