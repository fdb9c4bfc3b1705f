/** Who does something and to whom it is done, told by one root: "employer" and "employee", "empregador" and "empregado". */
import type { SaidWord } from "../read.ts";

const DOER = /^(.{3,}?)(?:ers?|ors?|dor(?:a|es|as)?)$/;
const DONE = /^(.{3,}?)(?:ees?|d[oa]s?)$/;

type Word = Pick<SaidWord, "text" | "passive" | "governor">;

/** Is one word who does it, and the other to whom it is done? Of what is in the passive the doer may well be told. */
export function areDoerAndDone(a: Word, b: Word): boolean {
  return isDoerOf(a, b) || isDoerOf(b, a);
}

/** May the word say who does something? */
export function isDoer(word: string): boolean {
  return DOER.test(word);
}

function isDoerOf({ text: doer }: Word, { text: done, passive, governor }: Word): boolean {
  // Both words begin alike but for their ends; most pairs differ in their first letters.
  if (
    (passive && governor === 0) ||
    doer.charCodeAt(0) !== done.charCodeAt(0) ||
    doer.charCodeAt(2) !== done.charCodeAt(2)
  )
    return false;
  const stem = DOER.exec(doer)?.[1];
  return stem !== undefined && stem === DONE.exec(done)?.[1];
}
