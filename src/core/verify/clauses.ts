/**
 * Tells which of two things is asked of which: "Do I pay tax if I work?" and "Do I work if I pay tax?", "O que causa
 * ansiedade?" and "O que a ansiedade causa?".
 */
import type { Alignment } from "./align.ts";
import type { Analysis } from "./analysis.ts";
import { wordIn } from "./word.ts";

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const IF = set(
  "if while when unless because although though despite se enquanto quando caso porque embora apesar mesmo",
);
/** Each set apart from the others: a question may say one word of several. */
const AROUND = [IF, set("then depois"), set("without sem except exceto"), set("not não")] as const;
export const JOINING: ReadonlySet<string> = new Set(AROUND.flatMap((joining) => [...joining]));

/** Have two words changed places round "if" or "while", "and then", "without", or "not"? */
export function clausesExchanged(pair: Alignment): boolean {
  return AROUND.some((joining) => areExchanged(pair, joining));
}

function areExchanged({ a, b, partners }: Alignment, joining: ReadonlySet<string>): boolean {
  const x = joinOf(a, joining);
  const y = x < 0 ? -1 : joinOf(b, joining);
  if (y < 0) return false;
  let into = false;
  let out = false;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const isIn = (a.places[i] ?? 0) > x;
    if (isIn === (b.places[j] ?? 0) > y) continue;
    if (isIn) out = true;
    else into = true;
  }
  return into && out;
}

/** The place of the only such word inside a question; -1 where there is none, or where it opens the question. */
function joinOf({ words }: Analysis, joining: ReadonlySet<string>): number {
  let out = -1;
  for (let i = 1; i < words.length; i++) {
    if (!joining.has(wordIn(words, i).text)) continue;
    if (out >= 0) return -1;
    out = i;
  }
  return words.length > 0 && joining.has(wordIn(words, 0).text) ? -1 : out;
}

/** Verbs with which the order of a Portuguese question says nothing: "o que diz a lei", "o que a lei diz". */
const EITHER_WAY = set(
  `significa significam diz dizem faz fazem mede medem acontece quer é são foi representa representam tem têm
  mostra mostram indica indicam inclui incluem oferece oferecem estuda estudam abrange simboliza`,
);
const OPENS = set("que quem");

/** Is what was asked for by its deed, in Portuguese, asked for what was done to it? Of two words the order alone tells. */
export function isDoerExchanged({ a, b, partners }: Alignment): boolean {
  if (a.language === "en" || b.language === "en") return false;
  if (isTurnedRound(a, b, partners)) return true;
  if (a.subject.length !== 2 || b.subject.length !== 2 || partners[0] !== 1 || partners[1] !== 0)
    return false;
  if (!asksForDoer(a) || !asksForDoer(b)) return false;
  return isVerbEither(a) === false && isVerbEither(b) === false;
}

/** "O estresse causa gastrite", "a gastrite causa estresse": three words the other way round, after an article. */
function isTurnedRound(a: Analysis, b: Analysis, partners: Int16Array): boolean {
  if (a.subject.length !== 3 || b.subject.length !== 3 || partners[0] !== 2 || partners[2] !== 0)
    return false;
  return partners[1] === 1 && opensWithArticle(a) && opensWithArticle(b);
}

function opensWithArticle({ words, places }: Analysis): boolean {
  return ARTICLES.has(words[0]?.text ?? "") && places[0] === 1 && places[1] === 2;
}
const ARTICLES = set("o a os as um uma");

function asksForDoer({ words }: Analysis): boolean {
  return OPENS.has(words[0]?.text ?? "") || OPENS.has(words[1]?.text ?? "");
}

function isVerbEither({ words }: Analysis): boolean {
  return words.some(({ text }, i) => i > 0 && EITHER_WAY.has(text));
}
