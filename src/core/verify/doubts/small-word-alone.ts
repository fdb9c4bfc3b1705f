/** One small word that only one of two questions says, and that says which is meant: "this plant", "even students", "one more pill". */
import { wordSet } from "../../word-set.ts";
import type { Alignment, Left } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

/** "That" is as often no pronoun. */
const POINTING = wordSet("this these este esta estes estas esse essa esses essas");
const EVEN = wordSet("even até inclusive");
const RANKS = wordSet("second third segundo segunda terceiro terceira penúltimo penúltima");
const MORE = wordSet("more mais");

/** Is such a word the only one left over? */
export function isSmallWordAlone({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count !== 1) return false;
  return leftA.count === 1
    ? isTelling(a, leftA) || isLetAlone(a, leftA, b)
    : isTelling(b, leftB) || isLetAlone(b, leftB, a);
}

/** "Como deixar o bebê dormir", "como fazer o bebê dormir". */
function isLetAlone({ words, places }: Analysis, left: Left, other: Analysis): boolean {
  const { text } = wordIn(words, places[left.places[0] ?? 0] ?? 0);
  return (
    LETTING.has(text) &&
    other.words.some(({ text: its }) => MAKING.has(its)) &&
    !words.some(({ text: its }) => MAKING.has(its))
  );
}
const LETTING = wordSet("deixar deixo deixa deixei deixou");
const MAKING = wordSet("fazer faço faz fiz fez");

function isTelling({ words, places }: Analysis, left: Left): boolean {
  const place = places[left.places[0] ?? 0] ?? 0;
  const { text } = wordIn(words, place);
  const next = words[place + 1];
  if (POINTING.has(text)) return next?.part !== "date" && next?.part !== "unit";
  if (EVEN.has(text))
    return next?.part === "content" && (place === 0 || words[place - 1]?.part !== "content");
  if (RANKS.has(text)) return next?.part === "content";
  return MORE.has(text) && isCounted(words[place - 1]?.text ?? "", words[place - 1]?.part);
}

/** "One more", "um mais", "two more". */
function isCounted(text: string, part: string | undefined): boolean {
  return part === "number" || text === "one" || text === "um" || text === "uma";
}
