/** Takes snapshots of the counters at intervals, stores them, and answers queries over any period. */
import type { Clock, HistoryLog } from "../ports.ts";
import { mergeable, readSnapshot, type Snapshot, writtenRow } from "./history.ts";
import { type Summary, summaryOf } from "./summary.ts";
import { type Counted, NOTHING_COUNTED, since } from "./tally.ts";

export interface CollectorDeps {
  readonly log: HistoryLog;
  readonly clock: Clock;
  /** Identifier of this process. */
  readonly run: string;
  /** All that was counted since the process began. */
  readonly reading: () => Counted;
  /** Present values of the gauges, for people. */
  readonly levels: () => Readonly<Record<string, number | null>>;
  readonly rules: () => { readonly intervalMs: number; readonly retentionMs: number };
}

const HOUR_MS = 3_600_000;
const MERGE_EVERY_MS = 10 * 60_000;
/** Most rows read at once; above what is kept: an hour by the second, a day by the minute, a year by the hour. */
const ROWS_MAX = 20_000;

export class Collector {
  readonly #deps: CollectorDeps;
  #last: Counted = NOTHING_COUNTED;
  #lastMs: number;
  #mergedMs: number;
  /** Rises with each snapshot. */
  #version = 0;
  readonly #summaries = new Map<number, { readonly version: number; readonly rows: Rows }>();

  constructor(deps: CollectorDeps) {
    this.#deps = deps;
    this.#lastMs = deps.clock.monotonicMs();
    this.#straighten();
    this.#mergedMs = this.#lastMs;
    this.#merge(0, deps.clock.nowMs());
  }

  /** Rises with each snapshot. */
  get version(): number {
    return this.#version;
  }

  /** What was counted since the last snapshot. */
  get running(): Counted {
    return since(this.#last, this.#deps.reading());
  }

  /** Never throws. */
  take(): void {
    const { log, clock, run, reading, levels, rules } = this.#deps;
    this.#straighten();
    const now = reading();
    const monotonicMs = clock.monotonicMs();
    const atMs = clock.nowMs();
    const seconds = Math.round(monotonicMs - this.#lastMs) / 1000;
    const delta = since(this.#last, now);
    log.add(writtenRow({ atMs, seconds, run, delta, totals: now.counts, levels: levels() }));
    this.#last = now;
    this.#lastMs = monotonicMs;
    this.#version++;
    const { intervalMs, retentionMs } = rules();
    log.forget(atMs - retentionMs, Math.ceil(retentionMs / intervalMs));
    if (monotonicMs - this.#mergedMs < MERGE_EVERY_MS) return;
    this.#mergedMs = monotonicMs;
    // Merge rows that have just become an hour, or a day, old; those missed while stopped are merged at the next start.
    this.#merge(atMs - HOUR_MS - 2 * MERGE_EVERY_MS, atMs - HOUR_MS);
    this.#merge(atMs - 26 * HOUR_MS, atMs - 24 * HOUR_MS);
  }

  #merge(fromMs: number, toMs: number): void {
    const { log, clock } = this.#deps;
    const rows = this.#rows(fromMs, toMs);
    for (const { seqs, row } of mergeable(rows, clock.nowMs())) log.replace(seqs, row);
  }

  /** Finished snapshots of the last hours, oldest first; of more than `limit` the newest. */
  history(hours: number, limit = ROWS_MAX): Snapshot[] {
    const nowMs = this.#deps.clock.nowMs();
    return this.#rows(nowMs - hours * HOUR_MS, nowMs, limit);
  }

  /** The newest `count` snapshots, oldest first. */
  last(count: number): Snapshot[] {
    return this.#rows(0, this.#deps.clock.nowMs(), count);
  }

  /** Summary of the last hours; null where nothing was collected. */
  summary(hours: number): Summary | null {
    const { rows, before } = this.#window(hours);
    return summaryOf({ hours, rows, before, running: this.running });
  }

  /** Rows of the last hours; read once for each new snapshot, as reading costs more than adding up. */
  #window(hours: number): Rows {
    const known = this.#summaries.get(hours);
    if (known?.version === this.#version) return known.rows;
    const nowMs = this.#deps.clock.nowMs();
    const fromMs = nowMs - hours * HOUR_MS;
    const { retentionMs } = this.#deps.rules();
    const beforeMs = fromMs - hours * HOUR_MS;
    const rows = {
      rows: this.#rows(fromMs, nowMs),
      // No earlier period where it is only partly kept: it would not compare with a whole one.
      before: beforeMs >= nowMs - retentionMs ? this.#rows(beforeMs, fromMs) : [],
    };
    if (this.#summaries.size >= WINDOWS_MAX) this.#summaries.clear();
    this.#summaries.set(hours, { version: this.#version, rows });
    return rows;
  }

  #rows(fromMs: number, toMs: number, limit = ROWS_MAX): Snapshot[] {
    const { log, clock, rules } = this.#deps;
    const oldestMs = clock.nowMs() - rules().retentionMs;
    return log
      .rows(Math.max(fromMs, oldestMs), toMs, Math.min(limit, ROWS_MAX))
      .flatMap((row) => readSnapshot(row) ?? []);
  }

  /**
   * The clock was set back: what is dated later than now is moved, as a whole, so that it ends now. A clock that was set
   * forward leaves a gap, as a machine that slept does.
   */
  #straighten(): void {
    const { log, clock } = this.#deps;
    const newest = log.newest();
    const nowMs = clock.nowMs();
    if (newest === null || newest.atMs <= nowMs) return;
    log.redate(nowMs, nowMs - newest.atMs);
  }
}

interface Rows {
  readonly rows: readonly Snapshot[];
  readonly before: readonly Snapshot[];
}
const WINDOWS_MAX = 8;
