/**
 * Reads JSON text in one pass, without recursion: whether it is valid, how deep it is, and whether two readers could
 * understand it differently.
 */
export interface ScanLimits {
  /** Deepest nesting of arrays and objects allowed, 1 and up. */
  readonly depthMax: number;
  /** Most members of objects and items of arrays, all together. */
  readonly membersMax: number;
}

export type JsonScan =
  | {
      readonly ok: true;
      /** True where some object has a member name twice, after unescaping. */
      readonly duplicateKeys: boolean;
      readonly depth: number;
      /** True where a number has more digits than a double keeps. */
      readonly longNumber: boolean;
      /** True where a double does not hold a number at all: overflow, underflow, or minus zero. */
      readonly unfaithfulNumber: boolean;
      /** True where a string holds half of a surrogate pair, literal or escaped. */
      readonly loneSurrogate: boolean;
    }
  | { readonly ok: false; readonly why: ScanFailure /** Offset in code units. */; readonly at: number };

export type ScanFailure = "syntax" | "too-deep" | "too-many-members";

/**
 * Scans a text as strictly as JSON.parse (RFC 8259): both accept the same texts, but for the limits. Linear in time;
 * never throws.
 */
export function scanJson(text: string, limits: ScanLimits): JsonScan {
  const notes: Notes = { escaped: false, lone: false, duplicate: false };
  /** For each open container the names seen in it; null for an array. */
  const open: (NamesSeen | null)[] = [];
  let [members, deepest, at] = [0, 0, 0];
  const numbers = { longNumber: false, unfaithfulNumber: false };

  for (;;) {
    // At this point a value must follow.
    at = skipSpace(text, at);
    const c = text.charCodeAt(at);
    let ended = true;
    if (c === OBJECT || c === ARRAY) {
      if (open.length >= limits.depthMax) return { ok: false, why: "too-deep", at };
      const inner = skipSpace(text, at + 1);
      if (open.length >= deepest) deepest = open.length + 1;
      if (text.charCodeAt(inner) === c + 2) at = inner + 1;
      else {
        open.push(c === OBJECT ? new NamesSeen() : null);
        at = inner;
        ended = false;
      }
    } else {
      const to = scalarEnd(text, at, c, notes);
      if (to < 0) return { ok: false, why: "syntax", at };
      if (c < 58 && c !== QUOTE && !isShort(text, at, to)) noteNumber(numbers, text.slice(at, to));
      at = to;
    }

    // A value has ended, or a container has begun: find where the next value must follow.
    for (;;) {
      if (open.length === 0) {
        at = skipSpace(text, at);
        if (at < text.length) return { ok: false, why: "syntax", at };
        return { ok: true, depth: deepest, ...numbers, ...textNotes(notes) };
      }
      const names = open[open.length - 1];
      if (ended) {
        at = skipSpace(text, at);
        const c = text.charCodeAt(at);
        if (c === (names ? OBJECT_END : ARRAY_END)) {
          at++;
          open.pop();
          continue;
        }
        if (c !== COMMA) return { ok: false, why: "syntax", at };
        at++;
      }
      if (++members > limits.membersMax) return { ok: false, why: "too-many-members", at };
      if (!names) break;
      const to = nameEnd(text, at, names, notes);
      if (to < 0) return { ok: false, why: "syntax", at: ~to };
      at = to;
      break;
    }
  }
}

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const COLON = 58;
const ARRAY = 91;
const BACKSLASH = 92;
const ARRAY_END = 93;
const LETTER_U = 117;
const OBJECT = 123;
const OBJECT_END = 125;

interface Notes {
  /** Set to true by a string with an escape; never cleared here. */
  escaped: boolean;
  lone: boolean;
  /** Set to true where an object has a member name twice. */
  duplicate: boolean;
}

function textNotes({ duplicate, lone }: Notes) {
  return { duplicateKeys: duplicate, loneSurrogate: lone };
}

/** Index after a member's name and colon; `~at` (below 0) where the character at `at` should not be there. */
function nameEnd(text: string, from: number, names: NamesSeen, notes: Notes): number {
  const at = skipSpace(text, from);
  if (text.charCodeAt(at) !== QUOTE) return ~at;
  notes.escaped = false;
  const to = stringEnd(text, at, notes);
  if (to < 0) return ~at;
  if (names.has(notes.escaped ? unescaped(text, at, to) : text.slice(at + 1, to - 1))) notes.duplicate = true;
  const colon = skipSpace(text, to);
  return text.charCodeAt(colon) === COLON ? colon + 1 : ~colon;
}

/** The names of one object. Most objects have a handful, for which a list is cheaper than a set. */
export class NamesSeen {
  #few: string[] = [];
  #many: Set<string> | null = null;

  /** Whether the name was added before; adds it. */
  has(name: string): boolean {
    if (this.#many !== null) {
      const before = this.#many.size;
      return this.#many.add(name).size === before;
    }
    if (this.#few.includes(name)) return true;
    this.#few.push(name);
    if (this.#few.length > 8) this.#many = new Set(this.#few);
    return false;
  }
}

function skipSpace(text: string, at: number): number {
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return at;
  }
  return at;
}

/** Index after a string, number or word that begins at `at` with the code unit `c`; -1 where there is none. */
function scalarEnd(text: string, at: number, c: number, notes: Notes): number {
  if (c === QUOTE) return stringEnd(text, at, notes);
  if (c === MINUS || isDigit(c)) return numberEnd(text, at);
  if (c === 116) return text.startsWith("true", at) ? at + 4 : -1;
  if (c === 102) return text.startsWith("false", at) ? at + 5 : -1;
  if (c === 110) return text.startsWith("null", at) ? at + 4 : -1;
  return -1;
}

function stringEnd(text: string, from: number, notes: Notes): number {
  let afterHigh = false;
  for (let at = from + 1; at < text.length; at++) {
    let c = text.charCodeAt(at);
    if (c === QUOTE) {
      if (afterHigh) notes.lone = true;
      return at + 1;
    }
    if (c < 32) return -1;
    if (c === BACKSLASH) {
      notes.escaped = true;
      c = text.charCodeAt(++at);
      if (c === LETTER_U) {
        c = hex4(text, at + 1);
        if (c < 0) return -1;
        at += 4;
      } else if (!isEscape(c)) return -1;
    }
    if (c >= 0xd800 && c <= 0xdfff) {
      const isHigh = c <= 0xdbff;
      if (isHigh === afterHigh) notes.lone = true;
      afterHigh = isHigh;
    } else if (afterHigh) {
      notes.lone = true;
      afterHigh = false;
    }
  }
  return -1;
}

/** True for the letters that may follow a backslash, except `u`: " / \ b f n r t */
function isEscape(c: number): boolean {
  return (
    c === QUOTE || c === 47 || c === BACKSLASH || c === 98 || c === 102 || c === 110 || c === 114 || c === 116
  );
}

function hex4(text: string, from: number): number {
  let value = 0;
  for (let at = from; at < from + 4; at++) {
    const c = text.charCodeAt(at);
    const low = c | 32;
    if (isDigit(c)) value = value * 16 + c - ZERO;
    else if (low >= 97 && low <= 102) value = value * 16 + low - 87;
    else return -1;
  }
  return value;
}

function numberEnd(text: string, from: number): number {
  let at = text.charCodeAt(from) === MINUS ? from + 1 : from;
  if (text.charCodeAt(at) === ZERO) at++;
  else if ((at = digitsEnd(text, at)) < 0) return -1;
  if (text.charCodeAt(at) === DOT && (at = digitsEnd(text, at + 1)) < 0) return -1;
  if ((text.charCodeAt(at) | 32) !== 101) return at;
  at++;
  const sign = text.charCodeAt(at);
  return digitsEnd(text, sign === 43 || sign === MINUS ? at + 1 : at);
}

/** Index after one digit or more; -1 where there is none. */
function digitsEnd(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at > from ? at : -1;
}

function isDigit(c: number): boolean {
  return c >= ZERO && c <= 57;
}

/** Digits that a double keeps of every decimal in its normal range (IEEE 754, DBL_DIG). */
const FAITHFUL_DIGITS = 15;
const NORMAL_MIN = 2.2250738585072014e-308;

function isShort(text: string, from: number, to: number): boolean {
  return to - from <= FAITHFUL_DIGITS && isPlain(text, from, to);
}

function noteNumber(numbers: { longNumber: boolean; unfaithfulNumber: boolean }, source: string): void {
  const kept = keptOf(source);
  numbers.longNumber ||= kept === "shortened";
  numbers.unfaithfulNumber ||= kept === "beyond";
}

/** How much of a number a double keeps: all of it, its first digits, or nothing near it. */
function keptOf(source: string): "all" | "shortened" | "beyond" {
  const value = Number(source);
  if (!Number.isFinite(value) || Object.is(value, -0)) return "beyond";
  const digits = significant(source);
  if (value === 0) return digits === "" ? "all" : "beyond";
  const isTiny = Math.abs(value) < NORMAL_MIN;
  if (!isTiny && digits.length <= FAITHFUL_DIGITS) return "all";
  if (digits === significant(String(value))) return "all";
  return isTiny ? "beyond" : "shortened";
}

/**
 * One text for a number with more digits than a double keeps, however it is spelled; null for one that a double keeps.
 * Two such texts are equal only where the numbers are.
 */
export function longNumberText(source: string): string | null {
  if (isShort(source, 0, source.length) || keptOf(source) !== "shortened") return null;
  const [mantissa = "", power = "0"] = source.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const all = (whole + fraction).replace(/^0+/, "");
  const digits = all.replace(/0+$/, "");
  const exponent = Number(power) - fraction.length + all.length - digits.length;
  return `${source.startsWith("-") ? "-" : ""}${digits}e${exponent}`;
}

/** True where the number has no exponent and cannot be -0. */
function isPlain(text: string, from: number, to: number): boolean {
  if (text.charCodeAt(from) === MINUS && text.charCodeAt(from + 1) === ZERO) return false;
  for (let at = from; at < to; at++) if (text.charCodeAt(at) > 57) return false;
  return true;
}

/** The digits of a number from its first that is not 0 to its last that is not 0. */
function significant(source: string): string {
  let first = -1;
  let past = 0;
  let out = "";
  for (let at = 0; at < source.length; at++) {
    const c = source.charCodeAt(at);
    if ((c | 32) === 101) break;
    if (!isDigit(c)) continue;
    if (first < 0 && c !== ZERO) first = out.length;
    out += source[at];
    if (c !== ZERO) past = out.length;
  }
  return first < 0 ? "" : out.slice(first, past);
}

function unescaped(text: string, from: number, to: number): string {
  return String(JSON.parse(text.slice(from, to)));
}
