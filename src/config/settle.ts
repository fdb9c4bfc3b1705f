/**
 * Makes a `Config` of the values written: what the schema refuses is reported and left out, and the rest is tried
 * again,
 * so that one wrong line hides no other. The result is a whole configuration, even where it may not be used.
 */

import { type Fields, isFields, itemAt } from "../narrow.ts";
import { type Document, pathKey, type Written } from "./document.ts";
import { type ConfigFaultAt, dotted, fault, type Path, type Place, shownKind, shownValue } from "./faults.ts";
import { UNKNOWN_NAME } from "./fields.ts";
import { type Config, configSchema } from "./schema.ts";

export interface Settled {
  readonly config: Config;
  readonly faults: readonly ConfigFaultAt[];
  /** The `pathKey`s of the values that were left out. */
  readonly broken: ReadonlySet<string>;
}

type Issue = NonNullable<ReturnType<typeof configSchema.safeParse>["error"]>["issues"][number];
type Block = Record<string, unknown>;

/**
 * Most rounds of leaving values out; each leaves out at least one, and a file has no more layers of faults than levels.
 */
const ROUNDS_MAX = 64;

export function settle(document: Document): Settled {
  const value = structuredClone(document.value);
  const faults: ConfigFaultAt[] = [];
  const broken = new Set(document.broken);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const parsed = configSchema.safeParse(value);
    if (parsed.success) return { config: parsed.data, faults, broken };
    const mends = parsed.error.issues.flatMap((issue) => mendsOf(issue, value, document, broken));
    for (const mend of mends) {
      if (mend.fault) faults.push(mend.fault);
      if (mend.do === "leave-out") broken.add(pathKey(mend.path));
    }
    for (const mend of mends) {
      if (mend.do === "retype") putAt(value, mend.path, mend.value);
      else leaveOut(value, mend.path);
    }
  }
  return { config: defaults(), faults, broken };
}

export function defaults(): Config {
  return configSchema.parse({});
}

/** The place of a path, or of the nearest block around it that was written. */
export function placeOf(written: ReadonlyMap<string, Written>, path: Path): Place | null {
  for (let length = path.length; length > 0; length--) {
    const found = written.get(pathKey(path.slice(0, length)));
    if (found) return found.place;
  }
  return null;
}

type Mend =
  | { readonly do: "retype"; readonly path: Path; readonly value: unknown; readonly fault: null }
  | { readonly do: "leave-out" | "take-default"; readonly path: Path; readonly fault: ConfigFaultAt | null };

function mendsOf(issue: Issue, value: Block, document: Document, broken: ReadonlySet<string>): Mend[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code === UNKNOWN_NAME)
    return issue.keys.map((name) => unknownName([...path, name], issue.message, document));
  const found = get(value, path);
  const written = document.written.get(pathKey(path));
  if (written?.retyped !== undefined && typeof found === "string")
    return [{ do: "retype", path, value: written.retyped, fault: null }];
  const wantsMany = "expected" in issue && (issue.expected === "object" || issue.expected === "array");
  if (found === null && wantsMany) return [{ do: "take-default", path, fault: null }];
  if (broken.has(pathKey(path))) return [{ do: "leave-out", path, fault: null }];
  const told = wantsMany ? shownKind(found) : shownValue(found, path, written?.hidden);
  const place = placeOf(document.written, path) ?? NOWHERE;
  return [{ do: "leave-out", path, fault: fault(place, path, told, issue.message) }];
}

const NOWHERE: Place = { file: "configuration", line: 0, column: 0 };

function unknownName(path: Path, allowed: string, document: Document): Mend {
  const place = placeOf(document.written, path) ?? NOWHERE;
  const names = allowed.split(", ");
  return {
    do: "leave-out",
    path,
    fault: fault(place, path, "unknown name", hint(String(path.at(-1)), names, path.slice(0, -1))),
  };
}

/** A hint for an unknown key: the nearest allowed key; else the block where it belongs; else all keys allowed here. */
function hint(name: string, allowed: readonly string[], block: Path): string {
  const near = allowed
    .map((known) => ({ known, apart: distance(name.toLowerCase(), known) }))
    .sort((a, b) => a.apart - b.apart)[0];
  if (near && near.apart <= Math.max(1, Math.floor(near.known.length / 3)))
    return `did you mean "${near.known}"?`;
  const home = blockOf(name, defaults(), []);
  const here = dotted(block);
  if (home !== null && home !== here) return home === "" ? "it belongs at the top" : `it belongs in ${home}`;
  return `allowed here: ${allowed.join(", ")}`;
}

function blockOf(name: string, block: Fields, path: Path): string | null {
  if (Object.hasOwn(block, name)) return dotted(path);
  for (const [key, value] of Object.entries(block)) {
    if (!isFields(value)) continue;
    const found = blockOf(name, value, [...path, key]);
    if (found !== null) return found;
  }
  return null;
}

/** Edit distance: insertions, deletions and substitutions; infinite where a name has more than 64 characters. */
function distance(a: string, b: string): number {
  if (a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        itemAt(row, j) + 1,
        itemAt(next, j - 1) + 1,
        itemAt(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return itemAt(row, b.length);
}

export function get(root: unknown, path: Path): unknown {
  let at: unknown = root;
  for (const part of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, part)) return undefined;
    at = Reflect.get(at, part);
  }
  return at;
}

/** True for a block or a list, whose items have their positions as names. */
function isBlock(value: unknown): value is Block {
  return typeof value === "object" && value !== null;
}

/** Sets the value at a path, and makes the missing blocks on the way. */
export function putAt(root: Block, path: Path, value: unknown): void {
  let at = root;
  for (const part of path.slice(0, -1)) {
    const next = at[part];
    at = isBlock(next) ? next : (at[part] = {});
  }
  at[path.at(-1)!] = value;
}

/** Leaves the value at a path out; a missing one takes its block with it, and a list's item the whole list. */
function leaveOut(root: Block, path: Path): void {
  const item = path.findIndex((part) => typeof part === "number");
  const cut = item === -1 ? path : path.slice(0, item);
  const parent = get(root, cut.slice(0, -1));
  const name = cut.at(-1);
  if (name === undefined || typeof parent !== "object" || parent === null) return;
  if (Object.hasOwn(parent, name)) Reflect.deleteProperty(parent, name);
  else leaveOut(root, cut.slice(0, -1));
}
