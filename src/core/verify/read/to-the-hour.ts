/** Reads "10 para as 8", ten minutes to eight, as "7:50". "Ten to eight" may be opening hours, and stays. */
import { NUMBER_WORDS } from "./tables.ts";
import type { Token } from "./tokens.ts";

const MINUTES: ReadonlySet<number> = new Set([5, 10, 15, 20, 25]);
/** Number of tokens of such a time. */
export const TO_THE_HOUR_TOKENS = 4;

/** The time that begins at a place; null for none. `text`: what the offsets of tokens count in. */
export function toTheHour(tokens: readonly Token[], at: number, text: string): Token | null {
  if (tokens[at + 1]?.text !== "para") return null;
  const [first, article, last] = [tokens[at], tokens[at + 2], tokens[at + 3]];
  if (first === undefined || last === undefined) return null;
  if (article?.text !== "as" && !(article?.text === "a" && last.text === "uma")) return null;
  const minutes = numberOf(first);
  const hour = numberOf(last);
  if (!MINUTES.has(minutes) || !(hour >= 1 && hour <= 24)) return null;
  const said = `${hour === 1 ? 12 : hour - 1}:${60 - minutes}`;
  const { start, opens } = first;
  return { kind: "date", raw: text.slice(start, last.end), text: said, start, end: last.end, opens };
}

function numberOf({ kind, text }: Token): number {
  if (text === "uma") return 1;
  return Number(kind === "number" ? text : (NUMBER_WORDS.get(text) ?? Number.NaN));
}
