/**
 * One text for one JSON value: names sorted by code unit, no white space, numbers as JavaScript writes them, those
 * of more digits than a double keeps by all their digits. Two values have the same text only if they are equal; of a
 * number that no double holds at all see scanJson's `unfaithfulNumber`.
 */
import { keptNumber } from "./json-value.ts";

const CANONICAL_DEPTH_MAX = 200;

/** The value is nested deeper than 200. */
export class TooDeepError extends RangeError {
  constructor() {
    super(`JSON nested deeper than ${CANONICAL_DEPTH_MAX}`);
    this.name = "TooDeepError";
  }
}

/** `omit` names top-level members that are left out. Own members only, so `__proto__` is a name like any other. */
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

/** JSON.stringify has no text for these two, and would make them equal to others. */
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

/** Nearly every name needs no escape, and JSON.stringify is slow on short texts. */
function quotedName(name: string): string {
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    if (c < 32 || c > 126 || c === 34 || c === 92) return JSON.stringify(name);
  }
  return `"${name}"`;
}
