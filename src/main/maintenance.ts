/** What runs beside requests: what is stored is taken in at start and after an outage, old answers go, news is heard. */
import { systemClock, systemIds } from "../adapters/system.ts";
import { type Loaded, loadIndex } from "../gateway/load-index.ts";
import type { Configuration } from "./configuration.ts";
import { embedderReady } from "./embedders.ts";
import type { Learning } from "./learning.ts";
import type { Meaning } from "./meaning.ts";
import type { Spending } from "./spending.ts";
import type { Storage } from "./storage.ts";
import type { Telemetry } from "./telemetry.ts";

export interface MaintenanceParts {
  readonly configuration: Configuration;
  readonly telemetry: Telemetry;
  readonly storage: Storage;
  readonly spending: Spending;
  readonly meaning: Meaning;
  readonly learning: Learning;
}

export interface Maintenance extends AsyncDisposable {
  /** At start. */
  readonly loaded: Loaded;
}

const SWEEP_MS = 60_000;
const REFUSALS_MS = 1_000;

/** Resolves when what is stored can be found. Never rejects: what cannot be read is taken in later. */
export async function startMaintenance(parts: MaintenanceParts): Promise<Maintenance> {
  const { configuration, telemetry, storage, meaning } = parts;
  const { store } = storage;
  const onStoreFault = (error: unknown) => telemetry.onFault("store", error);
  const intake = new Intake(parts);
  const loaded = await intake.load();
  storage.returned.on(() => setImmediate(() => void intake.load()));
  meaning.embedderReturned.on(() => setImmediate(() => void intake.load()));

  const sweeper = setInterval(() => {
    const nowMs = systemClock.nowMs();
    meaning.catalog.removeWhere((facts) => nowMs >= facts.expiresAtMs);
    const { max_bytes: bytesMax } = configuration.current.cache_migration.semantic_cache;
    store.sweep(nowMs, bytesMax).catch(onStoreFault);
    // An embedder that was away at start may have come back: its vectors can be told apart now.
    if (!intake.isIndexed && !storage.isDown) void intake.load();
  }, SWEEP_MS);
  sweeper.unref();
  // Gateways that share a store hear of each other's refusals.
  const refusals = setInterval(() => {
    if (store.isShared && !storage.isDown) meaning.refusedPairs.refresh().catch(onStoreFault);
  }, REFUSALS_MS);
  refusals.unref();
  configuration.watch();
  return {
    loaded,
    async [Symbol.asyncDispose]() {
      clearInterval(sweeper);
      clearInterval(refusals);
      intake.stop();
    },
  };
}

/** Takes what is stored into memory: at start, and again when what held it back has returned. */
class Intake {
  readonly #parts: MaintenanceParts;
  /** Of the embedding again that runs in the background. */
  #background = new AbortController();
  isIndexed = false;

  constructor(parts: MaintenanceParts) {
    this.#parts = parts;
  }

  async load(): Promise<Loaded> {
    const { configuration, telemetry, storage, spending, meaning, learning } = this.#parts;
    const { store } = storage;
    const { catalog, embedder, secondLook, refusedPairs } = meaning;
    const { log, onFault } = telemetry;
    try {
      await Promise.all([learning.load(), refusedPairs.load(), spending.load()]);
      learning.policy.settle();
      await embedderReady(embedder);
      this.isIndexed = embedder.fingerprint !== null;
      this.stop();
      this.#background = new AbortController();
      return await loadIndex(
        { store, catalog, embedder, secondLook, clock: systemClock, ids: systemIds, onFault },
        {
          limit: configuration.current.cache_migration.semantic_cache.max_memory_entries,
          signal: this.#background.signal,
          onProgress: (done, of) => log.info({ done, of }, "stored questions embedded again"),
        },
      );
    } catch (error) {
      storage.markDown();
      onFault("store", error);
      return { found: 0, again: 0 };
    }
  }

  stop(): void {
    this.#background.abort();
  }
}
