/**
 * Snapshots: each holds what was counted since the one before it and the totals of its process. Rows are as the seed
 * has them, and more. Rows of the last hour are kept as they were taken, those of the last day by the minute, older
 * ones by the hour: sums lose nothing by it.
 */
import type { HistoryRow, KeptRow } from "../ports.ts";
import { type Count, type Counted, hitsIn, largest, missesIn, share, spentUsd, sum } from "./tally.ts";

export interface Snapshot {
  readonly seq: number;
  readonly atMs: number;
  readonly seconds: number;
  readonly run: string;
  /** What was counted since the snapshot before. */
  readonly delta: Counted;
  /** Totals of its process at the end of the snapshot. */
  readonly totals: Readonly<Partial<Record<Count, number>>>;
  /** Gauge values at the end of the snapshot. */
  readonly levels: Readonly<Record<string, number | null>>;
}

/** Most models, and most tenants, that one snapshot tells apart. */
const NAMES_MAX = 20;

export function writtenRow(snapshot: Omit<Snapshot, "seq">): HistoryRow {
  const { atMs, seconds, run, delta, totals, levels } = snapshot;
  const bounded: Counted = {
    ...delta,
    models: largest(delta.models, NAMES_MAX),
    tenants: largest(delta.tenants, NAMES_MAX),
  };
  return { atMs: Math.round(atMs), seconds, run, data: JSON.stringify({ delta: bounded, totals, levels }) };
}

/** Parses a stored row; null where no version of Semblance wrote it. */
export function readSnapshot({ seq, atMs, seconds, run, data }: KeptRow): Snapshot | null {
  try {
    const kept: Pick<Snapshot, "delta" | "totals" | "levels"> = JSON.parse(data);
    const { delta, totals, levels } = kept;
    // Added to nothing, a tally of any version has every name.
    return { seq, atMs, seconds, run, delta: sum([delta]), totals: totals ?? {}, levels: levels ?? {} };
  } catch {
    return null;
  }
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What may be put together now: rows of one stretch that lie so far back, each group as the one row that replaces it. */
export function mergeable(
  rows: readonly Snapshot[],
  nowMs: number,
): { readonly seqs: readonly number[]; readonly row: HistoryRow }[] {
  const groups = new Map<string, Snapshot[]>();
  for (const row of rows) {
    const ageMs = nowMs - row.atMs;
    if (ageMs < HOUR_MS) continue;
    const widthMs = ageMs < 24 * HOUR_MS ? MINUTE_MS : HOUR_MS;
    const name = `${widthMs} ${Math.floor(row.atMs / widthMs)}`;
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => ({ seqs: group.map(({ seq }) => seq), row: writtenRow(merged(group)) }));
}

function merged(group: readonly Snapshot[]): Omit<Snapshot, "seq"> {
  const last = group.at(-1)!;
  return {
    atMs: last.atMs,
    seconds: group.reduce((all, { seconds }) => all + seconds, 0),
    run: last.run,
    delta: sum(group.map(({ delta }) => delta)),
    totals: last.totals,
    levels: last.levels,
  };
}

/** A snapshot as a row for people. */
export function rowShown({ atMs, seconds, run, delta, totals, levels }: Snapshot) {
  const c = delta.counts;
  const [hits, misses] = [hitsIn(c), missesIn(c)];
  return {
    timestamp: atMs / 1000,
    cache_hits: hits,
    cache_misses: misses,
    semantic_hits: c.semantic + c.adapted,
    traditional_hits: c.exact + c.stale,
    adaptation_count: c.adapted,
    average_similarity: share(c.similarity_sum, c.similarity_count),
    processing_time_saved: c.saved_seconds,
    tokens_saved: c.saved_input_tokens + c.saved_output_tokens,
    cost_savings: c.saved_usd,
    error_count: c.errors,
    hit_rate: share(hits, hits + misses),
    semantic_hit_rate: share(c.semantic + c.adapted, hits + misses),
    average_confidence: share(c.confidence_sum, c.confidence_count),
    requests: c.requests,
    cost_savings_warm: c.saved_usd_warm,
    spent_usd: spentUsd(c),
    shadow_hits: c.shadow,
    bypass: c.bypass,
    seconds,
    run,
    ...levels,
    totals,
  };
}
