/** What an explanation says, in the words of the admin API. */
import type { Unsupported } from "../core/ground/support.ts";
import type { BodySays, Candidate, Found, Policy, Step } from "../core/known.ts";
import { NEIGHBOURHOOD } from "../core/neighbourhood.ts";
import type { ExactOnly, Outcome, Reason } from "../core/reasons.ts";
import type { Fault } from "../core/record.ts";
import { type Slot, VETOES, type Veto } from "../model.ts";

/** Where the serving threshold comes from; "request" is `x-semblance-min-confidence`. */
export type ThresholdSource = "config" | "auto" | "learned" | "group" | "request";

/** `configured`: what the floor itself is. */
export function sourceOf(
  { thresholdFrom = "floor" }: Pick<Policy, "thresholdFrom">,
  configured: RolloutSummary["threshold_source"],
): ThresholdSource {
  return thresholdFrom === "floor" ? configured : thresholdFrom;
}

/** What the rollout and the labels say at this moment. */
export interface RolloutSummary {
  readonly mode: string;
  readonly threshold_source: "config" | "auto";
  /** Labels behind the threshold. */
  readonly labels: number;
}

export interface Explained {
  readonly of: "pair" | "request" | "request_id";
  readonly request_id: string | null;
  /** ISO time of a request that was answered; null for what was only tried. */
  readonly at: string | null;
  readonly route: string | null;
  readonly model: string | null;
  /** Null where no text is kept. */
  readonly question: string | null;
  readonly decision: {
    readonly outcome: Outcome;
    readonly reason: Reason;
    readonly entry: string | null;
    readonly similarity: number | null;
    readonly probability: number | null;
  };
  readonly steps: readonly ExplainedStep[];
  /** Why only an equal request may share; null where rewordings may. */
  readonly exact_only: ExactOnly | null;
  readonly threshold: number;
  readonly threshold_source: ThresholdSource;
  readonly adaptation_threshold: number;
  readonly labels: number;
  /** Null for a pair: it has no caller. */
  readonly rollout: {
    readonly mode: string;
    readonly percentage: number;
    /** 0 up to but not including 1; null where nothing is cached. */
    readonly bucket: number | null;
    readonly inside: boolean;
  } | null;
  /** Nearest first. */
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
  /** Raw cosine; null where the embedder failed. */
  readonly similarity: number | null;
  /** Calibrated, 0 to 1, with a second look taken in where there was one. */
  readonly probability: number;
  /** Raw score of the second look, on its own scale; null where there was none. */
  readonly second_score: number | null;
  /** Log odds, before calibration. */
  readonly score: number;
  readonly veto: Veto | null;
  readonly slot: Slot | null;
  /** Why it is not served; null where it would be. */
  readonly why_not: Reason | null;
  /** In words; without text only what needs none. */
  readonly evidence: readonly string[];
}

/** For the evidence of a pair that labels confirm. */
export function confirmedLine(confirmations = 0): readonly string[] {
  return confirmations > 0 ? [`confirmed by ${confirmations} labels`] : [];
}

/** For the evidence of the best pair, where what stands round it was learned and counts. */
export function neighbourhoodLine(
  { neighbourhood, verdict }: Candidate,
  neighbours: number,
): readonly string[] {
  if (neighbourhood === undefined || neighbourhood.words === verdict.probability) return [];
  const agree = neighbourhood.features[NEIGHBOURHOOD.indexOf("sameAnswer")];
  const [words, both] = [neighbourhood.words.toFixed(4), verdict.probability.toFixed(4)];
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

/** For the evidence of an answer that was made of another retrieved context: which sentence does not stand on this one. */
export function groundingLine(says: BodySays | undefined, withText: boolean): readonly string[] {
  if (typeof says !== "object") return [];
  const { sentence, why, text, word } = says;
  const where = sentence === 0 ? "the stored answer" : `sentence ${sentence} of the stored answer`;
  const quoted = withText && text !== "" ? ` ${JSON.stringify(text)}` : "";
  const at = withText && word !== "" ? ` (${JSON.stringify(word)})` : "";
  return [`${where}${quoted} does not stand on the retrieved context: ${UNSUPPORTED[why]}${at}`];
}

/** Vetoes that the question alone does not tell: what the stored answer is, and what it was made of. */
const OF_THE_ANSWER: ReadonlySet<Reason> = new Set<Reason>([
  "answer-depends",
  "not-grounded",
  "sources-differ",
]);

/** The veto that is told of a pair: what its stored answer says speaks as one. */
export function toldVeto(veto: Veto | null, whyNot: Reason | null): Veto | null {
  return VETOES.find((told) => told === whyNot && OF_THE_ANSWER.has(told)) ?? veto;
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
    veto: toldVeto(verdict.veto, whyNot),
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

/** Of the step that a walk ended with. */
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
