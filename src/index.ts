/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The cache as a library:
 *
 *     const cache = await createIntegratedCache({ semantic_cache_config: { db_path: "storage/cache.db" } });
 *     const hit = await cache.get(question, { domain: "law" });
 *     if (hit.content === null) await cache.set(question, await answer(question), { context: { domain: "law" } });
 *
 * Nothing is loaded before a cache is made, so that an old Node gets as far as the sentence that says which it should be.
 */

import type { CacheMonitoring, MonitoringOptions } from "./library/monitoring-types.ts";
import type { IntegratedCache, IntegratedCacheOptions } from "./library/types.ts";
import { needNode } from "./node-version.ts";

export type { CacheMonitoring, MetricsRow, MonitoringOptions } from "./library/monitoring-types.ts";
export type {
  CacheContent,
  CacheContext,
  CacheFeedback,
  CacheMetadata,
  CacheResponse,
  CacheSource,
  IntegratedCache,
  IntegratedCacheOptions,
  PurgeOptions,
  SetOptions,
  Stored,
} from "./library/types.ts";

needNode(process.versions.node);

/**
 * Rejects with a TypeError that names every option that may not be so, and with an Error that names `db_path` where it
 * cannot be used. Logs go nowhere; what failed is counted in `getStats()`.
 */
export async function createIntegratedCache(options: IntegratedCacheOptions = {}): Promise<IntegratedCache> {
  const { openLibrary } = await import("./main.ts");
  return openLibrary(options, process.env);
}

/**
 * Collects, sums up and exports what a cache of this process counts, until it is stopped. Rejects for an object that is
 * no open cache of `createIntegratedCache`, and with a TypeError for an option that cannot be.
 */
export async function startMonitoring(
  cache: IntegratedCache,
  options: MonitoringOptions = {},
): Promise<CacheMonitoring> {
  const { monitorCache } = await import("./main.ts");
  return monitorCache(cache, options);
}
