/** An answer without what does not change what it says: white space, emphasis, list marks, case, final punctuation. */

import { isLatinLetter } from "../verify/read/tokens.ts";

export function areEqualButForForm(a: string, b: string): boolean {
  return !differInLetters(a, b) && canonicalOf(a) === canonicalOf(b);
}

/**
 * True where the first letter in which two texts differ tells that no layout parts them, as it nearly always does. False
 * says nothing: letters beyond Latin-1 are left to `canonicalOf`, with marks that may join the letter before them.
 */
function differInLetters(a: string, b: string): boolean {
  for (let i = 0, j = 0; ; i++, j++) {
    i = letterFrom(a, i);
    j = letterFrom(b, j);
    const x = lowerAt(a, i);
    const y = lowerAt(b, j);
    if (!(x <= LATIN_1_MAX && y <= LATIN_1_MAX)) return false;
    if (x !== y) return !(a.charCodeAt(i + 1) > LATIN_1_MAX || b.charCodeAt(j + 1) > LATIN_1_MAX);
  }
}
const LATIN_1_MAX = 0xff;

/** Place of the next letter, of the next character beyond Latin-1, or of the end. */
function letterFrom(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isLatinLetter(text.charCodeAt(at)) && text.charCodeAt(at) <= LATIN_1_MAX) at++;
  return at;
}

/** Code of a letter of Latin-1, in lower case; NaN at the end. */
function lowerAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return (code >= 65 && code <= 90) || (code >= 0xc0 && code <= 0xde) ? code + 32 : code;
}

function canonicalOf(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\u200b-\u200d\ufeff]/g, "")
    .replace(/[“”«»]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/^\s*(?:[-*•]|\d{1,3}[.)])\s+/gm, "")
    .replace(/[*_#>`]+/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[.!\s]+$/u, "")
    .toLowerCase();
}
