/**
 * Helping verbs that another thing is denied by: "não quer latir" and "não para de latir", "must not pay" and "need not pay".
 * Where nothing is denied they often stand for each other.
 */
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

const groups = (lists: readonly string[]): ReadonlyMap<string, number> =>
  new Map(lists.flatMap((forms, i) => forms.split(" ").map((form) => [form, i + 1] as const)));

/** Of the word behind a Portuguese "não"; those of one meaning together. */
const BEHIND = groups([
  "para paro param parou pararam deixa deixo deixam",
  "quer quero querem queria quis",
  "pode posso podem podemos consegue consigo conseguem conseguimos",
  "gosta gosto gostam",
  "deve devo devem",
  "sabe sei sabem",
  "precisa preciso precisam",
]);
const STOPS = 1;
/** Of the word before an English "not". */
const BEFORE = groups(["must", "need"]);
const [MUST, NEED] = [1, 2];
const NOT = new Set(["not", "não"]);
/** "Não pago", "não como": what is denied is the deed itself. */
const NONE = 0;

/** Is another thing denied, by a verb that only helps the other? */
export function deniedVerbsDiffer({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count > 1 || leftB.count > 1) return false;
  const x = deniedBy(a);
  const y = x < 0 ? -1 : deniedBy(b);
  if (y < 0 || x === y) return false;
  if (a.language !== "pt") return Math.min(x, y) === MUST && Math.max(x, y) === NEED;
  return x === STOPS || y === STOPS || (x !== NONE && y !== NONE);
}

/** The number of the only helping verb that is denied, 0 where the deed is; -1 where nothing is, or several things are. */
function deniedBy({ words, language }: Analysis): number {
  let out = -1;
  for (let i = 0; i < words.length; i++) {
    if (!NOT.has(wordIn(words, i).text)) continue;
    if (out >= 0) return -1;
    out = (language === "pt" ? BEHIND.get(words[i + 1]?.text ?? "") : mustOrNeed(words, i)) ?? NONE;
  }
  return out;
}

/** "Must not" and "need not"; "do not need to" and "do not have to" say the same as that. */
function mustOrNeed(words: Analysis["words"], at: number): number | undefined {
  const behind = words[at + 1]?.text;
  if ((behind === "need" || behind === "have") && words[at + 2]?.text === "to") return NEED;
  return BEFORE.get(words[at - 1]?.text ?? "");
}
