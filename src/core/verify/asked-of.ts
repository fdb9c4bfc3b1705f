/** The preposition of what is asked for: "who is it for" and "who is it from", "de onde" and "para onde". */
import type { Alignment } from "./align.ts";
import type { Analysis } from "./analysis.ts";
import type { QuestionFrame } from "./frame.ts";
import { PREPOSITION, PREPOSITIONS } from "./syntax-tables.ts";
import { wordIn } from "./word.ts";

const P = PREPOSITION;
/** Pairs that ask the same of many verbs: "made of" and "made from", "talk to" and "talk with". */
const ALIKE = new Set([pairOf(P.OF, P.FROM), pairOf(P.TO, P.WITH), pairOf(P.BY, P.FROM)]);
/** Frames that are made of their preposition: "por que", "com que frequência". */
const SET_FRAMES: ReadonlySet<QuestionFrame> = new Set([
  ...(["how", "how-often", "how-many", "how-much-time", "why", "yes-no", "do"] as const),
]);
/** Words that may stand between it and the asking word: "com o que". */
const BETWEEN = new Set(["o", "a"]);

/** Are two things asked for by prepositions that mean two things? One alone tells nothing: "where to", "where". */
export function leadsDiffer({ a, b, partners, levels, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 1) return false;
  const x = leadOf(a);
  const y = x === 0 ? 0 : leadOf(b);
  if (y === 0 || x === y || ALIKE.has(pairOf(x, y))) return false;
  // "Have a response for", "respond to": each word has its own.
  for (let i = 0; i < a.subject.length; i++)
    if ((partners[i] ?? -1) >= 0 && (levels[i] ?? 1) < INFLECTED) return false;
  return !(x === P.NEUTRAL || y === P.NEUTRAL) || isLimit(x) || isLimit(y);
}

/** Certainty of a match by stem alone (`align.ts`). */
const INFLECTED = 0.97;

function pairOf(x: number, y: number): number {
  return Math.min(x, y) * 32 + Math.max(x, y);
}

function isLimit(preposition: number): boolean {
  return preposition === P.UNTIL || preposition === P.SINCE;
}

/** The preposition before the asking word that opens the question, or the one that ends it; 0 for none. */
function leadOf({ words, frame, language }: Analysis): number {
  if (SET_FRAMES.has(frame) || words.length < 3) return 0;
  const first = PREPOSITIONS.get(wordIn(words, 0).text) ?? 0;
  if (first !== 0) {
    const next = wordIn(words, 1);
    const asker = BETWEEN.has(next.text) ? wordIn(words, 2) : next;
    return asker.part === "asker" ? first : 0;
  }
  if (language === "pt" || wordIn(words, 0).part !== "asker") return 0;
  const last = wordIn(words, words.length - 1);
  // "Do" is Portuguese for "of the" as well.
  return last.part === "helper" ? 0 : (PREPOSITIONS.get(last.text) ?? 0);
}
