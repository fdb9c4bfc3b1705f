/**
 * Finds characters that people cannot see and models can read: tags, zero width, private use, controls, fillers, bidi
 * marks. A question with one may contain a hidden instruction, so it shares an answer with an equal question only. The
 * same holds for a word that mixes alphabets with similar letters, and for letters with too many combining marks.
 *
 * Allowed although invisible: tab, line breaks, and the variation selector and joiner within an emoji.
 */

/** True where the text has such characters. Linear in its length. */
export function hidesCharacters(text: string): boolean {
  let alphabet = 0;
  let marks = 0;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      if (code < 0x20 ? code !== 9 && code !== 10 && code !== 13 : code === 0x7f) return true;
      const its = isAsciiLetter(code) ? LATIN : isJoining(code) ? alphabet : 0;
      if (its !== 0 && alphabet !== 0 && its !== alphabet) return true;
      alphabet = its;
      marks = 0;
      before = code;
      continue;
    }
    if (code >= 0xd800 && code <= 0xdfff) {
      code = text.codePointAt(i)!;
      if (code <= 0xffff) return true;
      i++;
    }
    if (isPlainlySeen(code)) {
      alphabet = marks = 0;
      before = code;
      continue;
    }
    if (isHidden(code) && !isEmojiPart(code, before)) return true;
    if (isMark(code)) {
      if (++marks > MARKS_MAX) return true;
      continue;
    }
    const its = alphabetOf(code);
    if (its !== 0 && alphabet !== 0 && its !== alphabet) return true;
    alphabet = its;
    marks = 0;
    // Remembered for the next character: a joiner may follow a selector, but nothing invisible may follow a joiner.
    before = code;
  }
  return false;
}

/** Most combining marks on one letter; no living script needs more. */
const MARKS_MAX = 3;
const JOINER = 0x200d;
const SELECTOR = 0xfe0f;

/** Is `code` a selector after a picture, or a joiner after a picture or its selector? */
function isEmojiPart(code: number, before: number): boolean {
  if (code === SELECTOR) return isPictured(before);
  return code === JOINER && (before === SELECTOR || isPictured(before));
}

/** A fast test for most visible characters beyond Latin: ideographs, kana, Hangul, emoji. */
function isPlainlySeen(code: number): boolean {
  return (code > 0x3164 && code < 0xd800) || (code >= 0x1f000 && code <= 0x1faff);
}

/** May a selector or a joiner follow the character: a picture, or a digit of a key cap? */
function isPictured(code: number): boolean {
  return (
    (code >= 0x1f000 && code <= 0x1faff) ||
    (code >= 0x2190 && code <= 0x2bff) ||
    code === 0xa9 ||
    code === 0xae ||
    code === 0x203c ||
    code === 0x2049 ||
    code === 0x2122 ||
    code === 0x2139 ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x23 ||
    code === 0x2a
  );
}

/** First and last code point of each range of Unicode's format characters, fillers, selectors and private use. */
const RUNS = [
  [0x80, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x600, 0x605],
  [0x61c, 0x61c],
  [0x6dd, 0x6dd],
  [0x70f, 0x70f],
  [0x8e2, 0x8e2],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xe000, 0xf8ff],
  [0xfdd0, 0xfdef],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xffff],
  [0x110bd, 0x110bd],
  [0x110cd, 0x110cd],
  [0x13430, 0x1343f],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0x10ffff],
] as const;

function isHidden(code: number): boolean {
  for (const [first, last] of RUNS) {
    if (code < first) return false;
    if (code <= last) return true;
  }
  return false;
}

function isMark(code: number): boolean {
  return (
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x1ab0 && code <= 0x1aff) ||
    (code >= 0x1dc0 && code <= 0x1dff) ||
    (code >= 0x20d0 && code <= 0x20ff) ||
    (code >= 0x483 && code <= 0x489)
  );
}

const [LATIN, GREEK, CYRILLIC, ARMENIAN, CHEROKEE] = [1, 2, 3, 4, 5] as const;

function isAsciiLetter(code: number): boolean {
  return (code | 32) >= 97 && (code | 32) <= 122;
}

/** Digits, hyphen and underscore, which do not end a word. */
function isJoining(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 45 || code === 95;
}

/**
 * The alphabet of a letter, of those with letters that look alike; 0 for all else, and for µ and Ω, which are units
 * too.
 */
function alphabetOf(code: number): number {
  if (code < 0xc0 || code === 0x3bc || code === 0x3a9) return 0;
  if (code <= 0x24f) return code === 0xd7 || code === 0xf7 ? 0 : LATIN;
  if (code >= 0x370 && code <= 0x3ff) return GREEK;
  if (code >= 0x400 && code <= 0x52f) return CYRILLIC;
  if (code >= 0x531 && code <= 0x587) return ARMENIAN;
  if (code >= 0x13a0 && code <= 0x13fd) return CHEROKEE;
  return code >= 0x1e00 && code <= 0x1eff ? LATIN : code >= 0x1f00 && code <= 0x1fff ? GREEK : 0;
}
