/**
 * How pieces of a stream become one: what every client of a chat stream does, for members it knows and members it does
 * not. Text is appended, lists grow, objects are merged, everything else is replaced by what came last.
 */
import { type Json, numberOf, own, put, record } from "./json-value.ts";

/** Merges `part` into `into`. Both belong to this from then on. */
export function accumulate(into: Json, part: Json): void {
  for (const name of Object.keys(part)) put(into, name, joined(name, own(into, name), own(part, name)));
}

/** Pieces of an indexed list: each item says which one it continues; `into` is in the order of arrival. */
export function accumulateItems(into: Json[], part: readonly Json[]): void {
  let places = PLACES.get(into);
  if (!places) PLACES.set(into, (places = placesOf(into)));
  for (const item of part) {
    const index = numberOf(own(item, "index"));
    const before = index === null ? undefined : places.get(index);
    if (before) accumulate(before, item);
    else {
      into.push(item);
      if (index !== null) places.set(index, item);
    }
  }
}

/** Text that names something: it comes whole, and maybe again and again. */
const WHOLE: ReadonlySet<string> = new Set(["id", "index", "name", "object", "role", "type"]);

export function comesWhole(name: string): boolean {
  return WHOLE.has(name);
}

function joined(name: string, before: unknown, part: unknown): unknown {
  if (before === undefined || before === null) return part;
  if (part === null) return before;
  if (typeof before === "string" && typeof part === "string")
    return WHOLE.has(name) ? part || before : before + part;
  if (Array.isArray(before) && Array.isArray(part)) return joinedLists(before, part);
  const object = record(before);
  const piece = record(part);
  if (object === null || piece === null) return part;
  accumulate(object, piece);
  return object;
}

function joinedLists(before: unknown[], part: unknown[]): unknown[] {
  if (areIndexed(before) && areIndexed(part)) accumulateItems(before as Json[], part as Json[]);
  else for (const item of part) before.push(item);
  return before;
}

/** Lists with every item's place by its index, so that a long list costs no search per piece. */
const PLACES = new WeakMap<Json[], Map<number, Json>>();

function placesOf(items: readonly Json[]): Map<number, Json> {
  const out = new Map<number, Json>();
  for (const item of items) {
    const index = numberOf(own(item, "index"));
    if (index !== null) out.set(index, item);
  }
  return out;
}

function areIndexed(items: readonly unknown[]): boolean {
  const known = PLACES.get(items as Json[]);
  if (known && known.size === items.length) return true;
  return items.every((item) => {
    const object = record(item);
    return object !== null && Number.isInteger(numberOf(own(object, "index")));
  });
}
