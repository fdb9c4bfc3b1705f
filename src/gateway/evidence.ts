/**
 * What was known when a request was answered, kept for a day so that somebody can ask why. Numbers and names only; the
 * questions themselves only where the operator said `log_content`. In memory, bounded, oldest first.
 */
import { LRUCache } from "lru-cache";
import type { Candidate } from "../core/decide.ts";
import type { Reason } from "../core/reasons.ts";
import type { RequestRecord } from "../core/record.ts";
import { isInside } from "../core/rollout.ts";
import type { EntryId, RequestId, Slot } from "../model.ts";
import type { Verifier } from "../ports.ts";
import type { Exchange } from "./exchange.ts";
import type { Explained, ExplainedPair, ExplainedStep, Standing } from "./explained.ts";

const KEPT_MS = 24 * 3_600_000;
/** Some 600 bytes each without text. */
const KEPT_MAX = 50_000;
/** Of one question. */
const TEXT_MAX = 8_000;
/** Characters of text that may be kept in all, where it is kept. */
const TEXT_CHARS_MAX = 20_000_000;

interface Near {
  readonly entry: EntryId;
  readonly similarity: number;
  readonly verdict: Omit<Candidate["verdict"], "slot">;
  readonly refused: boolean;
  readonly question: string | null;
  readonly slot: Slot | null;
}

interface Kept {
  readonly record: RequestRecord;
  readonly standing: Standing;
  readonly percentage: number;
  readonly threshold: number;
  readonly adaptationThreshold: number;
  readonly exactWhy: Explained["exact_only"];
  readonly minConfidence: number;
  readonly question: string | null;
  readonly near: readonly Near[];
}

export class KeptEvidence {
  readonly #kept = new LRUCache<RequestId, Kept>({
    max: KEPT_MAX,
    maxSize: TEXT_CHARS_MAX,
    sizeCalculation: ({ question, near }) =>
      near.reduce((sum, { question }) => sum + (question?.length ?? 0), 1 + (question?.length ?? 0)),
  });
  readonly #standing: () => Standing;
  readonly #keepsText: () => boolean;

  constructor(standing: () => Standing, keepsText: () => boolean) {
    this.#standing = standing;
    this.#keepsText = keepsText;
  }

  keep(record: RequestRecord, x: Exchange): void {
    if (record.route === null) return;
    const withText = this.#keepsText();
    const { policy, percentage } = x.settings;
    const ask = x.ask?.cacheable ? x.ask : null;
    const text = (of: string | null): string | null =>
      withText && of !== null ? of.slice(0, TEXT_MAX) : null;
    this.#kept.set(record.request, {
      record,
      standing: this.#standing(),
      percentage,
      threshold: policy.similarityThreshold,
      adaptationThreshold: policy.adaptationThreshold,
      exactWhy: ask?.exactWhy ?? null,
      minConfidence: ask?.minConfidence ?? 0,
      question: text(x.question),
      near: x.candidates.map(({ entry, similarity, verdict, refusedPair }) => ({
        entry: entry.id,
        similarity,
        verdict: { veto: verdict.veto, probability: verdict.probability, score: verdict.score },
        refused: refusedPair,
        question: text(entry.question),
        slot: withText ? verdict.slot : null,
      })),
    });
  }

  /** Null for a request that is not known, or not any more. */
  explain(request: string, verifier: Verifier, nowMs: number): Explained | null {
    const kept = this.#kept.peek(request as RequestId);
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
      threshold_source: minConfidence > threshold ? "request" : standing.threshold_source,
      adaptation_threshold: kept.adaptationThreshold,
      labels: standing.labels,
      rollout: {
        mode: standing.mode,
        percentage,
        bucket: record.bucket,
        inside: record.bucket !== null && isInside(record.bucket, percentage),
      },
      nearest: kept.near.map((near) => pairOf(near, kept, verifier)),
      faults: record.faults,
    };
  }
}

function pairOf(near: Near, kept: Kept, verifier: Verifier): ExplainedPair {
  const { question } = kept;
  const { veto, probability, score } = near.verdict;
  const words =
    near.question !== null && question !== null
      ? verifier.explain(near.question, question, near.similarity)
      : veto === null
        ? []
        : [`refused (${veto})`];
  return {
    entry: near.entry,
    question: near.question,
    similarity: near.similarity,
    probability,
    score,
    veto,
    slot: near.slot,
    why_not: whyNot(near, kept),
    evidence: words,
  };
}

/** As far as numbers tell it, in the order of `decide`. */
function whyNot(
  { entry, refused, verdict }: Near,
  { record, threshold, minConfidence }: Kept,
): Reason | null {
  if (entry === record.entry) return null;
  if (refused) return "refused-pair";
  if (verdict.veto !== null) return verdict.veto;
  if (verdict.probability >= Math.max(threshold, minConfidence)) return null;
  return verdict.probability >= threshold ? "min-confidence" : "below-threshold";
}

/** What ran, by the stages that took time, and how it ended. */
function stepsOf({ stages, outcome, reason, upstreamHeadMs }: RequestRecord): readonly ExplainedStep[] {
  const steps: ExplainedStep[] = [];
  if (stages.exact !== undefined) steps.push({ do: "look-up" });
  if (stages.embed !== undefined || stages.search !== undefined) steps.push({ do: "search" });
  if (stages.adapt !== undefined) steps.push({ do: "adapt" });
  const end = outcome === "bypass" ? "bypass" : upstreamHeadMs !== null ? "fetch" : "serve";
  steps.push({ do: outcome === "error" ? "refuse" : end, why: reason });
  return steps;
}
