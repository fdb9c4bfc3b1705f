/**
 * What somebody has to do, and what he does or has: "do cats have to drink milk" and "do cats drink milk", "which tools do gardeners
 * have to use" and "which tools do gardeners have". Of the asker the first two are mostly one ("do I have to pay", "do I pay").
 */
import { wordSet } from "../../word-set.ts";
import type { Alignment } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import type { QuestionFrame } from "../read/frame.ts";
import { wordIn } from "../read/word.ts";

const HAVING = wordSet("have has had tem têm tenho temos teve tiveram");
const NEEDING = wordSet("need needs needed precisa precisam precisamos preciso precisou precisaram");
export const DUTIFUL: ReadonlySet<string> = new Set([...HAVING, ...NEEDING]);
const BEHIND_HAVING = wordSet("to que de");
const INFINITIVE = /(?:[aei]r|pôr)$/;
const ASKER = wordSet("i we you one eu nós você vocês vc");
const WHETHER: ReadonlySet<QuestionFrame> = new Set(["yes-no", "do", "none"] as const);
const LISTING: ReadonlySet<QuestionFrame> = new Set(["what", "which", "how-many"] as const);

/** Is a duty asked for in one question, and none in the other? At most the verb of the duty is left over. */
export function dutiesDiffer({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 1) return false;
  const x = dutyIn(a);
  const y = dutyIn(b);
  if (x >= 0 === y >= 0) return false;
  const dutiful = x >= 0 ? a : b;
  const other = x >= 0 ? b : a;
  if (other.residue.tense.duty !== 0) return false;
  if (LISTING.has(other.frame)) return isHad(other);
  if (leftA.count + leftB.count > 0 || !WHETHER.has(other.frame)) return false;
  return !other.words.some(({ text }) => DUTIFUL.has(text)) && !isOfAsker(dutiful) && !isOfAsker(other);
}

/** The place of "have" in "have to", or of "precisa" before an infinitive; -1 for none. */
function dutyIn({ words }: Analysis): number {
  for (let i = 0; i + 1 < words.length; i++) {
    const { text } = wordIn(words, i);
    const next = wordIn(words, i + 1).text;
    if (HAVING.has(text) && BEHIND_HAVING.has(next)) return i;
    if (NEEDING.has(text) && (next === "to" || INFINITIVE.test(next))) return i;
  }
  return -1;
}

/** Does the question end with what is had: "which tools do gardeners have"? */
function isHad({ words }: Analysis): boolean {
  return HAVING.has(words[words.length - 1]?.text ?? "");
}

function isOfAsker({ words }: Analysis): boolean {
  return (
    ASKER.has(words[0]?.text ?? "") || ASKER.has(words[1]?.text ?? "") || OWN_FORM.has(words[0]?.text ?? "")
  );
}
const OWN_FORM = wordSet("tenho temos preciso precisamos");
