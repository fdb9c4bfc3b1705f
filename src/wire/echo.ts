/**
 * What an answer of the Responses API repeats of its request without the model having been told: each caller is to read
 * their own there, though they share the answer. https://platform.openai.com/docs/api-reference/responses/object
 */
import { memberSpan, memberText, setMember } from "./json-member.ts";

/** With what stands there for a request that has none. */
const ECHOED: readonly (readonly [name: string, none: string])[] = [
  ["metadata", "{}"],
  ["user", "null"],
  ["safety_identifier", "null"],
  ["prompt_cache_key", "null"],
  ["prompt_cache_retention", "null"],
];

/**
 * A stored document as upstream would have given it to `request`, both JSON objects as text. The same text where it
 * repeats nothing, or the same.
 */
export function echoing(document: string, request: string): string {
  let out = document;
  for (const [name, none] of ECHOED) {
    const span = memberSpan(out, [name]);
    if (span === null) continue;
    const said = out.slice(span.valueFrom, span.valueTo);
    const own = memberText(request, name);
    if (isSame(said, own ?? none) || (isNone(said) && (own === null || isNone(own)))) continue;
    out = setMember(out, [name], own ?? none) ?? out;
  }
  return out;
}

/** A text that is equal where requests have the same of it; "" where a request has none. */
export function echoOf(request: string): string {
  let out = "";
  for (const [name] of ECHOED) {
    const own = memberText(request, name);
    if (own !== null && !isNone(own)) out += `${name}:${plain(own)},`;
  }
  return out;
}

function isNone(raw: string): boolean {
  return raw === "null" || raw === "{}";
}

/** However they are spaced; in another order of names they are not. */
function isSame(a: string, b: string): boolean {
  return a === b || plain(a) === plain(b);
}

function plain(raw: string): string {
  return JSON.stringify(JSON.parse(raw));
}
