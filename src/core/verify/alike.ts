/** The tokens of a text with each fact said in one way, however it is written. */
import { isOfAmount, withAmounts } from "./amounts.ts";
import { isOfCalendar, withCalendar } from "./calendar-phrases.ts";
import { withNumbers } from "./number-phrases.ts";
import { type Token, tokensOf } from "./tokens.ts";
import { opensPhrase, withPhrases } from "./word-phrases.ts";

/** `text`: NFC, as for `tokensOf`. */
export function alikeTokens(text: string): readonly Token[] {
  const tokens = tokensOf(text);
  let hasPhrase = false;
  let hasCalendar = false;
  let hasAmount = false;
  for (const token of tokens) {
    if (!hasPhrase && opensPhrase(token, text)) hasPhrase = true;
    if (!hasCalendar && (token.kind === "word" ? isOfCalendar(token.text) : isDated(token)))
      hasCalendar = true;
    if (!hasAmount && isOfAmount(token)) hasAmount = true;
  }
  const plain = withNumbers(hasPhrase ? withPhrases(tokens, text) : tokens, text);
  const dated = hasCalendar ? withCalendar(plain, text) : plain;
  return hasAmount ? withAmounts(dated, text) : dated;
}

/** May it be a date in digits, or the number of "the 90s"? */
function isDated({ kind, text }: Token): boolean {
  return kind === "date" || kind === "version" || (kind === "number" && text.endsWith("0"));
}
