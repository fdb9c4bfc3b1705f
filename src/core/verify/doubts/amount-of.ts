/** An amount of one kind of a thing: "quanto custa a passagem de ônibus" and "quanto custa a passagem", "how long is a pass of a day". */
import type { Alignment, Left } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import type { QuestionFrame } from "../read/frame.ts";
import { PREPOSITIONS } from "../read/syntax-tables.ts";
import { wordIn } from "../read/word.ts";

const AMOUNTS: ReadonlySet<QuestionFrame> = new Set(["how-many", "how-much-time"] as const);
const OF: ReadonlySet<string> = new Set(["of", "de", "do", "da", "dos", "das"]);

/** Has only one of two amounts, asked for in the same words, a noun behind "of" that says of which kind? */
export function isKindToldAlone({ a, b, leftA, leftB }: Alignment): boolean {
  if (!AMOUNTS.has(a.frame) || leftA.count + leftB.count !== 1) return false;
  return leftA.count === 1 ? isOfKind(a, leftA, b) : isOfKind(b, leftB, a);
}

function isOfKind({ words, places }: Analysis, left: Left, other: Analysis): boolean {
  const place = places[left.places[0] ?? 0] ?? 0;
  const word = wordIn(words, place);
  if (word.part !== "content" || !OF.has(words[place - 1]?.text ?? "")) return false;
  if (words[place - 2]?.part !== "content" || other.words.length !== words.length - 2) return false;
  for (let i = 0; i < other.words.length; i++) {
    const here = wordIn(words, i < place - 1 ? i : i + 2);
    if (here.form.textId !== wordIn(other.words, i).form.textId) return false;
  }
  return true;
}

/** Does only one say of what the thing is, and all else is equal: "the rules", "the rules of chess"; "the glass", "the glass of the door"? */
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
