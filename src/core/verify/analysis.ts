/**
 * What one question says, read once: its frame, its words by what they do, and the facts that must not differ
 * (numbers, units, dates, identifiers, negations, directions). Pure; the verifier caches it by text.
 */
import type { Lexicon } from "../../ports.ts";
import { type Frame, openingOf } from "./frame.ts";
import { root, stem } from "./stem.ts";
import {
  ASKERS,
  CALENDAR,
  COURTESIES,
  EMPTY,
  FAREWELLS,
  FILLERS,
  HELPERS,
  type Language,
  NEGATIONS,
  NUMBER_WORDS,
  OTHERS,
  PERSONS,
  ROLES,
  TELLTALE,
  UNITS,
} from "./tables.ts";
import { READ_CHARS_MAX, type Token, tokensOf } from "./tokens.ts";

/** What a token does in its question. */
export type Part =
  | "content"
  | "filler"
  | "empty"
  | "person"
  | "other"
  | "helper"
  | "role"
  | "asker"
  | "negation"
  | "number"
  | "unit"
  | "date"
  | "identifier"
  | "symbol";

export interface Word extends Token {
  readonly part: Part;
  readonly stem: string;
  readonly root: string;
  /** Rarity, 0 to 1. */
  readonly weight: number;
  /** Written like a name: a capital where none is due. */
  readonly named: boolean;
  readonly vector: Float32Array | null;
  /** Length of `vector`. */
  readonly norm: number;
  /** The value compared: a number's plain form, a unit's or month's one name; "" for the rest. */
  readonly value: string;
}

export interface Move {
  readonly from: string;
  readonly to: string;
}

export interface Analysis {
  /** What was read: NFC, without courtesies. Offsets of the words refer to it. */
  readonly text: string;
  /** What is beyond the first 4,000 characters, to be compared as it is. */
  readonly unread: string;
  readonly language: Language | null;
  readonly frame: Frame;
  /** All tokens, opening included, in order. */
  readonly words: readonly Word[];
  /** What the question is about, in order: content, fillers, numbers, units, dates, identifiers, symbols. */
  readonly subject: readonly Word[];
  /** Tokens of the opening, by count: they are spoken for by the frame. */
  readonly openingWords: number;
  readonly negations: number;
  /** Whether it asks of what was. */
  readonly past: boolean;
  /** The verb that a yes-or-no question opens with, where it is one of permission, duty or power; else "". */
  readonly modal: string;
  readonly moves: readonly Move[];
  /** Stems of what carries meaning, in order, with the frame: equal for trivial rewordings. */
  readonly canonical: string;
  /** Weighted mean of the subject's vectors, unit length; null where none is known. */
  readonly sum: Float32Array | null;
  /** Letter triples of the subject's first 300 letters. */
  readonly triples: ReadonlySet<string>;
  /** Share of tokens that are function words: near 0 for a keyword query. */
  readonly grammar: number;
}

/**
 * `language` decides where the text itself does not: a keyword query of three words may be of either.
 */
export function analyse(text: string, lexicon: Lexicon, hint: Language | null = null): Analysis {
  const nfc = text.isWellFormed() ? text.normalize("NFC") : text.toWellFormed().normalize("NFC");
  const body = asked(nfc.length > READ_CHARS_MAX ? nfc.slice(0, READ_CHARS_MAX) : nfc);
  const tokens = tokensOf(body.text);
  const language = languageOf(tokens) ?? hint;
  const opened = tokens.map((token) => token.text).join(" ");
  const opening = openingOf(opened);
  const openingWords = opening.chars === 0 ? 0 : wordsWithin(tokens, opening.chars);
  const shouting = isShouting(tokens);
  const words = tokens.map((token, i) => wordOf(token, i, tokens, language, lexicon, shouting));
  const subject = words.filter((word, i) =>
    i >= openingWords ? SUBJECT.has(word.part) : FACTS.has(word.part) || TELLING.has(word.text),
  );
  return {
    text: body.text,
    unread: nfc.length > READ_CHARS_MAX ? nfc.slice(READ_CHARS_MAX) : "",
    language,
    frame: opening.frame,
    words,
    subject,
    openingWords,
    negations: words.filter((word) => word.part === "negation").length,
    past: words.some((word) => PAST.has(word.text)),
    modal: words.slice(0, openingWords + 1).find((word) => MODALS.has(word.text))?.stem ?? "",
    moves: movesOf(words, language),
    canonical: canonicalOf(inListOrder(words), openingWords, opening.frame),
    triples: triplesOf(subject),
    sum: sumOf(subject, lexicon.dimension),
    grammar: words.length === 0 ? 0 : words.filter((word) => GRAMMAR.has(word.part)).length / words.length,
  };
}

const SUBJECT: ReadonlySet<Part> = new Set([
  "content",
  "filler",
  "number",
  "unit",
  "date",
  "identifier",
  "symbol",
  "other",
]);
const FACTS: ReadonlySet<Part> = new Set(["number", "date", "identifier", "symbol"]);
/** Words of an opening that say which answer is wanted: a year is no day, a city no country, the fastest way not the best. */
const TELLING: ReadonlySet<string> = new Set(
  `day year month week hour minute city country state easiest simplest fastest quickest cheapest safest effective
  dia ano mês semana cidade país estado fácil rápida rápido barata barato segura seguro eficaz`.split(/\s+/),
);
const GRAMMAR: ReadonlySet<Part> = new Set(["empty", "person", "other", "helper", "role", "asker"]);

/** The question without its courtesies, its asking part first. A text that is nothing else stays whole. */
function asked(text: string): { text: string } {
  let out = text.trim();
  for (let round = 0; round < 3; round++) {
    const before = out;
    for (const pattern of COURTESIES) out = out.replace(pattern, "");
    for (const pattern of FAREWELLS) out = out.replace(pattern, "");
    if (out === before) break;
  }
  return { text: out.trim() === "" ? text.trim() : askingFirst(out.trim()) };
}

/** "In Python, how do I sort a list" asks what "How do I sort a list in Python" asks. */
function askingFirst(text: string): string {
  const parts = FRONTED.exec(text);
  return parts === null || openingOf(parts[1]!).frame !== "none" ? text : `${parts[2]} ${parts[1]}`;
}
const FRONTED =
  /^([^.!?\n:,;]{2,80})\s*[:,;–—]\s+((?:how|what|why|when|where|who|which|como|qual|quais|quando|onde|quem|por que|o que)(?![\p{L}])[^.!?\n:;]{4,200})$/iu;

function wordsWithin(tokens: readonly Token[], chars: number): number {
  let at = 0;
  for (const [i, token] of tokens.entries()) {
    if (at >= chars) return i;
    at += token.text.length + 1;
  }
  return tokens.length;
}

function languageOf(tokens: readonly Token[]): Language | null {
  let en = 0;
  let pt = 0;
  for (const { text, fold } of tokens) {
    if (TELLTALE.en.has(text)) en++;
    if (TELLTALE.pt.has(text)) pt++;
    else if (text !== fold && /[ãõçâêôáéíóú]/.test(text)) pt += 0.7;
    else if (/(?:cao|coes|mento|dade|agem|inho)$/.test(fold)) pt += 0.4;
  }
  return Math.abs(en - pt) < 0.5 ? null : en > pt ? "en" : "pt";
}

/**
 * Two analyses in one language where only one of the texts shows which: the other is read again with that as a hint,
 * so that "vaso" and "vasos" meet.
 */
export function together(
  a: string,
  b: string,
  read: (text: string, hint: Language | null) => Analysis,
): readonly [Analysis, Analysis] {
  const one = read(a, null);
  const two = read(b, null);
  if (one.language !== null && two.language === null) return [one, read(b, one.language)];
  if (one.language === null && two.language !== null) return [read(a, two.language), two];
  return [one, two];
}

/** Capitals say nothing in a text that is all capitals or a headline. */
function isShouting(tokens: readonly Token[]): boolean {
  const long = tokens.filter((token) => token.kind === "word" && token.text.length > 3);
  const capital = long.filter((token) => /^\p{Lu}/u.test(token.raw)).length;
  return long.length > 2 && capital / long.length > 0.7;
}

function wordOf(
  token: Token,
  i: number,
  tokens: readonly Token[],
  language: Language | null,
  lexicon: Lexicon,
  shouting: boolean,
): Word {
  const [part, value] = partOf(token, i, tokens, language);
  const tongue = language ?? (token.text === token.fold ? "en" : "pt");
  const lexical = part === "content" || part === "filler" || part === "other" || part === "negation";
  const vector = lexical ? lexicon.vector(token.text) : null;
  const isWord = token.kind === "word";
  return {
    ...token,
    part,
    value,
    stem: isWord ? stem(token.fold, tongue) : token.text,
    root: isWord ? root(token.fold, tongue) : "",
    weight:
      FIXED_WEIGHT[part] ?? Math.max(lexicon.weight(token.text), token.text.length === 1 ? LETTER_WEIGHT : 0),
    named: part === "content" && isWord && isNamed(token, shouting),
    vector,
    norm: vector === null ? 0 : lengthOf(vector),
  };
}

/** A letter alone is a variable, a vitamin, a grade: common, yet all that matters. */
const LETTER_WEIGHT = 0.8;
const FIXED_WEIGHT: { readonly [P in Part]?: number } = {
  empty: 0,
  person: 0,
  role: 0,
  asker: 0,
  helper: 0,
  number: 0.8,
  date: 0.8,
  unit: 0.5,
  identifier: 1,
  symbol: 0.8,
};

function isNamed(token: Token, shouting: boolean): boolean {
  if (shouting) return false;
  if (/^\p{Lu}/u.test(token.raw) && !token.opens) return true;
  return /.\p{Lu}/u.test(token.raw);
}

/** Order matters: facts before function words, function words before content. */
function partOf(
  token: Token,
  i: number,
  tokens: readonly Token[],
  language: Language | null,
): readonly [Part, string] {
  const { kind, text } = token;
  if (kind === "number") return [isYear(token, tokens[i - 1]) ? "date" : "number", text];
  if (kind === "date") return ["date", text];
  if (kind === "version") return ["number", text];
  if (kind === "identifier") return ["identifier", text];
  if (kind === "symbol") return text === "%" ? ["unit", "%"] : ["symbol", text];
  const before = tokens[i - 1];
  const unit = UNITS.get(text);
  if (
    unit !== undefined &&
    (before?.kind === "number" || (before !== undefined && NUMBER_WORDS.has(before.text)))
  )
    return ["unit", unit];
  const number = NUMBER_WORDS.get(text);
  if (number !== undefined) return ["number", number];
  const date = CALENDAR.get(text);
  const isCity = text === "janeiro" && tokens[i - 2]?.text === "rio";
  if (date !== undefined && !isCity && (text.length > 3 || before?.kind === "number")) return ["date", date];
  if (
    language === "pt"
      ? NEGATIONS.pt.has(text)
      : NEGATIONS.en.has(text) || (language === null && NEGATIONS.pt.has(text) && text !== "menos")
  ) {
    return ["negation", ""];
  }
  if (ASKERS.has(text)) return ["asker", ""];
  if (isCapitalAcronym(token)) return ["content", ""];
  if (PERSONS.has(text)) return ["person", ""];
  if (OTHERS.has(text)) return ["other", ""];
  if (EMPTY.has(text)) return ["empty", ""];
  if (HELPERS.has(text)) return ["helper", ""];
  if (ROLES.has(text) && !LOUD.has(text)) return ["role", ""];
  if (unit !== undefined && text.length > 2) return ["unit", unit];
  if (FILLERS.has(text)) return ["filler", ""];
  return ["content", ""];
}

/** Small words that turn a question: kept among the content. */
const LOUD = new Set([
  "against",
  "off",
  "out",
  "up",
  "down",
  "under",
  "over",
  "during",
  "contra",
  "until",
  "até",
]);

/** "IT", "US", "DO" written in capitals are names; "I" and "A" are not. */
function isCapitalAcronym(token: Token): boolean {
  return token.raw.length > 1 && token.raw.length < 6 && /^\p{Lu}+$/u.test(token.raw) && !token.opens;
}

/** A bare year, 1500 to 2100, unless it counts something ("$ 2000" or "2000 calories" keep their unit elsewhere). */
function isYear(token: Token, before: Token | undefined): boolean {
  return /^(?:1[5-9]\d\d|20\d\d|2100)$/.test(token.text) && before?.kind !== "symbol";
}

const TARGETS = new Set(["to", "into", "onto", "para", "pra", "->", "=>", "→", "until", "até", "em"]);
const SOURCES = new Set(["from", "de", "desde", "do", "da"]);
const ORDERED = new Set(["before", "after", "antes", "depois", "over", "than", "against", "contra"]);
const MOVES_MAX = 8;

/** Where something goes: "from A to B", "A to B", "to B from A", and pairs that an order word parts. */
function movesOf(words: readonly Word[], language: Language | null): readonly Move[] {
  const out: Move[] = [];
  for (const [i, word] of words.entries()) {
    if (out.length >= MOVES_MAX) break;
    const ordered = ORDERED.has(word.text);
    if (!TARGETS.has(word.text) && !ordered && !(word.text === "a" && language === "pt")) continue;
    const right = near(words, i, 1);
    const left = near(words, i, -1) ?? (ordered ? null : sourceAfter(words, i));
    if (left !== null && right !== null) out.push({ from: keyOf(left), to: keyOf(right) });
    const late = ordered ? null : sourceAfter(words, i);
    if (late !== null && right !== null && late !== left) out.push({ from: keyOf(late), to: keyOf(right) });
  }
  return out;
}

function keyOf(word: Word): string {
  return word.value === "" ? word.stem : word.value;
}

/** The nearest word of content within 3 tokens. */
function near(words: readonly Word[], at: number, step: 1 | -1): Word | null {
  for (let i = at + step, seen = 0; i >= 0 && i < words.length && seen < 3; i += step, seen++) {
    const word = words[i]!;
    if (SUBJECT.has(word.part)) return word;
  }
  return null;
}

/** "to Madrid from Lisbon": the source stands behind the target. */
function sourceAfter(words: readonly Word[], at: number): Word | null {
  for (let i = at + 2; i < Math.min(words.length, at + 6); i++) {
    if (SOURCES.has(words[i]!.text)) return near(words, i, 1);
  }
  return null;
}

const LISTING = new Set(["and", "or", "e", "ou", "vs", "versus", "&"]);

/** "ROM and RAM" as "RAM and ROM": two single words around a listing word stand in one order. */
function inListOrder(words: readonly Word[]): readonly Word[] {
  const out = [...words];
  for (let i = 1; i + 1 < out.length; i++) {
    const [left, right] = [out[i - 1]!, out[i + 1]!];
    if (!LISTING.has(out[i]!.text) || left.part !== "content" || right.part !== "content") continue;
    if (left.stem > right.stem) [out[i - 1], out[i + 1]] = [right, left];
  }
  return out;
}

const KEPT: ReadonlySet<Part> = new Set([...SUBJECT, "negation"]);

function canonicalOf(words: readonly Word[], openingWords: number, frame: Frame): string {
  const parts: string[] = [frame];
  for (const [i, word] of words.entries()) {
    if (word.part === "helper" && (PAST.has(word.text) || (frame === "yes-no" && MODALS.has(word.text)))) {
      parts.push(PAST.has(word.text) ? "past" : word.text);
    } else if (word.part === "helper" && i >= openingWords && VERBS.has(word.stem)) parts.push(word.stem);
    else if (word.part === "role" && CONNECTS.has(word.text) && i >= openingWords) parts.push(word.text);
    else if (
      i >= openingWords
        ? KEPT.has(word.part)
        : FACTS.has(word.part) || word.part === "negation" || TELLING.has(word.text)
    ) {
      parts.push(keyOf(word));
    }
  }
  return parts.join(" ");
}

/** Another time or another modality is another question: "who is", "who was"; "can I", "should I". */
const PAST = new Set([
  "was",
  "were",
  "did",
  "had",
  "foi",
  "foram",
  "era",
  "eram",
  "tinha",
  "teve",
  "tive",
  "estava",
]);
const MODALS = new Set([
  "can",
  "should",
  "must",
  "may",
  "might",
  "would",
  "posso",
  "pode",
  "podem",
  "devo",
  "deve",
  "devem",
  "need",
  "preciso",
]);

/** Roles that part two questions even where all other words are equal. */
const CONNECTS = new Set([
  "or",
  "ou",
  "from",
  "because",
  "if",
  "se",
  "like",
  "such",
  "as",
  "than",
  "about",
  "by",
]);
/** Helpers that stand for a verb of their own once the opening is over: "what does it do", "what do they want". */
const VERBS = new Set([
  "do",
  "don",
  "doing",
  "want",
  "need",
  "mak",
  "get",
  "hav",
  "let",
  "faz",
  "quer",
  "precis",
  "fic",
  "ter",
]);

function sumOf(subject: readonly Word[], dimension: number): Float32Array | null {
  const out = new Float32Array(dimension);
  let any = false;
  for (const { vector, norm, weight } of subject) {
    if (vector === null || norm === 0) continue;
    any = true;
    const factor = weight / norm;
    for (let i = 0; i < dimension; i++) out[i]! += vector[i]! * factor;
  }
  const length = lengthOf(out);
  if (!any || length < 1e-9) return null;
  for (let i = 0; i < dimension; i++) out[i]! /= length;
  return out;
}

function triplesOf(subject: readonly Word[]): ReadonlySet<string> {
  const text = ` ${subject
    .map((word) => word.fold)
    .join(" ")
    .slice(0, 300)} `;
  const out = new Set<string>();
  for (let i = 0; i + 3 <= text.length; i++) out.add(text.slice(i, i + 3));
  return out;
}

function lengthOf(vector: Float32Array): number {
  let out = 0;
  for (let i = 0; i < vector.length; i++) out += vector[i]! * vector[i]!;
  return Math.sqrt(out);
}
