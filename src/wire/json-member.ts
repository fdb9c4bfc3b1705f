/**
 * Finds, removes and sets single members of JSON text, as text: every other byte stays as it was, so that big numbers,
 * spelling and the order of names survive. The text must be valid JSON; for other text only an end is promised.
 */
export interface MemberSpan {
  /** Index of the name's opening quote; for an array's item, of its first character. */
  readonly from: number;
  readonly valueFrom: number;
  /** Index after the value's last character. */
  readonly valueTo: number;
}

/** A path of member names and array positions, from the outermost in. */
export type MemberPath = readonly (string | number)[];

/** The member or item at `path`; null where there is none. Of a repeated name the last counts, as in JSON.parse. */
export function memberSpan(text: string, path: MemberPath): MemberSpan | null {
  let from = skipSpace(text, 0);
  let span: MemberSpan | null = null;
  for (const step of path) {
    span = typeof step === "number" ? itemIn(text, from, step) : memberIn(text, from, step);
    if (span === null) return null;
    from = span.valueFrom;
  }
  return span;
}

/** The raw text of a top-level member's value; null where there is none. */
export function memberText(text: string, name: string): string | null {
  const span = memberSpan(text, [name]);
  return span && text.slice(span.valueFrom, span.valueTo);
}

/** The text without every top-level member of this name, its commas kept valid; unchanged where there is none. */
export function removeMember(text: string, name: string): string {
  let out = "";
  /** End of the part of the text that was copied or dropped. */
  let done = 0;
  /** End of the last member that is kept; -1: none. */
  let keptTo = -1;
  /** Start and end of the run of members that is being dropped; -1: none. */
  let goneFrom = -1;
  let goneTo = -1;
  eachMember(text, skipSpace(text, 0), (from, nameTo, _valueFrom, valueTo) => {
    if (isName(text, from, nameTo, name)) {
      if (goneFrom < 0) goneFrom = from;
      goneTo = valueTo;
      return;
    }
    if (goneFrom >= 0) {
      out += text.slice(done, goneFrom);
      done = from;
      goneFrom = -1;
    }
    keptTo = valueTo;
  });
  if (goneFrom >= 0) {
    out += text.slice(done, keptTo < 0 ? goneFrom : keptTo);
    done = goneTo;
  }
  return done === 0 ? text : out + text.slice(done);
}

/**
 * The text with the value at `path` replaced by the JSON text `raw`. A missing member is added as the last of its
 * object; null where there is no such object, or no such item.
 */
export function setMember(text: string, path: MemberPath, raw: string): string | null {
  const span = memberSpan(text, path);
  if (span) return text.slice(0, span.valueFrom) + raw + text.slice(span.valueTo);
  const name = path.at(-1);
  if (typeof name !== "string") return null;
  const parent = path.slice(0, -1);
  const at = parent.length === 0 ? skipSpace(text, 0) : (memberSpan(text, parent)?.valueFrom ?? -1);
  if (at < 0 || text[at] !== "{") return null;
  let lastTo = -1;
  eachMember(text, at, (_from, _nameTo, _valueFrom, valueTo) => {
    lastTo = valueTo;
  });
  const member = `${JSON.stringify(name)}:${raw}`;
  if (lastTo < 0) return `${text.slice(0, at + 1)}${member}${text.slice(at + 1)}`;
  return `${text.slice(0, lastTo)},${member}${text.slice(lastTo)}`;
}

function memberIn(text: string, open: number, name: string): MemberSpan | null {
  let found: MemberSpan | null = null;
  eachMember(text, open, (from, nameTo, valueFrom, valueTo) => {
    if (isName(text, from, nameTo, name)) found = { from, valueFrom, valueTo };
  });
  return found;
}

function itemIn(text: string, open: number, position: number): MemberSpan | null {
  if (text[open] !== "[") return null;
  let at = skipSpace(text, open + 1);
  for (let i = 0; at < text.length && text[at] !== "]"; i++) {
    const to = valueEnd(text, at);
    if (i === position) return { from: at, valueFrom: at, valueTo: to };
    at = skipSpace(text, to);
    if (text[at] !== ",") return null;
    at = skipSpace(text, at + 1);
  }
  return null;
}

type Visit = (from: number, nameTo: number, valueFrom: number, valueTo: number) => void;

function eachMember(text: string, open: number, visit: Visit): void {
  if (text[open] !== "{") return;
  let at = skipSpace(text, open + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const nameTo = stringEnd(text, at);
    const valueFrom = skipSpace(text, skipSpace(text, nameTo) + 1);
    const valueTo = valueEnd(text, valueFrom);
    visit(at, nameTo, valueFrom, valueTo);
    at = skipSpace(text, valueTo);
    if (text[at] !== ",") return;
    at = skipSpace(text, at + 1);
  }
}

function isName(text: string, from: number, to: number, name: string): boolean {
  const written = to - from - 2;
  if (written === name.length) return text.startsWith(name, from + 1);
  // A longer spelling may be the same name written with escapes.
  const quoted = text.slice(from, to);
  if (written < name.length || !quoted.includes("\\")) return false;
  try {
    return JSON.parse(quoted) === name;
  } catch {
    return false;
  }
}

const QUOTE = 34;
const BACKSLASH = 92;

/** Index after the value that begins at `from`. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === QUOTE) {
      at = stringEnd(text, at) - 1;
      if (depth === 0) return at + 1;
    } else if (c === 123 || c === 91) depth++;
    else if (c === 125 || c === 93) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (c === 44 || isSpace(c))) return at;
  }
  return text.length;
}

/**
 * Index after the closing quote of the string that begins at `from`. Searches from quote to quote, which is fast, as
 * few
 * characters are quotes.
 */
export function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (before > from && text.charCodeAt(before) === BACKSLASH) before--;
    if ((at - before) % 2 === 1) return at + 1;
  }
  return text.length;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function isSpace(c: number): boolean {
  return c === 32 || c === 10 || c === 13 || c === 9;
}
