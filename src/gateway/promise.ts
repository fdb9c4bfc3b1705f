/** Which JSON form a request was promised for its answer. */
import { asksForForm, type JsonPromise, jsonPromised } from "../core/json-answer.ts";
import { parseRecord } from "../wire/json-value.ts";
import { LARGE_BYTES } from "./large-body.ts";

/** The form promised; null: none. Most requests ask for no JSON, and are not parsed again to see that. */
export function promiseOf(bytes: Buffer): JsonPromise | null {
  if (!bytes.includes('"json_') && !escapesAscii(bytes)) return null;
  // A large body is not parsed again, as that would hold up everybody; that the answer is JSON can be checked all the
  // same.
  if (bytes.length > LARGE_BYTES) return { schema: null };
  const body = parseRecord(bytes.toString("utf8"));
  return body === null ? null : jsonPromised(body);
}

/** Does the request ask for a form of its answer? True for a body too large to be parsed again here, which may. */
export function wantsForm(bytes: Buffer): boolean {
  if (bytes.length > LARGE_BYTES) return true;
  if (!bytes.includes('"response_format"') && !bytes.includes('"format"') && !escapesAscii(bytes))
    return false;
  const body = parseRecord(bytes.toString("utf8"));
  return body === null || asksForForm(body);
}

/**
 * Does the body escape a character that needs no escape (`\u0020` to `\u007f`), as one who hides a name does? Escaped
 * accents, as Python writes them, do not count.
 */
function escapesAscii(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(ESCAPED_LATIN); at >= 0; at = bytes.indexOf(ESCAPED_LATIN, at + 4)) {
    const digit = bytes[at + 4] ?? 0;
    if (digit >= 0x32 && digit <= 0x37) return true;
  }
  return false;
}
const ESCAPED_LATIN = "\\u00";
