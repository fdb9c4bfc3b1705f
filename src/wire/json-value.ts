/**
 * JSON as values, without loss: a number whose spelling a double would change (9007199254740993, 1.0, 1e-05) is kept as
 * it was written, and written back the same.
 */
import { stringEnd } from "./json-member.ts";
import { longNumberText, scanJson } from "./json-scan.ts";

export type Json = Record<string, unknown>;

/** Deepest nesting that is read: writing deeper values back would overflow the stack. */
const DEPTH_MAX = 200;

/**
 * The object that this text holds; null for another value, for text that is not JSON, and for nesting deeper than 200.
 */
export function parseRecord(text: string): Json | null {
  const seen = glance(text);
  if (seen.opened > DEPTH_MAX && isTooDeep(text)) return null;
  try {
    return record(seen.respelled ? exact.parse(text, keepSpelling) : JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * Parses JSON with every number of more digits than a double keeps as `longNumberText` writes it; all others are
 * doubles. Throws SyntaxError.
 */
export function parseLongNumbers(text: string): unknown {
  return exact.parse(text, (_name, value, { source }) => {
    const long = typeof value === "number" && source !== undefined ? longNumberText(source) : null;
    return long === null ? value : exact.rawJSON(long);
  });
}

/** The text of a number that was kept as written; null for every other value. */
export function keptNumber(value: object): string | null {
  return "rawJSON" in value && exact.isRawJSON(value) ? value.rawJSON : null;
}

/** The JSON text of a value from `parseRecord`, or of parts of one. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value);
}

export function record(value: unknown): Json | null {
  return isObject(value) ? value : null;
}

/** True for an object; a number kept as it was written is an object in JavaScript, but does not count. */
function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !exact.isRawJSON(value);
}

/** The objects among the items of an array; none where it is no array. */
export function records(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function numberOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  return exact.isRawJSON(value) ? Number(value.rawJSON) : null;
}

/** An object's own member, or undefined: `__proto__` and `constructor` are names like any other. */
export function own(object: Json, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Sets an own member, whatever its name. */
export function putMember(object: Json, name: string, value: unknown): void {
  if (name === "__proto__") {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else object[name] = value;
}

/** The object without some of its members; only own members are kept. */
export function less(object: Json, names: ReadonlySet<string>): Json {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name)));
}

/** ES2026 "JSON.parse source text access"; Node has it from 21 on, TypeScript's libraries do not declare it yet. */
interface SourceTextAccess {
  parse(
    text: string,
    reviver: (name: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): value is { readonly rawJSON: string };
}

const exact = JSON as unknown as SourceTextAccess;

function keepSpelling(_name: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== "number" || context.source === undefined || String(value) === context.source)
    return value;
  return exact.rawJSON(context.source);
}

/** Counts the arrays and objects opened, and tells whether a double would change the spelling of some number. */
function glance(text: string): { opened: number; respelled: boolean } {
  let opened = 0;
  let respelled = false;
  for (let at = 0; at < text.length; ) {
    const c = text.charCodeAt(at);
    if (c === 34) at = stringEnd(text, at);
    else if (c === 45 || (c >= 48 && c <= 57)) {
      const from = at;
      while (isNumeric(text.charCodeAt(at))) at++;
      respelled ||= isRespelled(text.slice(from, at));
    } else {
      if (c === 123 || c === 91) opened++;
      at++;
    }
  }
  return { opened, respelled };
}

/** True for a character of a number: a digit, or one of + - . E e */
function isNumeric(c: number): boolean {
  return (c >= 48 && c <= 57) || c === 46 || c === 45 || c === 43 || c === 101 || c === 69;
}

function isRespelled(source: string): boolean {
  return source.length > 1 && String(Number(source)) !== source;
}

function isTooDeep(text: string): boolean {
  return !scanJson(text, { depthMax: DEPTH_MAX, membersMax: text.length }).ok;
}
