/** The language of two answers: English, Portuguese, or one that the judge does not know. */

import type { Language } from "../../verify/read/tables.ts";
import { isLatinLetter } from "../../verify/read/tokens.ts";
import { wordSet } from "../../word-set.ts";
import { nth } from "./nth.ts";

/** The commonest words of each language; a word that two languages share counts for both. */
const COMMON: Readonly<Record<string, ReadonlySet<string>>> = {
  en: wordSet(
    "the of and to is are was were in on at for with from it that this you your they he she his her not be been have has will can by as or an a who which its there their do does",
  ),
  pt: wordSet(
    "o a os as um uma uns umas de da do das dos em na no nas nos ao à aos às pelo pela para por com sem como que é são foi está estão ser ter tem seu sua seus suas você ele ela não mais entre isso este esta esse essa e ou se até depois antes já também pode há muito",
  ),
  es: wordSet(
    "el la los las un una unos unas de del al en y o que es son fue está están ser tiene su sus usted él ella no más entre eso este esta para por con sin como pero hay muy también ya puede lo le se",
  ),
  fr: wordSet(
    "le la les un une des de du au aux en et ou que qui est sont était être avoir il elle ne pas plus dans pour par avec sans sur ce cette vous nous se son sa ses leur il y a peut",
  ),
  it: wordSet(
    "il lo la i gli le un una di del della dei in nel nella e o che è sono era essere ha hanno non più per con senza su questo questa si suo sua al alla da dal come può anche",
  ),
  de: wordSet(
    "der die das den dem des ein eine einen einem einer und oder ist sind war waren sein hat haben nicht mehr in im an am auf für mit von zu zum zur aus bei sie er es ich wir ihr sich wird werden kann auch als",
  ),
};
/** Most words looked at. */
const WORDS_MAX = 200;
/** Share of a language's common words from which a text can be in that language. */
const SHARE_MIN = 0.1;

/** Null: another language, or the answers are in two. `questions` speak where the answers are too short to tell. `isListed`: in the word list of both languages. */
export function answerLanguage(
  a: readonly string[],
  b: readonly string[],
  questions: readonly string[],
  isListed: (word: string) => boolean,
): Language | null {
  const one = tongueOf(a);
  const two = tongueOf(b);
  if (one !== null && two !== null && one !== two) return null;
  const known = one ?? two ?? tongueOf(questions);
  if (known === null) return areListed([...a, ...b], isListed) ? "en" : null;
  return known === "en" || known === "pt" ? known : null;
}

/** Whether most words are of English or Portuguese: a few alone do not tell of which. */
function areListed(texts: readonly string[], isListed: (word: string) => boolean): boolean {
  if (!isLatin(texts)) return false;
  const words = texts
    .join(" ")
    .slice(0, 1_000)
    .toLowerCase()
    .split(NO_LETTERS)
    .filter((word) => word !== "");
  return words.length < 3 || words.filter(isListed).length >= LISTED_MIN * words.length;
}
const LISTED_MIN = 0.7;

function isLatin(texts: readonly string[]): boolean {
  const start = texts.join(" ").slice(0, 1_000);
  return (
    !/[^\0-\xff]/.test(start) || !/[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(start)
  );
}

const TONGUES = Object.keys(COMMON);
/** From a word to the languages in which it is common, one bit each. */
const BITS: ReadonlyMap<string, number> = bitsOf();

function tongueOf(texts: readonly string[]): string | null {
  const counts = TONGUES.map(() => 0);
  let words = 0;
  for (const text of texts) {
    const lower = text.slice(0, PIECE_CHARS).toLowerCase();
    eachWord(lower, (from, to) => {
      words++;
      const bits = to - from > COMMON_CHARS_MAX ? undefined : BITS.get(lower.slice(from, to));
      if (bits === undefined) return;
      for (let i = 0; i < counts.length; i++) if ((bits & (1 << i)) !== 0) counts[i] = (counts[i] ?? 0) + 1;
    });
    if (words >= WORDS_MAX) break;
  }
  if (words > 4 && !isLatin(texts)) return "other";
  const most = Math.max(...counts);
  // A list has few small words: it may be in the language of the other answer.
  if (most < 2 || most / words < SHARE_MIN || counts.indexOf(most) !== counts.lastIndexOf(most)) return null;
  return nth(TONGUES, counts.indexOf(most));
}
const NO_LETTERS = /[^\p{L}]+/u;
const PIECE_CHARS = 600;
const COMMON_CHARS_MAX = Math.max(...[...BITS.keys()].map((word) => word.length));

/** Hands over the range [from, to) of each run of letters; of Latin-1 without a search. */
function eachWord(text: string, met: (from: number, to: number) => void): void {
  for (let from = 0, at = 0; at <= text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > LATIN_1_MAX) {
      for (const { index, 0: word } of text.slice(from).matchAll(LETTERS))
        met(from + index, from + index + word.length);
      return;
    }
    if (isLatinLetter(code) || OTHER_LETTERS.has(code)) continue;
    if (at > from) met(from, at);
    from = at + 1;
  }
}
const LETTERS = /\p{L}+/gu;
const LATIN_1_MAX = 0xff;
/** ª, µ and º. */
const OTHER_LETTERS: ReadonlySet<number> = new Set([0xaa, 0xb5, 0xba]);

function bitsOf(): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const [i, tongue] of TONGUES.entries())
    for (const word of COMMON[tongue] ?? []) out.set(word, (out.get(word) ?? 0) | (1 << i));
  return out;
}
