/** The tokens of a text with each fact said in one way, however it is written. */
import { isOfCalendar, withCalendar } from "./calendar-phrases.ts";
import { withNumbers } from "./number-phrases.ts";
import { type Token, tokensOf } from "./tokens.ts";
import { opensPhrase, withPhrases } from "./word-phrases.ts";

/** `text`: NFC, as for `tokensOf`. */
export function alikeTokens(text: string): readonly Token[] {
  const tokens = tokensOf(text);
  let hasPhrase = false;
  let hasCalendar = false;
  for (const token of tokens) {
    if (!hasPhrase && opensPhrase(token, text)) hasPhrase = true;
    if (!hasCalendar && (token.kind === "word" ? isOfCalendar(token.text) : isDated(token)))
      hasCalendar = true;
    if (hasPhrase && hasCalendar) break;
  }
  const plain = withNumbers(hasPhrase ? withPhrases(tokens, text) : tokens, text);
  return hasCalendar ? withCalendar(plain, text) : plain;
}

/** May it be a date in digits, or the number of "the 90s"? */
function isDated({ kind, text }: Token): boolean {
  return kind === "date" || kind === "version" || (kind === "number" && text.endsWith("0"));
}
