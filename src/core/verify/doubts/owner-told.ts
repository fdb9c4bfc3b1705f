/** Of what a thing is, where one question alone says it: "the rules", "the rules of chess"; "the glass", "the glass of the door". */
import type { Alignment, Left } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { PREPOSITIONS } from "../read/syntax-tables.ts";
import { wordIn } from "../read/word.ts";

const OF: ReadonlySet<string> = new Set(["of", "de", "do", "da", "dos", "das"]);

/** Does only one say of what the thing is, and all else is equal? */
export function isOwnerToldAlone({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count !== 1 || (a.frame === "none" && b.frame === "none")) return false;
  return leftA.count === 1 ? isOfThing(a, leftA) : isOfThing(b, leftB);
}

function isOfThing({ words, places }: Analysis, left: Left): boolean {
  const place = places[left.places[0] ?? 0] ?? 0;
  const { part, text } = wordIn(words, place);
  if ((part !== "content" && part !== "unit") || NO_OWNER.test(text) || words[place + 1]?.part === "content")
    return false;
  const of = ARTICLES.has(words[place - 1]?.text ?? "") ? place - 2 : place - 1;
  const whole = words[of - 1];
  return OF.has(words[of]?.text ?? "") && whole?.part === "content" && !PREPOSITIONS.has(whole.text);
}
const ARTICLES: ReadonlySet<string> = new Set(["a", "an", "the", "um", "uma"]);
/** "The fear of flying" and "the finger of a person" say no more than "fear" and "finger". */
const NO_OWNER = /ing$|^(?:person|people|pessoas?|gente)$/;
