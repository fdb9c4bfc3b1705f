/**
 * The composition root: the only file that knows everyone. Parts are started in this order, each from those above it,
 * and ended in the reverse one; a failure half-way ends what was started. See docs/architecture.md.
 */
import { existsSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "./cli/run.ts";
import type { Environment } from "./config.ts";
import type { CacheMonitoring, MonitoringOptions } from "./library/monitoring-types.ts";
import type { IntegratedCache, IntegratedCacheOptions } from "./library/types.ts";
import { startAdminPlane } from "./main/admin-plane.ts";
import { startAlerting } from "./main/alerting.ts";
import { Configuration } from "./main/configuration.ts";
import { type AnsweringParts, startDataPlane } from "./main/data-plane.ts";
import { type StoredAccess, startKeeping } from "./main/keeping.ts";
import { startLearning } from "./main/learning.ts";
import {
  libraryConfig,
  libraryEnvironment,
  noUpstreams,
  refuseBadPath,
  startLibrary,
} from "./main/library.ts";
import { monitorLibrary } from "./main/library-monitoring.ts";
import { type Lifetime, startedIn } from "./main/lifetime.ts";
import { startMaintenance } from "./main/maintenance.ts";
import { startMeaning } from "./main/meaning.ts";
import { startCollecting } from "./main/monitoring.ts";
import { Readiness } from "./main/readiness.ts";
import type { RunningGateway, StartOptions } from "./main/running.ts";
import { pricesOf, startSpending } from "./main/spending.ts";
import { startScreen } from "./main/start-screen.ts";
import { startedBy } from "./main/started.ts";
import { startStorage } from "./main/storage.ts";
import { startLog, startTelemetry } from "./main/telemetry.ts";
import { startUpstreams } from "./main/upstreams.ts";
import { startViewing } from "./main/viewing.ts";

/** What stands with and without listeners. */
async function startParts(options: StartOptions, lifetime: Lifetime, upstreamsOf = startUpstreams) {
  const log = startLog(options);
  const configuration = lifetime.use(new Configuration({ ...options, log }));
  const priceOf = pricesOf(configuration);
  const quietMs = () => configuration.current.cache_migration.monitoring.alerts.quiet_minutes * 60_000;
  const telemetry = lifetime.use(startTelemetry({ log, env: options.env, priceOf, quietMs }));
  const storage = lifetime.use(await startStorage(configuration, telemetry));
  const spending = lifetime.use(startSpending(configuration, telemetry, storage.store, priceOf));
  const meaning = lifetime.use(await startMeaning(configuration, telemetry, storage, spending));
  const upstreams = lifetime.use(await upstreamsOf(configuration));
  const learning = lifetime.use(startLearning({ configuration, telemetry, storage, spending, meaning }));
  const stored = { configuration, telemetry, storage, meaning, learning };
  const keeping = lifetime.use(startKeeping({ ...stored, upstreams }));
  return { ...stored, spending, upstreams, keeping };
}

/** Builds everything from a configuration and listens. Rejects when a port is taken or a model file is damaged. */
export async function startGateway(options: StartOptions): Promise<RunningGateway> {
  const gateway = await startedIn(async (lifetime) => {
    const health = new Readiness();
    const parts = await startParts(options, lifetime);
    const monitoring = lifetime.use(startCollecting(parts));
    const alerting = lifetime.use(startAlerting({ ...parts, monitoring }));
    const viewing = lifetime.use(startViewing({ ...parts, monitoring }));
    const below = { ...parts, monitoring, viewing, health };
    const dataPlane = lifetime.use(await startDataPlane(below));
    const adminPlane = lifetime.use(await startAdminPlane({ ...below, alerting, dataPlane }));
    const maintenance = lifetime.use(await startMaintenance(below));
    health.ready();
    // Ended first: running answers finish while everything still stands.
    lifetime.defer(() => dataPlane.drain());
    lifetime.defer(() => health.drain());
    const { loaded } = maintenance;
    options.say(startScreen(startedBy({ ...below, dataPlane, adminPlane, loaded }), options.color));
    return { configuration: below.configuration, baseUrl: dataPlane.baseUrl, adminUrl: adminPlane.adminUrl };
  });
  const { configuration, baseUrl, adminUrl } = gateway;
  return {
    baseUrl,
    adminUrl,
    reload: () => configuration.reload(),
    apply: async (config) => void (await configuration.apply(config)),
    close: () => gateway[Symbol.asyncDispose](),
  };
}

/** What is stored, without a gateway: for commands where none runs. */
async function openStored(options: StartOptions): Promise<StoredAccess & AsyncDisposable> {
  return startedIn(async (lifetime) => {
    const parts = await startParts(options, lifetime);
    lifetime.use(await startMaintenance(parts));
    return parts.keeping.access;
  });
}

/** The cache as a library; see index.ts. */
export async function openLibrary(
  options: IntegratedCacheOptions,
  env: Environment,
): Promise<IntegratedCache> {
  const own = libraryEnvironment(env);
  const config = libraryConfig(options, own);
  refuseBadPath(config, own);
  const quiet = { configPath: null, say: () => {}, color: false, logTo: "nowhere" } as const;
  const library = await startedIn(async (lifetime) => {
    const parts = await startParts({ config, env: own, ...quiet }, lifetime, async () => noUpstreams());
    lifetime.use(await startMaintenance(parts));
    return { parts };
  });
  const cache = startLibrary(library.parts, () => library[Symbol.asyncDispose]());
  libraries.set(cache, library.parts);
  return cache;
}

/** What caches of this process are made of, for whoever watches one. */
const libraries = new WeakMap<IntegratedCache, AnsweringParts>();

/** Throws TypeError for what is no cache of this process. */
export function monitorCache(cache: IntegratedCache, options: MonitoringOptions): CacheMonitoring {
  const parts = libraries.get(cache);
  if (parts === undefined) throw new TypeError("cache: this is no cache of createIntegratedCache");
  return monitorLibrary(parts, options);
}

/** `semblance …`: the command line, resolving to the exit status. */
export function main(argv: readonly string[]): Promise<number> {
  return run(argv, { start: startGateway, open: openStored });
}

if (isStarted(process.argv[1])) {
  process.exit(await main(process.argv.slice(2)));
}

/** Is this the script that Node was told to run? */
function isStarted(script: string | undefined): boolean {
  if (script === undefined || !existsSync(script)) return false;
  return fileURLToPath(import.meta.url) === realpathSync(script);
}
