/**
 * Whether what looks like code differs in a letter's case or in a sign: code spans, flags, escapes, units of data and
 * power, words in capitals. Words are read without case, and of signs only some are read at all.
 */
import { wordSet } from "../../word-set.ts";

const FORMS =
  /`([^`\n]{1,200})`|(?<=^|[\s(])(--?[A-Za-z][\w-]*)|(\\[A-Za-z])|((?<![\w.])[A-Za-z_][\w.]*\([^()\n]{0,80},[^()\n]{0,80}\))|([\w.]{1,40} (?:[=!]==?|&&|\|\||[<>]=) [\w.]{1,40})|\d\s?([KMGTP]i?(?:[bB](?:ps|\/s|its?\/s|its?)?|it\/s)|kB|[mM](?:W|Wh|Hz|V|A|J)|(?:[kK]|G)[bB]ps)(?![\w])/gm;
const MENTIONS_MAX = 200;

/** What one of two answers writes that the other writes in other letters or signs; null: nothing. */
export function lettersPart(a: string, b: string): string | null {
  const inOne = signsOf(a);
  const inTwo = signsOf(b);
  const signs = inOne & inTwo;
  const capitals = inOne | inTwo;
  if (signs === 0 && (capitals & CAPITALS) === 0) return null;
  const one = a.includes("```") ? a.replace(FENCED, "") : a;
  const two = b.includes("```") ? b.replace(FENCED, "") : b;
  if ((signs & FORM) !== 0) {
    const x = formsOf(one);
    const y = formsOf(two);
    const onlyOne = without(x, y, two);
    const onlyTwo = without(y, x, one);
    if (onlyOne !== undefined && onlyTwo !== undefined)
      return `one writes "${onlyOne.slice(0, 60)}", the other "${onlyTwo.slice(0, 60)}"`;
  }
  return (capitals & CAPITALS) === 0 ? null : (inCapitals(one, two) ?? inCapitals(two, one));
}
const FENCED = /```[\s\S]*?(?:```|$)/g;

/** What a text may hold, each a bit: most answers have no form, which one look at each character tells. */
const [FORM, CAPITALS] = [1, 2] as const;

function signsOf(text: string): number {
  let out = 0;
  let last = 32;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 122) {
      if (code === SMALL_B && isPrefixEnd(text, at)) out |= FORM;
    } else if (isCapital(code)) {
      if (isCapital(last)) out |= CAPITALS;
      if (UNIT_LETTERS.has(code) && isPrefixEnd(text, at)) out |= FORM;
    } else if (code > 32 && code < 127 && isSign(code, last, text.charCodeAt(at + 1))) out |= FORM;
    last = code;
  }
  return out;
}

const SMALL_B = 98;
const codes = (letters: string): ReadonlySet<number> =>
  new Set([...letters].map((letter) => letter.charCodeAt(0)));
const UNIT_LETTERS = codes("BWVAJH");
const PREFIXES = codes("KMGTPkm");

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}

/** Does a unit's prefix end before a place: "500 G", "2Mi"? */
function isPrefixEnd(text: string, at: number): boolean {
  const from = text.charCodeAt(at - 1) === 105 ? at - 2 : at - 1;
  if (!PREFIXES.has(text.charCodeAt(from))) return false;
  const before = text.charCodeAt(from - 1);
  return before === 32 || before === 0xa0 || (before >= 48 && before <= 57);
}

/** A backtick, a backslash, "&&", "||", "==", "!=", a parenthesis directly behind a word, a hyphen before one. */
function isSign(code: number, last: number, next: number): boolean {
  if (code === 96 || code === 92) return true;
  if (code === 38 || code === 124) return last === code;
  if (code === 61) return last === 61 || last === 33 || last === 60 || last === 62;
  if (code === 40) return last > 47 && last < 127;
  return code === 45 && (last === 32 || last === 10 || last === 40) && next > 44 && next !== 32;
}

function formsOf(text: string): ReadonlySet<string> {
  const out = new Set<string>();
  for (const line of text.normalize("NFC").split("\n")) {
    // The pattern tries each letter, of which most lines need none tried.
    if ((signsOf(line) & FORM) === 0) continue;
    for (const match of line.matchAll(FORMS)) {
      const unit = match[6];
      out.add(unit === undefined ? plain(match[1] ?? match[0]) : `${UNIT}${unitOf(unit)}`);
      if (out.size === MENTIONS_MAX) return out;
    }
  }
  return out;
}

/** Before a unit's name, which is looked for among units alone. */
const UNIT = "\u0000";

/** The first form that the other text has not, neither as code nor in its prose. */
function without(mine: ReadonlySet<string>, other: ReadonlySet<string>, text: string): string | undefined {
  let read: string | null = null;
  for (const form of mine) {
    if (other.has(form)) continue;
    if (form.startsWith(UNIT)) return form.slice(1);
    read ??= plain(text);
    if (!read.includes(form)) return form;
  }
  return undefined;
}

/** Without marks of code and the spaces that mean nothing in it. */
function plain(text: string): string {
  return text
    .replace(/[`*]/g, "")
    .replace(/\s*([,;()[\]{}=<>!&|+])\s*/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

/** "Mbps", "Mb/s" and "Mbit/s" are one unit. */
function unitOf(unit: string): string {
  return unit
    .replace(/^k/, "K")
    .replace(/its?(?=\/|$)/, "")
    .replace(/ps$/, "/s");
}

/** Words that are others in capitals. */
const OTHERS_IN_CAPITALS: ReadonlySet<string> = wordSet(
  "US IT WHO AIDS CO HF SN NI OS PATH HOME USER SHELL TEMP LANG",
);

/** A word that one text has in capitals alone and the other in small letters alone. */
function inCapitals(a: string, b: string): string | null {
  for (const [word] of a.matchAll(/\b[A-Z]{2,5}\b/g)) {
    if (!OTHERS_IN_CAPITALS.has(word) || isIn(word, b)) continue;
    const title = word.charAt(0) + word.slice(1).toLowerCase();
    const small = [title, word.toLowerCase()].find((form) => isIn(form, b) && !isIn(form, a));
    if (small !== undefined && /\p{Lu}/u.test(b)) return `one writes "${word}", the other "${small}"`;
  }
  return null;
}

function isIn(word: string, text: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!isLetter(text.charAt(at - 1)) && !isLetter(text.charAt(at + word.length))) return true;
  return false;
}

function isLetter(char: string): boolean {
  return /\p{L}/u.test(char);
}
