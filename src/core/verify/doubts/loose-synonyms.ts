/** Synonyms of a dictionary that are none here: "pond" and "pool", "boot" and "reboot", "Russia" and "USSR". */
import type { Alignment } from "../align.ts";
import { wordIn } from "../read/word.ts";

/** Words less alike than this are seldom said for each other where all else is equal. */
const ALIKE_MIN = 0.5;

/** Was the word at this place of the first's subject matched by the dictionary alone? All else is equal. */
export function isSynonymLoose(pair: Alignment, at: number): boolean {
  const { a, b, partners } = pair;
  const j = partners[at] ?? 0;
  const x = wordIn(a.subject, at);
  const y = wordIn(b.subject, j);
  if (x.stems === null || y.stems === null || x.stems.looseSynonyms?.has(y.stem) !== true) return false;
  if (x.form.synonyms?.has(y.text) === true || x.stems.synonyms?.has(y.stem) === true) return false;
  return pair.like(at, j) < ALIKE_MIN && !areSpellings(x.form.fold, y.form.fold);
}

/** Do they differ by one letter only, as "labour" and "labor"? */
function areSpellings(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let i = 0;
  while (i < short.length && short[i] === long[i]) i++;
  return long.length === short.length
    ? short.slice(i + 1) === long.slice(i + 1)
    : short.slice(i) === long.slice(i + 1);
}
