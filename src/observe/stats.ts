/** Running totals since start, under the seed's names. A function of the records seen. */

import { OUTCOMES, type Outcome } from "../core/reasons.ts";
import { isHit, type RequestRecord } from "../core/record.ts";
import type { Usage } from "../model.ts";
import { avoided, billed, type PriceOf, type Purpose, type Range } from "./money.ts";
import { BoundedNames } from "./names.ts";
import {
  type Count,
  type Counted,
  emptyCounts,
  emptyShare,
  hitsIn,
  LATENCY_MS,
  missesIn,
  type ShareCounts,
  share,
  spentUsd,
} from "./tally.ts";

export interface Stats {
  readonly total_requests: number;
  /** Number of semantic and adapted hits. */
  readonly semantic_hits: number;
  /** Number of exact and stale hits. */
  readonly traditional_hits: number;
  readonly adaptation_count: number;
  readonly cache_misses: number;
  readonly error_count: number;
  /** Upstream time saved by hits, seconds. */
  readonly total_processing_time_saved: number;
  readonly total_tokens_saved: number;
  /** Cost saved, USD, had the provider's prompt cache been cold; models without a known price count 0. */
  readonly total_cost_saved: number;
  /** Cost saved, USD, had the prefix still been in the provider's prompt cache. */
  readonly total_cost_saved_warm: number;
  /** Spent on the gateway's own calls, USD. */
  readonly spent_usd: number;
  readonly hit_rate: number;
  readonly average_similarity: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly stored: number;
  readonly faults: number;
}

/** Similarities of the last so many semantic and adapted hits are averaged, as in the seed. */
const SIMILARITIES = 1000;
/** Most models, and most tenants, counted by name. */
const MODELS_MAX = 200;
const TENANTS_MAX = 1_000;

type Shares = Map<string, { -readonly [K in keyof ShareCounts]: number }>;

export class StatsCollector {
  readonly #priceOf: PriceOf;
  readonly #counts = emptyCounts();
  readonly #models: Shares = new Map();
  readonly #tenants: Shares = new Map();
  readonly #modelNames = new BoundedNames(MODELS_MAX);
  readonly #tenantNames = new BoundedNames(TENANTS_MAX);
  readonly #latency = { hit: noLatency(), miss: noLatency() };
  readonly #similarities: number[] = [];

  constructor(priceOf: PriceOf) {
    this.#priceOf = priceOf;
  }

  report(record: RequestRecord): void {
    if (record.route === null) return;
    const counts = this.#counts;
    const { outcome } = record;
    const usd = this.#saved(record);
    counts.requests++;
    counts[outcome]++;
    counts.faults += record.faults.length;
    if (isError(record)) counts.errors++;
    if (record.stored) counts.stored++;
    if (record.notStored) counts.not_stored++;
    if (outcome === "semantic" || outcome === "adapted") this.#found(record);
    if (isHit(outcome)) took(this.#latency.hit, record.durationMs);
    else if (outcome === "miss" || outcome === "shadow") took(this.#latency.miss, record.durationMs);
    const tokens = tokensOf(record.saved);
    this.#shareOf(this.#models, this.#modelNames.of(record.model), outcome, tokens, usd);
    if (record.tenant !== null)
      this.#shareOf(this.#tenants, this.#tenantNames.of(record.tenant), outcome, tokens, usd);
  }

  /** Counts what a hit saved; returns it in USD with a cold prompt cache. */
  #saved({ saved, wouldSave, outcome, model }: RequestRecord): number {
    const counts = this.#counts;
    if (wouldSave) {
      const price = this.#priceOf(model);
      const usd = price === null ? NOTHING : avoided(wouldSave, price);
      counts.shadow_tokens += tokensOf(wouldSave);
      counts.shadow_seconds += wouldSave.seconds;
      counts.shadow_usd += usd.cold;
      counts.shadow_usd_warm += usd.warm;
    }
    if (!saved) return 0;
    const price = this.#priceOf(model);
    const usd = price === null ? NOTHING : avoided(saved, price);
    counts.saved_seconds += saved.seconds;
    counts.saved_input_tokens += saved.inputTokens;
    counts.saved_output_tokens += saved.outputTokens;
    counts.saved_usd += usd.cold;
    counts.saved_usd_warm += usd.warm;
    if (saved.estimated) counts.estimated_tokens += tokensOf(saved);
    if (price === null) counts.unpriced_tokens += tokensOf(saved);
    if (outcome === "semantic" || outcome === "adapted") {
      counts.semantic_usd += usd.cold;
      counts.semantic_usd_warm += usd.warm;
    }
    return usd.cold;
  }

  /** Counts an answer that came without a request, as the library's `set` has it. */
  saved(isStored: boolean): void {
    this.#counts[isStored ? "stored" : "not_stored"]++;
  }

  /** Counts a fault that no request waits for. */
  fault(): void {
    this.#counts.faults++;
  }

  /** Counts a call that the gateway made on its own account. */
  spent(purpose: Purpose, model: string, usage: Usage): void {
    const price = this.#priceOf(model);
    this.#counts[`spent_tokens_${purpose}`] += tokensOf(usage);
    if (price) this.#counts[`spent_usd_${purpose}`] += billed(usage, price);
  }

  warmed(what: "warming_calls" | "warming_hits_gained", by: number): void {
    this.#counts[what] += by;
  }

  #found({ similarity, confidence }: RequestRecord): void {
    const counts = this.#counts;
    if (similarity !== null) {
      this.#similarities[counts.similarity_count % SIMILARITIES] = similarity;
      counts.similarity_sum += similarity;
      counts.similarity_count++;
    }
    if (confidence !== null) {
      counts.confidence_sum += confidence;
      counts.confidence_count++;
    }
  }

  #shareOf(shares: Shares, name: string, outcome: Outcome, tokens: number, usd: number): void {
    let counts = shares.get(name);
    if (!counts) shares.set(name, (counts = emptyShare()));
    counts.requests++;
    if (isHit(outcome)) counts.hits++;
    else if (outcome === "miss" || outcome === "shadow") counts.misses++;
    counts.saved_tokens += tokens;
    counts.saved_usd += usd;
  }

  /** A copy of all that was counted until now. */
  reading(): Counted {
    const copied = (shares: Shares) =>
      Object.fromEntries([...shares].map(([name, counts]) => [name, { ...counts }]));
    return {
      counts: { ...this.#counts },
      models: copied(this.#models),
      tenants: copied(this.#tenants),
      latency: { hit: [...this.#latency.hit], miss: [...this.#latency.miss] },
    };
  }

  read(): Stats {
    const c: Readonly<Record<Count, number>> = this.#counts;
    const [hits, misses] = [hitsIn(c), missesIn(c)];
    const similarity = this.#similarities.reduce((a, b) => a + b, 0);
    return {
      total_requests: c.requests,
      semantic_hits: c.semantic + c.adapted,
      traditional_hits: c.exact + c.stale,
      adaptation_count: c.adapted,
      cache_misses: misses,
      error_count: c.errors,
      total_processing_time_saved: c.saved_seconds,
      total_tokens_saved: c.saved_input_tokens + c.saved_output_tokens,
      total_cost_saved: c.saved_usd,
      total_cost_saved_warm: c.saved_usd_warm,
      spent_usd: spentUsd(c),
      hit_rate: share(hits, hits + misses),
      average_similarity: share(similarity, this.#similarities.length),
      outcomes: Object.fromEntries(OUTCOMES.map((o) => [o, c[o]])) as Record<Outcome, number>,
      stored: c.stored,
      faults: c.faults,
    };
  }
}

/**
 * A fault of ours or of upstream's. What a caller did wrong is none, nor the 504 that `only-if-cached` asks for where
 * nothing stored answers.
 */
function isError({ faults, status, reason }: RequestRecord): boolean {
  return faults.length > 0 || (status >= 500 && reason !== "only-if-cached");
}

function noLatency(): number[] {
  return LATENCY_MS.map(() => 0).concat(0);
}

function took(groups: number[], ms: number): void {
  let at = 0;
  while (at < LATENCY_MS.length && ms > LATENCY_MS[at]!) at++;
  groups[at]!++;
}

const NOTHING: Range = { warm: 0, cold: 0 };

function tokensOf(usage: Usage | null): number {
  return usage ? usage.inputTokens + usage.outputTokens : 0;
}
