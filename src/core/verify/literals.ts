/**
 * Finds the literals of a question: operators, signs, code, quoted text and further lines, in which every character is
 * significant. Two questions share an answer only where their literals are equal and in equal order.
 */
import { ASKERS, EMPTY, FILLERS, HELPERS, OTHERS, PERSONS, ROLES } from "./read/tables.ts";

/** Only this much of a text is searched; the rest is compared byte for byte elsewhere. */
const READ_CHARS_MAX = 4_000;
const PARTS_MAX = 200;

/** Letters, digits, spaces and the commonest marks. Nearly every question matches, and needs no further search. */
const PLAIN = /^[A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff ,.;?!'’-]*$/;
const MAY_MEAN = /-\s*\d|\d\s*-|(?:^|\s)-|-(?:\s|$)|[A-Za-z0-9]\.[A-Za-z]|[.?!]{2}/;

/** Quoted text. Apostrophes do not count as quotation marks. */
const QUOTED = /`([^`]{1,400})`|"([^"\n]{1,200})"|“([^”\n]{1,200})”|«([^»\n]{1,200})»/gu;
/** Punctuation before and after a word. */
const LEADING = /^[("'“”‘’«»¿¡…–—]+/u;
const TRAILING = /[)"'“”‘’«».,;:?!…–—]+$/u;
/** An amount, a percentage or a measure, which is no literal: numbers and units are compared elsewhere. */
const AMOUNT = /^[-−+±~≈]?(?:\p{Sc}|r\$|us\$)?\s?\d+(?:[.,:]\d+)*\s?(?:%|‰|°|º|ª|\p{Sc}|°?\p{L}{1,4})?$/iu;
const MONEY = /^(?:\p{Lu}{0,2}\p{Sc}|°|°[CFK]|º|ª|%)$/iu;
/** Words with marks inside, which are no literals: "and/or", "R&D", "word(s)", "24/7", "node.js", "U.S." */
const WORDLIKE =
  /^(?:[\p{L}\p{M}\d'’-]+(?:\/[\p{L}\p{M}\d'’-]+)+|\p{L}+&\p{L}+|\p{L}+\(\p{L}{1,3}\)\p{L}*|(?:\p{L}\.)+\p{L}?|[\p{L}\d_-]+\.[a-z]{1,5}(?:\.[a-z]{2,3})?|\d+(?:[.:/-]\d+)*|v?\d+(?:\.\d+)+\S*|\.net)$/u;
const LANGUAGE_NAME = /^\p{L}{1,12}(?:\+\+|#)$/u;
/** Marks of code and mathematics, and all symbols. */
const MARKS = /[\p{S}\\{}[\]<>|/@#%&*_~^=:;()!?$]|\p{L}\.\p{L}|\d\.\p{L}/u;
const MARKS_ALONE = /^[^\p{L}\p{N}\s]+$/u;
/** Marks that may stand alone between two words of a sentence. */
const PUNCTUATION_ALONE = /^[-–—,.;:!?&|/"'“”‘’«»()…•·]+$/u;

/** The question's literals as one text; "" where it has none. */
export function literalsOf(text: string): string {
  if (PLAIN.test(text) && !MAY_MEAN.test(text)) return givenName(text) ?? "";
  const read = (text.length > READ_CHARS_MAX ? text.slice(0, READ_CHARS_MAX) : text).replace(UNSEEN, "");
  const [first, further] = partedLines(read);
  const out: string[] = [];
  const bare = first.replace(QUOTED, (_all, ...groups: (string | undefined)[]) => {
    const quoted = groups.slice(0, 4).find((group) => group !== undefined)!;
    const isCode = groups[0] !== undefined;
    const isPlain = isShownPlainly(quoted) || (!isCode && isSpokenOf(quoted));
    out.push(isPlain ? quoted : `\`${quoted}\``);
    return " ";
  });
  const chunks = bare.trim().split(/\s+/);
  collect(chunks, out);
  const code = out.filter((literal) => !isSpokenOf(literal));
  if (code.length > 0 || further !== "") spoken(chunks, `${code.join(" ")} ${further}`, out);
  if (further !== "") out.push(further);
  return out.slice(0, PARTS_MAX).join("\u0000");
}

/** A name after "named" or "called", whose apostrophe is significant: a folder named Bob's is not one named Bob. */
const GIVEN =
  /\b(?:named|called|titled|entitled|chamad[oa]s?|nomead[oa]s?|intitulad[oa]s?)\s+([^\s,.;?!]*['’][^\s,.;?!]*)/i;

function givenName(text: string): string | null {
  return /['’]/.test(text) ? (GIVEN.exec(text)?.[1] ?? null) : null;
}

/** Invisible characters, removed here: `hidden.ts` allows such questions exact hits only. */
const UNSEEN = /(?![\t\n\r])[\p{Cc}\p{Cf}]/gu;

/** The first line, and the further lines with uniform line ends and without empty ones at the end. */
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

/** Is it words of a language, a title for example, and no code? */
function isSpokenOf(quoted: string): boolean {
  return /^[\p{L}\d ,'-]+$/u.test(quoted) && !/\p{Ll}\p{Lu}|\d\p{L}|\p{L}\d/u.test(quoted);
}

/** Questions about words and works, in which a quotation mark only shows where the word or the title is. */
const ABOUT_WORDS = new RegExp(
  `(?<!\\p{L})(?:words?|means?|meaning|phrases?|terms?|define|definition|pronounced?|pronunciation|spell|spelled|spelling|plural
  |synonyms?|antonyms?|idioms?|etymology|books?|novels?|movies?|films?|songs?|poems?|albums?|plays?|wrote|written|directed?|sang|sings
  |palavras?|significa|significado|frase|expressão|termo|defina|definição|pronuncia|pronúncia|soletra|plural|sinônimos?|antônimos?
  |livros?|romance|filmes?|música|canção|poema|álbum|escreveu|escrito|escrita|dirigiu|cantou|canta)(?!\\p{L})`.replace(
    /\s+/g,
    "",
  ),
  "iu",
);

/** Does it say more than function words, whose quotation marks are all that shows that they are meant? */
function saysMuch(quoted: string): boolean {
  return quoted.split(/[ ,]+/).some((word) => isSaid(word) && !PERSONS.has(word) && !OTHERS.has(word));
}

/** A question as far as its literals are compared. */
interface Quoting {
  readonly text: string;
  readonly residue: { readonly literals: string };
}

/**
 * Do the literals of two questions differ? Not where one quotes a word or a title that the other says without quotation
 * marks, to the letter, if both ask about words or works.
 */
export function literalsDiffer(a: Quoting, b: Quoting): boolean {
  const one = a.residue.literals;
  const other = b.residue.literals;
  if (one === other) return false;
  const ones = partsOf(one);
  const others = partsOf(other);
  const isSpoken = [...ones, ...others].every((said) => isSpokenOf(said) && saysMuch(said));
  if (!isSpoken || !ABOUT_WORDS.test(a.text) || !ABOUT_WORDS.test(b.text)) return true;
  const lacks = (text: string, literals: readonly string[], said: readonly string[]): boolean =>
    literals.some((literal) => !said.includes(literal) && !saysWhole(text, literal));
  return lacks(b.text, ones, others) || lacks(a.text, others, ones);
}

function partsOf(literals: string): readonly string[] {
  return literals === "" ? [] : literals.split("\u0000");
}

/** Does the text have these words, with no letter or digit at either side? */
function saysWhole(text: string, words: string): boolean {
  const isBorder = (letter: string | undefined) => letter === undefined || !/[\p{L}\p{N}]/u.test(letter);
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1))
    if (isBorder(text[at - 1]) && isBorder(text[at + words.length])) return true;
  return false;
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

/** Adds to `out` the words of the question that are names in its code: "the type of Foo in ... foo = Foo()". */
function spoken(chunks: readonly string[], code: string, out: string[]): void {
  const names = new Set(code.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_]*/gu));
  for (const chunk of chunks) {
    const bare = chunk.replace(LEADING, "").replace(TRAILING, "");
    if (names.has(bare.toLowerCase()) && isSaid(bare)) out.push(bare);
  }
}

/** Is the token a call such as "print(x)" or "exit()", whose parentheses belong to it? */
function isCall(chunk: string, bare: string): boolean {
  return bare.includes("(") || /^[^(]*\(\)/.test(chunk);
}

/**
 * Is a lone mark punctuation, between two words? Between numbers it is an operator; after a function word, the subject.
 */
function isPunctuation(marks: string, chunks: readonly string[], at: number): boolean {
  if (!PUNCTUATION_ALONE.test(marks) || marks.length > 3) return false;
  const before = chunks[at - 1] ?? "";
  const after = chunks[at + 1] ?? "";
  if (/\d$/.test(before) || /^\d/.test(after)) return false;
  if (/^[-–—…•·]+$/.test(marks)) return true;
  return marks.length === 1 && isSaid(before) && isSaid(after);
}

/** Is the token a word other than a function word? */
function isSaid(chunk: string): boolean {
  const word = chunk.replace(LEADING, "").replace(TRAILING, "").toLowerCase();
  return /^[\p{L}\d-]{2,}$/u.test(word) && !SMALL.some((small) => small.has(word));
}
const SMALL = [ASKERS, EMPTY, HELPERS, ROLES, FILLERS];

/** Adds to `out` the token beside a comparison or an assignment, as spelt, since it is a name of code. */
function operand(chunk: string | undefined, out: string[]): void {
  if (chunk === undefined) return;
  const bare = chunk.replace(LEADING, "").replace(TRAILING, "");
  if (/^[\p{L}_]$/u.test(bare) || (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(bare) && isSaid(bare))) out.push(bare);
}
