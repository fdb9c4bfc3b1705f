/**
 * Finds words whose capitals are significant although they are not marked as code: `Map` and `map` in Java, the
 * variable PATH and the path. Elsewhere a capital is style: "how do I install Docker", "what is a rest api".
 */
import { wordSet } from "../word-set.ts";
import {
  ANY_CASE_NAMES,
  CASED_LANGUAGES,
  FILE_ENDS,
  NAMED_BY,
  NAMED_FOR,
  NAMED_KINDS,
  OF_PATTERNS,
  UNCASED_PLACES,
} from "./read/code-case-tables.ts";
import { MARK } from "./read/vocabulary.ts";
import { type Part, type Word, wordIn } from "./read/word.ts";

/** A word with significant capitals: id of its lower-case text, and its spelling. */
export interface CasedWord {
  readonly textId: number;
  readonly raw: string;
}

export interface CasedText {
  readonly cased: readonly CasedWord[];
  readonly words: readonly Word[];
}

const NONE: readonly CasedWord[] = [];
const CASED_MAX = 24;
/** Parts of function words and asking words, which are never names of code. */
const SMALL: ReadonlySet<Part> = new Set([
  "empty",
  "asker",
  "role",
  "number",
  "date",
  "unit",
  "symbol",
] as const);
/** Kinds of names after which even a product's or an abbreviation's name is one of code. */
const VARIABLES: ReadonlySet<string> =
  wordSet(`variable variável constant constante attribute atributo property propriedade argument argumento parameter parâmetro class
  classe struct interface enum macro function função method método`);
const LOWER_CAMEL = /^\p{Ll}+\p{Lu}/u;

/** The words with significant capitals. `isLoud`: the text is in capitals or a headline; then there are none. */
export function casedWords(words: readonly Word[], isLoud: boolean): readonly CasedWord[] {
  if (isLoud) return NONE;
  const isOfCode = words.some(({ form }) => (form.marks & MARK.ofCode) !== 0);
  const isCode = isOfCode && words.some((_, i) => isLanguage(words, i)) && !isUncased(words);
  let out: CasedWord[] | null = null;
  for (let i = 0; i < words.length; i++) {
    const word = wordIn(words, i);
    if (isOfMixedCase(word) || isPatternOfDates(words, i)) {
      if (ANY_CASE_NAMES.has(word.text.replace(/\d+$|\.\w+$/, ""))) continue;
    } else {
      if (word.kind !== "word" || (word.opens && !(isCode && isSubject(words, i)))) continue;
      const isByItself = isSpeltByItself(words, i);
      if (!isByItself && !(isOfCode && isSpeltByOthers(words, i, isCode))) continue;
      if (ANY_CASE_NAMES.has(word.text) && !VARIABLES.has(words[i - 1]?.text ?? "")) continue;
    }
    out ??= [];
    if (out.length < CASED_MAX) out.push({ textId: word.form.textId, raw: word.raw });
  }
  return out ?? NONE;
}

/** Is it a language's name, and where that is an ordinary word as well, "in Go" and not "does Ford make cars", "USB-C"? */
function isLanguage(words: readonly Word[], at: number): boolean {
  const { text, raw, opens } = wordIn(words, at);
  if (!CASED_LANGUAGES.has(text)) return false;
  if (!ORDINARY_WORDS.has(text)) return true;
  const before = words[at - 1];
  if (before === undefined) return text.length === 1;
  return BEFORE_LANGUAGE.has(before.text) || (text.length > 1 && raw !== text && !opens);
}
const ORDINARY_WORDS: ReadonlySet<string> = wordSet("make go express spring c r vi");
const BEFORE_LANGUAGE: ReadonlySet<string> = wordSet("in em no with com using for para the of de do learn");

/** Does one question have a word of code that the other has only with other capitals? */
export function isCodeCaseOther(a: CasedText, b: CasedText): boolean {
  return isSpeltOtherwise(a.cased, b.words) || isSpeltOtherwise(b.cased, a.words);
}

function isSpeltOtherwise(cased: readonly CasedWord[], words: readonly Word[]): boolean {
  for (const { textId, raw } of cased) {
    let other = false;
    let same = false;
    for (let i = 0; i < words.length; i++) {
      const word = wordIn(words, i);
      if (word.form.textId !== textId) continue;
      if (word.raw === raw) same = true;
      else if ((!word.opens || isSubject(words, i) || isOtherWithin(word.raw, raw)) && !isTitle(words, i))
        other = true;
    }
    if (other && !same) return true;
  }
  return false;
}

/** Do two spellings of a word differ in more than their first letter, as "getId" and "getID"? */
function isOtherWithin(one: string, other: string): boolean {
  return one.slice(1) !== other.slice(1) && isMixed(one) && isMixed(other);
}

function isMixed(raw: string): boolean {
  return /\p{Lu}/u.test(raw) && /\p{Ll}/u.test(raw);
}

/**
 * Is it a code of digits and both cases ("aB3xZ"), or a file's name with capitals ("App.js")? Not "Log4j" nor "5GHz", nor a
 * name in capitals (README.md), which is written in small letters as well.
 */
function isOfMixedCase({ raw, text, kind, opens }: Word): boolean {
  if (raw === text || !isMixed(raw)) return false;
  if (kind === "identifier" && FILE.test(text)) return !opens && !/^\p{Lu}+\./u.test(raw);
  return (kind === "word" || kind === "identifier") && CODE.test(raw) && !ORDINARY_CODE.test(raw);
}
const FILE = new RegExp(`^[\\p{L}\\p{N}_-]+\\.(?:${[...FILE_ENDS].join("|")})$`, "u");
const CODE = /^(?=.*\p{N})[\p{L}\p{N}]+$/u;
/** Written as words are, with a capital at most in front, or a number before its name or unit. */
const ORDINARY_CODE = /^(?:\p{Lu}[\p{Ll}\p{N}]*|\p{N}+\p{Lu}\p{Ll}*|\p{N}+\p{Ll}?\p{Lu}{1,2}\p{Ll}?|0x.*)$/u;

/** Is it a run of one letter, as MM and mm are in a pattern for dates, in a question about such patterns? */
function isPatternOfDates(words: readonly Word[], at: number): boolean {
  return DATE_RUN.test(wordIn(words, at).raw) && words.some(({ text }) => OF_PATTERNS.has(text));
}
const DATE_RUN = /^(?:d{2,4}|D{2,3}|m{2}|M{2,4}|h{2}|H{2}|s{2}|S{2,3}|y{2,4}|Y{2,4})$/;

/** Is the first word the subject of "is", as in "True is a keyword", and no asking word? */
function isSubject(words: readonly Word[], at: number): boolean {
  return at === 0 && wordIn(words, 0).part !== "asker" && IS.has(words[1]?.text ?? "");
}
const IS: ReadonlySet<string> = wordSet("is are é são");

/** Does the question name a place, such as SQL, where names and keywords have no case? */
function isUncased(words: readonly Word[]): boolean {
  return words.some(({ text }) => UNCASED_PLACES.has(text));
}

function isSpeltByItself(words: readonly Word[], at: number): boolean {
  const { raw, text } = wordIn(words, at);
  return (raw !== text && LOWER_CAMEL.test(raw)) || isTwiceInTwoCases(words, at);
}

function isSpeltByOthers(words: readonly Word[], at: number, isCode: boolean): boolean {
  const { text, part, form } = wordIn(words, at);
  const before = words[at - 1]?.text ?? "";
  const after = words[at + 1]?.text ?? "";
  if (isCode || NAMED_KINDS.has(before) || NAMED_FOR.has(after)) {
    if (text.length === 1) return NAMED_KINDS.has(before) || (isCode && part !== "empty" && part !== "role");
    if (isTitle(words, at)) return false;
    if (isCode && !SMALL.has(part)) return true;
  }
  if (form.text.length < 2 || SMALL.has(part)) return false;
  return !isUncased(words) && (NAMED_KINDS.has(before) || NAMED_BY.has(before) || NAMED_FOR.has(after));
}

/**
 * Does the question have the word in another case too ("is FOO the same as Foo"), so that its writer means the case?
 */
function isTwiceInTwoCases(words: readonly Word[], at: number): boolean {
  const { form, raw } = wordIn(words, at);
  for (let i = 0; i < words.length; i++) {
    const word = wordIn(words, i);
    if (word.form === form && word.raw !== raw && !word.opens) return true;
  }
  return false;
}

/** Is a neighbour capitalised too, as in the title "A For Loop"? */
function isTitle(words: readonly Word[], at: number): boolean {
  return isCapitalised(words[at]) && (isCapitalised(words[at - 1]) || isCapitalised(words[at + 1]));
}

function isCapitalised(word: Word | undefined): boolean {
  if (word === undefined || word.opens || word.kind !== "word" || ANY_CASE_NAMES.has(word.text)) return false;
  return /^\p{Lu}\p{Ll}+$/u.test(word.raw);
}
