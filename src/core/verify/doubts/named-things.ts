/** Names in small letters, by what stands beside them: "the branch test", "a folder called docs", "pip install requests". */
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";
import { KINDS_OF_CODE, PLACES_OF_CODE } from "./mention-words.ts";
import {
  FINDS,
  HEADS,
  HEADS_OF_PROGRAMS,
  NAMED,
  NO_TITLES,
  OF_PROGRAMS,
  PROGRAMS,
  RENAMES,
  THINGS,
  THINGS_BEHIND,
  THINGS_OF_CODE,
  TO,
  TOLD,
  WHICH,
  WORKS,
} from "./named-words.ts";

/** Is the word at a place of the question a name? */
export function isNameAt(question: Analysis, at: number): boolean {
  const { words } = question;
  return isGiven(words, at) || isTitle(question, at) || isNameOf(words, at) || isToldTo(words, at);
}

/** "Named docs", "called my function", "rename it to docs": directly behind, or behind other words of the name. */
function isGiven(words: readonly Word[], at: number): boolean {
  let n = at - 1;
  while (
    n >= 0 &&
    n > at - NAME_WORDS_MAX &&
    wordIn(words, n).part === "content" &&
    !NAMED.has(textAt(words, n))
  )
    n--;
  const text = textAt(words, n);
  if (NAMED.has(text)) return true;
  // "Com o nome de X".
  if (NAMED.has(textAt(words, n - 1)) && BEFORE_NAME.has(text)) return true;
  return TO.has(text) && n === at - 1 && words.slice(0, n).some((word) => RENAMES.has(word.text));
}
/** Most words of a name. */
const NAME_WORDS_MAX = 4;
const BEFORE_NAME: ReadonlySet<string> = new Set(["de", "the", "a", "as"]);

/** "The novel home", "o filme cidade". */
function isTitle({ words, language }: Analysis, at: number): boolean {
  if (!WORKS.has(textAt(words, at - 1)) || NO_TITLES.has(textAt(words, at))) return false;
  const article = textAt(words, at - 2);
  return article === "the" || (language === "pt" && (article === "o" || article === "a"));
}

/** "The branch test", "the price column", "a coluna preço", "a classe CSS botao". */
function isNameOf(words: readonly Word[], at: number): boolean {
  const [before, text, next] = [textAt(words, at - 1), textAt(words, at), textAt(words, at + 1)];
  const thing = PLACES_OF_CODE.has(before) ? textAt(words, at - 2) : before;
  const isThing = THINGS.has(thing) || (THINGS_OF_CODE.has(thing) && words.some(isOfCode));
  if (isThing && !(OF_PROGRAMS.has(thing) ? HEADS_OF_PROGRAMS : HEADS).has(text))
    return next === "" || words[at + 1]?.part !== "content";
  return THINGS_BEHIND.has(next) && !WHICH.has(text) && before === "the";
}

function isOfCode({ text }: Word): boolean {
  return PLACES_OF_CODE.has(text) || KINDS_OF_CODE.has(text) || PROGRAMS.has(text);
}

/** "Pip install requests", "grep for errors", "import utils". */
function isToldTo(words: readonly Word[], at: number): boolean {
  const [second, before] = [textAt(words, at - 2), textAt(words, at - 1)];
  if (FINDS.has(before) || (FINDS.has(second) && (before === "for" || before === "the"))) return true;
  return (PROGRAMS.has(second) && TOLD.has(before)) || (PROGRAMS.has(before) && TOLD.has(second));
}

function textAt(words: readonly Word[], at: number): string {
  return words[at]?.text ?? "";
}
