/**
 * What two answers say of a number that both have: another unit behind it ("7 minutes", "7 seconds"), or the other side of
 * it as its limit ("within 10 days", "after 10 days"); and of any word, what comes before it and what after.
 */
import { wordSet } from "../../word-set.ts";
import { FREE, type Match } from "../match.ts";
import type { ReadAnswer, SaidWord } from "../read.ts";
import { nth } from "../words/nth.ts";
import { isAmount } from "../words/qualifier-table.ts";
import { areOneQuantity } from "./numbers.ts";
import type { Finding } from "./replacement.ts";

export function boundsPart({ a, b, toB }: Match): Finding | null {
  for (let i = 0; i < toB.length; i++) {
    const word = nth(a.said, i);
    const j = toB[i] ?? FREE;
    if (j === FREE) continue;
    const other = nth(b.said, j);
    // Few sentences tell a time at all.
    const isTimed =
      nth(a.sentences, word.sentence).times !== 0 && nth(b.sentences, other.sentence).times !== 0;
    if (isTimed && whenOf(a, i) + whenOf(b, j) === BEFORE + AFTER)
      return {
        verdict: "unsure",
        kind: "role",
        why: `one tells what is before "${word.text}", the other after`,
      };
    const isUnit = word.form.unit !== undefined && word.key === other.key;
    if (isUnit && sideOf(a, word, ONE) * sideOf(b, other, ONE) < 0)
      return {
        verdict: "unsure",
        kind: "number",
        why: `one "${word.text}" is another limit in the other answer`,
      };
    if (word.kind !== "number" || other.kind !== "number") continue;
    const [one, two] = [unitBehind(a, i), unitBehind(b, j)];
    const found = (why: string): Finding => ({ verdict: "unsure", kind: "number", why });
    if (
      one !== undefined &&
      two !== undefined &&
      one !== two &&
      !areOneQuantity(word.value, one, other.value, two)
    )
      return found(`"${word.text} ${one}" of one may be "${other.text} ${two}" of the other`);
    const [side, sideToo] = [sideOf(a, word), sideOf(b, other)];
    if (side * sideToo < 0 || (side * sideToo === 0 && Math.abs(side + sideToo) === STRICT))
      return found(`"${word.text}" is another limit in the other answer`);
  }
  return null;
}

const [BEFORE, AFTER] = [1, 4] as const;

/** Does a word shortly before another say that something comes before or after it? 0: neither. */
function whenOf({ said }: ReadAnswer, at: number): number {
  for (let i = at - 1; i >= Math.max(0, at - WHEN_REACH); i--) {
    const word = nth(said, i);
    if (word.sentence !== said[at]?.sentence || word.clause !== said[at]?.clause) return 0;
    if (EARLIER.has(word.text)) return BEFORE;
    if (LATER.has(word.text)) return AFTER;
  }
  return 0;
}
const WHEN_REACH = 2;

function unitBehind({ said }: ReadAnswer, at: number): string | undefined {
  const next = said[at + 1];
  return next?.sentence === said[at]?.sentence ? next?.form.unit : undefined;
}

const STRICT = 2;

/**
 * Above 0: the number is the least that is meant, below 0: the most, 0: neither is said; `STRICT`: more or less than the
 * number itself.
 */
function sideOf(
  { sentences }: ReadAnswer,
  { text, sentence }: SaidWord,
  single?: ReadonlySet<string>,
): number {
  const { raw } = nth(sentences, sentence);
  const at = raw.indexOf(text);
  // "More than a year": where the number is an article, the unit is what is limited.
  if (at < 0 || (single !== undefined && !single.has(raw[at - 1] ?? ""))) return 0;
  for (let i = at - (single ? 2 : 1); i >= Math.max(0, at - REACH); i--) {
    const word = nth(raw, i);
    if (isAmount(word)) break;
    const side = AT_MOST.has(word) ? -1 : AT_LEAST.has(word) ? 1 : 0;
    if (side === 0) continue;
    const before = raw[i - 1] ?? "";
    // "More or less 10" is about 10.
    if (before === "or" || before === "ou") return 0;
    const isTurned =
      (NOT.has(before) && !OF_THE.has(word)) || (word === "menos" && (before === "pelo" || before === "ao"));
    return isTurned ? -side : side * (BEYOND.has(word) ? STRICT : 1);
  }
  for (let i = at + 1; i < Math.min(raw.length, at + REACH); i++)
    if (raw[i] === "or" || raw[i] === "ou") {
      const word = raw[i + 1] ?? "";
      return OR_MORE.has(word) ? 1 : OR_LESS.has(word) ? -1 : 0;
    }
  return 0;
}

/** Most words between a limit and its number. */
const REACH = 4;
const AT_MOST = wordSet(
  "within under below before less fewer most maximum até menos abaixo antes máximo dentro",
);
const AT_LEAST = wordSet(
  "after over above more least minimum exceeding beyond depois após mais acima mínimo",
);
const ONE = wordSet("a an one um uma");
const NOT = wordSet("no not não never nunca");
const BEYOND = wordSet("over above more exceeding beyond mais acima under below less fewer menos abaixo");
/** "No máximo" says "at the", and denies nothing. */
const OF_THE = wordSet("máximo mínimo");
const OR_MORE = wordSet("more older above over higher greater longer later mais acima superior");
const EARLIER = wordSet("before antes");
const LATER = wordSet("after depois após");
const OR_LESS = wordSet("less fewer younger under below lower shorter earlier menos abaixo inferior");
