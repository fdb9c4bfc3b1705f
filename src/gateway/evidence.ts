/**
 * What was known when a request was answered, kept for a day so that somebody can ask why. Numbers and names only; the
 * questions themselves only where the operator set `log_content`. In memory and bounded; the oldest go first.
 */
import type { Known } from "../core/known.ts";
import { type JudgedCandidate, judgedNeighbours, whyNot } from "../core/neighbours.ts";
import type { Outcome, Reason } from "../core/reasons.ts";
import type { RequestRecord } from "../core/record.ts";
import { isInside } from "../core/rollout.ts";
import { heapRoom } from "../heap-room.ts";
import type { RequestId } from "../model.ts";
import type { Verifier } from "../ports.ts";
import { type EvidenceRow, EvidenceRows, type NearRow, type RareParts } from "./evidence-rows.ts";
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
/** Requests whose evidence is kept, fewer in a small heap; each takes .6 kB without text. */
const KEPT_MAX = 20_000;
/** Characters kept of one question. */
const TEXT_MAX = 8_000;
/** Characters of text kept in all, where text is kept. */
const TEXT_CHARS_MAX = 20_000_000;

/** The parts of an exchange from which evidence is made. */
export type Explainable = Pick<Exchange, "look" | "settings" | "watch"> & {
  readonly identified: Pick<Identified, "policy" | "ask" | "identity"> | null;
};

export class KeptEvidence {
  readonly #rows = new EvidenceRows();
  readonly #kept = new Newest<RequestId>(
    { max: Math.ceil(KEPT_MAX * heapRoom()), charactersMax: TEXT_CHARS_MAX },
    (place) => this.#rows.clear(place),
  );
  readonly #standing: () => RolloutSummary;
  readonly #keepsText: () => boolean;

  constructor(standing: () => RolloutSummary, keepsText: () => boolean) {
    this.#standing = standing;
    this.#keepsText = keepsText;
  }

  keep(record: RequestRecord, x: Explainable): void {
    if (record.route === null) return;
    const standing = this.#standing();
    const { identified, look, settings } = x;
    const policy = identified?.policy ?? settings.policy;
    const ask = identified?.ask.cacheable ? identified.ask : null;
    const judged = ask && look ? judgedNeighbours(look.known, ask, policy, x.watch.clock.nowMs()) : [];
    const rare = rareOf(record, x, judged, this.#keepsText());
    const { labels, mode, threshold_source: configured } = standing;
    const row: EvidenceRow = {
      ...{ atMs: record.atMs, route: record.route, model: record.model },
      ...{ outcome: record.outcome, reason: record.reason, entry: record.entry, bucket: record.bucket },
      ...{ similarity: record.similarity, confidence: record.confidence, ran: ranOf(record) },
      ...{
        secondScore: record.secondLook?.score ?? null,
        labels,
        mode,
        source: sourceOf(policy, configured),
      },
      ...{ percentage: settings.percentage, threshold: policy.similarityThreshold },
      adaptationThreshold: policy.adaptationThreshold,
      ...{ exactWhy: ask?.exactWhy ?? null, minConfidence: ask?.minConfidence ?? 0 },
      near: ask === null ? [] : judged.map((each) => nearRow(each, whyNot(each, ask, policy))),
      rare,
    };
    this.#rows.write(this.#kept.take(record.request, charactersOf(rare)), row);
  }

  /** The explanation of an answered request; null where its evidence is unknown or no longer kept. */
  explain(request: string, verifier: Verifier, nowMs: number): Explained | null {
    const place = this.#kept.placeOf(request as RequestId);
    if (place === undefined) return null;
    const row = this.#rows.read(place);
    if (nowMs - row.atMs > KEPT_MS) return null;
    const { threshold, minConfidence, percentage, bucket } = row;
    return {
      of: "request_id",
      request_id: request,
      at: new Date(row.atMs).toISOString(),
      route: row.route,
      model: row.model,
      question: row.rare?.question ?? null,
      decision: {
        outcome: row.outcome,
        reason: row.reason,
        entry: row.entry,
        similarity: row.similarity,
        probability: row.confidence,
      },
      steps: stepsOf(row),
      exact_only: row.exactWhy,
      threshold: Math.max(threshold, minConfidence),
      threshold_source: minConfidence > threshold ? "request" : row.source,
      adaptation_threshold: row.adaptationThreshold,
      labels: row.labels,
      rollout: {
        mode: row.mode,
        percentage,
        bucket,
        inside: bucket !== null && isInside(bucket, percentage),
      },
      nearest: row.near.map((_, i) => pairOf(row, i, verifier)),
      faults: row.rare?.faults ?? [],
    };
  }
}

function charactersOf(rare: RareParts | null): number {
  if (rare === null) return 0;
  return rare.texts.reduce((sum, text) => sum + text.question.length, rare.question?.length ?? 0);
}

/** Null where there is none of it, as with most requests. */
function rareOf(
  { faults }: RequestRecord,
  { identified, look }: Explainable,
  judged: readonly JudgedCandidate[],
  withText: boolean,
): RareParts | null {
  const asked = withText && identified?.identity.cacheable ? identified.identity.question : null;
  const ungrounded = ungroundedOf(judged, look?.known.bodies, withText);
  if (!withText && faults.length === 0 && ungrounded.length === 0) return null;
  return {
    question: asked?.slice(0, TEXT_MAX) ?? null,
    texts: withText
      ? judged.map(({ candidate: { entry, verdict } }) => ({
          question: entry.question.slice(0, TEXT_MAX),
          slot: verdict.slot,
        }))
      : [],
    ...{ ungrounded, faults },
  };
}

function nearRow({ candidate, whyNot: own }: JudgedCandidate, why: Reason | null): NearRow {
  const { entry, similarity, verdict, confirmations = 0 } = candidate;
  const { probability, score } = verdict;
  const veto = toldVeto(verdict, own);
  return { entry: entry.id, similarity, probability, score, veto, whyNot: why, confirmations };
}

/** Empty where all that was looked at stands on its context. */
function ungroundedOf(
  judged: readonly JudgedCandidate[],
  bodies: Known["bodies"] | undefined,
  withText: boolean,
): RareParts["ungrounded"] {
  if (bodies === undefined || bodies.size === 0) return [];
  const ungrounded = judged.map(({ candidate }) => groundingLine(bodies.get(candidate.entry.id), withText));
  return ungrounded.some((lines) => lines.length > 0) ? ungrounded : [];
}

function pairOf({ near, rare, entry: answered, secondScore }: EvidenceRow, at: number, verifier: Verifier) {
  const { entry, similarity, probability, score, veto, whyNot: why, confirmations } = near[at]!;
  const text = rare?.texts[at];
  const words =
    text !== undefined && rare !== null && rare.question !== null
      ? verifier.explain(text.question, rare.question, similarity)
      : veto === null
        ? []
        : [`refused (${veto})`];
  return {
    ...{ entry, question: text?.question ?? null, similarity, probability },
    second_score: answered === entry ? secondScore : null,
    ...{ score, veto, slot: text?.slot ?? null },
    why_not: entry === answered ? null : why,
    evidence: [...confirmedLine(confirmations), ...words, ...(rare?.ungrounded[at] ?? [])],
  } satisfies ExplainedPair;
}

/** Bits of `EvidenceRow.ran`. */
const RAN = { exact: 1, search: 2, second: 4, adapt: 8 } as const;

function ranOf({ stages }: RequestRecord): number {
  let ran = 0;
  if (stages.exact !== undefined) ran |= RAN.exact;
  if (stages.embed !== undefined || stages.search !== undefined) ran |= RAN.search;
  if (stages.second !== undefined) ran |= RAN.second;
  if (stages.adapt !== undefined) ran |= RAN.adapt;
  return ran;
}

/** The steps that ran, read off the stages that took time, and how the request ended. */
function stepsOf({ ran, outcome, reason }: EvidenceRow): readonly ExplainedStep[] {
  const steps: ExplainedStep[] = [];
  if (ran & RAN.exact) steps.push({ do: "look-up" });
  if (ran & RAN.search) steps.push({ do: "search" });
  if (ran & RAN.second) steps.push({ do: "second-look" });
  if (ran & RAN.adapt) steps.push({ do: "adapt" });
  // What is past its life is served once upstream has failed.
  if (outcome === "stale") steps.push({ do: "fetch" });
  steps.push({ do: reason === "only-if-cached" ? "refuse" : LAST_STEP[outcome], why: reason });
  return steps;
}

const LAST_STEP: Readonly<Record<Outcome, string>> = {
  ...{ exact: "serve", semantic: "serve", adapted: "serve", stale: "serve" },
  ...{ miss: "fetch", shadow: "fetch", bypass: "bypass", error: "refuse" },
};
