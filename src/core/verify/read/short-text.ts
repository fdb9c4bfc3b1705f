/** Parses a short text to find what it refers to: its words, and which of them name a topic. */
import { withoutPreamble } from "./preambles.ts";
import {
  AUXILIARY,
  COURTESY,
  EDITS,
  isFunctionWord,
  META,
  SHORT_PREPOSITIONS,
  TONGUES,
} from "./short-text-words.ts";
import { ASKERS, type Language } from "./tables.ts";
import { wordIn } from "./word.ts";

export interface PlainWord {
  readonly raw: string;
  readonly text: string;
  readonly topic: boolean;
  /** True for a word directly before "(", as in "It (2017 film)". */
  readonly opensParenthesis: boolean;
}

export interface ShortText {
  /** The words, without leading courtesies; `topics`: how many of them name a topic. */
  readonly words: readonly PlainWord[];
  readonly topics: number;
  /** The words in lower case, one space between. */
  readonly joined: string;
  readonly asksAQuestion: boolean;
  readonly language: Language | null;
  /** True for a script for which there are no rules. */
  readonly foreign: boolean;
  readonly greets: boolean;
  /** True where the text contains the material that it refers to, as after "Fix this:" or on the next line. */
  readonly brings: boolean;
}

const MENTION = "\u0001";
const QUOTED =
  /"[^"\n]{1,200}"|“[^”\n]{1,200}”|«[^»\n]{1,200}»|`[^`\n]{1,200}`|(?<![\p{L}\p{N}])['‘][^'’\n]{1,100}['’](?![\p{L}\p{N}])/gu;
const WORD = /\u0001|[\p{L}\p{M}\p{N}_]+(?:['’.:/+#-]+[\p{L}\p{M}\p{N}_]+)*[+#]*/gu;
const LATIN = /\p{Script=Latin}|\d|\u0001/u;

export function readShort(text: string, language: Language | null): ShortText {
  const nfc = withoutPreamble(text.toWellFormed().normalize("NFC").trim());
  const plain = /["“«`'‘]/.test(nfc) ? nfc.replace(QUOTED, ` ${MENTION} `).trim() : nfc;
  const found = [...plain.matchAll(WORD)];
  const shouts = !/\p{Ll}/u.test(plain);
  const hasParenthesis = plain.includes("(");
  const raw = found.map((match) => ({
    raw: match[0],
    text: match[0].toLowerCase().replaceAll("’", "'"),
    opensParenthesis: hasParenthesis && /^\s*\(/.test(plain.slice(match.index + match[0].length)),
  }));
  let from = 0;
  while (from < raw.length && COURTESY.has(wordIn(raw, from).text)) from++;
  let to = raw.length;
  while (to > from && COURTESY.has(wordIn(raw, to - 1).text)) to--;
  const kept = raw.slice(from, to);
  const words = kept.map((word, i) => ({ ...word, topic: isTopic(word.raw, word.text, i, kept, shouts) }));
  return {
    words,
    topics: words.filter((word) => word.topic).length + (NAMED_BY_SIGNS.test(plain) ? 1 : 0),
    joined: kept.map((word) => word.text).join(" "),
    asksAQuestion: kept.some((word, i) => ASKERS.has(word.text) || (i === 0 && AUXILIARY.has(word.text))),
    language,
    foreign: raw.length > 0 ? !LATIN.test(plain) : /\p{L}/u.test(plain),
    greets: GREETING.test(plain),
    brings: bringsItsMatter(plain),
  };
}

/** Arithmetic ("12 * 7") and words that are the topic themselves ("between shall and will"). */
const NAMED_BY_SIGNS = /\d\s*[x+*/^=×÷-]\s*\(?-?\d|\bbetween \S+ and \S+|\bentre \S+ e \S+/u;

/** Does text to work on follow after a colon or on a new line? */
function bringsItsMatter(plain: string): boolean {
  if (!plain.includes("\n") && !plain.includes(":") && !plain.includes("：")) return false;
  const after = /(?:[:：]\s|\n)\s*([\s\S]+)$/u.exec(plain)?.[1] ?? "";
  const words = (after.match(WORD) ?? []).filter((word) => !COURTESY.has(word.toLowerCase()));
  return words.length >= 3 || after.includes(MENTION);
}

const GREETING =
  /^(?:hi|hello|hey|hi there|hello there|good (?:morning|afternoon|evening)|how are you(?: doing)?|oi|olá|ola|opa|e aí|bom dia|boa tarde|boa noite|tudo bem|oi,? tudo bem|como vai(?: você)?)[\s!.?,]*$/iu;

function isTopic(
  raw: string,
  text: string,
  at: number,
  all: readonly { readonly raw: string; readonly text: string }[],
  shouts: boolean,
): boolean {
  if (raw === MENTION) return true;
  // An acronym among words in lower case: "IT", "US".
  if (!shouts && raw !== text && raw.length > 1 && /^\p{Lu}+$/u.test(raw)) return true;
  if (/^\d[\d.,:]*$/.test(text)) return false;
  if (text.length === 1) return all.length > 1 && /^(?![AIEO])\p{Lu}$/u.test(raw);
  if (isFunctionWord(text)) return false;
  const before = all[at - 1]?.text ?? "";
  if (TONGUES.has(text))
    return at + 1 < all.length ? !SHORT_PREPOSITIONS.has(before) : at > 0 && !SHORT_PREPOSITIONS.has(before);
  // "What is a table?" asks about the word itself.
  if (META.has(text)) return isDefined(all, at);
  return !(EDITS.has(text) && at <= 4 && !isDefined(all, at));
}

function isDefined(all: readonly { readonly text: string }[], at: number): boolean {
  const before = all
    .slice(0, at)
    .map(({ text }) => text)
    .join(" ");
  return /^(?:what is|what's|what are|define|o que é|o que são|defina)(?: an?| um| uma)?$/.test(before) &&
    at + 1 === all.length
    ? /(?: an?| um| uma)$|^define$|^defina$/.test(before) || /^[a-z]{4}$/.test(wordIn(all, at).text)
    : false;
}
