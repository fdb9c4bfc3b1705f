/** Numbers in the digits of any script, as ASCII: ٣ and ３ and 3 are one number, ٣ and ٤ are two. */

const FOREIGN_DIGIT = /(?![0-9])\p{Nd}/gu;
const IS_DIGIT = /^\p{Nd}$/u;

/** Decimal digits become 0 to 9; other numerals (½, ², Ⅳ, ①) their compatible spelling (NFKC). */
export function asciiNumber(text: string): string {
  const plain = text.replace(FOREIGN_DIGIT, (digit) => String(digitOf(digit.codePointAt(0)!)));
  return /^[\x20-\x7e]*$/.test(plain) ? plain : plain.normalize("NFKC").replaceAll("⁄", "/").toLowerCase();
}

/** Unicode keeps each script's digits in one run from 0 to 9; several runs may touch, each of ten. */
function digitOf(codePoint: number): number {
  let zero = codePoint;
  while (IS_DIGIT.test(String.fromCodePoint(zero - 1))) zero--;
  return (codePoint - zero) % 10;
}
