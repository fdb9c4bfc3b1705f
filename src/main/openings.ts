/** Starts without listeners: access to the store for commands where no gateway runs, and the cache as a library. */
import type { Environment } from "../config.ts";
import type { CacheMonitoring, MonitoringOptions } from "../library/monitoring-types.ts";
import type { IntegratedCache, IntegratedCacheOptions } from "../library/types.ts";
import type { AnsweringParts } from "./data-plane.ts";
import type { Keeping, StoredAccess } from "./keeping.ts";
import { libraryConfig, libraryEnvironment, noUpstreams, refuseBadPath, startLibrary } from "./library.ts";
import { monitorLibrary } from "./library-monitoring.ts";
import { type Lifetime, startedIn } from "./lifetime.ts";
import { startMaintenance } from "./maintenance.ts";
import type { StartOptions } from "./running.ts";
import type { UpstreamsPart } from "./upstreams.ts";

/** The function of `main.ts` that starts all parts except listeners and monitoring. */
export type StartParts = (
  options: StartOptions,
  lifetime: Lifetime,
  upstreamsOf?: () => Promise<UpstreamsPart>,
) => Promise<AnsweringParts & { readonly keeping: Keeping }>;

export function openingsOf(startParts: StartParts) {
  /** Opens the store for commands that find no running gateway. */
  async function openStored(options: StartOptions): Promise<StoredAccess & AsyncDisposable> {
    return startedIn(async (lifetime) => {
      const parts = await startParts(options, lifetime);
      lifetime.use(await startMaintenance(parts));
      return parts.keeping.access;
    });
  }

  /** The parts behind each open cache, so that monitoring can be added to it. */
  const libraries = new WeakMap<IntegratedCache, AnsweringParts>();

  /** Opens the cache for a program that imports it; see index.ts for options and errors. */
  async function openLibrary(options: IntegratedCacheOptions, env: Environment): Promise<IntegratedCache> {
    const own = libraryEnvironment(env);
    const config = libraryConfig(options, own);
    refuseBadPath(config, own);
    const quiet = { configPath: null, say: () => {}, color: false, logTo: "nowhere" } as const;
    const library = await startedIn(async (lifetime) => {
      const parts = await startParts({ config, env: own, ...quiet }, lifetime, async () => noUpstreams());
      lifetime.use(await startMaintenance(parts));
      return { parts };
    });
    const cache = startLibrary(library.parts, () => {
      libraries.delete(cache);
      return library[Symbol.asyncDispose]();
    });
    libraries.set(cache, library.parts);
    return cache;
  }

  /** Throws TypeError for a value that `openLibrary` of this process did not return. */
  function monitorCache(cache: IntegratedCache, options: MonitoringOptions): CacheMonitoring {
    const parts = libraries.get(cache);
    if (parts === undefined) throw new TypeError("cache: this is no open cache of createIntegratedCache");
    return monitorLibrary(parts, options);
  }

  return { openStored, openLibrary, monitorCache };
}
