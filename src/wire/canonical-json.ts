/**
 * A canonical text for a JSON value: names sorted by code unit, no white space, numbers as JavaScript writes them, but
 * those with more digits than a double keeps with all their digits. Equal texts mean equal values; for a number that no
 * double holds at all see scanJson's `unfaithfulNumber`.
 */
import { keptNumber } from "./json-value.ts";

const CANONICAL_DEPTH_MAX = 200;

/** Thrown for a value nested deeper than 200. */
export class TooDeepError extends RangeError {
  constructor() {
    super(`JSON nested deeper than ${CANONICAL_DEPTH_MAX}`);
    this.name = "TooDeepError";
  }
}

/**
 * The canonical text. `omit`: names of top-level members to leave out. Only own members count, so `__proto__` is a name
 * like any other. Throws TooDeepError.
 */
export function canonicalJson(value: unknown, options: { readonly omit?: ReadonlySet<string> } = {}): string {
  return write(value, options.omit ?? null, 0);
}

function write(value: unknown, omit: ReadonlySet<string> | null, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value !== "object" || value === null) return value === undefined ? "null" : String(value);
  const long = keptNumber(value);
  if (long !== null) return long;
  if (depth >= CANONICAL_DEPTH_MAX) throw new TooDeepError();
  return Array.isArray(value) ? writeArray(value, depth) : writeObject(value as Members, omit, depth);
}

type Members = Readonly<Record<string, unknown>>;

/** A number's text. JSON.stringify would write -0 as 0 and infinity as null. */
function writeNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  return value > 0 ? "1e999" : "-1e999";
}

function writeArray(items: readonly unknown[], depth: number): string {
  let out = "[";
  for (let i = 0; i < items.length; i++) out += (i > 0 ? "," : "") + write(items[i], null, depth + 1);
  return `${out}]`;
}

function writeObject(object: Members, omit: ReadonlySet<string> | null, depth: number): string {
  const names = Object.keys(object).sort();
  let out = "{";
  for (const name of names) {
    if (omit?.has(name)) continue;
    out += `${out.length > 1 ? "," : ""}${quotedName(name)}:${write(object[name], null, depth + 1)}`;
  }
  return `${out}}`;
}

/** A member name in quotes. Nearly every name needs no escape, and JSON.stringify is slow on short texts. */
function quotedName(name: string): string {
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    if (c < 32 || c > 126 || c === 34 || c === 92) return JSON.stringify(name);
  }
  return `"${name}"`;
}
