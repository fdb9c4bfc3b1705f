/**
 * Starts warming: refreshes stored answers that are likely to be asked for again shortly before they expire. Connects
 * `learn/warming.ts`, which chooses them, to the gateway's upstream calls, budget, metrics and log.
 */
import { createHash } from "node:crypto";
import { systemClock } from "../adapters/system.ts";
import type { Exchange } from "../gateway/exchange.ts";
import { createRefreshing, type HeldRequest, type RefreshDeps } from "../gateway/refresh.ts";
import { Warming, type WarmingState } from "../learn/warming.ts";
import { billed } from "../observe/money.ts";
import { tracedCall } from "../observe/other-spans.ts";
import { genAiNames } from "../observe/semconv.ts";
import { keysOf } from "./config-views.ts";
import type { Configuration } from "./configuration.ts";
import type { Learning } from "./learning.ts";
import { pricesOf, type Spending } from "./spending.ts";
import type { Storage } from "./storage.ts";
import type { Telemetry } from "./telemetry.ts";

export interface WarmingPart extends AsyncDisposable {
  /** To be called with each request after it has ended. */
  readonly asked: (x: Exchange) => void;
  readonly state: WarmingState;
}

export interface WarmingParts {
  readonly configuration: Configuration;
  readonly telemetry: Telemetry;
  readonly storage: Storage;
  readonly spending: Spending;
  readonly learning: Learning;
}

const TURN_MS = 250;

export function startWarming(parts: WarmingParts, deps: RefreshDeps): WarmingPart {
  const { configuration, telemetry, learning } = parts;
  const refreshing = createRefreshing(deps);
  const limits = () => configuration.current.cache_migration.semantic_cache.warming;
  const isWanted = () => limits().mode === "predictive";
  const warming = warmingOf(parts, refreshing);
  let whose = whoseOf(parts);
  configuration.onReload(() => ({
    commit() {
      const now = whoseOf(parts);
      if (now !== whose || !isWanted()) warming.forget();
      whose = now;
    },
  }));
  const turns = setInterval(() => warming.turn(), TURN_MS);
  turns.unref();
  return {
    asked(x) {
      if (!isWanted() || !learning.policy.settings.policy.serveFound) return;
      const of = refreshing.asked(x);
      if (of !== null) warming.asked(of);
    },
    get state() {
      return warming.state;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(turns);
      await warming.close();
      telemetry.log.debug({ part: "warming", ...warming.state }, "warming ended");
    },
  };
}

function warmingOf(
  { configuration, telemetry, storage, spending, learning }: WarmingParts,
  refreshing: ReturnType<typeof createRefreshing>,
): Warming<HeldRequest> {
  const { log, metrics, stats, onFault } = telemetry;
  const limits = () => configuration.current.cache_migration.semantic_cache.warming;
  const priceOf = pricesOf(configuration);
  const genAi = genAiNames(configuration.env);
  return new Warming<HeldRequest>({
    clock: systemClock,
    limits: () => ({ callsPerHour: limits().calls_per_hour, usdPerHour: limits().usd_per_hour }),
    isOn: () => limits().mode === "predictive" && isServing(learning) && !storage.isDown,
    inflight: telemetry.inflight,
    priceOf({ model }, usage) {
      const price = priceOf(model);
      return price === null || usage === null ? null : billed(usage, price);
    },
    take: spending.take,
    isAllowed: refreshing.isAllowed,
    standing: refreshing.standing,
    async ask(request, signal) {
      const baseUrl = refreshing.baseUrlOf(request);
      const call = { operation: "chat", model: request.model, baseUrl, genAi };
      const done = await tracedCall(call, () => refreshing.ask(request, signal));
      if (done.usage !== null) spending.billed(request.model, done.usage, "warming");
      return done;
    },
    tell: {
      called(result) {
        metrics.warmed(result);
        stats.warmed("warming_calls", 1);
      },
      gained(hits) {
        metrics.gained(hits);
        stats.warmed("warming_hits_gained", hits);
      },
      stopped: (untilMs) =>
        log.warn(
          { event: "warming" },
          `asking ahead does not pay, and stops until ${new Date(untilMs).toISOString()}`,
        ),
      fault: (error) => onFault("store", error, "warming"),
    },
  });
}

/** A refreshed answer is of use only where answers are stored and served. */
function isServing({ policy: { settings } }: Learning): boolean {
  return settings.policy.serveFound && settings.policy.save;
}

/** A digest of the settings that decide callers, upstreams and cache keys; recorded demand is void where it changes. */
function whoseOf({ configuration: { current, env }, storage }: WarmingParts): string {
  const { auth, upstream, upstreams, cache_migration: cache } = current;
  const keys = [...(keysOf(current, env, storage.secret) ?? [])];
  const { identity, semantic_cache } = cache;
  const all = [auth, upstream, upstreams, identity, semantic_cache.answers_per_key, keys];
  return createHash("sha256").update(JSON.stringify(all)).digest("base64url");
}
