/** Converts numbers in the digits of any script to ASCII, so that ٣, ３ and 3 are equal. */

const FOREIGN_DIGIT = /(?![0-9])\p{Nd}/gu;
const IS_DIGIT = /^\p{Nd}$/u;

/** The text with decimal digits as 0 to 9 and other numerals (½, ², Ⅳ, ①) in their compatibility form (NFKC). */
export function asciiNumber(text: string): string {
  const plain = text.replace(FOREIGN_DIGIT, (digit) => String(digitOf(digit.codePointAt(0)!)));
  return /^[\x20-\x7e]*$/.test(plain) ? plain : plain.normalize("NFKC").replaceAll("⁄", "/").toLowerCase();
}

/** The value of a decimal digit. Unicode has each script's digits in a run of ten from 0 to 9; runs may be adjacent. */
function digitOf(codePoint: number): number {
  let zero = codePoint;
  while (IS_DIGIT.test(String.fromCodePoint(zero - 1))) zero--;
  return (codePoint - zero) % 10;
}
