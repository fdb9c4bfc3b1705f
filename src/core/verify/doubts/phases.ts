/** Whether something goes on, or has begun ("still", "yet"); whether it can be done, or is ("can pets be insured", "are pets insured"). */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

const GOES_ON = "still";
const BEGUN = "yet";
export const PHASES: readonly string[] = [GOES_ON, BEGUN];

/** "Still not there" is "not there yet"; what is not denied goes on or has begun. */
export function phasesDiffer({ a, b }: Alignment): boolean {
  if (a.negations + b.negations > 0) return false;
  const x = phaseOf(a);
  const y = x === "" ? "" : phaseOf(b);
  return y !== "" && x !== y;
}

function phaseOf({ words }: Analysis): string {
  for (let i = 0; i < words.length; i++) {
    const { text } = wordIn(words, i);
    if (text === GOES_ON || text === BEGUN) return text;
  }
  return "";
}

export const ABLE: ReadonlySet<string> = wordSet("can could pode podem poderia");
const BE = wordSet("is are é são está estão");

/** Does one ask whether a thing can be done, and the other whether it is? All else is equal. */
export function isAbleAlone({ a, b, partners, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0 || !a.residue.isPolar || !b.residue.isPolar) return false;
  const x = has(a, ABLE);
  if (x === has(b, ABLE) || !has(x ? b : a, BE)) return false;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j >= 0 && (a.syntax.passive[i] ?? 0) > 0 && (b.syntax.passive[j] ?? 0) > 0) return true;
  }
  return false;
}

function has({ words }: Analysis, set: ReadonlySet<string>): boolean {
  return words.some(({ text }) => set.has(text));
}
