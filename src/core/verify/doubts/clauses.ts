/**
 * Tells which of two things is asked of which: "Do I pay tax if I work?" and "Do I work if I pay tax?", "O que causa
 * ansiedade?" and "O que a ansiedade causa?".
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { PREPOSITIONS } from "../read/syntax-tables.ts";
import { wordIn } from "../read/word.ts";

const IF = wordSet(
  "if while when unless because although though despite se enquanto quando caso porque embora apesar mesmo",
);
/** Each set apart from the others: a question may say one word of several. */
const AROUND = [
  IF,
  wordSet("then depois"),
  wordSet("without sem except exceto"),
  wordSet("not não"),
] as const;
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
const EITHER_WAY = wordSet(
  `significa significam diz dizem faz fazem mede medem acontece quer é são foi representa representam tem têm
  mostra mostram indica indicam inclui incluem oferece oferecem estuda estudam abrange simboliza`,
);
const OPENS = wordSet("que quem");

/** Is what was asked for by its deed, in Portuguese, asked for what was done to it? The order alone tells. */
export function isDoerExchanged(pair: Alignment): boolean {
  const { a, b, partners, leftA, leftB } = pair;
  if (a.language === "en" || b.language === "en" || leftA.count + leftB.count > 0) return false;
  if (isTurnedRound(a, b, partners) || isTurnedAroundVerb(pair)) return true;
  if (a.subject.length !== b.subject.length || partners[0] !== 1 || partners[1] !== 0) return false;
  for (let i = 2; i < a.subject.length; i++) if (partners[i] !== i) return false;
  if (!asksForDoer(a) || !asksForDoer(b) || !isBareNextTo(a) || !isBareNextTo(b)) return false;
  return isVerbEither(a) === false && isVerbEither(b) === false;
}

/** Does no preposition stand between the first two words, and behind them nothing but what one leads to: "em bebês"? */
function isBareNextTo({ syntax, subject }: Analysis): boolean {
  if (syntax.governs[0] !== 0 || syntax.governs[1] !== 0) return false;
  return subject.length === 2 || syntax.governs[2] !== 0;
}

/**
 * "Febre dá dor no corpo?" and "dor no corpo dá febre?": what stood before a word stands behind it, and the other way round.
 * Keywords have no order, but no question mark either; and a place or a time takes its preposition along.
 */
function isTurnedAroundVerb({ a, b, partners }: Alignment): boolean {
  const count = a.subject.length;
  if (count < 3 || count > TURNED_MAX || b.subject.length !== count) return false;
  if (a.frame !== "none" || b.frame !== "none" || !a.residue.isMarked || !b.residue.isMarked) return false;
  if (isLed(a, 0) || isLed(b, 0)) return false;
  for (let verb = 1; verb + 1 < count; verb++) {
    const its = partners[verb] ?? -1;
    if (its !== count - 1 - verb || isLed(a, verb + 1) || isLed(b, its + 1)) continue;
    if (isRotated(partners, verb, its, count)) return true;
  }
  return false;
}
const TURNED_MAX = 9;

/** Does a preposition lead to the word, at most an article between? */
function isLed({ words, places }: Analysis, at: number): boolean {
  const place = places[at] ?? 0;
  const before = words[place - 1];
  if (before === undefined) return false;
  if (PREPOSITIONS.has(before.text)) return true;
  return (
    (before.part === "empty" || before.part === "person") && PREPOSITIONS.has(words[place - 2]?.text ?? "")
  );
}

function isRotated(partners: Int16Array, verb: number, its: number, count: number): boolean {
  for (let i = 0; i < count; i++) {
    const to = i < verb ? i + its + 1 : i > verb ? i - verb - 1 : its;
    if (partners[i] !== to) return false;
  }
  return true;
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
const ARTICLES = wordSet("o a os as um uma");

function asksForDoer({ words }: Analysis): boolean {
  return OPENS.has(words[0]?.text ?? "") || OPENS.has(words[1]?.text ?? "");
}

function isVerbEither({ words }: Analysis): boolean {
  return words.some(({ text }, i) => i > 0 && EITHER_WAY.has(text));
}
