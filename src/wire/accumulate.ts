/**
 * Merges the pieces of a stream into one value. Clients agree on little of it: texts known to come in pieces are
 * appended,
 * names come whole, and lists with an index are merged by it. Where two clients could read the pieces differently the
 * merge goes on, but reports that the result is not certain.
 */
import { type Json, numberOf, own, putMember, record, textOf } from "./json-value.ts";

/** Whether the result is certain: false as soon as some piece could be read in two ways. */
export interface Certainty {
  certain: boolean;
}

/** Merges `part` into `into`. Both may be changed by this from then on. */
export function accumulate(into: Json, part: Json, sure: Certainty): void {
  for (const name of Object.keys(part))
    putMember(into, name, joined(name, own(into, name), own(part, name), sure));
}

/** Merges pieces of an indexed list: an item's index says which one it continues. `into` is in the order of arrival. */
function accumulateItems(into: Json[], part: readonly Json[], sure: Certainty): void {
  let places = PLACES.get(into);
  if (!places) PLACES.set(into, (places = placesOf(into)));
  for (const item of part) {
    const index = numberOf(own(item, "index"));
    const before = index === null ? undefined : places.get(index);
    if (before) accumulate(before, item, sure);
    else {
      into.push(item);
      if (index !== null) places.set(index, item);
    }
  }
}

/**
 * Merges pieces of tool calls. Besides the documented form (an index in every piece) two are unambiguous: no index at
 * all, where a piece with an id and a name begins a call and one without continues the last; and an index that is used
 * again by a piece with another id and a name of its own, which begins a call too.
 */
export function accumulateCalls(into: Json[], part: readonly Json[], sure: Certainty): void {
  for (const piece of part) {
    const index = numberOf(own(piece, "index"));
    const before = into.findLast((call) => numberOf(own(call, "index")) === index);
    if (index === null ? into.some(hasIndex) : into.some((call) => !hasIndex(call))) sure.certain = false;
    if (before === undefined || beginsAnother(before, piece, sure)) {
      if (index === null && callName(piece) === null) sure.certain = false;
      into.push(piece);
    } else accumulate(before, piece, sure);
  }
}

function beginsAnother(before: Json, piece: Json, sure: Certainty): boolean {
  const id = textOf(own(piece, "id")) || null;
  const isNamed = callName(piece) !== null;
  if (id === null || id === own(before, "id")) {
    // Without an index only an id tells two calls apart.
    if (isNamed && id === null && !hasIndex(before)) sure.certain = false;
    return false;
  }
  if (!isNamed) sure.certain = false;
  return isNamed && textOf(own(before, "id")) !== null;
}

function callName(call: Json): string | null {
  const body = record(own(call, "function")) ?? record(own(call, "custom"));
  return (body && textOf(own(body, "name"))) || null;
}

function hasIndex(call: Json): boolean {
  return numberOf(own(call, "index")) !== null;
}

/** Members whose text comes in pieces, to be appended. */
const PIECED: ReadonlySet<string> = new Set([
  "arguments",
  "content",
  "data",
  "input",
  "partial_json",
  "reasoning",
  "reasoning_content",
  "refusal",
  "signature",
  "summary",
  "text",
  "thinking",
  "transcript",
]);

export function comesInPieces(name: string): boolean {
  return PIECED.has(name);
}

function joined(name: string, before: unknown, part: unknown, sure: Certainty): unknown {
  if (before === undefined || before === null) return part;
  if (part === null) return before;
  if (typeof before === "string" && typeof part === "string") return joinedTexts(name, before, part, sure);
  if (Array.isArray(before) && Array.isArray(part)) return joinedLists(name, before, part, sure);
  const object = record(before);
  const piece = record(part);
  if (object === null || piece === null) {
    // Content changed between a text and a list of parts: no document says how the two combine.
    if (before !== "" && typeof before !== "number" && typeof before !== "boolean") sure.certain = false;
    return part;
  }
  accumulate(object, piece, sure);
  return object;
}

function joinedTexts(name: string, before: string, part: string, sure: Certainty): string {
  if (part === "" || before === "") return before + part;
  // A closed base64 text is not continued by appending to it.
  if (name === "data" && before.endsWith("=")) sure.certain = false;
  if (PIECED.has(name)) return before + part;
  // A different text for a name that is not known to come in pieces may replace the first or continue it.
  if (part !== before) sure.certain = false;
  return part;
}

function joinedLists(name: string, before: unknown[], part: unknown[], sure: Certainty): unknown[] {
  if (areIndexed(before) && areIndexed(part)) accumulateItems(before, part, sure);
  else {
    // Only upstream knows whether two lists are pieces of one part, or lists of separate parts.
    if (before.length > 0 && part.length > 0 && !GROWING.has(name)) sure.certain = false;
    for (const item of part) before.push(item);
  }
  return before;
}

/**
 * Lists that are documented to grow by the items that come: log probabilities of tokens, and annotations of the text.
 */
const GROWING: ReadonlySet<string> = new Set([
  "annotations",
  "citations",
  "content_logprobs",
  "text_offset",
  "token_logprobs",
  "tokens",
  "top_logprobs",
]);

/** For each indexed list, its items by index, so that a long list costs no search per piece. */
const PLACES = new WeakMap<object, Map<number, Json>>();

function placesOf(items: readonly Json[]): Map<number, Json> {
  const out = new Map<number, Json>();
  for (const item of items) {
    const index = numberOf(own(item, "index"));
    if (index !== null) out.set(index, item);
  }
  return out;
}

function areIndexed(items: unknown[]): items is Json[] {
  const known = PLACES.get(items);
  if (known && known.size === items.length) return true;
  return items.every((item) => {
    const object = record(item);
    return object !== null && Number.isInteger(numberOf(own(object, "index")));
  });
}
