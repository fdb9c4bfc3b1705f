/** Converts the configuration into the options of each part. */
import type { KeyObject } from "node:crypto";
import { type Config, type Environment, gatewayKeys } from "../config.ts";
import { reliabilityOf } from "../core/reliability.ts";
import { keyDigest } from "../gateway/caller.ts";
import type { RolloutSummary } from "../gateway/explained.ts";
import { settingsOf } from "../gateway/settings.ts";
import type { Calibration } from "../learn/calibrations.ts";
import type { Label } from "../learn/labels.ts";
import type { MeasuringRules } from "../learn/measuring-rules.ts";
import type { RolloutInputs } from "../learn/rollout.ts";
import type { RolloutState } from "../learn/rollout-state.ts";

export function namesDemo(config: Config): boolean {
  return [config.upstream, ...config.upstreams].some(({ base_url }) => base_url === "demo");
}

export function rolloutInputs(config: Config): RolloutInputs {
  const { cache_migration: cache } = config;
  return {
    file: cache.traffic_percentage,
    steps: cache.rollout.steps,
    semantic: cache.enable_semantic_cache,
    serveFound: cache.use_integrated_cache,
    demo: config.upstream.base_url === "demo",
    dwellMs: cache.rollout.dwell_seconds * 1000,
    threshold: settingsOf({ config, percentage: 0, keys: null }).policy.similarityThreshold,
    rules: measuringRules(config),
  };
}

function measuringRules({ cache_migration: cache }: Config): MeasuringRules {
  const { rollout, semantic_cache: semantic } = cache;
  return {
    delta: rollout.max_error_rate,
    confidence: rollout.confidence,
    floor: semantic.similarity_threshold === "auto" ? 0 : semantic.similarity_threshold,
    sampleShare: rollout.sample_percentage / 100,
    judge: judgeName(rollout.judge),
  };
}

/** Tells judges apart whose errors are measured apart. */
function judgeName(judge: Config["cache_migration"]["rollout"]["judge"]): string {
  if (judge.kind === "model") return `model ${judge.model}`;
  if (judge.kind !== "local") return judge.kind;
  return `local ${judge.model || judge.model_path} ${judge.likeness} ${judge.languages.join()}`;
}

export function keysOf(config: Config, env: Environment, secret: KeyObject) {
  if (config.auth.mode !== "keys") return null;
  return new Map(gatewayKeys(config, env).map((key) => [keyDigest(secret, key.key), key]));
}

/** Summary of the rollout: the threshold in force and where it comes from. */
export function rolloutSummary(
  config: Config,
  rollout: Pick<RolloutState, "mode" | "labels">,
): RolloutSummary {
  const floor = config.cache_migration.semantic_cache.similarity_threshold;
  return {
    mode: rollout.mode,
    threshold_source: floor === "auto" ? "auto" : "config",
    labels: rollout.labels,
  };
}

/**
 * The calibration in force (null: the embedder has none), and how well it keeps its word; nothing is judged yet, so no
 * share is observed.
 */
export function calibrationOf(
  inForce: Pick<Calibration, "version" | "knots"> | null,
  shippedVersion: string,
  verifierVersion: string,
  embedder: string | null,
  labels: readonly Label[] = [],
) {
  const source = inForce === null ? "none" : inForce.version === shippedVersion ? "shipped" : "learned";
  return {
    version: verifierVersion,
    embedder,
    source,
    labels: labels.length,
    knots: (inForce?.knots ?? []).map(([score, probability]) => ({ score, probability })),
    bins: reliabilityOf(
      labels
        .filter(isOfScoredPair)
        .filter(({ version }) => version === verifierVersion)
        .map(({ probability, verdict, q }) => ({ probability, right: verdict === "same", weight: 1 / q })),
    ),
  };
}

/** Not: reports of people, what the judge left open, and trials of the judge itself, whose pairs have no score. */
function isOfScoredPair({ source, verdict }: Label): boolean {
  return verdict !== "unsure" && source !== "feedback" && source !== "double" && source !== "known";
}
