/**
 * Reads JSON text in one pass, without recursion: is it valid, how deep, and may two readers disagree about it?
 * And changes single members as text, so that every other byte stays as it was.
 */
export interface ScanLimits {
  /** Nesting of arrays and objects, 1 and up. */
  readonly depthMax: number;
  /** Members of objects and items of arrays together. */
  readonly membersMax: number;
}

export type JsonScan =
  | {
      readonly ok: true;
      /** An object names a member twice, after unescaping. */
      readonly duplicateKeys: boolean;
      readonly depth: number;
      /** A number that a double does not keep: too many digits, overflow, underflow, or minus zero. */
      readonly unfaithfulNumber: boolean;
      /** A string holds half of a surrogate pair. */
      readonly loneSurrogate: boolean;
    }
  | { readonly ok: false; readonly why: "syntax" | "too-deep" | "too-many-members"; readonly at: number };

const QUOTE = 34;
const BACKSLASH = 92;

/** Strict as JSON.parse (RFC 8259): what this accepts, that accepts, and the other way round but for the limits. */
export function scanJson(text: string, limits: ScanLimits): JsonScan {
  let at = 0;
  let members = 0;
  let deepest = 0;
  let duplicateKeys = false;
  let unfaithfulNumber = false;
  let loneSurrogate = false;
  /** Per open container: the keys seen, or null for an array. */
  const open: (Set<string> | null)[] = [];
  const fail = (why: "syntax" | "too-deep" | "too-many-members"): JsonScan => ({ ok: false, why, at });

  const skipSpace = () => {
    for (let c = text.charCodeAt(at); c === 32 || c === 10 || c === 13 || c === 9; c = text.charCodeAt(++at));
  };
  /** Past the closing quote; -1 for a string that is not one. Sets `escaped`. */
  let escaped = false;
  const skipString = (): boolean => {
    escaped = false;
    for (at++; at < text.length; at++) {
      const c = text.charCodeAt(at);
      if (c === QUOTE) {
        at++;
        return true;
      }
      if (c < 32) return false;
      if (c === BACKSLASH) {
        escaped = true;
        const next = text.charCodeAt(++at);
        if (next === 117) {
          for (let i = 1; i <= 4; i++) if (!isHex(text.charCodeAt(at + i))) return false;
          at += 4;
        } else if (!ESCAPES.has(next)) return false;
      } else if (c >= 0xd800 && c <= 0xdfff) {
        const next = text.charCodeAt(at + 1);
        if (c <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) at++;
        else loneSurrogate = true;
      }
    }
    return false;
  };
  const string = (): string | null => {
    const from = at;
    if (!skipString()) return null;
    const raw = text.slice(from + 1, at - 1);
    if (!escaped) return raw;
    const plain = JSON.parse(text.slice(from, at)) as string;
    if (!plain.isWellFormed()) loneSurrogate = true;
    return plain;
  };

  for (;;) {
    // A value is due.
    skipSpace();
    const c = text.charCodeAt(at);
    let closed = false;
    if (c === 123 || c === 91) {
      if (open.length >= limits.depthMax) return fail("too-deep");
      at++;
      skipSpace();
      const end = c === 123 ? 125 : 93;
      if (text.charCodeAt(at) === end) {
        at++;
        deepest = Math.max(deepest, open.length + 1);
        closed = true;
      } else {
        open.push(c === 123 ? new Set() : null);
        deepest = Math.max(deepest, open.length);
      }
    } else if (c === QUOTE) {
      if (string() === null) return fail("syntax");
      closed = true;
    } else if (c === 45 || (c >= 48 && c <= 57)) {
      const from = at;
      NUMBER.lastIndex = at;
      const match = NUMBER.exec(text);
      if (!match) return fail("syntax");
      at = NUMBER.lastIndex;
      if (at - from > 15 || match[1] !== undefined || c === 45) unfaithfulNumber ||= isUnfaithful(match[0]);
      closed = true;
    } else {
      const word = c === 116 ? "true" : c === 102 ? "false" : "null";
      if (!text.startsWith(word, at)) return fail("syntax");
      at += word.length;
      closed = true;
    }

    // A value has ended, or a container has begun: find where the next value is due.
    for (;;) {
      const keys = open.at(-1);
      if (keys === undefined) {
        skipSpace();
        if (at < text.length) return fail("syntax");
        return { ok: true, duplicateKeys, depth: deepest, unfaithfulNumber, loneSurrogate };
      }
      if (closed) {
        skipSpace();
        const next = text.charCodeAt(at);
        if (next === (keys ? 125 : 93)) {
          at++;
          open.pop();
          continue;
        }
        if (next !== 44) return fail("syntax");
        at++;
      }
      if (++members > limits.membersMax) return fail("too-many-members");
      if (keys === null) break;
      skipSpace();
      if (text.charCodeAt(at) !== QUOTE) return fail("syntax");
      const key = string();
      if (key === null) return fail("syntax");
      if (keys.has(key)) duplicateKeys = true;
      else keys.add(key);
      skipSpace();
      if (text.charCodeAt(at) !== 58) return fail("syntax");
      at++;
      break;
    }
  }
}

/** Sticky: a JSON number; the group is an exponent. */
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?([eE][+-]?\d+)?/y;
const ESCAPES: ReadonlySet<number> = new Set([34, 47, 92, 98, 102, 110, 114, 116]);

function isHex(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102);
}

function isUnfaithful(source: string): boolean {
  const value = Number(source);
  if (!Number.isFinite(value) || Object.is(value, -0)) return true;
  const digits = source
    .replace(/[eE].*$/, "")
    .replace(/[-.]/g, "")
    .replace(/^0+/, "");
  if (value === 0) return digits !== "";
  return digits.replace(/0+$/, "").length > 15 && String(value) !== source;
}

/** Where a member's name, and its value, stand in JSON text. */
export interface MemberSpan {
  /** The name's opening quote. */
  readonly from: number;
  readonly valueFrom: number;
  /** Past the value's last character. */
  readonly valueTo: number;
}

/**
 * The member at `path` (object names only), null where there is none. The text must be valid JSON. Of a name that
 * stands twice the last is meant, as JSON.parse has it.
 */
export function memberSpan(text: string, path: readonly string[]): MemberSpan | null {
  let from = skipWhite(text, 0);
  let span: MemberSpan | null = null;
  for (const name of path) {
    span = memberIn(text, from, name);
    if (span === null) return null;
    from = span.valueFrom;
  }
  return span;
}

/** The raw value of a top-level member, or null. */
export function memberText(text: string, name: string): string | null {
  const span = memberSpan(text, [name]);
  return span && text.slice(span.valueFrom, span.valueTo);
}

/** The text less a top-level member (every occurrence), commas kept valid; the same text where there is none. */
export function removeMember(text: string, name: string): string {
  let out = text;
  for (let span = memberSpan(out, [name]); span !== null; span = memberSpan(out, [name])) {
    let from = span.from;
    let to = skipWhite(out, span.valueTo);
    if (out[to] === ",") to = skipWhite(out, to + 1);
    else {
      let before = from - 1;
      while (before >= 0 && isWhite(out.charCodeAt(before))) before--;
      if (out[before] === ",") from = before;
      to = span.valueTo;
    }
    out = out.slice(0, from) + out.slice(to);
  }
  return out;
}

/** The text with the member at `path` set to `raw`; added first where it is missing. Null where its parent is no object. */
export function setMember(text: string, path: readonly string[], raw: string): string | null {
  const span = memberSpan(text, path);
  if (span) return text.slice(0, span.valueFrom) + raw + text.slice(span.valueTo);
  const parent = path.slice(0, -1);
  const name = path.at(-1);
  if (name === undefined) return null;
  const at = parent.length === 0 ? skipWhite(text, 0) : (memberSpan(text, parent)?.valueFrom ?? -1);
  if (at < 0 || text[at] !== "{") return null;
  const isEmpty = text[skipWhite(text, at + 1)] === "}";
  return `${text.slice(0, at + 1)}${JSON.stringify(name)}:${raw}${isEmpty ? "" : ","}${text.slice(at + 1)}`;
}

function memberIn(text: string, open: number, name: string): MemberSpan | null {
  if (text[open] !== "{") return null;
  let found: MemberSpan | null = null;
  let at = skipWhite(text, open + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const from = at;
    const nameTo = stringEnd(text, at);
    const raw = text.slice(from + 1, nameTo - 1);
    const same = raw === name || (raw.includes("\\") && JSON.parse(text.slice(from, nameTo)) === name);
    const valueFrom = skipWhite(text, skipWhite(text, nameTo) + 1);
    const valueTo = valueEnd(text, valueFrom);
    if (same) found = { from, valueFrom, valueTo };
    at = skipWhite(text, valueTo);
    if (text[at] !== ",") break;
    at = skipWhite(text, at + 1);
  }
  return found;
}

/** Past the value that begins here. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; ) {
    const c = text.charCodeAt(at);
    if (c === QUOTE) at = stringEnd(text, at);
    else if (c === 123 || c === 91) {
      depth++;
      at++;
    } else if (c === 125 || c === 93) {
      if (depth === 0) return at;
      depth--;
      at++;
    } else if (depth === 0 && (c === 44 || isWhite(c))) return at;
    else at++;
    if (depth === 0 && (c === QUOTE || c === 125 || c === 93)) return at;
  }
  return text.length;
}

function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === BACKSLASH) at++;
    else if (c === QUOTE) return at + 1;
  }
  return text.length;
}

function skipWhite(text: string, from: number): number {
  let at = from;
  while (isWhite(text.charCodeAt(at))) at++;
  return at;
}

function isWhite(c: number): boolean {
  return c === 32 || c === 10 || c === 13 || c === 9;
}
