/**
 * Runs recorded traffic through the policy once for each threshold, all side by side: a request is identified,
 * embedded, compared with its neighbours and judged once, and each simulation decides for itself.
 *
 * Sharing this changes no result: vectors, pair verdicts and judgements are functions of texts alone, and the
 * neighbours are those among all questions asked before, of which each simulation uses the ones it has stored
 * (near.ts). What differs, the stored answers and the order in which they leave, is kept for each simulation.
 */
import type { WordJudge } from "../core/judge/judge.ts";
import type { WordVerdict } from "../core/judge/pair.ts";
import { type NoiseCounts, type NoiseLimits, noiseLimits } from "../core/measure/noise.ts";
import { BET_SHARE } from "../core/measure/risk-meter.ts";
import type { Settings } from "../gateway/settings.ts";
import type { EntryFacts, EntryId, Key, PairVerdict, UnitVector } from "../model.ts";
import type { Embedder, Verifier } from "../ports.ts";
import { AnswerJudge } from "./answer-judge.ts";
import { type AtHand, type Ending, Lane } from "./lane.ts";
import { type NearQuestion, type NearSlot, type NearSource, SharedNear } from "./near.ts";
import type { RecordedRequest, Traffic } from "./traffic.ts";

export const THRESHOLDS: readonly number[] = [
  0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995,
];

export interface SimulateDeps {
  /** The embedder; it must be synchronous, as the built-in one is. */
  readonly embedder: Embedder;
  readonly verifier: Verifier;
  readonly words: WordJudge;
  readonly near: NearSource;
  readonly settings: Settings;
  readonly entriesMax: number;
  /** A model's prices in USD per million tokens; null: unknown. */
  readonly priceOf: (model: string) => { readonly input: number; readonly output: number } | null;
}

export interface SimulateOptions {
  readonly delta: number;
  readonly confidence: number;
  readonly onProgress: (done: number, of: number) => void;
}

/** An answer that would have been wrong, and the line of its request. */
export interface Mistake {
  readonly line: number;
  readonly storedLine: number;
  readonly stored: string;
  readonly asked: string;
  readonly served: string;
  readonly recorded: string;
  readonly tier: "semantic" | "adapted";
  readonly confidence: number;
  readonly similarity: number;
  /** The strictest threshold at which the wrong answer is served. */
  readonly threshold: number;
  readonly judge: string;
  readonly why: readonly string[];
}

export interface Simulated {
  /** One lane for each threshold: exact hits only first, then by rising threshold. */
  readonly lanes: readonly Lane[];
  readonly judge: NoiseCounts & NoiseLimits;
  readonly worst: readonly Mistake[];
  /** Searches that may have missed a stored question among the shared neighbours; see near.ts. */
  readonly short: number;
}

const BLOCK = 256;
const WORST_MAX = 20;
/** Requests after which the judge's noise limits are computed anew, as in the gateway. */
const NOISE_EVERY = 40;

export async function simulate(
  traffic: Traffic,
  deps: SimulateDeps,
  options: SimulateOptions,
): Promise<Simulated> {
  return await new Run(traffic, deps, options).go();
}

class Run {
  readonly #asked: readonly RecordedRequest[];
  readonly #deps: SimulateDeps;
  readonly #options: SimulateOptions;
  readonly #shared: SharedNear;
  readonly #lanes: readonly Lane[];
  readonly #judge: AnswerJudge;
  readonly #slots = new Map<Key, number>();
  /** The last answer to each key that upstream itself gave, by the key's slot. */
  readonly #fresh: (RecordedRequest | undefined)[] = [];
  readonly #worst: Mistake[] = [];

  constructor(traffic: Traffic, deps: SimulateDeps, options: SimulateOptions) {
    this.#asked = traffic.asked;
    this.#deps = deps;
    this.#options = options;
    this.#judge = new AnswerJudge(deps);
    this.#shared = new SharedNear((id) => this.#slotOf(this.#storedAs(id).key));
    this.#lanes = [null, ...THRESHOLDS].map((threshold) => this.#lane(threshold));
  }

  async go(): Promise<Simulated> {
    const asked = this.#asked;
    const alpha = (1 - this.#options.confidence) * (1 - BET_SHARE);
    const counts = { doubles: 0, doublesDifferent: 0, ...this.#judge.knownPairs(asked) };
    let noise = noiseLimits(counts, alpha);
    let next = this.#search(0, []);
    for (let from = 0; from < asked.length; from += BLOCK) {
      const { vectors, near } = await next;
      const block = asked.slice(from, from + BLOCK);
      // The next block is searched while this one is simulated.
      next = this.#search(from + BLOCK, block);
      for (const [i, row] of block.entries()) {
        if ((from + i) % NOISE_EVERY === 0) noise = noiseLimits(counts, alpha);
        this.#shared.current = near[i]!;
        const slot = this.#slotOf(row.key);
        this.#one(row, from + i, slot, vectors[i]!, noise);
        const different = this.#doubleAsked(row, slot);
        if (different !== null) counts.doubles++;
        if (different) counts.doublesDifferent++;
      }
      this.#shared.adjust();
      this.#options.onProgress(Math.min(asked.length, from + BLOCK), asked.length);
    }
    await next;
    return {
      lanes: this.#lanes,
      judge: { ...counts, ...noiseLimits(counts, alpha) },
      worst: this.#worst.sort((a, b) => b.confidence - a.confidence),
      short: this.#shared.short,
    };
  }

  async #search(from: number, underWay: readonly RecordedRequest[]): Promise<Searched> {
    const rows = this.#asked.slice(from, from + BLOCK);
    const vectors = rows.map((row) => (row.exactOnly ? null : this.#judge.vectorOf(row.question)));
    const places: number[] = [];
    const questions: NearQuestion[] = [];
    for (const [i, { scope, key, isFindable }] of rows.entries()) {
      const vector = vectors[i]!;
      if (vector === null) continue;
      places.push(i);
      questions.push({ scope, slot: this.#slotOf(key), vector, add: isFindable });
    }
    const near: (readonly NearSlot[])[] = rows.map(() => []);
    if (questions.length === 0) return { vectors, near };
    const stay = new Set([...underWay, ...rows].map(({ key }) => this.#slotOf(key)));
    const found = await this.#deps.near.ask(questions, this.#shared.takeDropped(stay), this.#shared.wanted);
    for (const [i, place] of places.entries()) near[place] = found[i]!;
    return { vectors, near };
  }

  /** Runs one request through every lane. */
  #one(
    row: RecordedRequest,
    index: number,
    slot: number,
    vector: UnitVector | null,
    noise: NoiseLimits,
  ): void {
    const verdicts = new Map<Key, PairVerdict>();
    const judgements = new Map<string, WordVerdict>();
    let facts: EntryFacts | null = null;
    let form: { readonly value: string | null } | null = null;
    const hand: AtHand = {
      asked: row,
      slot,
      vector,
      facts: () => (facts ??= factsOf(row, index)),
      verdict: (stored, similarity) => {
        let verdict = verdicts.get(stored.key);
        if (verdict === undefined) {
          verdict = this.#deps.verifier.compare(stored.question, row.question, similarity);
          verdicts.set(stored.key, verdict);
        }
        return verdict;
      },
      form: () => (form ??= { value: this.#deps.verifier.wording?.(row.question) ?? null }).value,
      textOf: (id) => this.#storedAs(id).text,
      judged: (served, question) => {
        if (row.text === null || row.cached === "found") return null;
        let judgement = judgements.get(served);
        if (judgement === undefined) {
          judgement = this.#judge.judge(
            { question, text: served },
            { question: row.question, text: row.text },
          );
          judgements.set(served, judgement);
        }
        return judgement.verdict;
      },
    };
    let worst: { readonly ending: FoundEnding; readonly threshold: number } | null = null;
    for (const lane of this.#lanes) {
      const ending = lane.ask(hand, noise);
      if (ending.outcome === "miss") continue;
      this.#save(lane, row);
      if (ending.outcome !== "exact" && ending.verdict === "different")
        worst = { ending, threshold: lane.rules.threshold ?? 1 };
    }
    if (vector !== null) this.#shared.seen(slot);
    if (worst !== null) this.#remember(row, worst.ending, worst.threshold, judgements);
  }

  #save({ saved }: Lane, row: RecordedRequest): void {
    const price = this.#deps.priceOf(row.model);
    const { usage, latencyMs, costUsd } = row;
    saved.inputTokens += usage?.inputTokens ?? 0;
    saved.outputTokens += usage?.outputTokens ?? 0;
    if (latencyMs !== null) {
      saved.seconds += latencyMs / 1000;
      saved.timed++;
    }
    if (price !== null && usage !== null)
      saved.usd += (usage.inputTokens * price.input + usage.outputTokens * price.output) / 1e6;
    else if (costUsd !== null) saved.usd += costUsd;
    else return;
    saved.priced++;
  }

  /**
   * For a prompt that was asked before: did the judge call the two answers different? Null: there are no two answers.
   */
  #doubleAsked(row: RecordedRequest, slot: number): boolean | null {
    if (row.cached !== null || row.text === null) return null;
    const before = this.#fresh[slot];
    this.#fresh[slot] = row;
    if (before === undefined || before.text === null || row.atMs - before.atMs > row.ttlMs) return null;
    const { question } = row;
    return (
      this.#judge.judge({ question, text: before.text }, { question, text: row.text }).verdict !== "same"
    );
  }

  #remember(
    row: RecordedRequest,
    { entry, text, confidence, similarity, outcome }: FoundEnding,
    threshold: number,
    judgements: ReadonlyMap<string, WordVerdict>,
  ): void {
    const least = this.#worst.at(-1);
    if (this.#worst.length >= WORST_MAX && least !== undefined && confidence <= least.confidence) return;
    this.#worst.push({
      line: row.line,
      storedLine: this.#storedAs(entry.id).line,
      stored: entry.question,
      asked: row.question,
      served: text ?? "",
      recorded: row.text ?? "",
      tier: outcome,
      confidence,
      similarity,
      threshold,
      judge: judgements.get(text ?? "")?.why ?? "",
      why: this.#deps.verifier.explain(entry.question, row.question, similarity).slice(0, 4),
    });
    this.#worst.sort((a, b) => b.confidence - a.confidence);
    this.#worst.length = Math.min(this.#worst.length, WORST_MAX);
  }

  #storedAs(id: EntryId): RecordedRequest {
    return this.#asked[Number(id)]!;
  }

  #slotOf(key: Key): number {
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = this.#slots.size;
      this.#slots.set(key, slot);
    }
    return slot;
  }

  #lane(threshold: number | null): Lane {
    const { settings, entriesMax } = this.#deps;
    const adaptationThreshold = threshold === null ? 1 : adaptationAt(threshold, settings);
    return new Lane(
      {
        threshold,
        adaptationThreshold,
        entriesMax,
        delta: this.#options.delta,
        confirms: settings.confirmedPairs,
        policy: {
          ...settings.policy,
          exactForAll: true,
          semantic: threshold !== null,
          serveFound: true,
          save: true,
          similarityThreshold: threshold ?? 1,
          adaptationThreshold,
          calibrated: true,
          secondLook: null,
        },
      },
      this.#shared.view(),
    );
  }
}

type FoundEnding = Extract<Ending, { outcome: "semantic" | "adapted" }>;

interface Searched {
  readonly vectors: readonly (UnitVector | null)[];
  readonly near: readonly (readonly NearSlot[])[];
}

/**
 * The adaptation threshold for a similarity threshold: its distance to 1 changes by the same factor as the similarity
 * threshold's, from what is configured for both.
 */
export function adaptationAt(threshold: number, { policy }: Settings): number {
  const left = (1 - policy.adaptationThreshold) / Math.max(1 - policy.similarityThreshold, 1e-6);
  return Math.max(0, Math.min(threshold, 1 - (1 - threshold) * left));
}

function factsOf(row: RecordedRequest, index: number): EntryFacts {
  return {
    id: String(index) as EntryId,
    key: row.key,
    scope: row.scope,
    tenant: row.tenant,
    route: row.route,
    model: row.model,
    question: row.question,
    semantic: row.isFindable,
    storedAtMs: row.atMs,
    expiresAtMs: row.atMs + row.ttlMs,
    staleUntilMs: row.atMs + row.ttlMs,
    form: "json",
    usage: row.usage,
    upstreamMs: row.latencyMs ?? 0,
  };
}
