/**
 * The composition root: the only file that knows everyone. Parts are started in this order, each from those above it,
 * and ended in the reverse one; a failure half-way ends what was started. See docs/architecture.md.
 */
import { existsSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "./cli/run.ts";
import { startAdminPlane } from "./main/admin-plane.ts";
import { startAgeing } from "./main/ageing.ts";
import { startAlerting } from "./main/alerting.ts";
import { Configuration } from "./main/configuration.ts";
import { startDataPlane } from "./main/data-plane.ts";
import { startKeeping } from "./main/keeping.ts";
import { startLearning } from "./main/learning.ts";
import { type Lifetime, startedIn } from "./main/lifetime.ts";
import { startMaintenance } from "./main/maintenance.ts";
import { startMeaning } from "./main/meaning.ts";
import { startCollecting } from "./main/monitoring.ts";
import { openingsOf } from "./main/openings.ts";
import { Readiness } from "./main/readiness.ts";
import type { RunningGateway, StartOptions } from "./main/running.ts";
import { pricesOf, startSpending, UNPRICED } from "./main/spending.ts";
import { startScreen } from "./main/start-screen.ts";
import { startedBy } from "./main/started.ts";
import { startStorage } from "./main/storage.ts";
import { startLog, startTelemetry } from "./main/telemetry.ts";
import { startUpstreams } from "./main/upstreams.ts";
import { startViewing } from "./main/viewing.ts";

/** Starts the parts that a gateway has in common with a library and with commands, none of which listens. */
async function startParts(options: StartOptions, lifetime: Lifetime, upstreamsOf = startUpstreams) {
  const log = startLog(options);
  const configuration = lifetime.use(new Configuration({ ...options, log }));
  const priceOf = pricesOf(configuration, (faults) => log.warn({ faults }, UNPRICED));
  const quietMs = () => configuration.current.cache_migration.monitoring.alerts.quiet_minutes * 60_000;
  const telemetry = lifetime.use(await startTelemetry({ log, env: options.env, priceOf, quietMs }));
  const storage = lifetime.use(await startStorage(configuration, telemetry));
  const spending = lifetime.use(startSpending(configuration, telemetry, storage.store, priceOf));
  const meaning = lifetime.use(await startMeaning(configuration, telemetry, storage, spending));
  const upstreams = lifetime.use(await upstreamsOf(configuration));
  const learning = lifetime.use(startLearning({ configuration, telemetry, storage, spending, meaning }));
  const stored = { configuration, telemetry, storage, meaning, learning };
  const keeping = lifetime.use(startKeeping({ ...stored, upstreams }));
  startAgeing({ ...stored, keeping });
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
    const serving = { ...parts, monitoring, viewing, health };
    const dataPlane = lifetime.use(await startDataPlane(serving));
    const adminPlane = lifetime.use(await startAdminPlane({ ...serving, alerting, dataPlane }));
    const maintenance = lifetime.use(await startMaintenance(serving));
    health.ready();
    // Ended first: running answers finish while everything still stands.
    lifetime.defer(() => dataPlane.drain((closed) => health.closing(closed)));
    lifetime.defer(() => health.drain());
    const { loaded } = maintenance;
    options.say(startScreen(startedBy({ ...serving, dataPlane, adminPlane, loaded }), options.color));
    return {
      configuration: serving.configuration,
      baseUrl: dataPlane.baseUrl,
      adminUrl: adminPlane.adminUrl,
    };
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

/** What commands open where no gateway runs, and the cache as a library; see index.ts. */
const openings = openingsOf(startParts);
export const { openLibrary, monitorCache } = openings;

/** `semblance …`: the command line, resolving to the exit status. */
export function main(argv: readonly string[]): Promise<number> {
  return run(argv, { start: startGateway, open: openings.openStored });
}

if (isStarted(process.argv[1])) {
  process.exit(await main(process.argv.slice(2)));
}

/** Is this the script that Node was told to run? */
function isStarted(script: string | undefined): boolean {
  if (script === undefined || !existsSync(script)) return false;
  return fileURLToPath(import.meta.url) === realpathSync(script);
}
