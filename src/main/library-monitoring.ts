/** The collector for a program that imports the cache: what `monitoring` is for the gateway. */
import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { createSqliteHistory } from "../adapters/history-sqlite.ts";
import { systemClock, systemIds } from "../adapters/system.ts";
import { dataPath, type Environment } from "../config.ts";
import type { FrameTold } from "../dashboard/terminal/frame.ts";
import { isTerminal, liveScreen, picture } from "../dashboard/terminal/screen.ts";
import { languageOf, sayIn } from "../dashboard/words.ts";
import { refuseOthers } from "../library/asked.ts";
import type { CacheMonitoring, MonitoringOptions } from "../library/monitoring-types.ts";
import type { Alert } from "../observe/alerts.ts";
import { Collector } from "../observe/collector.ts";
import { rowShown } from "../observe/history.ts";
import type { AnsweringParts } from "./data-plane.ts";

const HOUR_MS = 3_600_000;
const HOURS_MAX = 8_760;
const SECONDS_MAX = 86_400;
const OPTIONS: ReadonlySet<string> = new Set(["collection_interval", "retention_hours"]);

/** Starts the collector. Throws a TypeError that names an invalid option. */
export function monitorLibrary(parts: AnsweringParts, options: MonitoringOptions): CacheMonitoring {
  refuseOthers(options, OPTIONS);
  const { configuration, telemetry, storage } = parts;
  const { monitoring, semantic_cache: cache } = configuration.current.cache_migration;
  const { env } = configuration;
  const seconds = within("collection_interval", options.collection_interval, SECONDS_MAX, () => {
    return monitoring.collection_interval_seconds;
  });
  const hours = within(
    "retention_hours",
    options.retention_hours,
    HOURS_MAX,
    () => monitoring.retention_hours,
  );
  const log = createSqliteHistory(
    join(dirname(dataPath(env, cache.db_path)), "metrics.db"),
    telemetry.onFault,
  );
  const collector = new Collector({
    ...{ log, clock: systemClock, run: systemIds.request() },
    reading: () => telemetry.stats.reading(),
    levels: () => telemetry.levels(),
    rules: () => ({ intervalMs: seconds * 1000, retentionMs: hours * HOUR_MS }),
  });
  const take = async (): Promise<void> => {
    await storage.stats();
    collector.take();
  };
  const timer = setInterval(() => void take(), seconds * 1000);
  timer.unref();
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> =>
    (stopped ??= (async () => {
      clearInterval(timer);
      collector.take();
      log.close();
    })());
  return {
    summary: (of) => collector.summary(lastHours(of)) ?? { error: "not enough metrics" },
    history: (of) => collector.history(lastHours(of)).map(rowShown),
    async exportMetrics(path) {
      const nowMs = systemClock.nowMs();
      const preset = dataPath(env, `storage/cache_metrics_${Math.floor(nowMs / 1000)}.json`);
      const at = path === undefined ? preset : resolve(path);
      const metrics = collector.history(HOURS_MAX).map(rowShown);
      const document = { exported_at: nowMs / 1000, metrics_count: metrics.length, metrics };
      mkdirSync(dirname(at), { recursive: true });
      await writeFile(at, `${JSON.stringify(document, null, 2)}\n`);
      return at;
    },
    dashboard: () => shown(() => frameOf(parts, collector), env),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function shown(told: () => FrameTold, env: Environment): Promise<void> {
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"];
  const say = sayIn(languageOf(env["SEMBLANCE_LANG"], locale));
  const color = process.stdout.isTTY === true && !env["NO_COLOR"];
  const options = { say, origin: "", color };
  if (isTerminal()) await liveScreen({ ...options, ask: async () => told() });
  else process.stdout.write(picture(told(), options));
}

function frameOf({ telemetry, learning }: AnsweringParts, collector: Collector): FrameTold {
  const { alerts } = telemetry;
  const alertTold = ({ atMs, ...alert }: Alert) => ({ at: new Date(atMs).toISOString(), ...alert });
  return {
    summary: collector.summary(1) ?? { error: "not enough metrics" },
    rollout: { ...learning.policy.rolloutState, ...learning.proving.rollout.details },
    alerts: { alerts: alerts.recent.map(alertTold), firing: alerts.firing.map(alertTold) },
    rows: collector.history(1).map(rowShown),
  };
}

function lastHours(of: number | undefined): number {
  return within("hours", of, HOURS_MAX, () => 1);
}

function within(name: string, value: number | undefined, max: number, preset: () => number): number {
  if (value === undefined) return preset();
  if (typeof value === "number" && value >= 1 && value <= max) return value;
  throw new TypeError(`${name}: ${String(value)}; a number from 1 to ${max}`);
}
