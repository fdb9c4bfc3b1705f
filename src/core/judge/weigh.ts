/** Weighs what two answers, laid side by side, say alone and say against each other. */
import { againstPart } from "./differences/against.ts";
import { boundsPart } from "./differences/bounds.ts";
import { couplesOf, crossedOpposites } from "./differences/couples.ts";
import type { Frames } from "./differences/frames.ts";
import { countsPart, labelsPart, ownersPart } from "./differences/labels.ts";
import { lonePart } from "./differences/lone.ts";
import { moodsPart } from "./differences/mood.ts";
import { mayBeToldOtherwise } from "./differences/otherwise.ts";
import { ownersOfValues } from "./differences/owners.ts";
import { placedPart } from "./differences/placed.ts";
import { qualifiersPart, type SentencePair } from "./differences/qualifiers.ts";
import { ratesPart } from "./differences/rates.ts";
import { type Finding, isDenying } from "./differences/replacement.ts";
import { rivalsPart } from "./differences/rivals.ts";
import { swappedPart } from "./differences/swapped.ts";
import { weightOf } from "./left.ts";
import { likeness, type Match } from "./match.ts";
import { type ComparedAnswers, type Laid, measure } from "./measure.ts";
import type { WordVerdict } from "./pair.ts";
import type { SaidSentence, SaidWord } from "./read.ts";
import { formsPart } from "./words/forms.ts";

/** Largest unmatched share of weight for *same*: where both answers have some, and where only one does. */
const BOTH_LEFT_MAX = 0.14;
const ONE_LEFT_MAX = 0.22;
/**
 * The limit for one answer in longer texts, which say more around the facts; and the weight from which a text is
 * long.
 */
const ONE_LEFT_LONG_MAX = 0.28;
const LONG_MIN = 9;
/** Cosine from which one word may have replaced another. */
const RELATED_MIN = 0.2;
/** Weight from which a word carries a fact of its own. */
const HEAVY_MIN = 0.65;
/** Answers of at least weight `TOLD_MIN` with a smaller matched share than `MET_MIN` are about different things. */
const MET_MIN = 0.12;
/** Share of their words that two sentences must have in common before a small word of one of them counts. */
const NEAR_MIN = 0.7;
const TOLD_MIN = 4;

export function weigh(laid: Laid): WordVerdict {
  const measured = measure(laid);
  const { findings, weightA, weightB, met } = measured;
  const contradiction = findings.find(({ verdict }) => verdict === "different");
  if (contradiction !== undefined)
    return mayBeToldOtherwise(laid) ? { ...contradiction, verdict: "unsure" } : contradiction;
  const lesser = Math.min(weightA, weightB);
  if (lesser >= TOLD_MIN && met / lesser < MET_MIN)
    return { verdict: "different", kind: "content", why: "the answers have hardly a word in common" };
  const doubt = findings.find(({ verdict }) => verdict === "unsure");
  if (doubt !== undefined) return doubt;
  if (laid.rest.unmoored !== null)
    return { verdict: "unsure", kind: "role", why: "a sentence that both have points to other things" };
  return leftover(measured, laid);
}

function leftover(
  { match, leftA, leftB, againA, againB, weightA, weightB, frames }: ComparedAnswers,
  laid: Laid,
): WordVerdict {
  const restA = weightOf(leftA) / Math.max(1, weightA);
  const restB = weightOf(leftB) / Math.max(1, weightB);
  const [less, more] = restA < restB ? [restA, restB] : [restB, restA];
  const u = leftA.find(isHeavy);
  const v = leftB.find(isHeavy);
  const instead = (word: SaidWord | undefined, again: readonly SaidWord[]): SaidWord | undefined =>
    word &&
    again.find((other) => isHeavy(other) && likeness(word, other, laid.tongue.vocabulary) >= RELATED_MIN);
  const areSingle = laid.a.sentences.length + laid.b.sentences.length <= 2;
  const other =
    instead(u, againB) ?? instead(v, againA) ?? (areSingle ? eitherOf(u, againB, v, againA) : undefined);
  if (other !== undefined)
    return {
      verdict: "unsure",
      kind: "content",
      why: `"${other.text}" of one may be "${(u ?? v ?? other).text}" of the other`,
    };
  if (u !== undefined && v !== undefined)
    return {
      verdict: "unsure",
      kind: "content",
      why: `only one says "${u.text}", only the other "${v.text}"`,
    };
  const why = `${Math.round(100 * more)} % of what one says is not found in the other`;
  const mostLeft = Math.min(weightA, weightB) >= LONG_MIN ? ONE_LEFT_LONG_MAX : ONE_LEFT_MAX;
  if (less > BOTH_LEFT_MAX || more > mostLeft) return { verdict: "unsure", kind: "content", why };
  return (
    rivalsPart(match, [...leftA, ...againA.filter(isName)], [...leftB, ...againB.filter(isName)], frames) ??
    smallDoubt(laid, frames) ??
    valuesDoubt(match, frames) ?? { verdict: "same", why }
  );
}

/** A doubt from words too small to be weighed; asked only where all else says *same*. */
function smallDoubt({ a, b, rest, language }: Laid, frames: Frames): Finding | null {
  const near = nearPairs(a.sentences, b.sentences, frames);
  return (
    qualifiersPart(a.sentences, b.sentences, near) ??
    ratesPart(a.sentences, b.sentences) ??
    moodsPart(near, language) ??
    formsPart(near) ??
    labelsPart(rest.a, rest.b) ??
    ownersPart(rest.a, rest.b) ??
    countsPart(a.sentences, b.sentences)
  );
}

/** A doubt of what is said of words that both answers have; asked only where all else says *same*. */
function valuesDoubt(match: Match, frames: Frames): Finding | null {
  return (
    lonePart(match) ??
    againstPart(match) ??
    ownersOfValues(match) ??
    boundsPart(match) ??
    couplesOf(match, frames).crossed ??
    crossedOpposites(match) ??
    swappedPart(match, frames) ??
    placedPart(match)
  );
}

/** Sentences that hardly differ, or the only two that the answers do not share. */
function nearPairs(
  a: readonly SaidSentence[],
  b: readonly SaidSentence[],
  frames: Frames,
): readonly SentencePair[] {
  const areAlone = a.length === 1 && b.length === 1;
  const out: SentencePair[] = [];
  for (const [x, one] of a.entries()) {
    const y = areAlone ? 0 : frames.partnerOf(x);
    const two = b[y];
    if (two !== undefined && (areAlone || frames.share(x, y) >= NEAR_MIN)) out.push([one, two]);
  }
  return out;
}

/** Of single sentences, what one has of the question and the other not, where that has a word of its own instead. */
function eitherOf(
  u: SaidWord | undefined,
  againB: readonly SaidWord[],
  v: SaidWord | undefined,
  againA: readonly SaidWord[],
): SaidWord | undefined {
  return u !== undefined ? againB.find(isHeavy) : v !== undefined ? againA.find(isHeavy) : undefined;
}

/** A name that was asked for, or is told elsewhere, may still be what a sentence is about. */
function isName({ kind }: SaidWord): boolean {
  return kind === "name";
}

function isHeavy(word: SaidWord): boolean {
  return word.weight >= HEAVY_MIN && !isDenying(word);
}
