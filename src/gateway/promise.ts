/** What JSON a request was promised. */
import { type JsonPromise, jsonPromised } from "../core/json-answer.ts";
import { parseRecord } from "../wire/json-value.ts";
import { LARGE_BYTES } from "./large-body.ts";

/** Most requests ask for no JSON, and are not read again to see that. */
export function promiseOf(bytes: Buffer): JsonPromise | null {
  if (!bytes.includes('"json_') && !escapesAscii(bytes)) return null;
  // Read again it would hold everybody up; that the answer parses can be told all the same.
  if (bytes.length > LARGE_BYTES) return { schema: null };
  const body = parseRecord(bytes.toString("utf8"));
  return body === null ? null : jsonPromised(body);
}

/** What nobody must escape, and who hides a name does: `\u0020` to `\u007f`. Accents as Python writes them are none. */
function escapesAscii(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(ESCAPED_LATIN); at >= 0; at = bytes.indexOf(ESCAPED_LATIN, at + 4)) {
    const digit = bytes[at + 4] ?? 0;
    if (digit >= 0x32 && digit <= 0x37) return true;
  }
  return false;
}
const ESCAPED_LATIN = "\\u00";
