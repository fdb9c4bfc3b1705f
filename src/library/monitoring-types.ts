/** What `startMonitoring` promises: the seed's collector, its summary and its export, in the program's own process. */
import type { rowShown } from "../observe/history.ts";
import type { Summary } from "../observe/summary.ts";

export interface MonitoringOptions {
  /** Seconds between two snapshots, 1 to 86,400. Default: `monitoring.collection_interval_seconds`. */
  readonly collection_interval?: number | undefined;
  /** 1 to 8,760. Default: `monitoring.retention_hours`. */
  readonly retention_hours?: number | undefined;
}

export type MetricsRow = ReturnType<typeof rowShown>;

export interface CacheMonitoring extends AsyncDisposable {
  /** Default 1 hour. */
  summary(hours?: number): Summary | { readonly error: string };
  /** Snapshots, oldest first. */
  history(hours?: number): readonly MetricsRow[];
  /** Writes `{exported_at, metrics_count, metrics}`; default `storage/cache_metrics_<seconds>.json` in the data dir. Resolves to the path. */
  exportMetrics(path?: string): Promise<string>;
  /** Live in the terminal until q is pressed; where there is none, printed once. */
  dashboard(): Promise<void>;
  /** Takes a last snapshot. */
  stop(): Promise<void>;
}
