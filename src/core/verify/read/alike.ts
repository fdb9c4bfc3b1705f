/** The tokens of a text with each fact said in one way, however it is written. */
import { WORDS_OF_AMOUNTS, withAmounts } from "./amounts.ts";
import { RARELY_OF_CALENDAR, WORDS_OF_CALENDAR, withCalendar } from "./calendar-phrases.ts";
import { endsCompound, JOINED } from "./compounds.ts";
import { mayBeRoman, WORDS_OF_NUMBERS, withNumbers } from "./number-phrases.ts";
import { type Token, tokensOf } from "./tokens.ts";
import { opensPhrase, WORDS_OF_PHRASES, withPhrases } from "./word-phrases.ts";

/** What a text may hold, each a bit; a rare one counts beside a digit, the first part of a word before its second. */
const [PHRASE, NUMBER, CALENDAR, AMOUNT, RARE, JOINS, ORDINAL] = [1, 2, 4, 8, 16, 32, 64] as const;
/** One look-up for each word tells which of the readings below are due: most texts need none. */
const BITS: ReadonlyMap<string, number> = bits();

/** `text`: NFC, as for `tokensOf`. */
export function alikeTokens(text: string): readonly Token[] {
  let tokens: readonly Token[] = tokensOf(text);
  const due = dueOf(tokens, text);
  if (due === 0) return tokens;
  if ((due & PHRASE) !== 0) tokens = withPhrases(tokens, text);
  if ((due & NUMBER) !== 0) tokens = withNumbers(tokens, text);
  if ((due & CALENDAR) !== 0) tokens = withCalendar(tokens, text);
  return (due & AMOUNT) !== 0 ? withAmounts(tokens, text) : tokens;
}

function dueOf(tokens: readonly Token[], text: string): number {
  let due = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === "word") {
      const known = BITS.get(token.text) ?? 0;
      due |= known;
      if (mayBeRoman(token.raw)) due |= NUMBER;
      if ((known & JOINS) !== 0 && endsCompound(tokens[at + 1]?.text ?? "")) due |= PHRASE;
    } else due |= bitsOf(token);
    if ((due & PHRASE) === 0 && opensPhrase(tokens, at, text, false)) due |= PHRASE;
  }
  if ((due & RARE) !== 0 && (due & (AMOUNT | NUMBER | ORDINAL)) !== 0) due |= CALENDAR;
  return due & (PHRASE | NUMBER | CALENDAR | AMOUNT);
}

function bitsOf({ kind, text }: Token): number {
  if (kind === "symbol") return 0;
  if (kind === "date" || kind === "version") return NUMBER | CALENDAR | AMOUNT;
  return NUMBER | AMOUNT | (kind === "number" && text.endsWith("0") ? CALENDAR : 0);
}

function bits(): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  const add = (words: Iterable<string>, bit: number): void => {
    for (const word of words) out.set(word, (out.get(word) ?? 0) | bit);
  };
  add(WORDS_OF_PHRASES, PHRASE);
  add(JOINED, JOINS);
  add(WORDS_OF_NUMBERS, NUMBER);
  for (const word of WORDS_OF_CALENDAR) add([word], RARELY_OF_CALENDAR.has(word) ? RARE : CALENDAR);
  add(WORDS_OF_AMOUNTS, AMOUNT);
  add(["first", "second", "primeiro"], ORDINAL);
  return out;
}
