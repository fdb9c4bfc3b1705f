/**
 * Small verbs that are what is asked for: "what does Ford make", "what does Ford need"; "o que a Apple faz", "o que a Apple tem".
 * Elsewhere they only help another verb, and one stands for the other ("do I need to pay", "do I have to pay").
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { type Word, wordIn } from "../read/word.ts";

const VERBS: ReadonlyMap<string, number> = new Map(
  [
    "make makes made making fazer faz fazem faço fez fizeram",
    "have has had having ter tem têm tenho teve tinha",
    "want wants wanted quer quero querem querer",
    "need needs needed precisa precisam preciso precisar",
    "let lets",
    "do did done doing",
    "use uses used using usa usam usar utiliza utilizam utilizar",
    "eat eats ate eating come comem comer",
    "lose loses lost losing perde perdem perder",
    "store stores stored storing guarda guardam guardar",
  ].flatMap((forms, i) => forms.split(" ").map((form) => [form, i] as const)),
);
/** Before one of these the verb helps another, or is part of a phrase. */
const HELPS = wordSet("to para pra que de rid up out off in back on i you we they he she it the a not");
const OPENS = wordSet("how what why where when who which do did como quem");

/** Do two questions of equal words differ in such a verb only? */
export function mainVerbsDiffer({ a, b, leftA, leftB }: Alignment): boolean {
  if (a.words.length !== b.words.length || leftA.count > 1 || leftB.count > 1) return false;
  let isOther = false;
  for (let i = 0; i < a.words.length; i++) {
    const x = wordIn(a.words, i);
    const y = wordIn(b.words, i);
    if (x.form.textId === y.form.textId) continue;
    const one = VERBS.get(x.text);
    const other = VERBS.get(y.text);
    if (one === undefined || other === undefined || one === other) return false;
    if (!isMain(a, i) || !isMain(b, i)) return false;
    isOther = true;
  }
  return isOther;
}

function isMain({ words, language }: Analysis, at: number): boolean {
  const next = words[at + 1];
  const { text } = wordIn(words, at);
  if (next === undefined) return true;
  if ((text === "do" || text === "did") && at > 0 && OPENS.has(wordIn(words, at - 1).text)) return false;
  if (HELPS.has(next.text) && !isThing(words, at + 1)) return false;
  // Before a verb in Portuguese: "quero fazer", "preciso ter".
  const isDeed = language === "pt" && /[aei]r$/.test(next.text) && next.part === "content";
  return at > 0 && next.part !== "helper" && !isDeed;
}

/** "A", "the" and "o" open a thing where a noun follows. */
function isThing(words: readonly Word[], at: number): boolean {
  const { text } = wordIn(words, at);
  return (text === "a" || text === "the") && words[at + 1]?.part === "content";
}
