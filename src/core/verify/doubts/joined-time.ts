/** Whether a thing is asked for before, until or at another: "before the lease ends", "when the lease ends". */
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

const [BEFORE, UNTIL, AT] = [1, 2, 3] as const;
const TIMES: ReadonlyMap<string, number> = new Map([
  ...["before", "antes"].map((text) => [text, BEFORE] as const),
  ...["until", "till", "até"].map((text) => [text, UNTIL] as const),
  ...["when", "while", "once", "after", "if", "quando", "enquanto", "depois", "após"].map(
    (text) => [text, AT] as const,
  ),
]);
export const JOINING_TIMES: readonly string[] = [...TIMES.keys()];

/** Has each as many such words, of other kinds? What one has more, or asks for first, tells nothing. */
export function joinsDiffer({ a, b, leftA, leftB }: Alignment): boolean {
  const leftMost = a.frame === "how-much-time" ? 2 : 1;
  if (leftA.count > leftMost || leftB.count > leftMost) return false;
  const x = joinsOf(a);
  const y = x === 0 ? 0 : joinsOf(b);
  // "How long until", "how long before".
  if (a.frame === "how-much-time" && x < STEPS[AT] === y < STEPS[AT]) return false;
  return x !== y && countIn(x) === countIn(y);
}

/** How many of each kind stand inside a question, packed into one number. */
function joinsOf({ words }: Analysis): number {
  let out = 0;
  for (let i = 1; i < words.length; i++) out += STEPS[TIMES.get(wordIn(words, i).text) ?? 0] ?? 0;
  return out;
}
const STEPS = [0, 1, 256, 65_536] as const;

function countIn(joins: number): number {
  return (joins & 255) + ((joins >> 8) & 255) + (joins >> 16);
}
