/** Something is made to do what it does: "how do I make a plant climb", "how does a plant climb". */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import type { Word } from "../read/word.ts";

const ASKERS = wordSet("i we you one eu nós você vocês vc");
export const CAUSING: ReadonlySet<string> = wordSet("get make faço fazer");

/** Is something made to do in one question what it does in the other: "how do I make a plant climb", "how does a plant climb"? */
export function isCauseAlone({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0 || a.frame !== "how" || b.frame !== "how") return false;
  return (isCaused(a) && isDone(b)) || (isCaused(b) && isDone(a));
}

function isCaused({ words }: Analysis): boolean {
  const at = words.findIndex(({ text }) => CAUSING.has(text));
  const before = words[at - 1]?.text ?? "";
  return (
    at > 0 &&
    at <= 3 &&
    (ASKERS.has(before) || before === "to" || before === "como") &&
    !isLead(words[at + 1])
  );
}

/** "Como faço para". */
function isLead(word: Word | undefined): boolean {
  return word === undefined || word.part === "role";
}

/** "How does a plant climb", "como a planta sobe". */
function isDone({ words }: Analysis): boolean {
  if (words.some(({ text }) => CAUSING.has(text))) return false;
  const second = words[1]?.text ?? "";
  if (second === "do" || second === "does") return !ASKERS.has(words[2]?.text ?? "");
  return words[0]?.text === "como" && BEFORE_NOUN.has(second);
}
const BEFORE_NOUN = wordSet("o a os as um uma meu minha meus minhas seu sua");
