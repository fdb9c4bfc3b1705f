/**
 * Finds words whose capitals are significant although they are not marked as code: `Map` and `map` in Java, the
 * variable PATH and the path. Elsewhere a capital is style: "how do I install Docker", "what is a rest api".
 */
import {
  ANY_CASE_NAMES,
  CASED_LANGUAGES,
  NAMED_BY,
  NAMED_FOR,
  NAMED_KINDS,
  UNCASED_PLACES,
} from "./code-case-tables.ts";
import { MARK } from "./vocabulary.ts";
import { type Part, type Word, wordIn } from "./word.ts";

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
const VARIABLES: ReadonlySet<string> = new Set("variable variável constant constante".split(" "));
const LOWER_CAMEL = /^\p{Ll}+\p{Lu}/u;

/** The words with significant capitals. `isLoud`: the text is in capitals or a headline; then there are none. */
export function casedWords(words: readonly Word[], isLoud: boolean): readonly CasedWord[] {
  if (isLoud) return NONE;
  const isOfCode = words.some(({ form }) => (form.marks & MARK.ofCode) !== 0);
  const isCode = isOfCode && words.some(({ text }) => CASED_LANGUAGES.has(text)) && !isUncased(words);
  let out: CasedWord[] | null = null;
  for (let i = 0; i < words.length; i++) {
    const word = wordIn(words, i);
    if (word.kind !== "word" || (word.opens && !(isCode && isSubject(words, i)))) continue;
    const isByItself = isSpeltByItself(words, i);
    if (!isByItself && !(isOfCode && isSpeltByOthers(words, i, isCode))) continue;
    if (ANY_CASE_NAMES.has(word.text) && !VARIABLES.has(words[i - 1]?.text ?? "")) continue;
    out ??= [];
    if (out.length < CASED_MAX) out.push({ textId: word.form.textId, raw: word.raw });
  }
  return out ?? NONE;
}

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
      else if ((!word.opens || isSubject(words, i)) && !isTitle(words, i)) other = true;
    }
    if (other && !same) return true;
  }
  return false;
}

/** Is the first word the subject of "is", as in "True is a keyword", and no asking word? */
function isSubject(words: readonly Word[], at: number): boolean {
  return at === 0 && wordIn(words, 0).part !== "asker" && IS.has(words[1]?.text ?? "");
}
const IS: ReadonlySet<string> = new Set("is are é são".split(" "));

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
