/** The gateway's telemetry: log, metrics, counters, alerts and traces. */
import { pino } from "pino";
import { createLogSink, type LogSink } from "../adapters/log-sink.ts";
import type { Otel, OtelNews } from "../adapters/otel/sdk.ts";
import { wantsOtel } from "../adapters/otel/wanted.ts";
import { systemClock } from "../adapters/system.ts";
import { logLevel } from "../config.ts";
import type { RequestRecord } from "../core/record.ts";
import { PortFault } from "../errors.ts";
import type { Usage } from "../model.ts";
import { messageOf } from "../narrow.ts";
import { type Alert, Alerts } from "../observe/alerts.ts";
import { type Levels, Metrics } from "../observe/metrics.ts";
import type { PriceOf, Purpose } from "../observe/money.ts";
import { NO_TRACING } from "../observe/no-tracing.ts";
import { genAiNames } from "../observe/semconv.ts";
import { StatsCollector } from "../observe/stats.ts";
import type { FaultPart, Notifier, Tracing } from "../ports.ts";
import type { StartOptions } from "./running.ts";
import { Signal } from "./signal.ts";

export interface Telemetry extends AsyncDisposable {
  readonly log: pino.Logger;
  readonly metrics: Metrics;
  readonly stats: StatsCollector;
  readonly alerts: Alerts;
  /** Emitted with each alert, for the channels that send it to people. */
  readonly alerted: Signal<Alert>;
  readonly onFault: (part: FaultPart, error: unknown, detail?: string) => void;
  readonly onAlert: Notifier["raise"];
  /** Counts the usage of a call that the gateway made on its own account. */
  readonly onSpent: (purpose: Purpose, model: string, usage: Usage) => void;
  /** Sets the functions from which gauges are read. A gauge that nobody provides is 0; the error bound is 1. */
  provide(levels: Partial<LevelSources>): void;
  /** Number of requests under way. */
  readonly inflight: () => number;
  /** Current gauges by the names of the metrics history. */
  levels(): Record<string, number>;
  readonly tracing: Tracing<RequestRecord>;
}

export type LevelSources = { [K in keyof Levels]: () => Levels[K] };

/** The SDK and its exporters are hundreds of modules, so they are read only where traces are asked for. */
async function otelOf(env: StartOptions["env"], log: pino.Logger): Promise<Otel | null> {
  if (!wantsOtel(env)) return null;
  const { startOtel } = await import("../adapters/otel/sdk.ts");
  return startOtel(env, otelNews(log));
}

async function tracingBy(otel: Otel, env: StartOptions["env"]): Promise<Telemetry["tracing"]> {
  const { createTracing } = await import("../observe/traces.ts");
  return createTracing({ ...otel, nowMs: systemClock.nowMs, genAi: genAiNames(env) });
}

export function startLog({ env, logTo }: Pick<StartOptions, "env" | "logTo">): pino.Logger {
  // Level "silent": formatting lines that are thrown away took an eighth of the library's look-up time.
  if (logTo === "nowhere") return pino({ level: "silent" }, { write: () => {} });
  const options = { level: logLevel(env) ?? "info", base: null, timestamp: pino.stdTimeFunctions.isoTime };
  return pino(options, standardOutput());
}

/** Not pino's own: where the disk is full it ends the process, and on the way out waits for room for ever. */
function standardOutput(): LogSink {
  if (toStandardOutput === null) {
    const sink = createLogSink(1);
    process.once("exit", () => sink.flush());
    toStandardOutput = sink;
  }
  return toStandardOutput;
}
let toStandardOutput: LogSink | null = null;

export interface TelemetryDeps {
  readonly log: pino.Logger;
  readonly env: StartOptions["env"];
  readonly priceOf: PriceOf;
  /** Within this time the same alert is not raised again, ms. */
  readonly quietMs: () => number;
}

/** Logs once when the export of traces begins to fail, and once when it works again. */
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

function faultsTo(log: pino.Logger, metrics: Metrics, stats: StatsCollector): Telemetry["onFault"] {
  return (part, error, detail = "") => {
    // What is off was told of when it went off.
    if (error instanceof PortFault && error.why === "off") return;
    metrics.fault(part);
    stats.fault();
    log.warn({ part, detail }, `fault: ${messageOf(error)}`);
  };
}

export async function startTelemetry({ log, env, priceOf, quietMs }: TelemetryDeps): Promise<Telemetry> {
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
  const otel = await otelOf(env, log);
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
    onFault: faultsTo(log, metrics, stats),
    onAlert: (name, message) => alerts.raise({ name, message, atMs: systemClock.nowMs() }),
    inflight: () => now().inflight,
    levels: () => ({
      entries: now().entriesExact,
      semantic_entries: now().entriesSemantic,
      traffic_percentage: now().trafficPercentage,
      error_bound: now().errorBound,
    }),
    provide: (levels) => void Object.assign(sources, levels),
    tracing: otel ? await tracingBy(otel, env) : NO_TRACING,
    async [Symbol.asyncDispose]() {
      await otel?.close();
      log.flush();
    },
  };
}
