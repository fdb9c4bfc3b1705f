/** An answer without what does not change what it says: white space, emphasis, list marks, case, final punctuation. */

export function canonicalOf(text: string): string {
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
