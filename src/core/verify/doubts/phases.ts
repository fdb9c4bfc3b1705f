/** Whether something goes on, has begun or comes again ("still", "yet", "again"); whether it can be done, or is ("can pets be insured", "are pets insured"). */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

/** "Still", "yet" and "again" by the number of what they say; "already" in a question is "yet". */
const PHASE: ReadonlyMap<string, number> = new Map([
  ...["still", "ainda"].map((text) => [text, 1] as const),
  ...["yet", "already", "já"].map((text) => [text, 2] as const),
  ...["again", "novamente"].map((text) => [text, 3] as const),
]);
const AGAIN = 3;
/** "De novo", "outra vez". */
const AGAIN_BEHIND: ReadonlyMap<string, string> = new Map([
  ["novo", "de"],
  ["vez", "outra"],
]);
export const PHASES: readonly string[] = [...PHASE.keys(), ...AGAIN_BEHIND.keys()];

/** "Still not there" is "not there yet"; what is not denied goes on, has begun or comes again. */
export function phasesDiffer({ a, b }: Alignment): boolean {
  if (a.negations + b.negations > 0) return false;
  const x = phaseOf(a);
  const y = x === 0 ? 0 : phaseOf(b);
  return y !== 0 && x !== y;
}

/** The first that a question says; 0 for none. */
function phaseOf({ words }: Analysis): number {
  for (let i = 0; i < words.length; i++) {
    const { text } = wordIn(words, i);
    const phase = PHASE.get(text);
    if (phase !== undefined) return phase;
    const before = AGAIN_BEHIND.get(text);
    if (before !== undefined && words[i - 1]?.text === before) return AGAIN;
  }
  return 0;
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
