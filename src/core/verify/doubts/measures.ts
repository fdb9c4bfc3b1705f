/** Amounts that are written alike and may mean another measure: "1,500" and "1.500", 5' and 5", "5G" and "5 g". */
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

export function measuresDiffer({ a, b }: Alignment): boolean {
  const thousands = thousandsOf(a);
  if (thousands !== "" && isOtherMark(thousands, thousandsOf(b))) return true;
  return isOtherMark(footOf(a), footOf(b)) || isNetwork(a, b) || isNetwork(b, a);
}

function isOtherMark(one: string, other: string): boolean {
  return one !== "" && other !== "" && one !== other;
}

/** The mark before three digits that end a number, where there is one such number. */
function thousandsOf({ words }: Analysis): string {
  for (let i = 0; i < words.length; i++) {
    const { raw, kind } = wordIn(words, i);
    const mark = kind === "number" ? /^\d{1,3}([.,])\d{3}$/.exec(raw)?.[1] : undefined;
    if (mark !== undefined) return mark;
  }
  return "";
}

/** The mark of feet or inches behind a digit. */
function footOf({ text }: Analysis): string {
  const mark = /(?<!['′’]\d{0,1})\d(['′’]|["″”])(?=[\s?!.,]|$)/u.exec(text)?.[1];
  return mark === undefined ? "" : /['′’]/u.test(mark) ? "foot" : "inch";
}

/** Does one name a network, as 5G, and the other grams? */
function isNetwork(one: Analysis, other: Analysis): boolean {
  return NETWORK.test(one.text) && !/\d[gG](?!\p{L})/u.test(other.text) && hasGrams(other);
}
const NETWORK = /(?<![\d.,])[2-6]G(?!\p{L})/u;

function hasGrams({ words }: Analysis): boolean {
  return words.some(({ value, part }) => part === "unit" && value === "g");
}
