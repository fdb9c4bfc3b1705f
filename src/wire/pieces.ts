/**
 * Cuts a text into pieces of a few words, as a model would send it. Joined they are the text; none ends inside a code
 * point.
 */
export function pieces(text: string): string[] {
  const least = Math.max(PIECE_MIN, Math.ceil(text.length / PIECES_MAX));
  const out: string[] = [];
  for (let from = 0; from < text.length; ) {
    const to = pieceEnd(text, from, least);
    out.push(text.slice(from, to));
    from = to;
  }
  return out;
}

/** Code units of a piece before it may end, and how many more it may take to end at white space. */
const PIECE_MIN = 14;
const WORD_MAX = 24;
/** Most pieces: a long text comes in longer ones, as each costs some 200 bytes around it. */
const PIECES_MAX = 400;

function pieceEnd(text: string, from: number, least: number): number {
  let to = from + least;
  const last = Math.min(text.length, to + WORD_MAX);
  while (to < last && !isSpace(text.charCodeAt(to - 1))) to++;
  if (to >= text.length) return text.length;
  return isHigh(text.charCodeAt(to - 1)) && isLow(text.charCodeAt(to)) ? to + 1 : to;
}

function isSpace(c: number): boolean {
  return c === 32 || c === 10;
}

function isHigh(c: number): boolean {
  return c >= 0xd800 && c <= 0xdbff;
}

function isLow(c: number): boolean {
  return c >= 0xdc00 && c <= 0xdfff;
}
