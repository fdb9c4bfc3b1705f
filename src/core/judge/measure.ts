/** All that can be told of two answers whose words are laid side by side. */

import type { Language } from "../verify/read/tables.ts";
import { bindingsOf } from "./differences/binding.ts";
import { exchangesOf } from "./differences/contradictions.ts";
import { type Frames, framesOf } from "./differences/frames.ts";
import { headsOf } from "./differences/heads.ts";
import { insteadOf } from "./differences/instead.ts";
import { rolesOf } from "./differences/order.ts";
import type { Finding } from "./differences/replacement.ts";
import { attributesOf, denialsOf } from "./differences/said-of.ts";
import { verbatimOf } from "./differences/verbatim.ts";
import { whereOf } from "./differences/where.ts";
import { type Leftover, leftOf, weightOf } from "./left.ts";
import { FREE, type Match, matchWords } from "./match.ts";
import type { Rest } from "./prose.ts";
import type { ReadAnswer, SaidWord, Tongue } from "./read.ts";
import { nth } from "./words/nth.ts";

export interface Laid {
  readonly a: ReadAnswer;
  readonly b: ReadAnswer;
  readonly rest: Rest;
  readonly language: Language;
  readonly tongue: Tongue;
  /** Keys of the words that both questions have. */
  readonly given: ReadonlySet<number>;
  /** True where one answer opens with "no" (not as its own sentence) and the other with neither yes nor no. */
  readonly denied: boolean;
}

export interface ComparedAnswers {
  readonly match: Match;
  /** Places where the answers differ or may differ, the surest kinds first. */
  readonly findings: readonly Finding[];
  /** Unmatched words of each answer, without those of `againA` and `againB`. */
  readonly leftA: readonly SaidWord[];
  readonly leftB: readonly SaidWord[];
  /** Unmatched words that only repeat the question or the answer itself. */
  readonly againA: readonly SaidWord[];
  readonly againB: readonly SaidWord[];
  /** Total weight of each answer's words. */
  readonly weightA: number;
  readonly weightB: number;
  readonly frames: Frames;
  /** Weight of the first answer's matched words. */
  readonly met: number;
}

/** Characters counted as one unit of weight, for equal sentences, whose words are not read. */
const CHARS_PER_WEIGHT = 12;

export function measure({ a, b, rest, language, tongue, given, denied }: Laid): ComparedAnswers {
  const { vocabulary } = tongue;
  const match = matchWords(a, b, vocabulary, language);
  const frames = framesOf(match);
  const left = leftOf(match, given);
  const shared = rest.sharedChars / CHARS_PER_WEIGHT;
  const findings = [
    ...exchangesOf(match, frames, vocabulary),
    ...withoutOne(denialsOf(match, frames), denied),
    ...attributesOf(match, frames, language),
    ...rolesOf(match, frames),
    ...verbatimOf(match, frames, language, tongue),
    ...left.findings,
  ];
  return {
    match,
    frames,
    // The others only doubt, which one doubt is enough for.
    findings: findings.length > 0 ? findings : doubtsOf(match, left, frames),
    leftA: left.a,
    leftB: left.b,
    againA: left.againA,
    againB: left.againB,
    weightA: shared + weightOf(a.said),
    weightB: shared + weightOf(b.said),
    met: shared + metWeight(match),
  };
}

function doubtsOf(match: Match, left: Leftover, frames: Frames): readonly Finding[] {
  return [
    ...headsOf(match, frames),
    ...bindingsOf(match, frames),
    ...insteadOf(match, left),
    ...whereOf(match, left),
  ];
}

/**
 * "No. Grapes are toxic" and "dogs must not eat grapes": one doubt of a denial is what the no says; but not where the other
 * says what is denied, as in "grapes are not toxic".
 */
function withoutOne(findings: readonly Finding[], denied: boolean): readonly Finding[] {
  const at = denied ? findings.findIndex(({ verdict, isToldToo }) => verdict === "unsure" && !isToldToo) : -1;
  return at < 0 ? findings : findings.toSpliced(at, 1);
}

function metWeight({ a, toB }: Match): number {
  let out = 0;
  for (let i = 0; i < toB.length; i++) if (toB[i] !== FREE) out += nth(a.said, i).weight;
  return out;
}
