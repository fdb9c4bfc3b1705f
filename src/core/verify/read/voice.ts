/** Compares who does what where a verb is passive in one question and active in the other. */
import type { Alignment } from "../align.ts";
import type { Analysis } from "./analysis.ts";
import { BE, PREPOSITION, PREPOSITIONS } from "./syntax-tables.ts";
import { wordIn } from "./word.ts";

/** Unasked: no verb is passive in one question alone. */
type Agent = "unasked" | "same" | "another";

/** For a verb that is passive in one question and active in the other: has it the same agent? */
export function agentOf(pair: Alignment): Agent {
  const { a, b, partners } = pair;
  for (let i = 0; i < a.subject.length; i++) {
    const j = partners[i] ?? -1;
    if (j < 0) continue;
    const x = a.syntax.passive[i]!;
    const y = b.syntax.passive[j]!;
    if ((x === 0) === (y === 0)) continue;
    if (isVerbMovedAlone(pair)) return "unasked";
    return agentAround(a, b, partners, i, j);
  }
  return "unasked";
}

/**
 * Is "is" all that changed its place: "how is a left-handed guitar strung", "explain how a left-handed guitar is strung"?
 * There the first word behind "is" that could be its participle is one in one question alone.
 */
function isVerbMovedAlone({ a, b, partners, leftA, leftB }: Alignment): boolean {
  if (leftA.count + leftB.count > 0 || countBe(a) === 0 || countBe(a) !== countBe(b)) return false;
  for (let i = 0; i < a.subject.length; i++) {
    if (partners[i] !== i || a.syntax.governs[i] !== b.syntax.governs[i]) return false;
  }
  return true;
}

function countBe({ words }: Analysis): number {
  let out = 0;
  for (let i = 0; i < words.length; i++) if (BE.has(wordIn(words, i).text)) out++;
  return out;
}

function agentAround(a: Analysis, b: Analysis, partners: Int16Array, i: number, j: number): Agent {
  let compared = 0;
  for (let k = 0; k < a.subject.length; k++) {
    const l = partners[k] ?? -1;
    if (k === i || l < 0 || l === j) continue;
    const x = roleOf(a, k, i);
    const y = roleOf(b, l, j);
    if (x === 0 || y === 0) continue;
    if (x !== y) return "another";
    compared++;
  }
  return compared > 0 ? "same" : "another";
}

/** The role of a noun beside a verb. 1: agent; 2: object; 0: neither, or unknown. */
function roleOf({ syntax, subject, words }: Analysis, noun: number, verb: number): 0 | 1 | 2 {
  const governor = syntax.governs[noun];
  if (wordIn(subject, noun).part === "filler") return 0;
  if (syntax.passive[verb]! > 0) {
    if (noun < verb)
      return governor === 0 || governor === PREPOSITION.FROM || governor === PREPOSITION.OF ? 2 : 0;
    if (governor === PREPOSITION.BY) return 1;
    // A question for the agent, where the noun after the verb is the object: "Por quem foi escrito Dom Casmurro".
    const isAsked = PREPOSITIONS.get(wordIn(words, 0).text) === PREPOSITION.BY;
    return isAsked && governor === 0 && noun === verb + 1 ? 2 : 0;
  }
  if (governor !== 0 && governor !== PREPOSITION.OF && governor !== PREPOSITION.FROM) return 0;
  if (noun < verb) return syntax.fronted[noun] === 1 ? 2 : 1;
  return 2;
}
