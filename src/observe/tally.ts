/**
 * What is counted of requests, as numbers that can be added and subtracted: totals since the start of a process, and
 * what lies between two of them. Everything that tells of the past is a function of these.
 */
import type { Outcome } from "../core/reasons.ts";
import { PURPOSES } from "./money.ts";
import { OTHER } from "./names.ts";

/** Names of the counters over all requests on cached routes. */
const COUNTS = [
  "requests",
  "exact",
  "semantic",
  "adapted",
  "stale",
  "miss",
  "shadow",
  "bypass",
  "error",
  "errors",
  "faults",
  "stored",
  "not_stored",
  // Semantic and adapted hits: raw cosine, and calibrated probability.
  "similarity_sum",
  "similarity_count",
  "confidence_sum",
  "confidence_count",
  "saved_seconds",
  "saved_input_tokens",
  "saved_output_tokens",
  // Prefix cold, and prefix warm.
  "saved_usd",
  "saved_usd_warm",
  // Of the saved ones: told by the length of texts, and of models without a price.
  "estimated_tokens",
  "unpriced_tokens",
  // Of semantic and adapted hits alone.
  "semantic_usd",
  "semantic_usd_warm",
  // What look-ups in shadow would have saved.
  "shadow_tokens",
  "shadow_usd",
  "shadow_usd_warm",
  "shadow_seconds",
  // Answers that were asked for ahead, and the hits that there would have been none of otherwise.
  "warming_calls",
  "warming_hits_gained",
  // On our own account.
  ...PURPOSES.map((purpose) => `spent_usd_${purpose}` as const),
  ...PURPOSES.map((purpose) => `spent_tokens_${purpose}` as const),
] as const;
export type Count = (typeof COUNTS)[number];

/** Names of the counters of one model, or of one tenant. */
const SHARES = ["requests", "hits", "misses", "saved_tokens", "saved_usd"] as const;
type Share = (typeof SHARES)[number];
export type ShareCounts = Readonly<Record<Share, number>>;

/** Upper ends of the latency groups, ms; the last group has none. */
export const LATENCY_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];

export interface Counted {
  readonly counts: Readonly<Record<Count, number>>;
  readonly models: Readonly<Record<string, ShareCounts>>;
  /** Counts by the tenant's digest. */
  readonly tenants: Readonly<Record<string, ShareCounts>>;
  /** Requests by how long they took, one number a group: hits, and what upstream answered. */
  readonly latency: { readonly hit: readonly number[]; readonly miss: readonly number[] };
}

export function emptyCounts(): Record<Count, number> {
  return Object.fromEntries(COUNTS.map((name) => [name, 0])) as Record<Count, number>;
}

export function emptyShare(): Record<Share, number> {
  return { requests: 0, hits: 0, misses: 0, saved_tokens: 0, saved_usd: 0 };
}

export const NOTHING_COUNTED: Counted = {
  counts: emptyCounts(),
  models: {},
  tenants: {},
  latency: { hit: LATENCY_MS.map(() => 0).concat(0), miss: LATENCY_MS.map(() => 0).concat(0) },
};

/**
 * What was counted between two readings. Counters only rise: where one fell, it began anew in between, and all that it
 * holds was counted since.
 */
export function since(before: Counted, now: Counted): Counted {
  const isReset = now.counts.requests < before.counts.requests;
  return isReset ? now : combined(now, before, (a, b) => (a >= b ? a - b : a));
}

export function sum(tallies: readonly Counted[]): Counted {
  return tallies.reduce((all, one) => combined(all, one, (a, b) => a + b), NOTHING_COUNTED);
}

function combined(a: Counted, b: Counted, by: (a: number, b: number) => number): Counted {
  const row = (x: readonly number[], y: readonly number[]) =>
    NOTHING_COUNTED.latency.hit.map((_, i) => by(x[i] ?? 0, y[i] ?? 0));
  return {
    counts: numbers(COUNTS, a.counts, b.counts, by),
    models: shares(a.models, b.models, by),
    tenants: shares(a.tenants, b.tenants, by),
    latency: { hit: row(a.latency.hit, b.latency.hit), miss: row(a.latency.miss, b.latency.miss) },
  };
}

function shares(
  a: Counted["models"],
  b: Counted["models"],
  by: (a: number, b: number) => number,
): Counted["models"] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries(
    [...names]
      .map((name) => [name, numbers(SHARES, a[name], b[name], by)] as const)
      .filter(([, s]) => s.requests > 0),
  );
}

/** Combines two sets of counters; a missing name counts 0, as rows of earlier versions lack later names. */
function numbers<N extends string>(
  names: readonly N[],
  a: Readonly<Partial<Record<N, number>>> | undefined,
  b: Readonly<Partial<Record<N, number>>> | undefined,
  by: (a: number, b: number) => number,
): Record<N, number> {
  const out = {} as Record<N, number>;
  for (const name of names) out[name] = by(a?.[name] ?? 0, b?.[name] ?? 0);
  return out;
}

/** The `max` names with most requests; the rest is added up as "other". */
export function largest(all: Counted["models"], max: number): Counted["models"] {
  const sorted = Object.entries(all).sort(([, a], [, b]) => b.requests - a.requests);
  if (sorted.length <= max) return all;
  const kept = Object.fromEntries(sorted.slice(0, max));
  const rest = sorted.slice(max).map(([, share]) => share);
  const other = rest.reduce((a, b) => numbers(SHARES, a, b, (x, y) => x + y), kept[OTHER] ?? emptyShare());
  return { ...kept, [OTHER]: other };
}

/** Number of hits: semantic, adapted, exact and stale. */
export function hitsIn(counts: Readonly<Record<Outcome, number>>): number {
  return counts.exact + counts.semantic + counts.adapted + counts.stale;
}

/** Number of misses, those in shadow mode included. */
export function missesIn(counts: Readonly<Record<Outcome, number>>): number {
  return counts.miss + counts.shadow;
}

/** `part` / `whole`; 0 where `whole` is 0. */
export function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

/** Spent on the gateway's own calls, USD, over all purposes. */
export function spentUsd(counts: Readonly<Record<Count, number>>): number {
  return PURPOSES.reduce((usd, purpose) => usd + counts[`spent_usd_${purpose}`], 0);
}
