/** Whether a verb is done to oneself or to another: "me cadastrar", "cadastrar um usuário"; "introduce myself to him". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

const SELF = wordSet("myself yourself himself herself itself ourselves yourselves themselves oneself");
const CLITIC = wordSet("me se nos te");
export const OWN: ReadonlySet<string> = new Set([...SELF, ...CLITIC]);
const INFINITIVE = /[aeio]r$/;
const SOMEBODY = wordSet("alguém someone somebody him her them it ele ela eles elas each");

/** Is a verb done to oneself in one question alone, or by other words to oneself in each? */
export function objectsDiffer({ a, b }: Alignment): boolean {
  return isOwnAlone(a, b) || isOwnAlone(b, a);
}

function isOwnAlone(own: Analysis, other: Analysis): boolean {
  for (let i = 0; i < own.words.length; i++) {
    const { text } = wordIn(own.words, i);
    if (CLITIC.has(text) && own.language !== "en") {
      const verb = own.words[i + 1];
      if (verb === undefined || hasObject(own.words, i + 1)) continue;
      if (!INFINITIVE.test(verb.text) && own.words[i - 1]?.part !== "other") continue;
      if (isOtherwise(other, verb, (words, at) => CLITIC.has(words[at - 1]?.text ?? ""))) return true;
    } else if (SELF.has(text) && own.words[i - 1]?.part === "content" && !hasObject(own.words, i)) {
      if (isOtherwise(other, wordIn(own.words, i - 1), isDoneToSelf)) return true;
    }
  }
  return false;
}

const isDoneToSelf = (words: readonly Word[], at: number): boolean => SELF.has(words[at + 1]?.text ?? "");

/** Has the verb in the other question an object of its own? */
function isOtherwise(
  { words }: Analysis,
  verb: Word,
  isOwn: (words: readonly Word[], at: number) => boolean,
): boolean {
  for (let i = 0; i < words.length; i++) {
    if (wordIn(words, i).stemId === verb.stemId) return !isOwn(words, i) && hasObject(words, i);
  }
  return false;
}

/** Does an object follow, and no preposition: "um usuário", "the oven", "alguém"? */
function hasObject(words: readonly Word[], at: number): boolean {
  const next = words[at + 1];
  if (next === undefined || next.opens) return false;
  if (SOMEBODY.has(next.text)) return true;
  const after = words[at + 2];
  // "Apresentar a um colega": here "a" is no article.
  if (next.text === "a" && (after === undefined || after.part === "empty" || after.part === "person"))
    return false;
  const isLed = next.part === "empty" || next.part === "person";
  return isLed ? after?.part === "content" : false;
}
