/**
 * What one question says, read once: its frame, its words by what they do, and the facts that must not differ
 * (numbers, units, dates, identifiers, negations, directions). Pure; `reader.ts` keeps it by text.
 *
 * All that a comparison asks for is laid out here beforehand, as numbers of one vocabulary.
 */
import { shortened } from "./abbreviations.ts";
import { asked } from "./courtesy.ts";
import { type Frame, openingOf } from "./frame.ts";
import { type Residue, residueOf, smallKey } from "./residue.ts";
import { type Syntax, syntaxOf } from "./syntax.ts";
import { PARTICLES } from "./syntax-tables.ts";
import { type Language, VERB_STEMS } from "./tables.ts";
import { READ_CHARS_MAX, type Token, tokensOf } from "./tokens.ts";
import { type Form, MARK, type Vocabulary } from "./vocabulary.ts";
import type { Move, Part, Word } from "./word.ts";

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
  /** Where in `words` each of the subject stands. */
  readonly places: readonly number[];
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
  /** The same of all its words, small ones and the opening included, as the built-in embedder would have it. */
  readonly whole: Float32Array | null;
  /** Weight of the subject. */
  readonly weight: number;
  /** Letter triples of the subject's first 300 letters, packed, ascending, each once. */
  readonly triples: Int32Array;
  /** Small words of the kinds of `BAGS`, by stem: kind and number packed, ascending. */
  readonly bags: readonly number[];
  /** Words outside the opening that carry a role. */
  readonly roles: readonly Word[];
  /** Stems of what the opening and the content say. */
  readonly said: readonly number[];
  /** Share of tokens that are function words: near 0 for a keyword query. */
  readonly grammar: number;
  /** What is said beside the words of content; and its number. */
  readonly residue: Residue;
  readonly residueId: number;
  /** Who does what, by place in the subject. */
  readonly syntax: Syntax;
}

/**
 * `hint` is the language where the text itself does not tell: a keyword query of three words may be of either.
 */
export function analyse(text: string, vocabulary: Vocabulary, hint: Language | null = null): Analysis {
  const nfc = text.toWellFormed().normalize("NFC");
  const body = shortened(asked(nfc.length > READ_CHARS_MAX ? nfc.slice(0, READ_CHARS_MAX) : nfc));
  const tokens = tokensOf(body);
  const forms = tokens.map((token) => vocabulary.formOf(token.text));
  const language = languageOf(forms) ?? hint;
  const opening = openingOf(tokens.map((token) => token.text).join(" "));
  const openingWords = opening.chars === 0 ? 0 : wordsWithin(tokens, opening.chars);
  const isLoud = isShouting(tokens);
  const words = tokens.map((_token, i) =>
    wordOf(i, tokens, forms, language, vocabulary, isLoud, i < openingWords),
  );
  const places = placesOf(words, openingWords);
  const subject = places.map((at) => words[at]!);
  const grammar = words.length === 0 ? 0 : count(words, (word) => GRAMMAR.has(word.part)) / words.length;
  const whole = nfc.length > READ_CHARS_MAX ? nfc.slice(0, READ_CHARS_MAX) : nfc;
  const residue = residueOf({
    ...{ text: whole, words, openingWords, language, grammar },
    ...{ frame: opening.frame, subjects: subject.length },
  });
  return {
    text: body,
    unread: nfc.length > READ_CHARS_MAX ? nfc.slice(READ_CHARS_MAX) : "",
    language,
    frame: opening.frame,
    words,
    subject,
    places,
    openingWords,
    negations: residue.negations,
    past: words.some((word) => (word.form.marks & MARK.past) !== 0),
    modal: modalOf(words, openingWords),
    moves: movesOf(words, language),
    canonical: canonicalOf(inListOrder(words, openingWords), openingWords, opening.frame),
    sum: vocabulary.vectors.sum(subject),
    whole: vocabulary.vectors.sum(
      words.map(({ form }) => ({ row: vocabulary.rowOf(form), weight: form.weight })),
      true,
    ),
    weight: subject.reduce((sum, word) => sum + word.weight, 0),
    triples: triplesOf(subject),
    bags: bagsOf(words),
    roles: words.filter((word, i) => i >= openingWords && word.part === "role"),
    said: words.filter((word, i) => i < openingWords || word.part === "content").map((word) => word.stemId),
    grammar,
    residue,
    residueId: vocabulary.idOf(smallKey(residue, words)),
    syntax: syntaxOf(words, places, openingWords, language),
  };
}

function count(words: readonly Word[], test: (word: Word) => boolean): number {
  let out = 0;
  for (const word of words) if (test(word)) out++;
  return out;
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
const GRAMMAR: ReadonlySet<Part> = new Set(["empty", "person", "other", "helper", "role", "asker"]);

function placesOf(words: readonly Word[], openingWords: number): readonly number[] {
  const out: number[] = [];
  for (const [i, { part, form }] of words.entries()) {
    const isSubject =
      i >= openingWords ? SUBJECT.has(part) : FACTS.has(part) || (form.marks & MARK.telling) !== 0;
    if (isSubject) out.push(i);
  }
  return out;
}

function wordsWithin(tokens: readonly Token[], chars: number): number {
  let at = 0;
  for (const [i, token] of tokens.entries()) {
    if (at >= chars) return i;
    at += token.text.length + 1;
  }
  return tokens.length;
}

function languageOf(forms: readonly Form[]): Language | null {
  let en = 0;
  let pt = 0;
  for (const form of forms) {
    en += form.english;
    pt += form.portuguese;
  }
  return Math.abs(en - pt) < 0.5 ? null : en > pt ? "en" : "pt";
}

/** Capitals say nothing in a text that is all capitals or a headline. */
function isShouting(tokens: readonly Token[]): boolean {
  let long = 0;
  let capital = 0;
  for (const { kind, text, raw } of tokens) {
    if (kind !== "word" || text.length <= 3) continue;
    long++;
    if (isCapital(raw, 0)) capital++;
  }
  return long > 2 && capital / long > 0.7;
}

/** Whether a capital letter stands at a position. */
function isCapital(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 ? code >= 65 && code <= 90 : /^\p{Lu}/u.test(text.slice(at, at + 2));
}

function wordOf(
  i: number,
  tokens: readonly Token[],
  forms: readonly Form[],
  language: Language | null,
  vocabulary: Vocabulary,
  isLoud: boolean,
  isOpening: boolean,
): Word {
  const { kind, raw, text, start, end, opens } = tokens[i]!;
  const form = forms[i]!;
  const part = partOf(i, tokens, forms, language);
  const value = comparedBy(part, form, kind);
  const tongue = language ?? (text === form.fold ? "en" : "pt");
  // "TP84S" is no plural.
  const isWord = kind === "word" && (!/\d/.test(text) || form.synonyms !== null);
  const stems = isWord ? vocabulary.stemsOf(form, tongue) : null;
  const isTelling = isOpening && (form.marks & MARK.telling) !== 0;
  const least = text.length === 1 ? LETTER_WEIGHT : isTelling ? TELLING_WEIGHT : 0;
  const weight = FIXED_WEIGHT[part] ?? Math.max(form.weight, least);
  // What a comparison asks for stands first and so together: most of its time is waiting for memory.
  return {
    key: value === "" ? form.foldId : vocabulary.idOf(`${part} ${value}`),
    stemId: stems === null ? form.textId : stems.stemId,
    valueId: vocabulary.idOf(value),
    row: VECTORED.has(part) ? vocabulary.rowOf(form) : -1,
    part,
    weight,
    isHeavy: part !== "filler" && weight >= HEAVY_MIN,
    named: part === "content" && kind === "word" && (!isWord || (!isLoud && isNamed(raw, opens))),
    stems,
    form,
    kind,
    raw,
    text,
    start,
    end,
    opens,
    value,
    stem: stems === null ? text : stems.stem,
  };
}

const VECTORED: ReadonlySet<Part> = new Set(["content", "filler", "other", "negation"]);
/** Words rarer than about one in 10,000 change what is asked; commoner ones may. */
const HEAVY_MIN = 0.3;
/** A letter alone is a variable, a vitamin, a grade: common, yet all that matters. */
const LETTER_WEIGHT = 0.8;
/** "What day", "what time": common words, and the answer hangs on them. */
const TELLING_WEIGHT = 0.8;
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

function isNamed(raw: string, opens: boolean): boolean {
  if (!opens && isCapital(raw, 0)) return true;
  for (let i = 1; i < raw.length; i++) if (isCapital(raw, i)) return true;
  return false;
}

/** Order matters: facts before function words, function words before content. */
function partOf(
  i: number,
  tokens: readonly Token[],
  forms: readonly Form[],
  language: Language | null,
): Part {
  const token = tokens[i]!;
  const before = tokens[i - 1];
  const { kind, text } = token;
  if (kind === "number") return isYear(token, before) ? "date" : "number";
  if (kind === "date") return "date";
  if (kind === "version") return "number";
  if (kind === "identifier") return "identifier";
  if (kind === "symbol") return text === "%" ? "unit" : "symbol";
  const { unit, number, date, ordinary, marks } = forms[i]!;
  const isCounted = before !== undefined && (before.kind === "number" || forms[i - 1]!.number !== undefined);
  if (unit !== undefined && isCounted) return "unit";
  if (number !== undefined) return "number";
  const isCity = text === "janeiro" && tokens[i - 2]?.text === "rio";
  if (date !== undefined && !isCity && (text.length > 3 || before?.kind === "number")) return "date";
  if (isNegation(text, marks, language)) return "negation";
  if (ordinary !== "asker" && isCapitalAcronym(token)) return "content";
  if (isLetterName(i, tokens)) return "content";
  return ordinary;
}

function comparedBy(part: Part, { text, unit, number, date }: Form, kind: Token["kind"]): string {
  if (kind !== "word") return kind === "symbol" && part !== "unit" ? "" : text;
  if (part === "unit") return unit!;
  return part === "number" ? number! : part === "date" ? date! : "";
}

function isNegation(text: string, marks: number, language: Language | null): boolean {
  if (language === "pt") return (marks & MARK.negationPt) !== 0;
  return (
    (marks & MARK.negationEn) !== 0 ||
    (language === null && (marks & MARK.negationPt) !== 0 && text !== "menos")
  );
}

/** "IT", "US", "DO" written in capitals are names; "I" and "A" are not. */
function isCapitalAcronym({ raw, opens }: Token): boolean {
  if (raw.length < 2 || raw.length > 5 || opens || !isCapital(raw, 0)) return false;
  return /^\p{Lu}+$/u.test(raw);
}

/** "Vitamin A", "group E": a capital where an article has none. */
function isLetterName(i: number, tokens: readonly Token[]): boolean {
  const { raw, opens } = tokens[i]!;
  if (raw.length !== 1 || opens || !/^[A-HJ-Z]$/.test(raw)) return false;
  return tokens[i - 1]?.kind === "word" && /\p{Ll}/u.test(tokens[i - 1]!.raw);
}

/** A bare year, 1500 to 2100, unless it counts something ("$ 2000" or "2000 calories" keep their unit elsewhere). */
function isYear(token: Token, before: Token | undefined): boolean {
  return /^(?:1[5-9]\d\d|20\d\d|2100)$/.test(token.text) && before?.kind !== "symbol";
}

function modalOf(words: readonly Word[], openingWords: number): string {
  const last = Math.min(words.length - 1, openingWords);
  for (let i = 0; i <= last; i++) if ((words[i]!.form.marks & MARK.modal) !== 0) return words[i]!.stem;
  return "";
}

const MOVES_MAX = 8;

/** Where something goes: "from A to B", "A to B", "to B from A", and pairs that an order word parts. */
function movesOf(words: readonly Word[], language: Language | null): readonly Move[] {
  const out: Move[] = [];
  for (const [i, { text, form }] of words.entries()) {
    if (out.length >= MOVES_MAX) break;
    const ordered = (form.marks & MARK.ordered) !== 0;
    const isTarget = (form.marks & MARK.target) !== 0 || (text === "a" && language === "pt");
    if (!isTarget && !ordered) continue;
    const right = near(words, i, 1);
    const left = near(words, i, -1) ?? (ordered ? null : sourceAfter(words, i));
    if (left !== null && right !== null) out.push({ from: itsNumber(left), to: itsNumber(right) });
    const late = ordered ? null : sourceAfter(words, i);
    if (late !== null && right !== null && late !== left)
      out.push({ from: itsNumber(late), to: itsNumber(right) });
  }
  return out;
}

function itsNumber(word: Word): number {
  return word.valueId === 0 ? word.stemId : word.valueId;
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
    if ((words[i]!.form.marks & MARK.source) !== 0) return near(words, i, 1);
  }
  return null;
}

/**
 * "ROM and RAM" as "RAM and ROM": two single words around a listing word stand in one order; and "turn the alarm off" as
 * "turn off the alarm".
 */
function inListOrder(words: readonly Word[], openingWords: number): readonly Word[] {
  const out = [...words];
  for (let i = 1; i < out.length; i++) {
    if (i + 1 < out.length && (out[i]!.form.marks & MARK.listing) !== 0) {
      const [left, right] = [out[i - 1]!, out[i + 1]!];
      if (left.part !== "content" || right.part !== "content") continue;
      if (left.stem > right.stem) [out[i - 1], out[i + 1]] = [right, left];
    } else if (out[i]!.part === "content" && PARTICLES.has(out[i]!.text) && i > openingWords + 1) {
      out.splice(openingWords + 1, 0, ...out.splice(i, 1));
    }
  }
  return out;
}

const KEPT: ReadonlySet<Part> = new Set([...SUBJECT, "negation"]);

function canonicalOf(words: readonly Word[], openingWords: number, frame: Frame): string {
  let out: string = frame;
  for (const [i, word] of words.entries()) {
    const said = saidOf(word, i >= openingWords, frame);
    if (said !== null) out += ` ${said}`;
  }
  return out;
}

function saidOf({ part, text, stem, value, form }: Word, isSubject: boolean, frame: Frame): string | null {
  const { marks } = form;
  if (part === "helper") {
    if ((marks & MARK.past) !== 0) return "past";
    if (frame === "yes-no" && (marks & MARK.modal) !== 0) return text;
    if (isSubject && VERB_STEMS.has(stem)) return stem;
  }
  if (part === "role" && (marks & MARK.connects) !== 0 && isSubject) return text;
  const isKept = isSubject
    ? KEPT.has(part)
    : FACTS.has(part) || part === "negation" || (marks & MARK.telling) !== 0;
  return !isKept ? null : value === "" ? stem : value;
}

const TRIPLES_CHARS_MAX = 300;

/** Three letters in one integer: exact for letters up to U+03FF, and a hash of the others. */
function triplesOf(subject: readonly Word[]): Int32Array {
  let text = " ";
  for (let i = 0; i < subject.length && text.length <= TRIPLES_CHARS_MAX; i++) {
    text += i === 0 ? subject[i]!.form.fold : ` ${subject[i]!.form.fold}`;
  }
  text = `${text.slice(0, TRIPLES_CHARS_MAX + 1)} `;
  const all = new Int32Array(Math.max(0, text.length - 2));
  for (let i = 0; i < all.length; i++) {
    all[i] = (text.charCodeAt(i) << 20) ^ (text.charCodeAt(i + 1) << 10) ^ text.charCodeAt(i + 2);
  }
  all.sort();
  let kept = 0;
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[kept++] = all[i]!;
  return all.slice(0, kept);
}

/** Kinds of small words that are counted against each other, see `bagGaps` (evidence.ts). */
export const BAGS = ["role", "connecting", "other", "helper", "person"] as const;
/** Numbers of words are below this. */
export const BAG_STEP = 2 ** 24;

function bagsOf(words: readonly Word[]): readonly number[] {
  const out: number[] = [];
  for (const { part, form, stemId } of words) {
    const kind = (BAGS as readonly string[]).indexOf(part);
    if (kind >= 0) out.push(kind * BAG_STEP + stemId);
    if ((form.marks & MARK.connecting) !== 0) out.push(BAGS.indexOf("connecting") * BAG_STEP + stemId);
  }
  return out.sort((a, b) => a - b);
}
