/** What a thing is, and how one does something with it: "what are the symptoms of flu", "how do I stop the symptoms of flu". */
import type { Alignment, Left } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { BE } from "../read/syntax-tables.ts";
import { type Word, wordIn } from "../read/word.ts";

/** Who wants to know how to find a thing out wants the thing: "how do I calculate the area of a circle". */
const LEARNING =
  /^(?:feel|choos|select|pick|escolh|sent|sint|find|know|tell|see|check|calculat|comput|get|determin|identif|view|describ|explain|defin|understand|say|writ|spell|descobr|calcul|sab|sei|ach|encontr|ver$|vejo|obt|consult|escrev|diz|entend)/u;

/** Has "how do I" a verb that the other question has not, and nothing else? */
export function isDeedAskedAlone({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count !== 1 || a.frame === b.frame) return false;
  return leftA.count === 1 ? isDeed(a, leftA, b) : isDeed(b, leftB, a);
}

function isDeed({ frame, subject, words }: Analysis, left: Left, other: Analysis): boolean {
  if (frame !== "how" || left.places[0] !== 0 || !isForThing(other)) return false;
  const verb = wordIn(subject, 0);
  return (
    verb.part === "content" && !asksTwice(words) && HOW.has(words[0]?.text ?? "") && !LEARNING.test(verb.text)
  );
}

/** Does one ask how to find out whether it is so, and the other what it is: "how do I know if an egg is bad", "what is a bad egg"? */
export function isFindingOutAsked({ a, b, leftA, leftB }: Alignment): boolean {
  if (a.frame === b.frame || Math.min(leftA.count, leftB.count) > 0) return false;
  return isFindingOut(a, leftA, b) || isFindingOut(b, leftB, a);
}

function isFindingOut(
  { frame, words, openingWords, places }: Analysis,
  left: Left,
  other: Analysis,
): boolean {
  if (frame !== "how" || !isForThing(other)) return false;
  const joins = words[openingWords + 1]?.text === "out" ? openingWords + 2 : openingWords + 1;
  if (!WHETHER.has(words[joins]?.text ?? "") || !LEARNING.test(words[openingWords]?.text ?? "")) return false;
  for (let n = 0; n < left.count; n++) if ((places[left.places[n] ?? 0] ?? 0) > joins) return false;
  return true;
}
const WHETHER: ReadonlySet<string> = new Set(["if", "whether", "that", "se", "que"]);
const HOW: ReadonlySet<string> = new Set(["how", "como"]);

function isForThing({ frame, words }: Analysis): boolean {
  if (frame !== "what" && frame !== "which") return false;
  const first = words[0]?.text ?? "";
  return WHAT.has(first) && !asksTwice(words) && BE.has(words[first === "o" ? 2 : 1]?.text ?? "");
}
/** "What is the syllabus, and how do I prepare" wants both. */
export function asksTwice(words: readonly Word[]): boolean {
  for (let i = 2; i < words.length; i++) if (wordIn(words, i).part === "asker") return true;
  return false;
}
const WHAT: ReadonlySet<string> = new Set(["what", "qual", "quais", "o"]);
