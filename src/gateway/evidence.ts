/**
 * What was known when a request was answered, kept for a day so that somebody can ask why. Numbers and names only; the
 * questions themselves only where the operator set `log_content`. In memory and bounded; the oldest go first.
 */
import type { Known } from "../core/known.ts";
import { type JudgedCandidate, judgedNeighbours, whyNot } from "../core/neighbours.ts";
import type { Reason } from "../core/reasons.ts";
import type { RequestRecord } from "../core/record.ts";
import { isInside } from "../core/rollout.ts";
import { heapRoom } from "../heap-room.ts";
import type { EntryId, RequestId, Slot, Veto } from "../model.ts";
import type { Verifier } from "../ports.ts";
import type { Exchange } from "./exchange.ts";
import {
  confirmedLine,
  type Explained,
  type ExplainedPair,
  type ExplainedStep,
  groundingLine,
  type RolloutSummary,
  sourceOf,
  toldVeto,
} from "./explained.ts";
import { Newest } from "./newest.ts";
import type { Identified } from "./request.ts";

const KEPT_MS = 24 * 3_600_000;
/** Requests whose evidence is kept, fewer in a small heap; each takes 1.6 kB without text, measured with six neighbours. */
const KEPT_MAX = 20_000;
/** Characters kept of one question. */
const TEXT_MAX = 8_000;
/** Characters of text kept in all, where text is kept. */
const TEXT_CHARS_MAX = 20_000_000;

/** The neighbours, one array per property: a list of objects takes three times the memory. */
interface Near {
  readonly entries: readonly EntryId[];
  readonly vetoes: readonly (Veto | null)[];
  /** The reason why each neighbour is not served; null: it would be. */
  readonly whyNot: readonly (Reason | null)[];
  /** How many labels confirm each neighbour; 0: it is not confirmed. */
  readonly confirmations: readonly number[];
  /** Similarity, probability and score of each neighbour, three numbers in a row. */
  readonly figures: readonly number[];
  /**
   * For each neighbour, lines that name the sentences of its answer which the retrieved context does not support;
   * absent where there are none.
   */
  readonly ungrounded?: readonly (readonly string[])[];
  readonly texts: readonly { readonly question: string; readonly slot: Slot | null }[] | null;
}

interface Kept {
  readonly record: RequestRecord;
  readonly standing: RolloutSummary;
  readonly percentage: number;
  readonly threshold: number;
  readonly source: Explained["threshold_source"];
  readonly adaptationThreshold: number;
  readonly exactWhy: Explained["exact_only"];
  readonly minConfidence: number;
  readonly question: string | null;
  readonly near: Near | null;
}

/** The parts of an exchange from which evidence is made. */
export type Explainable = Pick<Exchange, "look" | "settings" | "watch"> & {
  readonly identified: Pick<Identified, "policy" | "ask" | "identity"> | null;
};

export class KeptEvidence {
  readonly #kept = new Newest<RequestId, Kept>({
    max: Math.ceil(KEPT_MAX * heapRoom()),
    charactersMax: TEXT_CHARS_MAX,
  });
  readonly #standing: () => RolloutSummary;
  readonly #keepsText: () => boolean;

  constructor(standing: () => RolloutSummary, keepsText: () => boolean) {
    this.#standing = standing;
    this.#keepsText = keepsText;
  }

  keep(record: RequestRecord, x: Explainable): void {
    if (record.route === null) return;
    const withText = this.#keepsText();
    const standing = this.#standing();
    const { identified, look, settings } = x;
    const policy = identified?.policy ?? settings.policy;
    const ask = identified?.ask.cacheable ? identified.ask : null;
    const judged = ask && look ? judgedNeighbours(look.known, ask, policy, x.watch.clock.nowMs()) : [];
    const question = identified?.identity.cacheable ? identified.identity.question : null;
    const kept: Kept = {
      record,
      standing,
      percentage: settings.percentage,
      threshold: policy.similarityThreshold,
      source: sourceOf(policy, standing.threshold_source),
      adaptationThreshold: policy.adaptationThreshold,
      exactWhy: ask?.exactWhy ?? null,
      minConfidence: ask?.minConfidence ?? 0,
      question: withText && question !== null ? question.slice(0, TEXT_MAX) : null,
      near:
        ask === null || judged.length === 0
          ? null
          : {
              ...nearOf(judged, withText),
              ...ungroundedOf(judged, look?.known.bodies, withText),
              whyNot: judged.map((each) => whyNot(each, ask, policy)),
            },
    };
    this.#kept.set(record.request, kept, withText ? charactersOf(kept) : 0);
  }

  /** The explanation of an answered request; null where its evidence is unknown or no longer kept. */
  explain(request: string, verifier: Verifier, nowMs: number): Explained | null {
    const kept = this.#kept.get(request as RequestId);
    if (kept === undefined || nowMs - kept.record.atMs > KEPT_MS) return null;
    const { record, standing, threshold, minConfidence, percentage } = kept;
    return {
      of: "request_id",
      request_id: record.request,
      at: new Date(record.atMs).toISOString(),
      route: record.route,
      model: record.model,
      question: kept.question,
      decision: {
        outcome: record.outcome,
        reason: record.reason,
        entry: record.entry,
        similarity: record.similarity,
        probability: record.confidence,
      },
      steps: stepsOf(record),
      exact_only: kept.exactWhy,
      threshold: Math.max(threshold, minConfidence),
      threshold_source: minConfidence > threshold ? "request" : kept.source,
      adaptation_threshold: kept.adaptationThreshold,
      labels: standing.labels,
      rollout: {
        mode: standing.mode,
        percentage,
        bucket: record.bucket,
        inside: record.bucket !== null && isInside(record.bucket, percentage),
      },
      nearest: (kept.near?.entries ?? []).map((_, i) => pairOf(kept, i, verifier)),
      faults: record.faults,
    };
  }
}

function charactersOf({ question, near }: Kept): number {
  return (near?.texts ?? []).reduce((sum, text) => sum + text.question.length, question?.length ?? 0);
}

function nearOf(judged: readonly JudgedCandidate[], withText: boolean): Omit<Near, "whyNot"> {
  return {
    entries: judged.map(({ candidate }) => candidate.entry.id),
    vetoes: judged.map(({ candidate, whyNot: why }) => toldVeto(candidate.verdict, why)),
    confirmations: judged.map(({ candidate: { confirmations = 0 } }) => confirmations),
    figures: figuresOf(judged),
    texts: withText
      ? judged.map(({ candidate: { entry, verdict } }) => ({
          question: entry.question.slice(0, TEXT_MAX),
          slot: verdict.slot,
        }))
      : null,
  };
}

function figuresOf(judged: readonly JudgedCandidate[]): number[] {
  const figures: number[] = [];
  for (const { candidate } of judged) {
    const { similarity, verdict } = candidate;
    figures.push(similarity, verdict.probability, verdict.score);
  }
  return figures;
}

function ungroundedOf(
  judged: readonly JudgedCandidate[],
  bodies: Known["bodies"] | undefined,
  withText: boolean,
): Pick<Near, "ungrounded"> {
  const ungrounded = judged.map(({ candidate }) => groundingLine(bodies?.get(candidate.entry.id), withText));
  return ungrounded.some((lines) => lines.length > 0) ? { ungrounded } : {};
}

function pairOf(kept: Kept, at: number, verifier: Verifier): ExplainedPair {
  const { record } = kept;
  const { entries, vetoes, confirmations, figures: features, texts } = kept.near!;
  const [similarity = 0, probability = 0, score = 0] = features.slice(3 * at, 3 * at + 3);
  const veto = vetoes[at] ?? null;
  const text = texts?.[at];
  const words =
    text !== undefined && kept.question !== null
      ? verifier.explain(text.question, kept.question, similarity)
      : veto === null
        ? []
        : [`refused (${veto})`];
  return {
    entry: entries[at] ?? null,
    question: text?.question ?? null,
    similarity,
    probability,
    second_score: record.entry === entries[at] ? (record.secondLook?.score ?? null) : null,
    score,
    veto,
    slot: text?.slot ?? null,
    why_not: entries[at] === record.entry ? null : (kept.near!.whyNot[at] ?? null),
    evidence: [...confirmedLine(confirmations[at]), ...words, ...(kept.near?.ungrounded?.[at] ?? [])],
  };
}

/** The steps that ran, read off the stages that took time, and how the request ended. */
function stepsOf({ stages, outcome, reason, upstreamHeadMs }: RequestRecord): readonly ExplainedStep[] {
  const steps: ExplainedStep[] = [];
  if (stages.exact !== undefined) steps.push({ do: "look-up" });
  if (stages.embed !== undefined || stages.search !== undefined) steps.push({ do: "search" });
  if (stages.second !== undefined) steps.push({ do: "second-look" });
  if (stages.adapt !== undefined) steps.push({ do: "adapt" });
  const end = outcome === "bypass" ? "bypass" : upstreamHeadMs !== null ? "fetch" : "serve";
  steps.push({ do: outcome === "error" ? "refuse" : end, why: reason });
  return steps;
}
