/**
 * What stands in a question as itself and not as a word: operators, signs, code, quoted text, what is on further lines.
 * Every mark, capital and space counts there. Listed in order; two questions share where their lists are equal.
 */
import { ASKERS, EMPTY, FILLERS, HELPERS, ROLES } from "./tables.ts";

/** Looked for in so much of a text; what is beyond is compared byte for byte elsewhere. */
const READ_CHARS_MAX = 4_000;
const PARTS_MAX = 200;

/** ASCII letters, digits, spaces and the commonest marks: nearly every question, told by one search. */
const PLAIN = /^[A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff ,.;?!'’-]*$/;
const MAY_MEAN = /-\s*\d|\d\s*-|(?:^|\s)-|-(?:\s|$)|[A-Za-z0-9]\.[A-Za-z]|[.?!]{2}/;

/** Quoted text as it is; apostrophes quote nothing here. */
const QUOTED = /`([^`]{1,400})`|"([^"\n]{1,200})"|“([^”\n]{1,200})”|«([^»\n]{1,200})»/gu;
/** Marks that belong to a sentence. */
const LEADING = /^[("'“”‘’«»¿¡…–—]+/u;
const TRAILING = /[)"'“”‘’«».,;:?!…–—]+$/u;
/** An amount, a share, a measure: numbers and units are compared elsewhere. */
const AMOUNT = /^[-−+±~≈]?(?:\p{Sc}|r\$|us\$)?\s?\d+(?:[.,:]\d+)*\s?(?:%|‰|°|º|ª|\p{Sc}|°?\p{L}{1,4})?$/iu;
const MONEY = /^(?:\p{Lu}{0,2}\p{Sc}|°|°[CFK]|º|ª|%)$/iu;
/** "and/or", "TCP/IP", "R&D", "word(s)", "24/7", "node.js", "package.json", "U.S." */
const WORDLIKE =
  /^(?:[\p{L}\p{M}\d'’-]+(?:\/[\p{L}\p{M}\d'’-]+)+|\p{L}+&\p{L}+|\p{L}+\(\p{L}{1,3}\)\p{L}*|(?:\p{L}\.)+\p{L}?|[\p{L}\d_-]+\.[a-z]{1,5}(?:\.[a-z]{2,3})?|\d+(?:[.:/-]\d+)*|v?\d+(?:\.\d+)+\S*|\.net)$/u;
const LANGUAGE_NAME = /^\p{L}{1,12}(?:\+\+|#)$/u;
/** Marks of code and of mathematics, and whatever is a symbol. */
const MARKS = /[\p{S}\\{}[\]<>|/@#%&*_~^=:;()!?$]|\p{L}\.\p{L}|\d\.\p{L}/u;
const MARKS_ALONE = /^[^\p{L}\p{N}\s]+$/u;
/** One mark between two words that a sentence may have there. */
const PUNCTUATION_ALONE = /^[-–—,.;:!?&|/"'“”‘’«»()…•·]+$/u;

/** The question's literals as one text; "" where it has none. */
export function literalsOf(text: string): string {
  if (PLAIN.test(text) && !MAY_MEAN.test(text)) return givenName(text) ?? "";
  const read = (text.length > READ_CHARS_MAX ? text.slice(0, READ_CHARS_MAX) : text).replace(UNSEEN, "");
  const [first, further] = partedLines(read);
  const out: string[] = [];
  const bare = first.replace(QUOTED, (_all, ...groups: (string | undefined)[]) => {
    const quoted = groups.slice(0, 4).find((group) => group !== undefined)!;
    out.push(isShownPlainly(quoted) ? quoted : `\`${quoted}\``);
    return " ";
  });
  const chunks = bare.trim().split(/\s+/);
  collect(chunks, out);
  if (out.length > 0 || further !== "") spoken(chunks, `${out.join(" ")} ${further}`, out);
  if (further !== "") out.push(further);
  return out.slice(0, PARTS_MAX).join("\u0000");
}

/** A folder named Bob's is none named Bob: what something is called stands for itself, apostrophe included. */
const GIVEN =
  /\b(?:named|called|titled|entitled|chamad[oa]s?|nomead[oa]s?|intitulad[oa]s?)\s+([^\s,.;?!]*['’][^\s,.;?!]*)/i;

function givenName(text: string): string | null {
  return /['’]/.test(text) ? (GIVEN.exec(text)?.[1] ?? null) : null;
}

/** Questions with such are exact only (`hidden.ts`); here they are no marks. */
const UNSEEN = /(?![\t\n\r])[\p{Cc}\p{Cf}]/gu;

/** The first line, and the others as they are but for what ends a line and empty lines at the end. */
function partedLines(text: string): readonly [first: string, further: string] {
  const at = text.indexOf("\n");
  if (at < 0) return [text, ""];
  const further = text
    .slice(at + 1)
    .replace(/[ \t]*\r?\n/g, "\n")
    .replace(/^\n+|\s+$/g, "");
  return [text.slice(0, at), further];
}

function isShownPlainly(quoted: string): boolean {
  return /^[\p{Ll}\d ,'-]+$/u.test(quoted);
}

function collect(chunks: readonly string[], out: string[]): void {
  for (let i = 0; i < chunks.length; i++) {
    const chunk = chunks[i]!;
    const isLast = i === chunks.length - 1;
    if (MARKS_ALONE.test(chunk)) {
      if (isLast && /^[.?!…]$/.test(chunk)) continue;
      const marks = isLast && chunk.length > 1 ? chunk.replace(/[.?!]$/, "") : chunk;
      if (MONEY.test(marks) || isPunctuation(marks, chunks, i)) continue;
      const isBinary = /[=<>≤≥≠]/.test(marks);
      if (isBinary) operand(chunks[i - 1], out);
      out.push(marks);
      if (isBinary) operand(chunks[i + 1], out);
      continue;
    }
    const bare = chunk.replace(LEADING, "").replace(TRAILING, "");
    const whole = isCall(chunk, bare) ? chunk.replace(/[.,;:?!…]+$/u, "") : bare;
    if (whole === "" || !MARKS.test(whole)) continue;
    if (AMOUNT.test(whole) || MONEY.test(whole) || WORDLIKE.test(whole)) continue;
    out.push(LANGUAGE_NAME.test(whole) ? whole.toLowerCase() : whole);
  }
}

/** Names of the code that the question speaks of: "the type of Foo in … foo = Foo()". */
function spoken(chunks: readonly string[], code: string, out: string[]): void {
  const names = new Set(code.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  for (const chunk of chunks) {
    const bare = chunk.replace(LEADING, "").replace(TRAILING, "");
    if (names.has(bare.toLowerCase()) && isSaid(bare)) out.push(bare);
  }
}

/** The token without unmatched parentheses: "print(x)" stays, "(x" loses its one. */
function isCall(chunk: string, bare: string): boolean {
  return bare.includes("(") || /^[^(]*\(\)/.test(chunk);
}

/** A dash, an ampersand or a bar between two words; between numbers it reckons, behind a small word it is spoken of. */
function isPunctuation(marks: string, chunks: readonly string[], at: number): boolean {
  if (!PUNCTUATION_ALONE.test(marks) || marks.length > 3) return false;
  const [before, after] = [chunks[at - 1] ?? "", chunks[at + 1] ?? ""];
  if (/\d$/.test(before) || /^\d/.test(after)) return false;
  if (/^[-–—…•·]+$/.test(marks)) return true;
  return marks.length === 1 && isSaid(before) && isSaid(after);
}

/** A word of the matter: no small word of a question about a mark. */
function isSaid(chunk: string): boolean {
  const word = chunk.replace(LEADING, "").replace(TRAILING, "").toLowerCase();
  return /^[\p{L}\d-]{2,}$/u.test(word) && !SMALL.some((small) => small.has(word));
}
const SMALL = [ASKERS, EMPTY, HELPERS, ROLES, FILLERS];

/** What stands beside a comparison or an assignment: a name of code, letter by letter. */
function operand(chunk: string | undefined, out: string[]): void {
  if (chunk === undefined) return;
  const bare = chunk.replace(LEADING, "").replace(TRAILING, "");
  if (/^[\p{L}_]$/u.test(bare) || (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(bare) && isSaid(bare))) out.push(bare);
}
