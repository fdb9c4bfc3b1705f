/**
 * Says dates, decades, weekdays and months of a question in one way: "July 4th, 2024", "the 4th of July 2024" and
 * "2024-07-04"; "the 1990s", "the '90s" and "the nineties"; "on Tue" and "on Tuesday"; "segunda" and "segunda-feira".
 * "03/04/2023" may be of March or of April, and stays what it is.
 */
import { wordSet } from "../../word-set.ts";
import type { Token } from "./tokens.ts";

/** By a month's name, how it is said and its number; those that are other words too are dates only beside a day. */
const MONTHS: ReadonlyMap<string, string> = new Map(
  `january/janeiro/jan february/fevereiro/feb/fev march/março/mar april/abril/apr/abr may/maio/mai june/junho/jun
  july/julho/jul august/agosto/aug/ago september/setembro/sept/sep/set october/outubro/oct/out november/novembro/nov
  december/dezembro/dec/dez`
    .split(/\s+/)
    .flatMap((names) => names.split("/").map((name) => [name, names.split("/")[0] ?? ""] as const)),
);
const MONTH_NAMES = [...new Set(MONTHS.values())];
/** Names that are other words as well: after a word for when, or with a capital, they are months. */
const UNSURE = wordSet("may march mar set out ago dez sep mai");
const SHORT_MONTHS = wordSet("jan feb fev apr abr aug sept oct nov dec mar jun jul");
const SHORT_DAYS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ mon: "monday", tue: "tuesday", tues: "tuesday", wed: "wednesday", weds: "wednesday" },
    ...{
      thu: "thursday",
      thur: "thursday",
      thurs: "thursday",
      fri: "friday",
      sat: "saturday",
      sun: "sunday",
    },
  }),
);
/** Those that are no other word. */
const LONE_DAYS = wordSet("tue tues weds thu thur thurs");
const DIAS: ReadonlyMap<string, string> = new Map(
  Object.entries({ seg: "segunda", ter: "terça", qua: "quarta", qui: "quinta", sex: "sexta", sáb: "sábado" }),
);
const WEEKDAYS_PT = wordSet(
  "segunda terça terca quarta quinta sexta segundas terças tercas quartas quintas sextas",
);
const FULL_DAYS = new Set([...SHORT_DAYS.values(), "sábado", "domingo"]);
/** Words before a month or a weekday that is only named by its first letters. */
const WHEN = wordSet(
  "on in by until till from to since before after every each next last this early late mid of",
);
const WHEN_PT = wordSet("na nas às toda todas próxima última");
const NINETIES: ReadonlyMap<string, string> = new Map(
  "thirties/30 forties/40 fifties/50 sixties/60 seventies/70 eighties/80 nineties/90"
    .split(" ")
    .map((pair) => [pair.slice(0, -3), pair.slice(-2)] as const),
);
const BEFORE_DECADE = wordSet("the late early mid");
/** Of what an amount "in the 90s" is told, so that it is no decade. */
const MEASURED = wordSet(
  "temperature temperatures degrees heat weather fahrenheit score scores grade grades percentile iq humidity age ages",
);

/** Words that may begin such a phrase, or hold it. */
export const WORDS_OF_CALENDAR: ReadonlySet<string> = new Set([
  ...[...MONTHS.keys(), ...SHORT_DAYS.keys(), ...DIAS.keys(), ...NINETIES.keys()],
  ...[...FULL_DAYS, ...WEEKDAYS_PT, "anos", "década"],
]);
/** Those of them that are other words where no number is near. */
export const RARELY_OF_CALENDAR: ReadonlySet<string> = wordSet("may march set out anos");

/** A phrase that was read: its tokens, and the place behind it. */
interface Read {
  readonly tokens: readonly Token[];
  readonly until: number;
}

export function withCalendar(tokens: readonly Token[], text: string): readonly Token[] {
  const out: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    const read = token !== undefined && maySay(token) ? readAt(tokens, at, text) : null;
    if (read === null) {
      if (token !== undefined) out.push(token);
      at++;
      continue;
    }
    if (read.tokens[0]?.kind === "date") sayOnDay(out);
    out.push(...read.tokens);
    at = read.until;
  }
  return out;
}

function maySay({ kind, text }: Token): boolean {
  return kind !== "word" || WORDS_OF_CALENDAR.has(text) || FIRSTS.has(text) || TENS_PT.has(text);
}

function readAt(tokens: readonly Token[], at: number, text: string): Read | null {
  return dateAt(tokens, at, text) ?? decadeAt(tokens, at, text) ?? dayOrMonthAt(tokens, at, text);
}

/** "No dia 25" is "em 25": the words before a date, as they are said without "dia". */
function sayOnDay(out: Token[]): void {
  const day = out.at(-1);
  if (day?.text !== "dia") return;
  const before = out.at(-2);
  const plain = before === undefined ? undefined : WITHOUT_DAY[before.text];
  if (before === undefined || plain === undefined) return;
  out.length -= 2;
  if (plain !== "") out.push({ ...before, text: plain, end: before.end });
}
const WITHOUT_DAY: Readonly<Record<string, string>> = { no: "em", do: "de", ao: "a", o: "", dia: "em" };

/** A day of a month, with or without its year, as "4 july" and 2024. */
function dateAt(tokens: readonly Token[], at: number, text: string): Read | null {
  const first = tokens[at];
  if (first === undefined) return null;
  if (first.kind === "date" || first.kind === "version") return numericDate(first, at + 1);
  return monthFirst(tokens, at, text) ?? dayFirst(tokens, at, text);
}

/** "25/12/2023", "2023-12-25" or "25.12.2023"; null where day and month could be exchanged. */
function numericDate(token: Token, until: number): Read | null {
  const parts = token.text.split(token.kind === "date" ? "-" : ".");
  const [a = 0, b = 0, c = 0] = parts.map(Number);
  if (parts.length !== 3) return null;
  const isYearFirst = a >= 1000;
  const year = isYearFirst ? a : c;
  const [day, month] = isYearFirst || a <= 12 ? [isYearFirst ? c : b, isYearFirst ? b : a] : [a, b];
  const isSure = isYearFirst || day > 12 || day === month;
  if (year < 1000 || year > 9999 || !isSure || day < 1 || day > 31 || month < 1 || month > 12) return null;
  const date: Token = { ...token, kind: "date", text: `${day} ${MONTH_NAMES[month - 1]}` };
  return { tokens: [date, { ...token, kind: "number", text: String(year) }], until };
}

function monthFirst(tokens: readonly Token[], at: number, text: string): Read | null {
  const month = tokens[at];
  const day = tokens[at + 1];
  const name = monthOf(tokens, at);
  if (month === undefined || name === null || day === undefined || !isNear(text, month, day)) return null;
  const number = dayOf(day, false);
  if (number === null || isFollowedByUnit(tokens[at + 2], text, day)) return null;
  const date = joined(tokens, at, at + 1, text, `${number} ${name}`);
  return withYear(date, tokens, at + 2, text);
}

function dayFirst(tokens: readonly Token[], at: number, text: string): Read | null {
  const day = tokens[at];
  let next = tokens[at + 1];
  if (day === undefined || next === undefined) return null;
  const isOf = next.text === "of" || next.text === "de";
  const place = at + (isOf ? 2 : 1);
  next = tokens[place];
  const number = dayOf(day, isOf);
  if (number === null || next === undefined || next.kind !== "word") return null;
  const name = MONTHS.get(next.text);
  if (name === undefined || !(isOf || monthOf(tokens, place) !== null) || !isNear(text, day, next))
    return null;
  return withYear(joined(tokens, at, place, text, `${number} ${name}`), tokens, place + 1, text);
}

/** The month that a token names, where it is not another word; null for none. */
function monthOf(tokens: readonly Token[], at: number): string | null {
  const token = tokens[at];
  if (token?.kind !== "word") return null;
  const name = MONTHS.get(token.text);
  if (name === undefined) return null;
  if (!UNSURE.has(token.text)) return name;
  const before = tokens[at - 1];
  const isSaidAfter = before !== undefined && (WHEN.has(before.text) || before.kind === "number");
  return isSaidAfter || (!token.opens && token.raw !== token.text) ? name : null;
}

/** A day of the month, 1 to 31; null for none. `isOf`: does "of" stand behind it? */
function dayOf(token: Token, isOf: boolean): number | null {
  if (token.kind === "word") {
    const ordinal = FIRSTS.get(token.text);
    return ordinal !== undefined && (isOf || /^\d/.test(token.raw)) ? ordinal : null;
  }
  return token.kind === "number" && /^(?:[1-9]|0[1-9]|[12]\d|3[01])$/.test(token.text)
    ? Number(token.text)
    : null;
}
const FIRSTS: ReadonlyMap<string, number> = new Map([
  ["first", 1],
  ["second", 2],
  ["primeiro", 1],
]);

/** With its year, if one follows: "July 4, 2024", "4 de julho de 2024". */
function withYear(date: Token, tokens: readonly Token[], at: number, text: string): Read {
  const isOf = tokens[at]?.text === "de" || tokens[at]?.text === "of";
  const year = tokens[at + (isOf ? 1 : 0)];
  const isYear = year?.kind === "number" && /^[12]\d{3}$/.test(year.text);
  if (!isYear || !isNear(text, date, year)) return { tokens: [date], until: at };
  return { tokens: [date, year], until: at + (isOf ? 2 : 1) };
}

/** "May 4 people share it": what is counted is no day. */
function isFollowedByUnit(next: Token | undefined, text: string, day: Token): boolean {
  if (next === undefined || next.kind !== "word") return next?.kind === "symbol";
  return COUNTED_AFTER.has(next.text) && text.slice(day.end, next.start).trim() === "";
}
const COUNTED_AFTER = wordSet(
  "people persons users days weeks months years hours minutes times percent dollars euros guests children adults",
);

/** Do nothing but spaces, a comma, a full stop, "of" and "de" stand between two tokens? */
function isNear(text: string, before: Token, after: Token): boolean {
  return (
    after.start - before.end <= 6 &&
    /^(?:st|nd|rd|th|[ºª°])?[\s,.]*(?:(?:of|de)\s)?$/iu.test(text.slice(before.end, after.start))
  );
}

function joined(tokens: readonly Token[], from: number, to: number, text: string, said: string): Token {
  const start = tokens[from]?.start ?? 0;
  const end = Math.max(tokens[from]?.end ?? 0, tokens[to]?.end ?? 0);
  return {
    kind: "date",
    raw: text.slice(start, end),
    text: said,
    start,
    end,
    opens: tokens[from]?.opens ?? false,
  };
}

/** "The 90s", "the 1990's" and "the nineties" as "1990s"; "anos 90" and "década de 90" as "anos 1990". */
function decadeAt(tokens: readonly Token[], at: number, text: string): Read | null {
  const first = tokens[at];
  if (first === undefined) return null;
  const before = tokens[at - 1];
  if (before !== undefined && isOfYears(tokens, at)) {
    const tens = TENS_PT.get(first.text) ?? first.text;
    return /^[3-9]0$/.test(tens)
      ? { tokens: [{ ...first, kind: "number", text: `19${tens}` }], until: at + 1 }
      : null;
  }
  const isSaid = (before !== undefined && BEFORE_DECADE.has(before.text)) || isCut(text, first.start);
  if (!isSaid || tokens.some((token) => MEASURED.has(token.text))) return null;
  const tens = NINETIES.get(first.text);
  if (tens !== undefined)
    return { tokens: [{ ...first, kind: "identifier", text: `19${tens}s` }], until: at + 1 };
  const next = tokens[at + 1];
  const year = /^(?:[3-9]|1[89]\d|20\d)0$/.exec(first.text)?.[0];
  if (first.kind !== "number" || year === undefined || next?.text !== "s" || next.start - first.end > 1)
    return null;
  const said = `${year.length === 2 ? "19" : ""}${year}s`;
  const end = Math.max(first.end, next.end);
  return { tokens: [{ ...first, kind: "identifier", text: said, end }], until: at + 2 };
}
const TENS_PT: ReadonlyMap<string, string> = new Map(
  "trinta/30 quarenta/40 cinquenta/50 sessenta/60 setenta/70 oitenta/80 noventa/90"
    .split(" ")
    .map((pair) => [pair.slice(0, -3), pair.slice(-2)] as const),
);

/** Does "anos" or "década de" stand before a token, and no number before that? */
function isOfYears(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1]?.text;
  if (before === "anos") return tokens[at - 2]?.kind !== "number";
  return before === "de" && tokens[at - 2]?.text === "década";
}

/** Is a numeral cut by an apostrophe before it: "'90s"? */
function isCut(text: string, start: number): boolean {
  const mark = text[start - 1];
  return mark === "'" || mark === "’" || mark === "‘";
}

/** A weekday or a month named by its first letters, where a word for when stands before it; and "segunda-feira". */
function dayOrMonthAt(tokens: readonly Token[], at: number, text: string): Read | null {
  const token = tokens[at];
  const before = tokens[at - 1];
  if (token?.kind !== "word") return null;
  const next = tokens[at + 1];
  if (WEEKDAYS_PT.has(token.text) && (next?.text === "feira" || next?.text === "feiras"))
    return { tokens: [token], until: at + 2 };
  const range = rangeAt(tokens, at, text);
  if (range !== null) return range;
  if (LONE_DAYS.has(token.text)) return said(token, SHORT_DAYS.get(token.text), at);
  if (before === undefined) return null;
  const isCapital = token.raw !== token.text;
  const isSaturday = token.text === "sáb" && (before.text === "no" || before.text === "aos");
  if ((isSaturday || WHEN_PT.has(before.text)) && DIAS.has(token.text) && isEnd(text, token))
    return said(token, DIAS.get(token.text), at);
  if (!WHEN.has(before.text) || /^\p{Lu}+$/u.test(token.raw)) return null;
  const day = SHORT_DAYS.get(token.text);
  if (day !== undefined && (isCapital || !/^(?:sat|sun|wed)$/.test(token.text))) return said(token, day, at);
  const isMonth = SHORT_MONTHS.has(token.text) && (isCapital || !UNSURE.has(token.text));
  return isMonth ? said(token, MONTHS.get(token.text), at) : null;
}

/** "Mon-Fri", "Mon to Fri", "seg a sex": two days by their first letters, and what stands between them. */
function rangeAt(tokens: readonly Token[], at: number, text: string): Read | null {
  const from = tokens[at];
  const next = tokens[at + 1];
  if (from === undefined || next === undefined) return null;
  const isWord = RANGED.has(next.text);
  const to = isWord ? tokens[at + 2] : next;
  const first = dayOfRange(from);
  const last = to && dayOfRange(to);
  if (!first || !last || to === undefined) return null;
  if (!isWord && !/^\s?[-–—]\s?$/.test(text.slice(from.end, to.start))) return null;
  const isPortuguese = WEEKDAYS_PT.has(first) || WEEKDAYS_PT.has(last);
  const between: Token = { ...(isWord ? next : to), kind: "word", text: isPortuguese ? "a" : "to" };
  const isFeira = tokens[at + (isWord ? 3 : 2)]?.text === "feira";
  return {
    tokens: [
      { ...from, text: first },
      isWord ? between : { ...between, raw: between.text },
      { ...to, text: last },
    ],
    until: at + (isWord ? 3 : 2) + (isFeira ? 1 : 0),
  };
}
const RANGED = wordSet("to through thru until till a à até");

function dayOfRange({ text, kind }: Token): string | undefined {
  if (kind !== "word") return undefined;
  return (
    SHORT_DAYS.get(text) ??
    DIAS.get(text) ??
    (WEEKDAYS_PT.has(text) || FULL_DAYS.has(text) ? text : undefined)
  );
}

function said(token: Token, text: string | undefined, at: number): Read {
  return { tokens: [{ ...token, text: text ?? token.text }], until: at + 1 };
}

/** Does a word end with its token, and not as the first part of one with a hyphen? */
function isEnd(text: string, { end }: Token): boolean {
  return text[end] !== "-" && text[end] !== "'";
}
