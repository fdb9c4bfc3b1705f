/** The admin listener: state, counters, and the few settings that a person may change. */
import { systemClock } from "../adapters/system.ts";
import type { KeptAdmin } from "../admin/kept.ts";
import { type AdminDeps as AdminRoutes, createAdminApp } from "../admin.ts";
import { type Health, listening } from "../app.ts";
import { masked } from "../config.ts";
import { GatewayError } from "../errors.ts";
import { listEntries, showEntry } from "../keep/entries.ts";
import type { Alerting } from "./alerting.ts";
import type { Configuration } from "./configuration.ts";
import type { DataPlane } from "./data-plane.ts";
import type { Keeping } from "./keeping.ts";
import type { Learning } from "./learning.ts";
import { drained, listen, origin } from "./listen.ts";
import type { Meaning } from "./meaning.ts";
import type { Monitoring } from "./monitoring.ts";
import type { Storage } from "./storage.ts";
import type { Telemetry } from "./telemetry.ts";
import type { Viewing } from "./viewing.ts";

export interface AdminPlane extends AsyncDisposable {
  readonly adminUrl: string;
}

export interface AdminParts {
  readonly configuration: Configuration;
  readonly telemetry: Telemetry;
  readonly storage: Storage;
  readonly meaning: Meaning;
  readonly learning: Learning;
  readonly monitoring: Monitoring;
  readonly alerting: Alerting;
  readonly keeping: Keeping;
  readonly viewing: Viewing;
  readonly dataPlane: DataPlane;
  readonly health: Health;
}

/** Starts the admin listener. Rejects where the port is taken. */
export async function startAdminPlane(parts: AdminParts): Promise<AdminPlane> {
  const { host, port } = parts.configuration.current.admin;
  const server = listening(createAdminApp(routesOf(parts)), parts.health);
  await listen(server, host, port, "admin.port (SEMBLANCE_ADMIN_PORT)");
  return {
    adminUrl: origin(server, host),
    async [Symbol.asyncDispose]() {
      // Close the live feeds first: open dashboard pages would hold up the drain.
      await parts.viewing[Symbol.asyncDispose]();
      await drained(server, { inflight: 0 });
    },
  };
}

function routesOf(parts: AdminParts): AdminRoutes {
  const { configuration, telemetry, learning, dataPlane } = parts;
  const { log, metrics, stats } = telemetry;
  const { rollout } = learning.proving;
  return {
    token: () => configuration.current.admin.token,
    stats: async () => ({ ...stats.read(), ...(await levels(parts)) }),
    metrics: async (isOpenMetrics) => {
      await parts.storage.stats();
      return await metrics.scrape(isOpenMetrics);
    },
    config: () => masked(configuration.current),
    reload: () => configuration.reload(),
    recording: () => dataPlane.recorder.state(),
    record: (path) => dataPlane.recorder.record(path),
    rollout: () => ({
      ...{ ...learning.policy.rolloutState, ...rollout.details },
      adapted: learning.policy.adapted,
    }),
    alerts: parts.alerting,
    dashboard: parts.viewing.plane,
    kept: keptOf(parts),
    setRollout: (value) => setRollout(parts, value),
    explain: dataPlane.explain,
    labels: learning.labelling.labels,
    monitoring: parts.monitoring,
    explainBytesMax: () => learning.policy.settings.bodyBytesMax,
    calibration: learning.calibration,
    useCalibration: async (choice) => {
      await learning.calibrating.use(choice);
      log.warn({ event: "calibration" }, `${choice} by hand`);
    },
  };
}

function keptOf({ keeping, dataPlane }: AdminParts): KeptAdmin {
  return {
    entries: (asked) => listEntries(keeping.entries, asked),
    entry: (id) => showEntry(keeping.entries, id),
    purge: (...asked) => keeping.purge(...asked),
    async feedback(body, actor) {
      const told = await dataPlane.feedback.reportByAdmin(body);
      await keeping.audit.add("feedback", actor, told);
      return told;
    },
    audit: (limit) => keeping.audit.show(limit),
    ...keeping.access,
  };
}

async function setRollout(
  { configuration, telemetry, learning }: AdminParts,
  value: number | "auto",
): Promise<void> {
  const { rollout } = learning.proving;
  if (value === "auto" && configuration.current.cache_migration.rollout.sample_percentage === 0) {
    throw new GatewayError("conflict", "sample_percentage is 0: under auto drift would be invisible.");
  }
  try {
    await rollout.set(value, systemClock.nowMs());
  } finally {
    // In force at once, also where the store cannot keep it over a restart.
    learning.policy.settle();
  }
  telemetry.log.warn({ traffic_percentage: rollout.percentage }, rollout.state.why);
}

async function levels({ storage, meaning, dataPlane }: AdminParts) {
  const { entries, bytes } = await storage.stats();
  return {
    entries,
    bytes,
    semantic_entries: meaning.catalog.size,
    inflight: dataPlane.gateway.inflight,
    store: storage.store.kind,
    store_down: storage.isMemoryOnly,
    warming: dataPlane.warming(),
  };
}
