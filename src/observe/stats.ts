/** Running totals since start, under the seed's names. A function of the records seen. */

import { OUTCOMES, type Outcome } from "../core/reasons.ts";
import { isHit, type RequestRecord } from "../core/record.ts";

/** USD per million tokens; null for a model whose price is not known. */
export type PriceOf = (model: string) => { readonly input: number; readonly output: number } | null;

export interface Stats {
  readonly total_requests: number;
  /** Semantic and adapted. */
  readonly semantic_hits: number;
  /** Exact and stale. */
  readonly traditional_hits: number;
  readonly adaptation_count: number;
  readonly cache_misses: number;
  readonly error_count: number;
  /** Seconds. */
  readonly total_processing_time_saved: number;
  readonly total_tokens_saved: number;
  /** USD; models without a known price count nothing. */
  readonly total_cost_saved: number;
  readonly hit_rate: number;
  readonly average_similarity: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly stored: number;
  readonly faults: number;
}

/** Similarities of the last so many semantic and adapted hits are averaged, as in the seed. */
const SIMILARITIES = 1000;

export class StatsCollector {
  readonly #priceOf: PriceOf;
  readonly #outcomes = Object.fromEntries(OUTCOMES.map((o) => [o, 0])) as Record<Outcome, number>;
  readonly #similarities: number[] = [];
  #next = 0;
  #total = 0;
  #savedSeconds = 0;
  #savedTokens = 0;
  #savedUsd = 0;
  #stored = 0;
  #faults = 0;
  #errors = 0;

  constructor(priceOf: PriceOf) {
    this.#priceOf = priceOf;
  }

  report(record: RequestRecord): void {
    if (record.route === null) return;
    this.#total++;
    this.#outcomes[record.outcome]++;
    this.#faults += record.faults.length;
    if (record.faults.length > 0 || record.outcome === "error" || record.status >= 500) this.#errors++;
    if (record.stored) this.#stored++;
    if (record.saved) {
      this.#savedSeconds += record.saved.seconds;
      this.#savedTokens += record.saved.inputTokens + record.saved.outputTokens;
      this.#savedUsd += savedUsd(record, this.#priceOf);
    }
    if ((record.outcome === "semantic" || record.outcome === "adapted") && record.similarity !== null) {
      this.#similarities[this.#next++ % SIMILARITIES] = record.similarity;
    }
  }

  read(): Stats {
    const o = this.#outcomes;
    const hits = OUTCOMES.filter(isHit).reduce((sum, outcome) => sum + o[outcome], 0);
    const misses = o.miss + o.shadow;
    const sum = this.#similarities.reduce((a, b) => a + b, 0);
    return {
      total_requests: this.#total,
      semantic_hits: o.semantic + o.adapted,
      traditional_hits: o.exact + o.stale,
      adaptation_count: o.adapted,
      cache_misses: misses,
      error_count: this.#errors,
      total_processing_time_saved: this.#savedSeconds,
      total_tokens_saved: this.#savedTokens,
      total_cost_saved: this.#savedUsd,
      hit_rate: hits + misses > 0 ? hits / (hits + misses) : 0,
      average_similarity: this.#similarities.length > 0 ? sum / this.#similarities.length : 0,
      outcomes: { ...o },
      stored: this.#stored,
      faults: this.#faults,
    };
  }
}

export function savedUsd(record: RequestRecord, priceOf: PriceOf): number {
  const price = record.saved ? priceOf(record.model) : null;
  if (!price || !record.saved) return 0;
  return (record.saved.inputTokens * price.input + record.saved.outputTokens * price.output) / 1e6;
}
