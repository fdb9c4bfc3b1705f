/**
 * Says numbers, ordinals, times and dates of a question in one way, so that other spellings of a fact are no other fact:
 * "2.3 million" and "2,300,000", "forty-five" and "45", "3rd" and "third", "07:45" and "7:45", "18h45" and "18:45",
 * "type II" and "type 2".
 */
import { wordSet } from "../../word-set.ts";
import { CALENDAR, NUMBER_WORDS, ORDINAL_WORDS } from "./tables.ts";
import { TO_THE_HOUR_TOKENS, toTheHour } from "./to-the-hour.ts";
import type { Token } from "./tokens.ts";

/** The tokens of a text, those of a phrase joined. `text`: what the offsets of tokens count in. `alike.ts` says when it is due. */
export function withNumbers(tokens: readonly Token[], text: string): readonly Token[] {
  const out: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    if (token !== undefined && !mayBeNumber(token)) {
      out.push(token);
      at++;
      continue;
    }
    const time = toTheHour(tokens, at, text);
    if (time !== null) {
      out.push(time);
      at += TO_THE_HOUR_TOKENS;
      continue;
    }
    const phrase = phraseAt(tokens, at, text);
    if (phrase === null) {
      out.push(...saidPlainly(tokens, at, text));
      at++;
      continue;
    }
    out.push(phrase.number, ...phrase.currency);
    at = phrase.until;
  }
  return out;
}

/** Is it one of the tokens that are said otherwise, or that a phrase begins with? */
function mayBeNumber({ kind, text, raw }: Token): boolean {
  if (kind !== "word") return kind !== "symbol";
  return WORDS_OF_NUMBERS.has(text) || mayBeRoman(raw) || SCALES.has(text);
}

/** May it be a Roman numeral: two capitals or more, the first of which is I, V or X? */
export function mayBeRoman(raw: string): boolean {
  const first = raw.charCodeAt(0);
  return (first === 73 || first === 86 || first === 88) && ROMAN.has(raw);
}

const ONES: ReadonlySet<string> = new Set(["one", "um", "uma"]);
/** Portuguese ordinals of tens, which go on as numbers do: "décima segunda". */
const TENTHS: ReadonlyMap<string, string> = new Map(
  "décim/10 vigésim/20 trigésim/30 quadragésim/40 quinquagésim/50 sexagésim/60 septuagésim/70 octogésim/80 nonagésim/90"
    .split(" ")
    .flatMap((pair) => ["o", "a"].map((end) => [pair.slice(0, -3) + end, pair.slice(-2)] as const)),
);
/** Words that are said otherwise, or that a phrase begins with. */
export const WORDS_OF_NUMBERS: ReadonlySet<string> = new Set([
  ...[...NUMBER_WORDS.keys(), ...ORDINAL_WORDS.keys()],
  ...[...TENTHS.keys(), ...ONES],
]);
const HUNDRED = "hundred";
/** Those of which a word list has no number are abbreviations: "$3 bn". */
const SCALES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ thousand: 1e3, mil: 1e3, million: 1e6, milhão: 1e6, milhões: 1e6, bn: 1e9 },
    ...{ billion: 1e9, bilhão: 1e9, bilhões: 1e9, trillion: 1e12, trilhão: 1e12, trilhões: 1e12 },
  }),
);

interface Phrase {
  readonly number: Token;
  /** The currency of "$5 million", which is a token of its own. */
  readonly currency: readonly Token[];
  readonly until: number;
}

/** The phrase of at least two tokens that begins at a place; null where there is none. */
function phraseAt(tokens: readonly Token[], from: number, text: string): Phrase | null {
  const first = tokens[from];
  if (first === undefined) return null;
  const currency = currencyBehind(tokens, from);
  const count = new Count();
  if (first.kind === "number" ? !count.numeral(first.text) : !count.word(first.text)) return null;
  let last = first;
  let at = from + 1 + currency.length;
  for (
    let next = wordBehind(tokens, at, last, text);
    next !== null;
    next = wordBehind(tokens, at, last, text)
  ) {
    const skip = next.text === "and" || next.text === "e" ? 1 : 0;
    const said = tokens[at + skip];
    if (said === undefined || (skip > 0 && !mayFollowAnd(count, tokens, at + 1, text))) break;
    const isShort = said.text === "k" && said.start === last.end && currency.length > 0;
    if (!(isShort ? count.scale(1e3) : count.word(said.text))) break;
    last = said;
    at += 1 + skip;
  }
  if (last === first) return null;
  const number: Token = {
    ...{ kind: "number", raw: text.slice(first.start, last.end), text: count.plain },
    ...{ start: first.start, end: last.end, opens: first.opens },
  };
  return { number, currency, until: at };
}

/** The token of a currency that was cut from the number at a place. */
function currencyBehind(tokens: readonly Token[], at: number): readonly Token[] {
  const number = tokens[at];
  const next = tokens[at + 1];
  return number?.kind === "number" && next?.kind === "word" && next.start === number.start ? [next] : [];
}

/** The word at a place, where nothing but a space or a hyphen parts it from the one before. */
function wordBehind(tokens: readonly Token[], at: number, before: Token, text: string): Token | null {
  const word = tokens[at];
  return word?.kind === "word" && /^[\s-]*$/.test(text.slice(before.end, word.start)) ? word : null;
}

/**
 * May the number after "and" belong to the phrase? In "vinte e cinco mil" it does; "one hundred and two hundred" are two
 * numbers, and so may be "five hundred and two thousand".
 */
function mayFollowAnd(count: Count, tokens: readonly Token[], at: number, text: string): boolean {
  const number = tokens[at];
  if (!count.wantsAnd || number === undefined || !NUMBER_WORDS.has(number.text)) return false;
  if (count.isTens) return true;
  const isMany = (token: Token | null) =>
    token !== null && (token.text === HUNDRED || SCALES.has(token.text));
  const next = wordBehind(tokens, at + 1, number, text);
  return ![number, next, next && wordBehind(tokens, at + 2, next, text)].some(isMany);
}

/** Adds up the words of a number: "two hundred and five thousand". A word that does not fit is refused. */
class Count {
  #total = 0;
  /** What the next scale will multiply. */
  #section: number | null = null;
  #isNumeral = false;
  /** Did it begin as "décimo"? */
  #isOrdinal = false;
  #least = Number.POSITIVE_INFINITY;

  get wantsAnd(): boolean {
    if (this.#isNumeral) return false;
    return this.#section === null ? this.#total > 0 : this.#section >= 20 && this.#section % 10 === 0;
  }

  /** Does a number of tens want its ones? */
  get isTens(): boolean {
    return this.#section !== null && this.#section % 100 >= 20;
  }

  /** In plain spelling. Products of decimal fractions are rounded to the digits that a float has. */
  get plain(): string {
    return String(Number((this.#total + (this.#section ?? 0)).toPrecision(15)));
  }

  numeral(text: string): boolean {
    if (!/^\d+(?:\.\d+)?$/.test(text)) return false;
    this.#section = Number(text);
    this.#isNumeral = true;
    return true;
  }

  word(text: string): boolean {
    const scale = SCALES.get(text);
    if (scale !== undefined) return this.scale(scale);
    if (text === HUNDRED) return this.#times(100);
    if (ONES.has(text)) return this.#begun(1);
    if (this.#section === null) this.#isOrdinal = TENTHS.has(text);
    const number = Number(NUMBER_WORDS.get(text) ?? TENTHS.get(text) ?? Number.NaN);
    const ordinal = Number(ORDINAL_WORDS.get(text) ?? LOW_ORDINALS[text] ?? Number.NaN);
    if (!Number.isNaN(number)) return this.#plus(number);
    // "Twenty-first": an ordinal ends a number, and alone is said plainly.
    return this.#section !== null && !this.#isNumeral && ordinal < 10 && this.#plus(ordinal);
  }

  scale(scale: number): boolean {
    if (scale >= this.#least || (this.#section === null && this.#total > 0)) return false;
    this.#total += (this.#section ?? 1) * scale;
    this.#section = null;
    this.#isNumeral = false;
    this.#least = scale;
    return true;
  }

  #begun(number: number): boolean {
    if (this.#section !== null || this.#total > 0) return false;
    this.#section = number;
    return true;
  }

  #times(hundred: number): boolean {
    if (this.#section !== null && !(this.#section >= 1 && this.#section < 10)) return false;
    this.#section = (this.#section ?? 1) * hundred;
    this.#isNumeral = false;
    return true;
  }

  #plus(number: number): boolean {
    if (this.#section === null) {
      this.#section = number;
      return number < this.#least;
    }
    if (this.#isNumeral) return false;
    const tens = this.#section % 100;
    const ones = this.#section % 10;
    const isTenth = tens === 10 && this.#isOrdinal;
    const fits =
      tens === 0
        ? this.#section >= 100 && number < 100
        : (tens >= 20 || isTenth) && ones === 0 && number < 10;
    if (fits) this.#section += number;
    return fits;
  }
}

/** A token that is no phrase, said as others say it. */
function saidPlainly(tokens: readonly Token[], at: number, whole: string): readonly Token[] {
  const token = tokens[at];
  if (token === undefined) return [];
  const { kind, text, raw } = token;
  if (kind === "number") return [ordinalOf(token, whole)];
  if (kind === "date" || kind === "identifier") return timeOf(token, tokens[at + 1]) ?? [dateOf(token)];
  if (kind !== "word") return [token];
  const ordinal = ORDINAL_WORDS.get(text) ?? TENTHS.get(text);
  if (ordinal !== undefined) return [{ ...token, kind: "number", text: ordinal }];
  const roman = ROMAN.get(raw);
  return roman !== undefined && isCountedBefore(tokens[at - 1])
    ? [{ ...token, kind: "number", text: roman }]
    : [token];
}

/** Ordinals whose words often mean something else, so that those in digits become words. */
const LOW_ORDINALS: Readonly<Record<string, string>> = {
  ...{
    first: "1",
    second: "2",
    primeiro: "1",
    primeira: "1",
    segundo: "2",
    segunda: "2",
    quarto: "4",
    quarta: "4",
  },
  ...{ quinto: "5", quinta: "5", sexto: "6", sexta: "6" },
};
const IN_WORDS: Readonly<Record<string, string>> = {
  ...{
    "1st": "first",
    "2nd": "second",
    "1º": "primeiro",
    "1ª": "primeira",
    "2º": "segundo",
    "2ª": "segunda",
  },
  ...{ "4º": "quarto", "4ª": "quarta", "5º": "quinto", "5ª": "quinta", "6º": "sexto", "6ª": "sexta" },
};

/** Its letters are no part of the token. */
function ordinalOf(token: Token, whole: string): Token {
  const letters = token.text.length === 1 ? whole.slice(token.start, token.end + 2).toLowerCase() : "";
  const word = IN_WORDS[letters] ?? IN_WORDS[letters.slice(0, 2).replace("a", "ª").replace("o", "º")];
  return word === undefined ? token : { ...token, kind: "word", text: word };
}

/** A time of day as "7:45", and a full hour as a number of hours; null for what is none. */
function timeOf(token: Token, next: Token | undefined): readonly Token[] | null {
  const [, hour = "", minute = ""] = /^(\d{1,2})[:h](\d{2})$/.exec(token.text) ?? [];
  if (hour === "" || Number(hour) > 24 || Number(minute) > 59) return null;
  const plain = String(Number(hour));
  if (minute !== "00") return [{ ...token, kind: "date", text: `${plain}:${minute}` }];
  const number: Token = { ...token, kind: "number", text: plain };
  return next?.text === "am" || next?.text === "pm"
    ? [number]
    : [number, { ...token, kind: "word", text: "h" }];
}

/** A date of three numbers without zeros in front, and with one mark between them. */
function dateOf(token: Token): Token {
  const parts = token.kind === "date" ? token.text.split(/[-/]/) : [];
  if (parts.length !== 3) return token;
  return { ...token, text: parts.map((part) => String(Number(part))).join("-") };
}

/** Roman numerals of two letters and more, as far as such things are counted. "I", "V" and "X" are other words too often. */
const ROMAN: ReadonlyMap<string, string> = new Map(
  "II III IV VI VII VIII IX XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI"
    .split(" ")
    .map((numeral) => [numeral, String(romanValue(numeral))]),
);

function romanValue(numeral: string): number {
  const values = [...numeral].map((letter) => (letter === "I" ? 1 : letter === "V" ? 5 : 10));
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0);
}

const COUNTED_BEFORE: ReadonlySet<string> =
  wordSet(`type phase part chapter volume grade stage level class section article title act book series season world war tipo fase parte
  capítulo volume grau nível classe seção artigo título ato livro século temporada guerra`);

/** Is it something that is counted by Roman numerals: "chapter", or a name, "John Paul"? */
function isCountedBefore(before: Token | undefined): boolean {
  if (before?.kind !== "word") return false;
  if (COUNTED_BEFORE.has(before.text)) return true;
  return !before.opens && /^\p{Lu}\p{Ll}+$/u.test(before.raw) && !CALENDAR.has(before.text);
}
