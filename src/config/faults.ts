/**
 * Faults of a configuration, with their places. A fault never shows a secret: neither under a secret key, nor inside a
 * URL, nor where a scalar stands in place of a block.
 */
import { isSecretName, withoutCredentials } from "./secrets.ts";

/** Where a value was written: line and column count from 1. For an environment variable: its name, 0 and 0. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ConfigFaultAt extends Place {
  /** Dotted name of the key: `cache_migration.traffic_percentage`, `auth.keys[0].name`; "" for the file as a whole. */
  readonly name: string;
  /** The value as it may be printed: masked, shortened, quoted. "" where no value is at fault. */
  readonly value: string;
  /** A sentence that says what is allowed. */
  readonly message: string;
}

export type Path = readonly (string | number)[];

/**
 * The faults as text, a line each: `FILE:LINE: name: value: what is allowed`; in the file's order, the environment's
 * last.
 */
export function formatFaults(faults: readonly ConfigFaultAt[]): string {
  return sorted(faults)
    .map(({ file, line, name, value, message }) =>
      [line > 0 ? `${file}:${line}` : file, name, value, message].filter((part) => part !== "").join(": "),
    )
    .join("\n");
}

export function sorted(faults: readonly ConfigFaultAt[]): ConfigFaultAt[] {
  return [...faults].sort(
    (a, b) => Number(a.line === 0) - Number(b.line === 0) || a.line - b.line || a.column - b.column,
  );
}

export function fault(place: Place, path: Path, value: string, message: string): ConfigFaultAt {
  return { ...place, name: dotted(path), value, message };
}

/** A path as dotted text: `["auth", "keys", 0, "name"]` becomes `auth.keys[0].name`. */
export function dotted(path: Path): string {
  let out = "";
  for (const part of path) {
    if (typeof part === "number") out += `[${part}]`;
    else out += (out === "" ? "" : ".") + printable(part);
  }
  return out;
}

const SHOWN_MAX = 80;

/** A value as a fault may show it. `hidden`: the value came from something secret. */
export function shownValue(value: unknown, path: Path, hidden = false): string {
  if (value === undefined) return "missing";
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a block";
  const secret = hidden || path.some((part) => typeof part === "string" && isSecretName(part));
  if (secret && value !== "") return "***";
  return typeof value === "string" ? JSON.stringify(shortened(withoutCredentials(value))) : String(value);
}

/** What a fault shows where a block or list is wanted: only the kind of a scalar, which may be a misplaced secret. */
export function shownKind(value: unknown): string {
  if (value === undefined || value === null || typeof value === "object") return shownValue(value, []);
  return typeof value === "string" ? "text" : `a ${typeof value}`;
}

function shortened(text: string): string {
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

function printable(name: string): string {
  return /^[\w$-]{1,64}$/.test(name) ? name : JSON.stringify(shortened(name));
}
