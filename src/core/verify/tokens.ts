/**
 * Cuts a question into tokens that keep their kind: words, numbers with their unit, versions, dates, identifiers,
 * file names, flags and symbols. Nothing is dropped but white space and punctuation that carries no meaning.
 */
import { asciiNumber } from "./digits.ts";
import { wordPairs } from "./stem.ts";
import { UNITS } from "./tables.ts";

export type TokenKind = "word" | "number" | "version" | "date" | "identifier" | "symbol";

export interface Token {
  readonly kind: TokenKind;
  /** As written, after NFC. */
  readonly raw: string;
  /** Lower case, contractions opened. */
  readonly text: string;
  /** Offsets into the NFC text, [start, end). */
  readonly start: number;
  readonly end: number;
  /** Whether it opens a sentence, where a capital says nothing. */
  readonly opens: boolean;
}

/** At most so many characters are cut; the rest of a text is compared byte for byte (`analysis.ts`). */
export const READ_CHARS_MAX = 4_000;

/**
 * Alternatives in order of precedence; the group's name is the kind. Scripts without spaces come first: a long run of
 * them, cut letter by letter, must not be searched for a file name at each. Where a shape looks ahead, so far and no
 * farther: "a-a-a-…" would be searched to its end from each of its letters.
 */
const SHAPES = new RegExp(
  [
    "(?<han>[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}])",
    "(?<url>https?:\\/\\/[^\\s]+|[\\w.+-]{1,64}@[\\w-]+\\.[\\w.-]+)",
    "(?<code>`[^`\\n]{1,80}`)",
    "(?<date>\\b\\d{1,4}[-/]\\d{1,2}[-/]\\d{1,4}\\b|\\b\\d{1,2}:\\d{2}(?::\\d{2})?\\b)",
    "(?<flag>(?<![\\p{L}\\p{N}_-])--?[a-zA-Z][\\w-]*(?!\\S{0,64}[)\\]]))",
    "(?<version>\\bv?\\d+(?:\\.\\d+){2,}(?:[-+][\\w.]+)?|\\bv\\d+(?:\\.\\d+)*\\b)",
    "(?<acronym>(?<![\\p{L}\\p{N}.])(?:(?:\\p{L}\\.){2,}|\\p{L}(?:\\.\\p{L})+(?![\\p{L}\\p{N}])))",
    "(?<path>(?<![\\p{L}\\p{N}])(?:~|\\.{1,2})?\\/[\\w.-]+(?:\\/[\\w.-]*)*|[A-Z]:\\\\[^\\s]+)",
    "(?<file>[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]{0,80}(?:\\.[\\p{L}\\p{N}_-]+)*\\.[a-zA-Z][a-zA-Z0-9]{0,4}(?![\\p{L}\\p{N}_])|(?<![\\p{L}\\p{N}])\\.[A-Za-z]{2,6}\\b)",
    "(?<lang>\\b[a-zA-Z](?:\\+\\+|#)(?![\\p{L}\\p{N}]))",
    "(?<snake>[\\p{L}\\p{N}]+(?:_[\\p{L}\\p{N}]+)+(?:\\(\\))?|_+[\\p{L}\\p{N}_]+|[\\p{L}\\p{N}]+(?:::[\\p{L}\\p{N}]+)+|[\\p{L}][\\p{L}\\p{N}]*\\(\\)|[$@#][A-Za-z_]\\w*)",
    "(?<counted>\\s?(?<![\\p{L}\\p{N}.,])\\d+(?:[.,]\\d+)*\\p{L}[\\p{L}\\p{N}]{0,40})",
    "(?<number>(?:(?<![\\p{L}\\p{N}\\])])[-\u2212](?=\\s?[\\p{Sc}\\d]))?(?:r\\$|us\\$|a\\$|\\p{Sc})?\\s?(?:\\d+(?:[.,]\\d+)*|\\p{Nd}+(?:[.,]\\p{Nd}+)*|[\\p{No}\\p{Nl}]+))",
    "(?<word>[\\p{L}\\p{M}][\\p{L}\\p{M}\\p{N}]*(?:['’][\\p{L}]+)?)",
    "(?<currency>r\\$|us\\$|a\\$|\\p{Sc})",
    "(?<symbol>->|=>|→|!=|\\(\\)|[+*/=<>^%&|~@#°×÷\\[\\]{}\\\\]|\\p{Extended_Pictographic})",
  ].join("|"),
  "giu",
);

/** Cuts at most `READ_CHARS_MAX` characters, and so a bounded number of tokens. `text` is NFC. */
export function tokensOf(text: string): Token[] {
  const out: Token[] = [];
  const read = text.length > READ_CHARS_MAX ? text.slice(0, READ_CHARS_MAX) : text;
  let last = 0;
  for (let at = 0; at < read.length; ) {
    if (isGap(read, at)) {
      at++;
      continue;
    }
    let end = plainWordEnd(read, at);
    if (end > at) {
      const raw = read.slice(at, end);
      cutWord(out, raw, at, opensAt(out, read, last, at));
    } else {
      SHAPES.lastIndex = at;
      const match = SHAPES.exec(read);
      if (match === null) break;
      end = SHAPES.lastIndex;
      cut(out, match, opensAt(out, read, last, match.index), read);
    }
    last = at = end;
  }
  return out;
}

/**
 * Most of a question is words of Latin letters between spaces and commas, where `SHAPES` could only find a word: these
 * are cut by hand, in a tenth of the time. Returns where the word that begins at `at` ends, or `at` where only `SHAPES`
 * can tell.
 */
function plainWordEnd(text: string, at: number): number {
  let end = lettersEnd(text, at);
  if (end === at) return at;
  if (isApostrophe(text.charCodeAt(end)) && isLatinLetter(text.charCodeAt(end + 1)))
    end = lettersEnd(text, end + 1);
  return end === text.length || isBorder(text, end) ? end : at;
}

function lettersEnd(text: string, at: number): number {
  while (at < text.length && isLatinLetter(text.charCodeAt(at))) at++;
  return at;
}

/** Whether a character cannot carry a word on, nor make anything else of it. */
function isBorder(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === DOT || code === COLON || isApostrophe(code)) return isSpaceOrEnd(text, at + 1);
  return isSpace(code) || code === EXCLAMATION || isMark(code);
}

/** Whether no token begins at a character. A space belongs to the number behind it, see `SHAPES`. */
function isGap(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (isSpace(code)) {
    const next = text.charCodeAt(at + 1);
    return !(next >= 48 && next <= 57);
  }
  if (code === DOT || code === HYPHEN) return isSpaceOrEnd(text, at + 1);
  if (code === EXCLAMATION) return text.charCodeAt(at + 1) !== EQUALS;
  return code === COLON || isApostrophe(code) || isMark(code);
}

const [DOT, COLON, HYPHEN, EXCLAMATION, EQUALS] = [46, 58, 45, 33, 61] as const;

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13;
}

function isSpaceOrEnd(text: string, at: number): boolean {
  return at >= text.length || isSpace(text.charCodeAt(at));
}

/** " ) , ; ? and the long dashes and ellipsis. */
function isMark(code: number): boolean {
  return (
    code === 34 ||
    code === 41 ||
    code === 44 ||
    code === 59 ||
    code === 63 ||
    code === 0x2013 ||
    code === 0x2014 ||
    code === 0x2026
  );
}

function isApostrophe(code: number): boolean {
  return code === 39 || code === 0x2019;
}

/** A to Z, and À to ÿ but for the signs × and ÷. */
function isLatinLetter(code: number): boolean {
  if (code < 128) return (code | 32) >= 97 && (code | 32) <= 122;
  return code >= 0xc0 && code <= 0xff && code !== 0xd7 && code !== 0xf7;
}

/** The first token opens a sentence, and one behind a full stop, a colon or a line break. */
function opensAt(out: readonly Token[], text: string, from: number, to: number): boolean {
  if (out.length === 0) return true;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT || code === EXCLAMATION || code === COLON || code === 63 || code === 10) return true;
  }
  return false;
}

function cutWord(out: Token[], raw: string, start: number, opens: boolean): void {
  const lower = restored(raw.toLowerCase(), out);
  if (!OPENED.has(lower) && !/['’]/.test(lower)) {
    out.push({ kind: "word", raw, text: lower, start, end: start + raw.length, opens });
    return;
  }
  for (const { kind, text, end = raw.length } of piecesOfWord(lower.replaceAll("’", "'"))) {
    out.push({ kind, raw: raw.slice(0, end), text, start, end: start + end, opens });
  }
}

/** Small words of Portuguese that are typed without their accents, or short, and are no words of English. */
const RESTORED: ReadonlyMap<string, string> = new Map(
  wordPairs(`nao/não voce/você voces/vocês vc/você vcs/vocês sao/são estao/estão entao/então ninguem/ninguém alguem/alguém
  tambem/também sera/será ha/há nos/nos ja/já ola/olá`),
);
/** "Qual e o prazo", "onde esta a conta": a verb behind an asking word. */
const ASKING_PT = new Set("qual quem onde quando que quanto como".split(" "));
const IS_PT = new Map([
  ["e", "é"],
  ["esta", "está"],
]);
const OPENS_AS_IS = new Set(
  "possivel possível permitido necessario necessário verdade preciso seguro normal".split(" "),
);

function restored(lower: string, out: Token[]): string {
  const known = RESTORED.get(lower);
  if (known !== undefined) return known;
  const is = IS_PT.get(lower);
  if (is !== undefined && ASKING_PT.has(out.at(-1)?.text ?? "")) return is;
  const before = out.at(-1);
  // "E possivel" at the beginning: seen from the word behind it.
  if (before !== undefined && out.length === 1 && before.text === "e" && OPENS_AS_IS.has(lower))
    out[0] = { ...before, text: "é" };
  return lower;
}

/** One token to be: what it says, and where it stands when that is not the whole match. */
interface Piece {
  readonly kind: TokenKind;
  readonly text: string;
  readonly end?: number;
}

function cut(out: Token[], match: RegExpMatchArray, opens: boolean, text: string): void {
  const start = match.index! + (match[0].length - match[0].trimStart().length);
  const raw = match[0].trim();
  for (const piece of piecesOf(match.groups!, raw)) {
    const end = start + (piece.end ?? raw.length);
    out.push({ kind: piece.kind, raw: text.slice(start, end), text: piece.text, start, end, opens });
  }
}

function piecesOf(groups: Readonly<Record<string, string>>, raw: string): readonly Piece[] {
  const lower = raw.toLowerCase();
  if (groups["word"] !== undefined) return piecesOfWord(lower.replaceAll("’", "'"));
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

function piecesOfWord(word: string): readonly Piece[] {
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

export function foldAccents(word: string): string {
  return isAscii(word) ? word : word.normalize("NFD").replace(/\p{M}+/gu, "");
}

function isAscii(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) > 127) return false;
  return true;
}
