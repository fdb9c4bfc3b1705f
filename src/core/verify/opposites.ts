/** Opposites: by the tables, by WordNet, by a negating prefix, or as the two ends of one act. */
import { ANTONYMS, OPPOSING_PREFIXES, OPPOSING_STARTS } from "./read/tables.ts";
import type { Word } from "./read/word.ts";

type Worded = Pick<Word, "text" | "stem" | "form" | "stems">;

/** Are the words opposites, by the tables, by WordNet, or by a negating prefix? */
export function areOpposites(a: Worded, b: Worded): boolean {
  return (
    a.form.antonyms?.has(b.text) === true ||
    a.stems?.antonyms?.has(b.stem) === true ||
    areMarkedOpposites(a, b)
  );
}

/** Are they opposites by how they are formed? */
export function areMarkedOpposites(a: Pick<Word, "text" | "stem">, b: Pick<Word, "text" | "stem">): boolean {
  if (areGiverAndTaker(a.stem, b.stem) || areGiverAndTaker(b.stem, a.stem)) return true;
  const isOneStart = a.stem.charCodeAt(0) === b.stem.charCodeAt(0);
  if (isOneStart ? areOpposedAtEnd(a.stem, b.stem) : isUndone(a.text, b.text) || isUndone(b.text, a.text))
    return true;
  // Both kinds of opposing prefix leave the end of the word unchanged.
  if (a.stem.charCodeAt(a.stem.length - 1) !== b.stem.charCodeAt(b.stem.length - 1)) return false;
  return opposeByPrefix(a.stem, b.stem) || opposeByPrefix(b.stem, a.stem);
}

/** Are they two ends of one act: "employer" and "employee", "lessor" and "lessee"? The stem of the latter ends in one e. */
function areGiverAndTaker(giver: string, taker: string): boolean {
  const base = taker.length - 1;
  if (base < 3 || taker.charCodeAt(base) !== LETTER_E || giver.length !== base + 2) return false;
  return giver.startsWith(taker.slice(0, base)) && (giver.endsWith("er") || giver.endsWith("or"));
}
const LETTER_E = 101;

/** Are they compounds of one word with opposites: "grandmother" and "grandfather", "checkin" and "checkout"? */
function areOpposedAtEnd(a: string, b: string): boolean {
  let same = 0;
  while (same < a.length && a.charCodeAt(same) === b.charCodeAt(same)) same++;
  if (same < FIRST_PART_MIN) return false;
  const end = a.slice(same);
  return end.length > 1 && same + 1 < b.length && ANTONYMS.has(`${end}|${b.slice(same)}`);
}
const FIRST_PART_MIN = 3;

/** "ripe" and "unripe", "paid" and "unpaid": of a short or an irregular word the stem does not tell. */
function isUndone(plain: string, marked: string): boolean {
  if (marked.length !== plain.length + 2 || plain.length < 3) return false;
  return marked.startsWith("un") && marked.endsWith(plain) && marked !== "until";
}

function opposeByPrefix(plain: string, marked: string): boolean {
  if (plain.length < 4) return false;
  for (const prefix of OPPOSING_PREFIXES) {
    if (marked.length === plain.length + prefix.length && marked.startsWith(prefix) && marked.endsWith(plain))
      return true;
  }
  for (const [one, other] of OPPOSING_STARTS) {
    const rest = plain.length - one.length;
    if (marked.length - other.length !== rest || !plain.startsWith(one) || !marked.startsWith(other))
      continue;
    if (marked.endsWith(plain.slice(one.length))) return rest >= 3;
  }
  return false;
}
