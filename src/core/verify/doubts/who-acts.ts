/** Who does it, and to whom, by small words: "como matar", "como se matar"; "how do you store my data", "how do I store my data". */

import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

export function isActorOther({ a, b, partners }: Alignment): boolean {
  if (isFirmAsked(a, b) || isFirmAsked(b, a)) return true;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const [x, y] = [a.places[i] ?? 0, b.places[j] ?? 0];
    const areLed = isLed(a, x, CLITICS) && isLed(b, y, CLITICS);
    if (!areLed && isToItself(a, x) !== isToItself(b, y)) return true;
    if (isFounding(a, x) !== isFounding(b, y) && isFinding(a, x, b, y)) return true;
    if (isFound(a, x, b, y) || isFound(b, y, a, x) || isRoleOf(a, x, b, y) || isRoleOf(b, y, a, x))
      return true;
  }
  return false;
}

/** "How do you store my data", "como vocês protegem os dados": the firm does it. */
function isFirmAsked({ words }: Analysis, other: Analysis): boolean {
  const has = (all: readonly Word[], which: ReadonlySet<string>): boolean =>
    all.some(({ text }) => which.has(text));
  if (has(words, FIRM)) return !has(other.words, FIRM) && !has(other.words, YOU);
  // What they do with what is mine; not "how do you know whether he likes me".
  const at = words.findIndex(({ text }) => text === "you");
  if (at < 0 || !OWN.has(words[at + 2]?.text ?? "")) return false;
  return !has(other.words, YOU) && has(other.words, ASKER) && has(other.words, OWN);
}
const FIRM = wordSet("vocês voces");
const YOU = wordSet("you");
const ASKER = wordSet("i we");

const CLITICS = wordSet("se me te nos");
/** Verbs that one does to others as well; "aposentar" and "se aposentar" are one. */
const DONE_TO_OTHERS = wordSet(
  "matar cortar afogar queimar machucar ferir enforcar envenenar vender demitir perder vestir lavar pintar defender proteger entregar prender curar acalmar",
);

/** A verb behind "se" or "me": what is done to oneself. */
function isToItself(question: Analysis, at: number): boolean {
  return DONE_TO_OTHERS.has(wordIn(question.words, at).text) && isLed(question, at, CLITICS);
}

function isLed({ words }: Analysis, at: number, by: ReadonlySet<string>): boolean {
  return by.has(words[at - 1]?.text ?? "");
}

/** "How do I found a charity": behind a subject or "to" it is no past of "find". */
function isFounding({ words }: Analysis, at: number): boolean {
  return wordIn(words, at).text === "found" && BASES.has(words[at - 1]?.text ?? "");
}
const BASES = wordSet("i to you we one can should");

function isFinding(a: Analysis, x: number, b: Analysis, y: number): boolean {
  return wordIn(a.words, x).text === "find" || wordIn(b.words, y).text === "find";
}

/** "Who found Apple", "who founded Apple". */
function isFound(a: Analysis, x: number, b: Analysis, y: number): boolean {
  return wordIn(a.words, x).text === "found" && wordIn(b.words, y).text === "founded";
}

/** "Train as a nurse", "train a nurse": of one verb directly before, in one it is what somebody becomes. */
function isRoleOf({ words, frame, language }: Analysis, at: number, other: Analysis, place: number): boolean {
  // In Portuguese "as" is an article.
  if (frame === "none" || language === "pt") return false;
  const as = verbBefore(words, at);
  if (words[as]?.text !== "as") return false;
  const verb = words[as - 1]?.text;
  return verb !== undefined && verb === other.words[verbBefore(other.words, place)]?.text;
}

/** The place before a noun and its article. */
function verbBefore(words: readonly Word[], at: number): number {
  return ARTICLES.has(words[at - 1]?.text ?? "") ? at - 2 : at - 1;
}
const ARTICLES = wordSet("a an the my your");

/** "Find my husband", "find a husband". */
export function isOwnSought({ a, b, partners }: Alignment): boolean {
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const [x, y] = [a.places[i] ?? 0, b.places[j] ?? 0];
    if (isSoughtAs(a, x, OWN) && isSoughtAs(b, y, ANY)) return true;
    if (isSoughtAs(b, y, OWN) && isSoughtAs(a, x, ANY)) return true;
  }
  return false;
}

function isSoughtAs({ words }: Analysis, at: number, led: ReadonlySet<string>): boolean {
  const isWhole = words[at + 1]?.part !== "content";
  return isWhole && led.has(words[at - 1]?.text ?? "") && SEEKS.has(words[at - 2]?.text ?? "");
}
const OWN = wordSet("my our meu minha nosso nossa");
const ANY = wordSet("a an some um uma");
const SEEKS = wordSet("find achar encontrar acho encontro");
