/**
 * Says amounts and hours of a question in one way: "1/2 cup", "½ cup" and "half a cup"; "5 pm" and "17:00"; "3x" and "3 times"
 * or "3 vezes", "twice" and "2 times"; "das 9h às 18h" and "das 9 às 18 horas"; "a year and a half", "um ano e meio" and "1.5
 * years". Numbers were read before (`number-phrases.ts`).
 */
import { wordSet } from "../../word-set.ts";
import { NUMBER_WORDS, UNITS } from "./tables.ts";
import type { Token } from "./tokens.ts";

const HALVES = wordSet("half meia meio");
const TIMES: ReadonlyMap<string, string> = new Map([
  ["twice", "2"],
  ["thrice", "3"],
]);
const POINTS = wordSet("percentage percentual percentuais");
export const WORDS_OF_AMOUNTS: ReadonlySet<string> = new Set([...HALVES, ...TIMES.keys(), ...POINTS, "noon"]);
const UNTIL = wordSet("às a até to until till e and");

/** Is it a token that may say an amount? */
function isOfAmount({ kind, text }: Token): boolean {
  return kind === "word"
    ? WORDS_OF_AMOUNTS.has(text) || POINT.has(text) || ONE.has(text) || NUMBER_WORDS.has(text)
    : kind !== "symbol" && kind !== "version";
}

interface Read {
  readonly tokens: readonly Token[];
  readonly until: number;
}

export function withAmounts(tokens: readonly Token[], text: string): readonly Token[] {
  const out: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    if (token === undefined) break;
    const read = isOfAmount(token) ? readAt(tokens, at, text) : null;
    out.push(...(read?.tokens ?? [token]));
    at = read?.until ?? at + 1;
  }
  return out;
}

function readAt(tokens: readonly Token[], at: number, text: string): Read | null {
  return (
    hourAt(tokens, at) ??
    thousandsAt(tokens, at) ??
    spanAt(tokens, at) ??
    timesAt(tokens, at) ??
    pointsAt(tokens, at) ??
    andAHalfAt(tokens, at, text) ??
    fractionAt(tokens, at, text)
  );
}

/** "½", "1 ½", "1/2" before a unit, and "half" before one. */
function fractionAt(tokens: readonly Token[], at: number, text: string): Read | null {
  const token = tokens[at];
  if (token === undefined) return null;
  if (token.kind === "word") {
    if (!HALVES.has(token.text)) return null;
    const isArticle = tokens[at + 1]?.text === "a" || tokens[at + 1]?.text === "an";
    const until = at + (isArticle ? 2 : 1);
    return isUnit(tokens[until]) ? { tokens: [numeral(token, 0.5, token.end)], until } : null;
  }
  if (token.kind !== "number") return null;
  const alone = partOf(tokens, at, text);
  if (alone !== null) return { tokens: [numeral(token, alone.value, alone.end)], until: alone.until };
  const next = tokens[at + 1];
  const gap = next === undefined ? "" : text.slice(token.end, next.start);
  const part = /^\d+$/.test(token.text) && gap.trim() === "" ? partOf(tokens, at + 1, text) : null;
  if (part === null || part.value >= 1) return null;
  return { tokens: [numeral(token, Number(token.text) + part.value, part.end)], until: part.until };
}

/** "Two and a half hours", "a year and a half", "duas horas e meia": the number, and the word it counts where that stands between. */
function andAHalfAt(tokens: readonly Token[], at: number, text: string): Read | null {
  const token = tokens[at];
  const value = token === undefined ? Number.NaN : wholeOf(token);
  // At "half past two" no half is added.
  if (token === undefined || !Number.isInteger(value) || tokens[at - 1]?.text === "às") return null;
  for (const counted of [0, 1]) {
    const from = at + 1 + counted;
    const until = endOfHalf(tokens, from, text);
    const end = tokens[until - 1]?.end;
    if (end === undefined || !/^[\s\p{L}\p{N}-]*$/u.test(text.slice(token.start, end))) continue;
    const between = tokens.slice(at + 1, from);
    if (between.some((word) => word.kind !== "word")) continue;
    return { tokens: [numeral(token, value + 0.5, between.length > 0 ? token.end : end), ...between], until };
  }
  return null;
}

/** Where "and a half" or "e meia" ends that begins at a place; 0: none does. "Um copo e meio limão" are two things. */
function endOfHalf(tokens: readonly Token[], at: number, text: string): number {
  const [and, next, half] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (and?.text === "and") return next?.text === "a" && half?.text === "half" ? at + 3 : 0;
  if (and?.text !== "e" || (next?.text !== "meia" && next?.text !== "meio")) return 0;
  const isEnd = half === undefined || half.kind !== "word" || BEHIND_HALF.has(half.text);
  return isEnd || text.slice(next.end, half.start).trim() !== "" ? at + 2 : 0;
}
const BEHIND_HALF = wordSet(
  "de do da dos das para pra por pelo pela em no na nos nas antes depois mais menos a à ao aos e ou que até com sem se atrás cada",
);
const ONE = wordSet("a an one um uma");

/** The whole number that a token says; NaN: none. */
function wholeOf({ kind, text }: Token): number {
  if (kind === "word") return ONE.has(text) ? 1 : Number(NUMBER_WORDS.get(text) ?? Number.NaN);
  return kind === "number" && /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
}

interface Fraction {
  readonly value: number;
  readonly end: number;
  readonly until: number;
}

/** A fraction in one sign, or in digits with a slash where a unit follows: "24/7" is none. */
function partOf(tokens: readonly Token[], at: number, text: string): Fraction | null {
  const above = tokens[at];
  if (above?.kind !== "number") return null;
  const [, one, two] = /^(\d+)\/(\d+)$/.exec(above.text) ?? [];
  if (one !== undefined) return fraction(Number(one), Number(two), above.end, at + 1);
  const below = tokens[at + 2];
  if (
    tokens[at + 1]?.text !== "/" ||
    below?.kind !== "number" ||
    !/^\d\/\d$/.test(text.slice(above.start, below.end))
  )
    return null;
  const unit =
    tokens[at + 3]?.text === "of" || tokens[at + 3]?.text === "de" ? tokens[at + 4] : tokens[at + 3];
  return isUnit(unit) ? fraction(Number(above.text), Number(below.text), below.end, at + 3) : null;
}

function fraction(above: number, below: number, end: number, until: number): Fraction | null {
  return below === 0 || above === 0 ? null : { value: Number((above / below).toPrecision(6)), end, until };
}

function isUnit(token: Token | undefined): boolean {
  return token?.kind === "word" && token.text.length > 1 && UNITS.has(token.text);
}

function numeral(token: Token, value: number, end: number): Token {
  return { ...token, kind: "number", text: String(value), end };
}

/** "7 o'clock" as 7 hours. */
function clockAt(tokens: readonly Token[], at: number): Read | null {
  const [number, next] = [tokens[at], tokens[at + 1]];
  if (number?.kind !== "number" || next?.text !== "oclock") return null;
  return { tokens: [number, { ...next, text: "h", raw: "h" }], until: at + 2 };
}

/** An hour of the day as it is said elsewhere. */
function hourAt(tokens: readonly Token[], at: number): Read | null {
  return clockAt(tokens, at) ?? noonAt(tokens, at) ?? afternoonAt(tokens, at) ?? midnightAt(tokens, at);
}

/** "5 pm" as 17 hours, "5:30 pm" as 17:30. In the morning it stays, since "5:00" may be either. */
function afternoonAt(tokens: readonly Token[], at: number): Read | null {
  const token = tokens[at];
  const next = tokens[at + 1];
  if (token === undefined || next?.text !== "pm") return null;
  const [, hour = "", minute] = /^(\d{1,2})(?::(\d{2}))?$/.exec(token.text) ?? [];
  const hours = Number(hour);
  if (hour === "" || hours < 1 || hours > 12) return null;
  const plain = String(hours === 12 ? 12 : hours + 12);
  if (minute !== undefined)
    return { tokens: [{ ...token, kind: "date", text: `${plain}:${minute}`, end: next.end }], until: at + 2 };
  return {
    tokens: [
      { ...token, kind: "number", text: plain },
      { ...next, text: "h", raw: "h" },
    ],
    until: at + 2,
  };
}

/** "Twice" and "3x" as a number and "times", or "vezes". */
function timesAt(tokens: readonly Token[], at: number): Read | null {
  const token = tokens[at];
  if (token === undefined) return null;
  const often = token.kind === "identifier" ? /^(\d{1,4})x$/.exec(token.text)?.[1] : TIMES.get(token.text);
  if (often === undefined || (token.kind !== "word" && !isOften(tokens, at))) return null;
  const word = token.kind !== "word" && tokens.some(({ text }) => PORTUGUESE.has(text)) ? "vezes" : "times";
  const number: Token = { ...token, kind: "number", text: String(Number(often)), raw: often };
  return {
    tokens: [number, { ...token, kind: "word", text: word, raw: word, opens: false }],
    until: at + 1,
  };
}
/** Does "3x" say how often? A seat or a locker may be called so too. */
function isOften(tokens: readonly Token[], at: number): boolean {
  return tokens[at - 1]?.text === "em" || HOW_OFTEN.has(tokens[at + 1]?.text ?? "");
}
const HOW_OFTEN =
  wordSet(`a per each every daily weekly monthly yearly faster slower more less larger bigger smaller higher lower longer cheaper better
  ao à por sem mais menos maior menor`);
const PORTUGUESE = wordSet(
  "ao por em de sem da do na por posso dia dias qual quanto quantos o os e é juros cartão",
);

/** "Percentage points" and "pontos percentuais", which are no percent. */
function pointsAt(tokens: readonly Token[], at: number): Read | null {
  const [token, next] = [tokens[at], tokens[at + 1]];
  if (token?.kind !== "word" || next?.kind !== "word") return null;
  const isPoint = POINTS.has(token.text)
    ? POINT.has(next.text)
    : POINT.has(token.text) && POINTS.has(next.text);
  return isPoint ? { tokens: [{ ...token, text: "pp", raw: "pp", end: next.end }], until: at + 2 } : null;
}
const POINT = wordSet("point points ponto pontos");

/** "Noon", and "meio-dia", which is no half of a day. */
function noonAt(tokens: readonly Token[], at: number): Read | null {
  const [before, token, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (token === undefined) return null;
  const isMeioDia =
    token.text === "meio" && next?.text === "dia" && before !== undefined && AT_NOON.has(before.text);
  if (token.text !== "noon" && !isMeioDia) return null;
  const end = isMeioDia ? next.end : token.end;
  const hour: Token = { ...token, end, kind: "word", text: "h", raw: "h", opens: false };
  return { tokens: [{ ...token, end, kind: "number", text: "12" }, hour], until: at + (isMeioDia ? 2 : 1) };
}
const AT_NOON = wordSet("ao o até do");

/** "25k INR" as 25000 INR. */
function thousandsAt(tokens: readonly Token[], at: number): Read | null {
  const [number, scale, unit] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (number?.kind !== "number" || scale?.text !== "k" || scale.start !== number.start) return null;
  if (unit === undefined || !(MONEY.has(UNITS.get(unit.text) ?? "") || BY_THOUSANDS.has(unit.text)))
    return null;
  const end = Math.max(number.end, scale.end);
  return { tokens: [numeral(number, Number(number.text) * 1000, end)], until: at + 2 };
}
const BY_THOUSANDS = wordSet(
  "followers subscribers users people views likes words rows records requests steps seguidores inscritos pessoas",
);
const MONEY = wordSet("usd eur gbp brl jpy inr");

/** "Às 24h" is midnight, "24h" all day. */
function midnightAt(tokens: readonly Token[], at: number): Read | null {
  const [before, token, unit] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (token?.kind !== "number" || token.text !== "24" || before === undefined || !isHour(unit)) return null;
  return before.text === "às" ? { tokens: [{ ...token, text: "0" }], until: at + 1 } : null;
}

/** "9h às 18h": hours are said once, behind the second. */
function spanAt(tokens: readonly Token[], at: number): Read | null {
  const [from, until, to] = [tokens[at], tokens[at + 2], tokens[at + 3]];
  if (from?.kind !== "number" || to?.kind !== "number" || until === undefined || !UNTIL.has(until.text))
    return null;
  return isHour(tokens[at + 1]) && isHour(tokens[at + 4]) ? { tokens: [from], until: at + 2 } : null;
}

function isHour(token: Token | undefined): boolean {
  return token !== undefined && UNITS.get(token.text) === "h";
}
