/**
 * Splits a match of `SHAPES` (tokens.ts) into tokens: "what's" into two words, "R$ 1.000,50" into a number and a unit.
 */
import { wordSet } from "../../word-set.ts";
import { asciiNumber } from "./digits.ts";
import { SPELLINGS } from "./spellings.ts";
import { UNITS } from "./tables.ts";

export type TokenKind = "word" | "number" | "version" | "date" | "identifier" | "symbol";

/** A token to be made, with its place where it is not the whole match. */
interface Piece {
  readonly kind: TokenKind;
  readonly text: string;
  readonly end?: number;
}

/** The tokens of a match `raw`; the defined one of `groups` is named after the matched shape. `before`: the word before. */
export function shapePieces(
  groups: Readonly<Record<string, string>>,
  raw: string,
  before: string | null,
): readonly Piece[] {
  const lower = raw.toLowerCase();
  if (groups["word"] !== undefined) return wordPieces(lower.replaceAll("’", "'"));
  if (groups["number"] !== undefined) return piecesOfNumber(lower);
  if (groups["counted"] !== undefined) return piecesOfCounted(raw, lower, before);
  if (groups["currency"] !== undefined) return [{ kind: "word", text: CURRENCY[lower] ?? lower }];
  if (groups["date"] !== undefined) return [{ kind: "date", text: lower }];
  if (groups["version"] !== undefined) return [{ kind: "version", text: lower.replace(/^v(?=\d)/, "") }];
  if (groups["acronym"] !== undefined) return [{ kind: "word", text: lower.replaceAll(".", "") }];
  if (groups["han"] !== undefined || groups["lang"] !== undefined) return [{ kind: "word", text: lower }];
  if (groups["symbol"] !== undefined) return [{ kind: "symbol", text: lower }];
  if (groups["file"] !== undefined && /^\.\p{Lu}\p{Ll}/u.test(raw))
    return [{ kind: "word", text: lower.slice(1) }];
  if (groups["file"] !== undefined && KINDS_OF_FILES.has(lower))
    return [{ kind: "word", text: lower.slice(1) }];
  if (groups["file"] !== undefined && isSentenceJoin(raw)) return allWords(lower.split("."));
  // The case of an identifier means nothing, but -v and -V are two flags.
  return [{ kind: "identifier", text: groups["flag"] === undefined ? lower : raw }];
}

/** Endings that name a kind of file with and without their full stop. */
const KINDS_OF_FILES: ReadonlySet<string> = wordSet(
  ".pdf .doc .docx .xls .xlsx .ppt .pptx .csv .txt .jpg .jpeg .png .gif .svg .zip .rar .mp3 .mp4 .apk .epub",
);

function allWords(texts: readonly string[]): readonly Piece[] {
  return texts.map((text) => ({ kind: "word", text }));
}

/** Is it the end and the beginning of two sentences without a space ("end.Then"), and not a name such as "Node.js"? */
function isSentenceJoin(raw: string): boolean {
  return /^[\p{L}]{2,}\.[\p{Lu}][\p{Ll}]{1,4}$/u.test(raw) && !/^(node|vue|next|express)\./i.test(raw);
}

/** Expansions of English contractions and of Portuguese chat abbreviations. */
const OPENED: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    "can't": ["can", "not"],
    cant: ["can", "not"],
    cannot: ["can", "not"],
    "won't": ["will", "not"],
    "shan't": ["shall", "not"],
    "let's": ["let", "us"],
    "i'm": ["i", "am"],
    im: ["i", "am"],
    dont: ["do", "not"],
    doesnt: ["does", "not"],
    didnt: ["did", "not"],
    isnt: ["is", "not"],
    arent: ["are", "not"],
    wont: ["will", "not"],
    whats: ["what", "is"],
    hows: ["how", "is"],
    wheres: ["where", "is"],
    whos: ["who", "is"],
    pra: ["para"],
    pro: ["para"],
    tá: ["está"],
    tô: ["estou"],
    mto: ["muito"],
    vc: ["você"],
    vcs: ["vocês"],
    pq: ["por", "que"],
    porque: ["por", "que"],
    porquê: ["por", "que"],
    quê: ["que"],
    q: ["que"],
    oq: ["o", "que"],
    qdo: ["quando"],
    qnd: ["quando"],
    qto: ["quanto"],
    qnto: ["quanto"],
    qtos: ["quantos"],
    qtas: ["quantas"],
    tbm: ["também"],
    u: ["you"],
    ur: ["your"],
  }),
);
export function isOpened(word: string): boolean {
  return OPENED.has(word);
}

const VERB_ENDS: Readonly<Record<string, string>> = {
  s: "is",
  re: "are",
  ve: "have",
  ll: "will",
  d: "would",
  m: "am",
};
const ASKING = new Set([
  "what",
  "how",
  "where",
  "who",
  "when",
  "why",
  "which",
  "it",
  "that",
  "there",
  "here",
  "he",
  "she",
]);

/** The tokens of a word. `word`: in lower case, with straight apostrophes. */
export function wordPieces(word: string): readonly Piece[] {
  const opened = OPENED.get(word);
  if (opened !== undefined) return allWords(opened);
  const mark = word.indexOf("'");
  if (mark < 0) return allWords([SPELLINGS.get(word) ?? word]);
  const head = word.slice(0, mark);
  const tail = word.slice(mark + 1);
  if (tail === "t" && head.endsWith("n")) return allWords([head.slice(0, -1), "not"]);
  // "what's" becomes "what is"; a possessive such as "Anna's" becomes the name alone.
  if (tail === "s" && !ASKING.has(head))
    return [{ kind: "word", text: SPELLINGS.get(head) ?? head, end: head.length }];
  const verb = Object.hasOwn(VERB_ENDS, tail) ? VERB_ENDS[tail] : undefined;
  return allWords(verb === undefined ? [head + tail] : [head, verb]);
}

const CURRENCY: Readonly<Record<string, string>> = {
  r$: "brl",
  us$: "usd",
  $: "usd",
  a$: "aud",
  "€": "eur",
  "£": "gbp",
  "¥": "jpy",
  "₹": "inr",
  "₩": "krw",
  "₺": "try",
  "₽": "rub",
  "₿": "btc",
  "₫": "vnd",
  "₪": "ils",
};

/** Tokens of digits with letters: "5kg" is a number and its unit, "21st" a number, "5567A" an identifier. */
function piecesOfCounted(raw: string, lower: string, before: string | null): readonly Piece[] {
  const [, digits = "", letters = ""] = /^(\d+(?:[.,]\d+)*)(.*)$/su.exec(lower)!;
  const number: Piece = { kind: "number", text: plainNumber(digits), end: digits.length };
  if (/^(?:st|nd|rd|th|º|ª)$/.test(letters) && digits.length <= 3) return [number];
  if (/^[oa]s?$/.test(letters) && digits.length <= 3)
    return isOrdinal(raw, before) ? [number] : [{ kind: "identifier", text: lower }];
  const scale = /^[º°]([cf])$/.exec(letters)?.[1];
  if (scale !== undefined) return [number, { kind: "word", text: scale }];
  if (UNITS.has(letters) && (letters.length > 1 || digits.length <= 3))
    return [number, { kind: "word", text: letters }];
  return [{ kind: "identifier", text: lower }];
}

/** Is "2a" or "1o" an ordinal, as in "a 2a via"? A seat or a gate is not: "seat 12a", "portão 12A". */
function isOrdinal(raw: string, before: string | null): boolean {
  return raw === raw.toLowerCase() && (before === null || BEFORE_ORDINAL.has(before));
}
const BEFORE_ORDINAL: ReadonlySet<string> =
  wordSet(`o a os as no na nos nas do da dos das ao à aos às pelo pela em de por para com um uma meu minha seu sua nosso nossa este esta
  esse essa e ou`);

/** Tokens of a number: "R$ 1.000,50" becomes the number 1000.5 and the unit brl. */
function piecesOfNumber(lower: string): readonly Piece[] {
  const digits = lower.search(/\p{N}/u);
  const before = lower.slice(0, digits).trim();
  const isBelowZero = /^[-\u2212]/.test(before);
  const sign = isBelowZero ? before.slice(1).trim() : before;
  const plain = plainNumber(asciiNumber(lower.slice(digits)));
  const number: Piece = { kind: "number", text: isBelowZero ? `-${plain}` : plain };
  return sign === "" ? [number] : [number, { kind: "word", text: CURRENCY[sign] ?? sign }];
}

/**
 * A number in one spelling, without thousands separators and with a decimal point. In "2.300" and "2,300" the mark is a
 * thousands separator, in "2.3" a decimal one.
 */
function plainNumber(digits: string): string {
  const grouped = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:[.,]\d+)?$/.exec(digits);
  if (grouped !== null) {
    const mark = grouped[1]!;
    const plain = digits.replaceAll(mark, "").replace(",", ".");
    return trimZeros(plain);
  }
  return trimZeros(digits.replaceAll(",", "."));
}

/** Turns "5.0" into "5". "3.10" stays, as it may be a version, which 3.1 is not. */
function trimZeros(number: string): string {
  return number.replace(/^(\d+)\.0+$/, "$1");
}
