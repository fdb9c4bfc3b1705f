/** What the parts want to know of the configuration, each in its own terms. */
import type { KeyObject } from "node:crypto";
import { type Config, type Environment, gatewayKeys } from "../config.ts";
import { keyDigest } from "../gateway/caller.ts";
import type { RolloutInputs } from "../learn/rollout.ts";

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
  };
}

export function keysOf(config: Config, env: Environment, secret: KeyObject) {
  if (config.auth.mode !== "keys") return null;
  return new Map(gatewayKeys(config, env).map((key) => [keyDigest(secret, key.key), key]));
}
