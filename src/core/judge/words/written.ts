/** What the marks and capitals of a text tell of its words. */

export const COMMA = 1;
const BORDER = 2;

/** What separates two words: a comma, a border (sentence or clause end), or nothing (0). */
export function gapOf(text: string, from: number, to: number): 0 | typeof COMMA | typeof BORDER {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === 44) return COMMA;
    // ; : ( ) . ! ? and the dashes
    if (code === 59 || code === 58 || code === 40 || code === 41 || code === 46) return BORDER;
    if (code === 33 || code === 63 || code === 0x2013 || code === 0x2014) return BORDER;
  }
  return 0;
}

export function opensWithCapital(raw: string): boolean {
  const first = raw.charAt(0);
  return first !== first.toLowerCase();
}

export function hasInnerCapital(raw: string): boolean {
  return raw.length > 2 && /\p{Ll}\p{Lu}/u.test(raw);
}
