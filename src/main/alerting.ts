/** Evaluates alerts at the configured interval, and sends them to the configured channels. */
import { createHmac, type KeyObject } from "node:crypto";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createPoster, type Poster, signed } from "../adapters/alert-http.ts";
import { sendMail } from "../adapters/alert-mail.ts";
import { systemClock, systemIds } from "../adapters/system.ts";
import { type Config, dataPath } from "../config.ts";
import { GatewayError } from "../errors.ts";
import { worstKind } from "../learn/judge-kinds.ts";
import {
  JUDGE_TRIED_MIN,
  type Standings,
  seedConditions,
  standingConditions,
  type Watched,
} from "../observe/alert-rules.ts";
import type { Alert } from "../observe/alerts.ts";
import { alertText, CHANNELS, type Channel, type ChannelName, Delivery } from "../observe/delivery.ts";
import { hitsIn, missesIn, sum } from "../observe/tally.ts";
import type { Configuration } from "./configuration.ts";
import type { Learning } from "./learning.ts";
import type { Monitoring } from "./monitoring.ts";
import type { Storage } from "./storage.ts";
import type { Telemetry } from "./telemetry.ts";

export interface Alerting extends AsyncDisposable {
  /** Body of `GET /admin/alerts`. */
  readonly shown: () => object;
  /** Rejects with GatewayError where the channel is not set, or did not take it. */
  readonly test: (channel: string) => Promise<object>;
}

export interface AlertingParts {
  readonly configuration: Configuration;
  readonly telemetry: Telemetry;
  readonly storage: Storage;
  readonly learning: Learning;
  readonly monitoring: Monitoring;
}

const SNAPSHOTS = 5;
/** Longest wait, ms, for alerts being sent when the gateway ends. */
const CLOSE_MS_MAX = 5_000;

export function startAlerting(parts: AlertingParts): Alerting {
  const { configuration, telemetry, storage } = parts;
  const rules = () => configuration.current.cache_migration.monitoring;
  const ending = new AbortController();
  const poster = createPoster(() => rules().alerts.allow_internal);
  const channels = () => channelsOf(configuration.current, poster, storage.secret);
  const delivery = new Delivery({
    channels: () => (rules().alert_on_errors ? channels() : []),
    nowMs: () => systemClock.nowMs(),
    wait: (ms) => pause(ms, undefined, { signal: ending.signal, ref: false }).catch(() => {}),
    onFailure: (channel, error) => telemetry.onFault("alert", error, channel),
    onResult: (channel, result) => telemetry.metrics.alertSent(channel, result),
  });
  for (const alert of telemetry.alerts.recent) delivery.send(alert);
  telemetry.alerted.on((alert) => delivery.send(alert));
  const timer = armed(configuration, () => void judge(parts));
  return {
    shown: () => ({
      alerts: telemetry.alerts.recent.map(shownAlert),
      firing: telemetry.alerts.firing.map(shownAlert),
      channels: Object.fromEntries(
        channels().map(({ name }) => [name, delivery.states[name] ?? { sent: 0, failed: 0 }]),
      ),
    }),
    async test(name) {
      const channel = channels().find((one) => one.name === name);
      if (channel === undefined) throw notSet(name);
      try {
        await delivery.test(channel, testAlert());
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new GatewayError("upstream_unreachable", `The channel ${name} did not take the alert: ${why}.`);
      }
      return { channel: name, sent: true };
    },
    async [Symbol.asyncDispose]() {
      timer.stop();
      ending.abort();
      await Promise.race([delivery.idle(), pause(CLOSE_MS_MAX, undefined, { ref: false })]);
    },
  };
}

/** Runs `work` at the configured interval, while collecting is switched on. */
function armed(configuration: Configuration, work: () => void): { stop(): void } {
  let timer: NodeJS.Timeout | null = null;
  const stop = () => void (timer && clearInterval(timer));
  const arm = () => {
    stop();
    const { metrics_collection, analysis_interval_seconds } =
      configuration.current.cache_migration.monitoring;
    timer = metrics_collection ? setInterval(work, analysis_interval_seconds * 1000).unref() : null;
  };
  arm();
  configuration.onReload(() => ({ commit: arm }));
  return { stop };
}

async function judge(parts: AlertingParts): Promise<void> {
  const { configuration, telemetry } = parts;
  try {
    const { alerts } = configuration.current.cache_migration.monitoring;
    const limits = {
      minHitRate: alerts.min_hit_rate,
      maxErrorRate: alerts.max_error_rate,
      minConfidence: alerts.min_avg_similarity,
    };
    const conditions = [
      ...seedConditions(watchedIn(parts), limits, alerts.min_requests),
      ...standingConditions(await standingsOf(parts)),
    ];
    telemetry.alerts.judge(conditions, systemClock.nowMs());
  } catch (error) {
    telemetry.onFault("alert", error);
  }
}

function watchedIn({ monitoring, telemetry, learning }: AlertingParts): Watched {
  const { counts } = sum(monitoring.collector.last(SNAPSHOTS).map(({ delta }) => delta));
  const { mode, traffic_percentage } = learning.proving.rollout.state;
  return {
    requests: counts.requests,
    hits: hitsIn(counts),
    wouldBeHits: counts.shadow,
    misses: missesIn(counts),
    errors: counts.errors,
    confidenceSum: counts.confidence_sum,
    confidenceCount: counts.confidence_count,
    seen: telemetry.stats.read().total_requests,
    isShadow: mode === "shadow" || traffic_percentage === 0,
  };
}

async function standingsOf(parts: AlertingParts): Promise<Standings> {
  const { configuration, storage, learning, monitoring } = parts;
  const { current: config, env } = configuration;
  const { rollout, measuring } = learning.proving;
  const { mode, error_bound, traffic_percentage } = rollout.state;
  const { retention_hours } = config.cache_migration.monitoring;
  const savings = monitoring.collector.summary(retention_hours)?.savings;
  return {
    storeDown: storage.isMemoryOnly,
    storeKind: storage.store.kind,
    errorBound: error_bound,
    errorAllowed: config.cache_migration.rollout.max_error_rate,
    serves: mode === "manual" && traffic_percentage > 0,
    diskFreeShare: await freeShare(dirname(dataPath(env, config.cache_migration.semantic_cache.db_path))),
    judge: worstKind(measuring, JUDGE_TRIED_MIN),
    semanticSavedUsd: savings?.semantic.cost_usd ?? 0,
    spentUsd: savings ? savings.spent_usd - savings.spent.warming : 0,
  };
}

async function freeShare(folder: string): Promise<number | null> {
  try {
    const { bavail, blocks } = await statfs(folder);
    return blocks > 0 ? bavail / blocks : null;
  } catch {
    return null;
  }
}

function channelsOf(config: Config, poster: Poster, secret: KeyObject): Channel[] {
  const { webhook, webhook_secret, slack, email } = config.cache_migration.monitoring.alerts;
  const key = webhookKey(webhook_secret, secret);
  const all: (Channel | false)[] = [
    webhook !== "" && {
      name: "webhook",
      send(alert) {
        const at = new Date(alert.atMs).toISOString();
        const body = JSON.stringify({ type: `alert.${alert.state}`, timestamp: at, data: shownAlert(alert) });
        const seconds = Math.floor(systemClock.nowMs() / 1000);
        return poster.post(webhook, body, signed(systemIds.request(), seconds, body, key));
      },
    },
    slack !== "" && {
      name: "slack",
      send: (alert) =>
        poster.post(slack, JSON.stringify({ text: `Semblance: ${escaped(alertText(alert))}` }), {}),
    },
    email !== undefined && {
      name: "email",
      send: (alert) =>
        sendMail({
          smtpUrl: email.smtp_url,
          from: email.from,
          to: typeof email.to === "string" ? [email.to] : email.to,
          subject: `[Semblance] ${alert.name}${alert.state === "recovered" ? " is over" : ""}`,
          text: `${alertText(alert)}\n\n${new Date(alert.atMs).toISOString()}\n`,
        }),
    },
  ];
  return all.filter((channel) => channel !== false);
}

/** The bytes of a `whsec_…` secret; without one they follow from the gateway's own secret. */
function webhookKey(given: string, secret: KeyObject): Buffer {
  if (given !== "") return Buffer.from(given.replace(/^whsec_/, ""), "base64");
  return createHmac("sha256", secret).update("alert webhook").digest();
}

/** Text with Slack's control characters escaped, so that a model's name cannot mention a channel or make a link. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function shownAlert({ atMs, ...alert }: Alert) {
  return { at: new Date(atMs).toISOString(), ...alert };
}

function testAlert(): Alert {
  return {
    ...{ name: "test", state: "event", number: null, limit: null, todo: null, atMs: systemClock.nowMs() },
    message: "this is a test of the channel, and nothing is wrong",
  };
}

function notSet(name: string): GatewayError {
  if ((CHANNELS as readonly string[]).includes(name as ChannelName))
    return new GatewayError("conflict", `monitoring.alerts.${name} is not set.`, "channel");
  return new GatewayError("bad_request", `channel is one of ${CHANNELS.join(", ")}.`, "channel");
}
