/** The collector of metrics over time, and the admin plane's view of it: history, summary and export. */

import { dirname, join } from "node:path";
import { createSqliteHistory } from "../adapters/history-sqlite.ts";
import { pathWithin } from "../adapters/row-file.ts";
import { systemClock, systemIds } from "../adapters/system.ts";
import { writeWhole } from "../adapters/whole-file.ts";
import type { Export, HistoryPlane } from "../admin/history.ts";
import { type Config, dataPath, type Environment } from "../config.ts";
import { GatewayError } from "../errors.ts";
import { errorCode } from "../narrow.ts";
import { Collector } from "../observe/collector.ts";
import { csvOf } from "../observe/csv.ts";
import { rowShown } from "../observe/history.ts";
import type { Configuration } from "./configuration.ts";
import type { Telemetry } from "./telemetry.ts";

export interface Monitoring extends AsyncDisposable, HistoryPlane {
  readonly collector: Collector;
}

const HOUR_MS = 3_600_000;

export interface MonitoringParts {
  readonly configuration: Configuration;
  readonly telemetry: Telemetry;
}

/** Metrics are kept in `metrics.db` in the folder of `db_path`, even where answers are in Redis. */
export function startCollecting({ configuration, telemetry }: MonitoringParts): Monitoring {
  const { env } = configuration;
  const rules = () => configuration.current.cache_migration.monitoring;
  const log = createSqliteHistory(historyPath(configuration.current, env), telemetry.onFault);
  const collector = new Collector({
    log,
    clock: systemClock,
    run: systemIds.request(),
    reading: () => telemetry.stats.reading(),
    levels: () => telemetry.levels(),
    rules: () => ({
      intervalMs: rules().collection_interval_seconds * 1000,
      retentionMs: rules().retention_hours * HOUR_MS,
    }),
  });
  let timer: NodeJS.Timeout | null = null;
  const arm = (): void => {
    if (timer) clearInterval(timer);
    const { metrics_collection, collection_interval_seconds } = rules();
    timer = metrics_collection
      ? setInterval(() => collector.take(), collection_interval_seconds * 1000)
      : null;
    timer?.unref();
  };
  arm();
  configuration.onReload(() => ({ commit: arm }));
  return {
    collector,
    ...planeOf(collector, env, () => rules().metrics_collection),
    async [Symbol.asyncDispose]() {
      if (timer) clearInterval(timer);
      // The counts since the last snapshot are in memory only.
      if (timer) collector.take();
      log.close();
    },
  };
}

function planeOf(collector: Collector, env: Environment, isOn: () => boolean): HistoryPlane {
  const shown = (hours: number, limit?: number) => collector.history(hours, limit).map(rowShown);
  const off = { error: "not enough metrics: metrics_collection is false" };
  return {
    summary: (hours) => (isOn() ? (collector.summary(hours) ?? { error: "not enough metrics" }) : off),
    history(hours, limit) {
      if (!isOn()) return { ...off, metrics_count: 0, metrics: [] };
      const metrics = shown(hours, limit);
      return { period_hours: hours, metrics_count: metrics.length, metrics };
    },
    exportMetrics: (wanted) => exported(env, wanted, shown(HOURS_MAX)),
  };
}
/** An export covers all snapshots: `retention_hours` is at most a year. */
const HOURS_MAX = 8_760;

async function exported(env: Environment, { name, format }: Export, metrics: readonly object[]) {
  const nowMs = systemClock.nowMs();
  const wanted = name ?? `storage/cache_metrics_${Math.floor(nowMs / 1000)}.${format}`;
  const path = pathWithin(dataPath(env, "."), wanted);
  if (path === null)
    throw new GatewayError("bad_request", "Metrics are exported into the data dir only.", "name");
  const document = { exported_at: nowMs / 1000, metrics_count: metrics.length, metrics };
  const text = format === "csv" ? csvOf(metrics) : `${JSON.stringify(document, null, 2)}\n`;
  try {
    await writeWhole(path, text, systemIds.request());
  } catch (error) {
    const why = errorCode(error) || "unknown";
    if (why === "EEXIST") throw new GatewayError("conflict", "There is such a file already.", "name");
    throw new GatewayError("bad_request", `The file cannot be written (${why}).`, "name");
  }
  return { path, format, metrics_count: metrics.length };
}

function historyPath(config: Config, env: Environment): string {
  return join(dirname(dataPath(env, config.cache_migration.semantic_cache.db_path)), "metrics.db");
}
