/** The members of an explanation as the admin API returns it. */
import type { Unsupported } from "../core/ground/support.ts";
import type { BodySays, Candidate, Found, Policy, Step } from "../core/known.ts";
import { NEIGHBOURHOOD } from "../core/neighbourhood.ts";
import type { ExactOnly, Outcome, Reason } from "../core/reasons.ts";
import type { Fault } from "../core/record.ts";
import { type PairVerdict, type Slot, VETOES, type Veto } from "../model.ts";

/** Where the serving threshold comes from; "request" is `x-semblance-min-confidence`. */
export type ThresholdSource = "config" | "auto" | "learned" | "group" | "request";

/** Names where the threshold in force comes from. `configured`: the source of the configured floor. */
export function sourceOf(
  { thresholdFrom = "floor" }: Pick<Policy, "thresholdFrom">,
  configured: RolloutSummary["threshold_source"],
): ThresholdSource {
  return thresholdFrom === "floor" ? configured : thresholdFrom;
}

/** The rollout and the number of labels at this moment. */
export interface RolloutSummary {
  readonly mode: string;
  readonly threshold_source: "config" | "auto";
  /** How many labels the threshold was measured from. */
  readonly labels: number;
}

export interface Explained {
  readonly of: "pair" | "request" | "request_id";
  readonly request_id: string | null;
  /** ISO time of a request that was answered; null for one that was never sent. */
  readonly at: string | null;
  readonly route: string | null;
  readonly model: string | null;
  /** The question asked; null where no text is kept. */
  readonly question: string | null;
  readonly decision: {
    readonly outcome: Outcome;
    readonly reason: Reason;
    readonly entry: string | null;
    readonly similarity: number | null;
    readonly probability: number | null;
  };
  readonly steps: readonly ExplainedStep[];
  /** Why only an identical request may share the answer; null where rewordings may too. */
  readonly exact_only: ExactOnly | null;
  readonly threshold: number;
  readonly threshold_source: ThresholdSource;
  readonly adaptation_threshold: number;
  readonly labels: number;
  /** The rollout and the caller's place in it; null for a pair, which has no caller. */
  readonly rollout: {
    readonly mode: string;
    readonly percentage: number;
    /** The caller's bucket, 0 up to but not including 1; null where nothing is cached. */
    readonly bucket: number | null;
    readonly inside: boolean;
  } | null;
  /** The judged neighbours, nearest first. */
  readonly nearest: readonly ExplainedPair[];
  readonly faults: readonly Fault[];
}

export interface ExplainedStep {
  readonly do: string;
  readonly why?: string;
}

export interface ExplainedPair {
  readonly entry: string | null;
  /** The stored question; null where no text is kept. */
  readonly question: string | null;
  /** Raw cosine of the two questions; null where the embedder failed. */
  readonly similarity: number | null;
  /** Calibrated probability that the answer fits, 0 to 1, a second look included where there was one. */
  readonly probability: number;
  /** Raw score of the second look, on its own scale; null where there was none. */
  readonly second_score: number | null;
  /** The verifier's log odds, before calibration. */
  readonly score: number;
  readonly veto: Veto | null;
  readonly slot: Slot | null;
  /** Why this answer is not served; null where it would be. */
  readonly why_not: Reason | null;
  /** The reasons for the probability, one line each; without kept text only the lines that quote none. */
  readonly evidence: readonly string[];
}

/** The evidence line of a pair that labels confirm; empty where none do. */
export function confirmedLine(confirmations = 0): readonly string[] {
  return confirmations > 0 ? [`confirmed by ${confirmations} labels`] : [];
}

/** The evidence line that tells what labels make of a pair's probability; empty where they recalibrate nothing. */
export function recalibratedLine({ measured, verdict }: Candidate): readonly string[] {
  if (measured === undefined || measured === verdict.probability) return [];
  return [`recalibrated by the newest labels: ${measured.toFixed(4)} to ${verdict.probability.toFixed(4)}`];
}

/**
 * The evidence line of the best pair that tells what its neighbourhood counted for; empty where nothing was learned.
 */
export function neighbourhoodLine(
  { neighbourhood, verdict, measured = verdict.probability }: Candidate,
  neighbours: number,
): readonly string[] {
  if (neighbourhood === undefined || neighbourhood.words === measured) return [];
  const agree = neighbourhood.features[NEIGHBOURHOOD.indexOf("sameAnswer")];
  const [words, both] = [neighbourhood.words.toFixed(4), measured.toFixed(4)];
  return [`by words ${words}; ${agree} of ${neighbours} neighbours have its answer: ${both}`];
}

const UNSUPPORTED: Readonly<Record<Unsupported["why"], string>> = {
  structure: "it is code, JSON or too long to be held to a context",
  "asks-of-all": "the question asks of everything there is: one passage more makes another answer",
  "says-nothing": "it says nothing that a context could say",
  number: "a number is not said there",
  name: "a name is not said there",
  word: "a word is not said there",
  negation: "it is denied there, or denies what is not",
  limit: "it is limited there",
  order: "its words stand in another order there",
  contradicted: "another sentence says otherwise",
  "beside-the-question": "what says it does not speak of what is asked",
};

/**
 * The evidence lines of an answer that was made from another retrieved context: each sentence which the present context
 * does not support.
 */
export function groundingLine(says: BodySays | undefined, withText: boolean): readonly string[] {
  if (typeof says !== "object") return [];
  const { sentence, why, text, word } = says;
  const where = sentence === 0 ? "the stored answer" : `sentence ${sentence} of the stored answer`;
  const quoted = withText && text !== "" ? ` ${JSON.stringify(text)}` : "";
  const at = withText && word !== "" ? ` (${JSON.stringify(word)})` : "";
  return [`${where}${quoted} does not stand on the retrieved context: ${UNSUPPORTED[why]}${at}`];
}

/** Vetoes that depend on the stored answer and its context, not on the question alone. */
const OF_THE_ANSWER: ReadonlySet<Reason> = new Set<Reason>([
  "answer-depends",
  "not-grounded",
  "sources-differ",
]);

/**
 * The veto shown for a pair: one that comes from its stored answer goes before the one of its question. A doubt is shown
 * where it is why the answer is not served.
 */
export function toldVeto({ veto, doubt }: PairVerdict, whyNot: Reason | null): Veto | null {
  const ofAnswer = VETOES.find((told) => told === whyNot && OF_THE_ANSWER.has(told));
  return ofAnswer ?? veto ?? (doubt !== undefined && doubt === whyNot ? doubt : null);
}

export function explainedPair(
  candidate: Candidate,
  whyNot: Reason | null,
  evidence: readonly string[],
): ExplainedPair {
  const { entry, similarity, verdict } = candidate;
  return {
    entry: entry.id,
    question: entry.question,
    similarity,
    probability: verdict.probability,
    second_score: null,
    score: verdict.score,
    veto: toldVeto(verdict, whyNot),
    slot: verdict.slot,
    why_not: whyNot,
    evidence,
  };
}

export function decisionOf(
  outcome: Outcome,
  reason: Reason,
  found: Found | null = null,
  nearest: Candidate | null = null,
): Explained["decision"] {
  return {
    outcome,
    reason,
    entry: found?.entry.id ?? null,
    similarity: found?.similarity ?? nearest?.similarity ?? null,
    probability: found?.confidence ?? nearest?.verdict.probability ?? null,
  };
}

/** The decision that the last step of a walk stands for. */
export function endedWith(step: Step): Explained["decision"] {
  switch (step.do) {
    case "serve":
      return decisionOf(step.found.tier, step.why, step.found);
    case "fetch":
      return decisionOf("miss", step.why, null, step.nearest);
    case "observe":
      return decisionOf(step.found ? "shadow" : "miss", step.why, step.found, step.nearest);
    case "bypass":
      return decisionOf("bypass", step.why);
    case "refuse":
      return decisionOf("miss", step.why);
    default:
      throw new Error(`a walk that ended with ${step.do}`);
  }
}
