/**
 * What is wrong with a configuration, in words and places. A fault never shows a secret: not one under its own name,
 * not one inside a URL, not one that stands where a block should.
 */
import { isSecretName, withoutCredentials } from "./secrets.ts";

/** Where a value was written: line and column count from 1; an environment variable is its name, 0 and 0. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ConfigFaultAt extends Place {
  /** Dotted: `cache_migration.traffic_percentage`, `auth.keys[0].name`; "" for the file as a whole. */
  readonly name: string;
  /** As it may be printed: masked, shortened, quoted. "" where no value is at fault. */
  readonly value: string;
  /** What is allowed. */
  readonly message: string;
}

export type Path = readonly (string | number)[];

/** `FILE:LINE: name: value: what is allowed`, one a line, in the order of the file; the environment's last. */
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

/** `["auth", "keys", 0, "name"]` reads `auth.keys[0].name`. */
export function dotted(path: Path): string {
  let out = "";
  for (const part of path) {
    if (typeof part === "number") out += `[${part}]`;
    else out += (out === "" ? "" : ".") + printable(part);
  }
  return out;
}

const SHOWN_MAX = 80;

/** A value as a fault may show it; `hidden` where it came from something that is secret. */
export function shownValue(value: unknown, path: Path, hidden = false): string {
  if (value === undefined) return "missing";
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a block";
  const secret = hidden || path.some((part) => typeof part === "string" && isSecretName(part));
  if (secret && value !== "") return "***";
  return typeof value === "string" ? JSON.stringify(shortened(withoutCredentials(value))) : String(value);
}

/** Where a block or list is wanted, a bare value may be a misplaced secret: its kind is all that is told. */
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
