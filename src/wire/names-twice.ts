/**
 * Does a document have an object that names a member twice? Clients differ in which of the two they read, and the two
 * may
 * contradict. For text that JSON.parse accepts, and as fast as that even for documents of megabytes (vectors, sound,
 * pictures): strings are skipped by search, and only names are looked at.
 */
import { NamesSeen } from "./json-scan.ts";

/**
 * True where some object has a name twice. For text that is not JSON the result means nothing, but comes in linear
 * time.
 */
export function namesTwice(text: string): boolean {
  /** For each open container the names seen in it; null for an array, and for an object before its first name. */
  const open: (NamesSeen | null)[] = [];
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === OBJECT || c === ARRAY) open.push(null);
    else if (c === OBJECT_END || c === ARRAY_END) open.pop();
    else if (c === QUOTE) {
      const from = at;
      at = closingQuote(text, from);
      if (at < 0) return false;
      if (!isFollowedByColon(text, at + 1) || open.length === 0) continue;
      const names = (open[open.length - 1] ??= new NamesSeen());
      if (names.has(nameAt(text, from, at))) return true;
    }
  }
  return false;
}

const QUOTE = 34;
const COLON = 58;
const ARRAY = 91;
const BACKSLASH = 92;
const ARRAY_END = 93;
const OBJECT = 123;
const OBJECT_END = 125;

/**
 * Index of the closing quote of the string that begins at `from`; -1 where it does not end. Looks at each backslash
 * once.
 */
function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from + 1);
  while (quote >= 0 && isEscaped(text, from, quote)) quote = text.indexOf('"', quote + 1);
  return quote;
}

function isEscaped(text: string, from: number, quote: number): boolean {
  let at = quote;
  while (at - 1 > from && text.charCodeAt(at - 1) === BACKSLASH) at--;
  return (quote - at) % 2 === 1;
}

function isFollowedByColon(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return c === COLON;
  }
  return false;
}

function nameAt(text: string, from: number, to: number): string {
  const written = text.slice(from + 1, to);
  if (!written.includes("\\")) return written;
  try {
    return String(JSON.parse(text.slice(from, to + 1)));
  } catch {
    return written;
  }
}
