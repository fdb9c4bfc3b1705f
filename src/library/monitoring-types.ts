/**
 * What `startMonitoring` returns: collection, summary, export and dashboard of metrics in the program's own process.
 */
import type { rowShown } from "../observe/history.ts";
import type { Summary } from "../observe/summary.ts";

export interface MonitoringOptions {
  /** Seconds between two snapshots, 1 to 86,400. Default: `monitoring.collection_interval_seconds`. */
  readonly collection_interval?: number | undefined;
  /** Hours that snapshots are kept, 1 to 8,760. Default: `monitoring.retention_hours`. */
  readonly retention_hours?: number | undefined;
}

export type MetricsRow = ReturnType<typeof rowShown>;

export interface CacheMonitoring extends AsyncDisposable {
  /** Sums up the last hours, 1 to 8,760; default 1. Throws a TypeError for another number. */
  summary(hours?: number): Summary | { readonly error: string };
  /** Snapshots of the last hours, oldest first; hours as for `summary`. */
  history(hours?: number): readonly MetricsRow[];
  /**
   * Writes `{exported_at, metrics_count, metrics}` to `path`, by default to `storage/cache_metrics_<seconds>.json` in
   * the data dir. Resolves to the path.
   */
  exportMetrics(path?: string): Promise<string>;
  /** Shows the metrics in the terminal until q is pressed; where the output is no terminal, prints them once. */
  dashboard(): Promise<void>;
  /** Takes a last snapshot and stops collecting. */
  stop(): Promise<void>;
}
