/** What the gateway tells of itself: log, metrics, counters, alerts, traces. */
import { pino } from "pino";
import { type OtelNews, startOtel } from "../adapters/otel/sdk.ts";
import { systemClock } from "../adapters/system.ts";
import { logLevel } from "../config.ts";
import type { RequestRecord } from "../core/record.ts";
import type { Usage } from "../model.ts";
import { type Alert, Alerts } from "../observe/alerts.ts";
import { type Levels, Metrics } from "../observe/metrics.ts";
import type { PriceOf, Purpose } from "../observe/money.ts";
import { genAiNames } from "../observe/semconv.ts";
import { StatsCollector } from "../observe/stats.ts";
import { createTracing, NO_TRACING } from "../observe/traces.ts";
import type { FaultPart, Notifier, Tracing } from "../ports.ts";
import type { StartOptions } from "./running.ts";
import { Signal } from "./signal.ts";

export interface Telemetry extends AsyncDisposable {
  readonly log: pino.Logger;
  readonly metrics: Metrics;
  readonly stats: StatsCollector;
  readonly alerts: Alerts;
  /** Is to be told to people, over whatever reaches them. */
  readonly alerted: Signal<Alert>;
  readonly onFault: (part: FaultPart, error: unknown, detail?: string) => void;
  readonly onAlert: Notifier["raise"];
  /** A call on our own account, and what it came to. */
  readonly onSpent: (purpose: Purpose, model: string, usage: Usage) => void;
  /** Gauges are read from what the parts provide; 0 until they do. */
  provide(levels: Partial<LevelSources>): void;
  readonly inflight: () => number;
  /** Those gauges as they stand now. */
  levels(): Record<string, number>;
  readonly tracing: Tracing<RequestRecord>;
}

export type LevelSources = { [K in keyof Levels]: () => Levels[K] };

export function startLog({ env, logTo }: Pick<StartOptions, "env" | "logTo">): pino.Logger {
  // No line is made for nobody: it took an eighth of a look-up of the library.
  if (logTo === "nowhere") return pino({ level: "silent" }, { write: () => {} });
  const sink = pino.destination({ fd: 1, sync: false, minLength: 0 });
  return pino({ level: logLevel(env) ?? "info", base: null, timestamp: pino.stdTimeFunctions.isoTime }, sink);
}

export interface TelemetryDeps {
  readonly log: pino.Logger;
  readonly env: StartOptions["env"];
  readonly priceOf: PriceOf;
  /** An alert is not told again within it. */
  readonly quietMs: () => number;
}

/** A log line for each change of state. */
function otelNews(log: pino.Logger): OtelNews {
  return {
    onChange(change) {
      if (change.state === "failing")
        log.warn(
          { part: "traces" },
          `traces cannot be exported, and are dropped until they can: ${change.why}`,
        );
      else
        log.info(
          { part: "traces", lost: change.lost },
          `traces are exported again; ${change.lost} spans were lost`,
        );
    },
    onWrong: (message) => log.warn({ part: "traces" }, message),
  };
}

export function startTelemetry({ log, env, priceOf, quietMs }: TelemetryDeps): Telemetry {
  const sources: LevelSources = {
    entriesExact: () => 0,
    entriesSemantic: () => 0,
    graphEntries: () => 0,
    graphLag: () => 0,
    trafficPercentage: () => 0,
    errorBound: () => 1,
    inflight: () => 0,
  };
  const now = (): Levels => ({
    entriesExact: sources.entriesExact(),
    entriesSemantic: sources.entriesSemantic(),
    graphEntries: sources.graphEntries(),
    graphLag: sources.graphLag(),
    trafficPercentage: sources.trafficPercentage(),
    errorBound: sources.errorBound(),
    inflight: sources.inflight(),
  });
  const metrics = new Metrics(priceOf, now);
  const alerted = new Signal<Alert>();
  const alerts = new Alerts((alert) => {
    const { name, state, number, limit, todo } = alert;
    log.warn({ alert: name, state, ...(number === null ? {} : { number, limit, todo }) }, alert.message);
    alerted.emit(alert);
  }, quietMs);
  const otel = startOtel(env, otelNews(log));
  const stats = new StatsCollector(priceOf);
  return {
    log,
    metrics,
    stats,
    onSpent(purpose, model, usage) {
      stats.spent(purpose, model, usage);
      metrics.spent(purpose, model, usage);
    },
    alerts,
    alerted,
    onFault(part, error, detail = "") {
      metrics.fault(part);
      stats.fault();
      const message = error instanceof Error ? error.message : String(error);
      log.warn({ part, detail }, `fault: ${message}`);
    },
    onAlert: (name, message) => alerts.raise({ name, message, atMs: systemClock.nowMs() }),
    inflight: () => now().inflight,
    levels: () => ({
      entries: now().entriesExact,
      semantic_entries: now().entriesSemantic,
      traffic_percentage: now().trafficPercentage,
      error_bound: now().errorBound,
    }),
    provide: (levels) => void Object.assign(sources, levels),
    tracing: otel ? createTracing({ ...otel, nowMs: systemClock.nowMs, genAi: genAiNames(env) }) : NO_TRACING,
    async [Symbol.asyncDispose]() {
      await otel?.close();
      log.flush();
    },
  };
}
