/** What a stretch of time came to: the seed's summary, the stretch before beside it, and each model and tenant. */
import type { Snapshot } from "./history.ts";
import { PURPOSES, type Purpose } from "./money.ts";
import {
  type Count,
  type Counted,
  hitsIn,
  LATENCY_MS,
  missesIn,
  type ShareCounts,
  share,
  spentUsd,
  sum,
} from "./tally.ts";
import { type Interval, type Trend, trendOf } from "./trend.ts";

export interface Window {
  readonly hours: number;
  /** Finished snapshots of the period, oldest first. */
  readonly rows: readonly Snapshot[];
  /** What was counted since the last snapshot; null: nothing is collected. */
  readonly running: Counted | null;
  /** Snapshots of the period of the same length before. */
  readonly before: readonly Snapshot[];
}

export interface Summary {
  readonly period_hours: number;
  readonly total_requests: number;
  readonly hit_rate: { readonly current: number; readonly average: number; readonly trend: Trend };
  readonly semantic_performance: {
    readonly hits: number;
    readonly rate: number;
    readonly avg_similarity: number;
    readonly similarity_trend: Trend;
    readonly avg_confidence: number;
  };
  readonly savings: Ledger;
  readonly adaptations: number;
  readonly warming: Warmed;
  readonly errors: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly would_be_hit_rate: number;
  readonly latency_ms: { readonly hit: Quantiles; readonly miss: Quantiles };
  readonly previous: Previous | null;
  readonly models: readonly ShareShown[];
  readonly tenants: readonly ShareShown[];
}

interface Ledger {
  readonly tokens: number;
  /** Cost saved, USD: with a cold prompt cache at the provider, and with a warm one. */
  readonly cost_usd: number;
  readonly cost_usd_warm: number;
  readonly time_seconds: number;
  /** Saved tokens that are estimated from text lengths, and those of models without a known price. */
  readonly estimated_tokens: number;
  readonly unpriced_tokens: number;
  /** Spent on the gateway's own calls, USD: in all, and by purpose. */
  readonly spent_usd: number;
  readonly spent: Readonly<Record<Purpose, number>>;
  /** Saved minus spent, USD. */
  readonly net_usd: number;
  readonly net_usd_warm: number;
  /** Answers found by meaning: most that they saved (USD), and that minus all spending except warming. */
  readonly semantic: { readonly cost_usd: number; readonly net_usd: number; readonly pays: boolean };
  /** What hits in shadow mode would have saved; not part of any other figure. */
  readonly would_have_saved: {
    readonly tokens: number;
    readonly cost_usd: number;
    readonly cost_usd_warm: number;
    readonly time_seconds: number;
  };
}

interface Warmed {
  /** Number of answers refreshed ahead of expiry. */
  readonly calls: number;
  /** Hits that exist only because of a refresh; one of this period may gain its hit in the next. */
  readonly hits_gained: number;
  /** Refresh calls per hit gained; null where none was gained. */
  readonly calls_per_hit: number | null;
  readonly spent_usd: number;
}

interface Previous {
  readonly total_requests: number;
  readonly hit_rate: number;
  readonly semantic_hits: number;
  readonly errors: number;
  readonly savings: Ledger;
}

export type ShareShown = { readonly name: string; readonly hit_rate: number } & ShareCounts;

/** Quantiles of latency, ms; null where nothing was counted. */
export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
}

/** The summary of a period; null where nothing was collected and no request came. */
export function summaryOf({ hours, rows, running, before }: Window): Summary | null {
  const isRunning = running !== null && running.counts.requests > 0;
  if (rows.length === 0 && !isRunning) return null;
  const deltas = rows.map(({ delta }) => delta);
  const all = sum(isRunning ? [...deltas, running] : deltas);
  const c = all.counts;
  const looked = hitsIn(c) + missesIn(c);
  const rates = deltas.map(({ counts }) => pointOf(hitsIn(counts), hitsIn(counts) + missesIn(counts)));
  const similarities = deltas.map(({ counts }) => pointOf(counts.similarity_sum, counts.similarity_count));
  const average = share(hitsIn(c), looked);
  return {
    period_hours: hours,
    total_requests: c.requests,
    hit_rate: {
      current: rates.findLast(({ weight }) => weight > 0)?.value ?? average,
      average,
      trend: trendOf(rates, "share"),
    },
    semantic_performance: {
      hits: c.semantic + c.adapted,
      rate: share(c.semantic + c.adapted, looked),
      avg_similarity: share(c.similarity_sum, c.similarity_count),
      similarity_trend: trendOf(similarities, "mean"),
      avg_confidence: share(c.confidence_sum, c.confidence_count),
    },
    savings: savingsOf(c),
    adaptations: c.adapted,
    warming: warmedIn(c),
    errors: c.errors,
    outcomes: outcomesOf(c),
    would_be_hit_rate: share(hitsIn(c) + c.shadow, looked),
    latency_ms: { hit: quantiles(all.latency.hit), miss: quantiles(all.latency.miss) },
    previous: before.length === 0 ? null : previousOf(sum(before.map(({ delta }) => delta)).counts),
    models: sharesShown(all.models),
    tenants: sharesShown(all.tenants),
  };
}

function pointOf(part: number, whole: number): Interval {
  return { value: share(part, whole), weight: whole };
}

type Counts = Readonly<Record<Count, number>>;

function savingsOf(c: Counts): Ledger {
  const spent = spentUsd(c);
  const forMeaning = spent - c.spent_usd_warming;
  return {
    tokens: c.saved_input_tokens + c.saved_output_tokens,
    cost_usd: c.saved_usd,
    cost_usd_warm: c.saved_usd_warm,
    time_seconds: c.saved_seconds,
    estimated_tokens: c.estimated_tokens,
    unpriced_tokens: c.unpriced_tokens,
    spent_usd: spent,
    spent: Object.fromEntries(PURPOSES.map((p) => [p, c[`spent_usd_${p}`]])) as Record<Purpose, number>,
    net_usd: c.saved_usd - spent,
    net_usd_warm: c.saved_usd_warm - spent,
    semantic: {
      cost_usd: c.semantic_usd,
      net_usd: c.semantic_usd - forMeaning,
      pays: forMeaning === 0 || c.semantic_usd > forMeaning,
    },
    would_have_saved: {
      tokens: c.shadow_tokens,
      cost_usd: c.shadow_usd,
      cost_usd_warm: c.shadow_usd_warm,
      time_seconds: c.shadow_seconds,
    },
  };
}

function warmedIn(c: Counts): Warmed {
  const { warming_calls: calls, warming_hits_gained: gained } = c;
  const calls_per_hit = gained > 0 ? calls / gained : null;
  return { calls, hits_gained: gained, calls_per_hit, spent_usd: c.spent_usd_warming };
}

function outcomesOf(c: Counts): Record<string, number> {
  const { exact, semantic, adapted, stale, miss, shadow, bypass, error } = c;
  return { exact, semantic, adapted, stale, miss, shadow, bypass, error };
}

function previousOf(c: Counts): Previous {
  return {
    total_requests: c.requests,
    hit_rate: share(hitsIn(c), hitsIn(c) + missesIn(c)),
    semantic_hits: c.semantic + c.adapted,
    errors: c.errors,
    savings: savingsOf(c),
  };
}

const SHOWN_MAX = 50;

/** Shares by name, most requests first. */
function sharesShown(shares: Counted["models"]): ShareShown[] {
  return Object.entries(shares)
    .map(([name, s]) => ({ name, hit_rate: share(s.hits, s.hits + s.misses), ...s }))
    .sort((a, b) => b.requests - a.requests)
    .slice(0, SHOWN_MAX);
}

function quantiles(groups: readonly number[]): Quantiles {
  return { p50: quantile(groups, 0.5), p95: quantile(groups, 0.95) };
}

/** A quantile of grouped latencies, interpolated evenly within its group; in the last group its lower end. */
function quantile(groups: readonly number[], q: number): number | null {
  const all = groups.reduce((a, b) => a + b, 0);
  if (all === 0) return null;
  let below = 0;
  for (const [i, count] of groups.entries()) {
    if (below + count >= q * all && count > 0) {
      const from = LATENCY_MS[i - 1] ?? 0;
      const to = LATENCY_MS[i] ?? from;
      return from + ((q * all - below) / count) * (to - from);
    }
    below += count;
  }
  return LATENCY_MS.at(-1) ?? null;
}
