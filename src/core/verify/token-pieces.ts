/** What one match of a shape says: "what's" is two words, "5kg" a number and its unit, "R$ 1.000,50" a number and brl. */
import { asciiNumber } from "./digits.ts";
import { UNITS } from "./tables.ts";

export type TokenKind = "word" | "number" | "version" | "date" | "identifier" | "symbol";

/** One token to be: what it says, and where it stands when that is not the whole match. */
interface Piece {
  readonly kind: TokenKind;
  readonly text: string;
  readonly end?: number;
}

/** Of what one of the shapes of `tokens.ts` matched: `groups` has the name of the shape. */
export function shapePieces(groups: Readonly<Record<string, string>>, raw: string): readonly Piece[] {
  const lower = raw.toLowerCase();
  if (groups["word"] !== undefined) return wordPieces(lower.replaceAll("’", "'"));
  if (groups["number"] !== undefined) return piecesOfNumber(lower);
  if (groups["counted"] !== undefined) return piecesOfCounted(lower);
  if (groups["currency"] !== undefined) return [{ kind: "word", text: CURRENCY[lower] ?? lower }];
  if (groups["date"] !== undefined) return [{ kind: "date", text: lower }];
  if (groups["version"] !== undefined) return [{ kind: "version", text: lower.replace(/^v(?=\d)/, "") }];
  if (groups["acronym"] !== undefined) return [{ kind: "word", text: lower.replaceAll(".", "") }];
  if (groups["han"] !== undefined || groups["lang"] !== undefined) return [{ kind: "word", text: lower }];
  if (groups["symbol"] !== undefined) return [{ kind: "symbol", text: lower }];
  if (groups["file"] !== undefined && /^\.\p{Lu}\p{Ll}/u.test(raw))
    return [{ kind: "word", text: lower.slice(1) }];
  if (groups["file"] !== undefined && isSentenceJoin(raw)) return allWords(lower.split("."));
  // People write identifiers in any case, but `-v` and `-V` are two flags.
  return [{ kind: "identifier", text: groups["flag"] === undefined ? lower : raw }];
}

function allWords(texts: readonly string[]): readonly Piece[] {
  return texts.map((text) => ({ kind: "word", text }));
}

/** "end.Then" is two sentences without a space; "Node.js" and "a.txt" are names. */
function isSentenceJoin(raw: string): boolean {
  return /^[\p{L}]{2,}\.[\p{Lu}][\p{Ll}]{1,4}$/u.test(raw) && !/^(node|vue|next|express)\./i.test(raw);
}

/** English contractions, and the Portuguese ones of chat; a negated one opens to the verb and "not". */
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
    vc: ["você"],
    vcs: ["vocês"],
    pq: ["por", "que"],
    porque: ["por", "que"],
    porquê: ["por", "que"],
    quê: ["que"],
    q: ["que"],
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

/** Of a word in lower case with straight apostrophes. */
export function wordPieces(word: string): readonly Piece[] {
  const opened = OPENED.get(word);
  if (opened !== undefined) return allWords(opened);
  const mark = word.indexOf("'");
  if (mark < 0) return allWords([word]);
  const head = word.slice(0, mark);
  const tail = word.slice(mark + 1);
  if (tail === "t" && head.endsWith("n")) return allWords([head.slice(0, -1), "not"]);
  // "what's" is "what is", "Anna's" is hers: a possessive keeps its owner only.
  if (tail === "s" && !ASKING.has(head)) return [{ kind: "word", text: head, end: head.length }];
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

/** "5kg" is a number and its unit, "21st" a number, "5567A" and "4f3c" are names. */
function piecesOfCounted(lower: string): readonly Piece[] {
  const [, digits = "", letters = ""] = /^(\d+(?:[.,]\d+)*)(.*)$/su.exec(lower)!;
  const number: Piece = { kind: "number", text: plainNumber(digits), end: digits.length };
  if (/^(?:st|nd|rd|th|o|a|os|as)$/.test(letters) && digits.length <= 3) return [number];
  if (UNITS.has(letters) && (letters.length > 1 || digits.length <= 3))
    return [number, { kind: "word", text: letters }];
  return [{ kind: "identifier", text: lower }];
}

/** "R$ 1.000,50" becomes the number 1000.5 and the unit brl; digits alone stay as they are. */
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
 * One spelling for a number: group marks go, the decimal mark is a point. "2.300" and "2,300" are grouped; "2.3" is not.
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

/** "5.0" is 5; "3.10" stays, it may be a version and is not 3.1. */
function trimZeros(number: string): string {
  return number.replace(/^(\d+)\.0+$/, "$1");
}
