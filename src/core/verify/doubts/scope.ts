/** What a "not", an "only" or an adverb bears on, where its place alone tells: "not to pay", "not possible to pay". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { DO } from "../read/syntax-tables.ts";
import { type Word, wordIn } from "../read/word.ts";

/** Words that a negation may stand before or behind, with another thing denied each time. */
const BOUNDS = wordSet(
  `who whom which that if whether when while because since so but and or to all every each everyone everybody only
  always que quem se quando enquanto porque mas e ou para pra todo toda todos todas cada sempre só`,
);
const TO = "to";
const NOT = wordSet("not never não nunca nem");
const MODALS_PT = wordSet(
  "posso pode podem podemos devo deve devem consigo consegue quero quer preciso precisa",
);
/** What bears on the word behind it. Words of one meaning have one number. */
const BEARING: ReadonlyMap<string, number> = new Map([
  ...["only", "just", "só", "somente", "apenas"].map((text) => [text, 1] as const),
  ...["even", "até"].map((text) => [text, 2] as const),
]);
export const SCOPED: ReadonlySet<string> = new Set([...NOT, ...BEARING.keys()]);

/** The only word of a question that `is` holds of; -1 where none or several are. */
function onlyOne({ words }: Analysis, is: (text: string) => boolean): number {
  let out = -1;
  for (let i = 0; i < words.length; i++) {
    if (!is(wordIn(words, i).text)) continue;
    if (out >= 0) return -1;
    out = i;
  }
  return out;
}

/** Is another thing denied, in words of one order? */
export function denialsDiffer(pair: Alignment): boolean {
  const { a, b } = pair;
  const x = onlyOne(a, (text) => NOT.has(text));
  const y = x < 0 ? -1 : onlyOne(b, (text) => NOT.has(text));
  if (y < 0 || pair.leftA.count + pair.leftB.count > 0 || !isInOrder(pair)) return false;
  if (a.language === "pt" && b.language === "pt" && isBehindModal(a, x) !== isBehindModal(b, y)) return true;
  const before = matchedBefore(pair, x, true);
  const behind = matchedBefore(pair, y, false);
  if (before === behind) return false;
  return before < behind ? isParted(b, before, y) : isParted(a, behind, x);
}

/** "Posso não ir" and "não posso ir": one may stay away, the other must. */
function isBehindModal({ words }: Analysis, at: number): boolean {
  return MODALS_PT.has(words[at - 1]?.text ?? "");
}

/** Does a word that parts what is denied from the rest stand between the subject's word number `from` and the negation? */
function isParted({ words, places }: Analysis, from: number, at: number): boolean {
  if (words[at + 1]?.text === TO) return true;
  for (let i = from === 0 ? 0 : (places[from - 1] ?? at) + 1; i < at; i++) if (isBound(words, i)) return true;
  return false;
}

/** "To pay", and not "to my friend", may be denied by itself. */
function isBound(words: readonly Word[], at: number): boolean {
  const { text } = wordIn(words, at);
  if (!BOUNDS.has(text)) return false;
  return text !== TO || words[at + 1]?.part === "content" || words[at + 1]?.part === "helper";
}

/** Do the matched words keep their order, `aside` one of the first question's? */
function isInOrder({ a, partners }: Alignment, aside = -1): boolean {
  let last = -1;
  for (let i = 0; i < a.subject.length; i++) {
    const partner = partners[i] ?? -1;
    if (partner < 0 || i === aside) continue;
    if (partner < last) return false;
    last = partner;
  }
  return true;
}

/** How many of the words before `at`, in the first question or in the second, have a counterpart. */
function matchedBefore({ a, b, partners }: Alignment, at: number, isFirst: boolean): number {
  let out = 0;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j >= 0 && ((isFirst ? a.places[i] : b.places[j]) ?? at) < at) out++;
  }
  return out;
}

/** Words between two deeds, of which an adverb tells how the one or the other is done. */
const DEEDS = wordSet("to that who because que quem para pra porque");
const BIDDING = wordSet(
  `ask tell refuse say agree promise order force beg allow forbid decide offer warn threaten want
  pedir peço pedi mandar mando dizer digo recusar recuso prometer decidir proibir querer quero`,
);
const OFTEN = wordSet("often always sometimes usually sempre");

/** Does an adverb say how another thing is done: "ask him calmly to go", "ask him to go calmly"? */
export function adverbsDiffer(pair: Alignment): boolean {
  const { a, b, partners, leftA, leftB } = pair;
  const i = leftA.count + leftB.count > 0 ? -1 : a.subject.findIndex(isAdverb);
  const j = i < 0 ? -1 : (partners[i] ?? -1);
  if (j < 0 || !isAdverb(wordIn(b.subject, j)) || !a.words.some(({ text }) => BIDDING.has(text)))
    return false;
  const x = a.places[i] ?? 0;
  const y = b.places[j] ?? 0;
  const before = matchedBefore(pair, x, true);
  const behind = matchedBefore(pair, y, false);
  if (before === behind || !isInOrder(pair, i)) return false;
  return before < behind ? saysDeed(b, before, y) : saysDeed(a, behind, x);
}

function isAdverb({ text }: { readonly text: string }): boolean {
  return OFTEN.has(text) || (text.length > 5 && (text.endsWith("ly") || text.endsWith("mente")));
}

function saysDeed({ words, places }: Analysis, from: number, at: number): boolean {
  for (let i = from === 0 ? 0 : (places[from - 1] ?? at) + 1; i < at; i++)
    if (DEEDS.has(words[i]?.text ?? "")) return true;
  return false;
}

/** Does "only" or "even" bear on who does it in one question, and on what is done in the other? */
export function bearingsDiffer(pair: Alignment): boolean {
  const { a, b } = pair;
  const x = onlyOne(a, (text) => BEARING.has(text));
  const y = x < 0 ? -1 : onlyOne(b, (text) => BEARING.has(text));
  if (y < 0 || BEARING.get(wordIn(a.words, x).text) !== BEARING.get(wordIn(b.words, y).text)) return false;
  if (!isInOrder(pair, a.places.indexOf(x))) return false;
  return isBeforeDoer(a, x) !== isBeforeDoer(b, y) && (isBehindDoer(a, x) || isBehindDoer(b, y));
}

/** "Can only adults", "let only me", "só eu posso". */
function isBeforeDoer({ words, language }: Analysis, at: number): boolean {
  const next = words[at + 1]?.part;
  if (next === "person" || next === "other") return true;
  if (at === 0 && next === "content") return language === "en" || MANY.test(words[1]?.text ?? "");
  if (language === "pt") return at === 0 && next === "empty";
  return opens(words[at - 1]?.text ?? "") && words[at - 2]?.part !== "content";
}

/** "Só clientes", and not "só vende", "só vendemos". */
const MANY = /(?<!mo)s$/;

/** May a yes-or-no question open with it? */
const opens = (text: string): boolean => DO.has(text) || IS.has(text);
const IS = wordSet("is are was were");

/** "Can adults only", "let me only", "eu só posso", "a mãe só pode", "a mãe come só pão". */
function isBehindDoer({ words, language }: Analysis, at: number): boolean {
  const before = words[at - 1]?.part;
  if (words[at - 1]?.text === "it") return false;
  if (before === "person" || before === "other") return true;
  // "Admins can only".
  if (before === "helper") return words[at - 2]?.part === "content";
  if (before !== "content") return false;
  if (language !== "en") return true;
  return words.some(({ text }, i) => i < at - 1 && i >= at - 4 && opens(text));
}
