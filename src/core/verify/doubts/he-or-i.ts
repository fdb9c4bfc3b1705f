/** One who is neither asker nor reader does it in one question alone: "how can she see my photos", "how can I see my photos"; or it is his. */
import { wordSet } from "../../word-set.ts";
import type { Alignment, Left } from "../align.ts";
import type { Analysis } from "../read/analysis.ts";
import { wordIn } from "../read/word.ts";

/** "How do they know that quarks exist" and "how do we know" want one answer. */
const ASKER = wordSet("i");
const ASKER_OR_READER = wordSet("i we you");
const THEY = "they";
const HE = wordSet("he she");
const HIS = wordSet("his her their");
const OTHERS_OWN = wordSet("a an my our your");

/** Is a pronoun of the third person the only word left over, where the other question says who does it, or whose it is? */
export function isHeOrAsker({ a, b, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count !== 1) return false;
  return leftA.count === 1 ? isOther(a, leftA, b) : isOther(b, leftB, a);
}

function isOther(his: Analysis, left: Left, asker: Analysis): boolean {
  const place = his.places[left.places[0] ?? 0] ?? 0;
  const { text } = wordIn(his.words, place);
  if (text === THEY || HE.has(text)) {
    // "How do they make cheese" and "how do you make cheese" may want one answer.
    const doers = text === THEY ? ASKER : ASKER_OR_READER;
    return saysOne(asker, doers) && !saysOne(his, ASKER_OR_READER);
  }
  // "What is his username", "what is a username"; further on "his company" and "a company" are often one.
  if (his.frame !== "what" || place !== his.openingWords) return false;
  return (
    HIS.has(text) && asker.words.length === his.words.length && OTHERS_OWN.has(asker.words[place]?.text ?? "")
  );
}

function saysOne({ words }: Analysis, which: ReadonlySet<string>): boolean {
  for (let i = 0; i < words.length; i++) if (which.has(wordIn(words, i).text)) return true;
  return false;
}
