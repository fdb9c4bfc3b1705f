/**
 * Splits a question into tokens with a kind: words, numbers and their units, versions, dates, identifiers, file names,
 * flags and symbols. Drops only white space and punctuation without meaning.
 */
import { wordSet } from "../../word-set.ts";
import { SPELLINGS } from "./spellings.ts";
import { wordPairs } from "./stem.ts";
import { TELLTALE } from "./tables.ts";
import { isOpened, shapePieces, type TokenKind, wordPieces } from "./token-pieces.ts";

export interface Token {
  readonly kind: TokenKind;
  /** As written, after NFC; another spelling of a word (`spellings.ts`) as it is read. */
  readonly raw: string;
  /** Lower case; a contraction is expanded into several tokens. */
  readonly text: string;
  /** Offsets into the NFC text, [start, end). */
  readonly start: number;
  readonly end: number;
  /** True at the beginning of a sentence, where a capital means nothing. */
  readonly opens: boolean;
}

/** Only this much of a text is split; the rest is compared byte for byte (`analysis.ts`). */
export const READ_CHARS_MAX = 4_000;

/**
 * Alternatives in order of precedence; a group's name is the token's kind. Time must stay linear. So scripts without
 * spaces come first: in a long run of them no letter is tried as the beginning of a file name. And lookaheads are
 * bounded: in "a-a-a-..." an unbounded one would run to the end from each letter.
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
    "(?<counted>(?<![\\p{L}\\p{N}.,])\\d+(?:[.,]\\d+)*\\p{L}[\\p{L}\\p{N}]{0,40})",
    "(?<number>(?:(?<![\\p{L}\\p{N}\\])])[-\u2212](?=\\s?[\\p{Sc}\\d])\\s?)?(?:(?:r\\$|us\\$|a\\$|\\p{Sc})\\s?)?(?:\\d+(?:[.,]\\d+)*|\\p{Nd}+(?:[.,]\\p{Nd}+)*|[\\p{No}\\p{Nl}]+))",
    "(?<word>[\\p{L}\\p{M}][\\p{L}\\p{M}\\p{N}]*(?:['’][\\p{L}]+)?)",
    "(?<currency>r\\$|us\\$|a\\$|\\p{Sc})",
    "(?<symbol>->|=>|→|!=|\\(\\)|[+*/=<>^%&|~@#°×÷\\[\\]{}\\\\]|\\p{Extended_Pictographic})",
  ].join("|"),
  "giu",
);

/** The tokens of the first READ_CHARS_MAX characters. `text`: NFC. */
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
      cutWord(out, raw, at, opensAt(out, read, last, at), read);
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
 * A fast path for words of Latin letters between spaces and commas, where `SHAPES` could only find a word; takes a
 * tenth of its time. Returns the end of the word that begins at `at`, or `at` where `SHAPES` has to decide.
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

/** Does the character end a word for certain, rather than continue it or make it another kind of token? */
function isBorder(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === DOT || code === COLON || isApostrophe(code)) return isSpaceOrEnd(text, at + 1);
  return isSpace(code) || code === EXCLAMATION || isMark(code);
}

/** Is it certain that no token begins at the character? */
function isGap(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (isSpace(code)) return true;
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

/** Is it one of " ) , ; ? or a long dash or an ellipsis? */
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

/** Is it a letter of ASCII or Latin-1? The signs × and ÷ are not. */
export function isLatinLetter(code: number): boolean {
  if (code < 128) return (code | 32) >= 97 && (code | 32) <= 122;
  return code >= 0xc0 && code <= 0xff && code !== 0xd7 && code !== 0xf7;
}

/** Does the token open a sentence: the first one, or after a full stop, a colon or a line break? */
function opensAt(out: readonly Token[], text: string, from: number, to: number): boolean {
  if (out.length === 0) return true;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT || code === EXCLAMATION || code === COLON || code === 63 || code === 10) return true;
  }
  return false;
}

function cutWord(out: Token[], raw: string, start: number, opens: boolean, text: string): void {
  const typed = raw.toLowerCase();
  const lower = SPECIAL.has(typed) ? restored(typed, out) : typed;
  const isWhole = lower === "pro" ? !isForThe(raw, out, text, start) : !isOpened(lower);
  if (isWhole && !hasApostrophe(lower)) {
    const written = lower === typed ? raw : spelt(raw, typed, lower);
    out.push({ kind: "word", raw: written, text: lower, start, end: start + raw.length, opens });
    return;
  }
  for (const { kind, text, end = raw.length } of wordPieces(lower.replaceAll("’", "'"))) {
    out.push({ kind, raw: raw.slice(0, end), text, start, end: start + end, opens });
  }
}

/**
 * Is "pro" the Portuguese "para o"? It is behind a Portuguese word and before another word; elsewhere it names a product
 * or says "professional".
 */
function isForThe(raw: string, out: readonly Token[], text: string, start: number): boolean {
  if (raw !== "pro" || !/^\s\p{L}/u.test(text.slice(start + 3, start + 6))) return false;
  return (
    out.at(-1)?.kind === "word" && (out.some((token) => TELLTALE.pt.has(token.text)) || isFromPlace(out))
  );
}

/** Is it behind "do" and a noun, as in "copiar do notebook pro celular"? In English "do" opens the question or follows its asker. */
function isFromPlace(out: readonly Token[]): boolean {
  const before = out.at(-3);
  return out.at(-2)?.text === "do" && before?.kind === "word" && !TELLTALE.en.has(before.text);
}

/** A word that is read in another spelling, with the capitals that it has: what is said of capitals must not see spelling. */
function spelt(raw: string, typed: string, lower: string): string {
  if (raw === typed) return lower;
  if (raw === typed.toUpperCase()) return lower.toUpperCase();
  return raw.slice(1) === typed.slice(1) ? raw.charAt(0) + lower.slice(1) : raw;
}

/** Portuguese function words as typed without accents or abbreviated, and their full form. None is an English word. */
const RESTORED: ReadonlyMap<string, string> = new Map(
  wordPairs(`nao/não voce/você voces/vocês vc/você vcs/vocês sao/são estao/estão entao/então ninguem/ninguém alguem/alguém
  tambem/também sera/será ha/há nos/nos ja/já ola/olá faco/faço`),
);
/** Question words after which "e" is the verb "é" and "esta" is "está": "qual e o prazo", "onde esta a conta". */
const ASKING_PT = wordSet("qual quem onde quando que quanto como");
const IS_PT = new Map([
  ["e", "é"],
  ["esta", "está"],
]);
const OPENS_AS_IS = wordSet(
  "possivel possível permitido necessario necessário verdade preciso seguro normal",
);

/** The words that `restored` may write otherwise, or by which it does so with the word before. */
const SPECIAL: ReadonlySet<string> = new Set([
  ...SPELLINGS.keys(),
  ...RESTORED.keys(),
  ...IS_PT.keys(),
  ...OPENS_AS_IS,
]);

function restored(lower: string, out: Token[]): string {
  const known = SPELLINGS.get(lower) ?? RESTORED.get(lower);
  if (known !== undefined) return known;
  const is = IS_PT.get(lower);
  if (is !== undefined && ASKING_PT.has(out.at(-1)?.text ?? "")) return is;
  const before = out.at(-1);
  // "E possivel" at the beginning: only the second word tells that the first is the verb "é".
  if (before !== undefined && out.length === 1 && before.text === "e" && OPENS_AS_IS.has(lower))
    out[0] = { ...before, text: "é" };
  return lower;
}

function hasApostrophe(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (isApostrophe(text.charCodeAt(i))) return true;
  return false;
}

function cut(out: Token[], match: RegExpMatchArray, opens: boolean, text: string): void {
  const start = match.index! + (match[0].length - match[0].trimStart().length);
  const raw = match[0].trim();
  for (const piece of shapePieces(match.groups!, raw, out.at(-1)?.text ?? null)) {
    const end = start + (piece.end ?? raw.length);
    const written = text.slice(start, end);
    const isOther = piece.kind === "word" && written !== piece.text && SPELLINGS.has(written.toLowerCase());
    const itsRaw = isOther ? spelt(written, written.toLowerCase(), piece.text) : written;
    out.push({ kind: piece.kind, raw: itsRaw, text: piece.text, start, end, opens });
  }
}

export function foldAccents(word: string): string {
  return isAscii(word) ? word : word.normalize("NFD").replace(/\p{M}+/gu, "");
}

function isAscii(word: string): boolean {
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) > 127) return false;
  return true;
}
