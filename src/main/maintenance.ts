/**
 * Work beside requests: stored answers are loaded into memory at start and after an outage, expired ones and those
 * beyond the size limit are removed, and changes made by other gateways or in the configuration file are picked up.
 */
import { systemClock, systemIds } from "../adapters/system.ts";
import { takeArrivals } from "../gateway/arrivals.ts";
import { catchUp } from "../gateway/catch-up.ts";
import { type Loaded, loadIndex } from "../gateway/load-index.ts";
import type { SaveDeps } from "../gateway/save.ts";
import type { Configuration } from "./configuration.ts";
import { embedderReady } from "./embedders.ts";
import type { Learning } from "./learning.ts";
import type { Meaning } from "./meaning.ts";
import { makeRoom } from "./room.ts";
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
  /** What was loaded from the store at start. */
  readonly loaded: Loaded;
}

const SWEEP_MS = 60_000;
/** Interval, ms, of checks whether the store exceeds its size limit. */
const ROOM_MS = 1_000;
const REFUSALS_MS = 1_000;
const CATCH_UP_MS = 1_000;
const ARRIVALS_MS = 1_000;
/** Longest wait, ms, for stored answers at a start; a larger store is read on while the gateway serves. */
const START_MS_MAX = 2_000;

/**
 * Starts maintenance; resolves when stored answers can be found, or START_MS_MAX after that was begun. Never
 * rejects: where the store fails, answers are loaded once it is back.
 */
export async function startMaintenance(parts: MaintenanceParts): Promise<Maintenance> {
  const { configuration, telemetry, storage, meaning, learning } = parts;
  const { store } = storage;
  const onStoreFault = (error: unknown) => telemetry.onFault("store", error);
  const intake = new Intake(parts);
  const loaded = await intake.load(START_MS_MAX);
  storage.returned.on(() => setImmediate(() => void intake.load()));
  meaning.embedderReturned.on(() => setImmediate(() => void intake.load()));

  const limits = () => configuration.current.cache_migration.semantic_cache;
  const sweeper = setInterval(() => {
    const nowMs = systemClock.nowMs();
    meaning.catalog.removeWhere((facts) => nowMs >= facts.expiresAtMs);
    const { max_bytes: bytesMax, per_tenant_share: share } = limits();
    store.sweep(nowMs, bytesMax, share).catch(onStoreFault);
  }, SWEEP_MS);
  sweeper.unref();
  let isMakingRoom = false;
  const room = setInterval(() => {
    if (isMakingRoom || storage.isDown) return;
    isMakingRoom = true;
    makeRoom(store, limits(), systemClock.nowMs())
      .catch(onStoreFault)
      .finally(() => {
        isMakingRoom = false;
      });
  }, ROOM_MS);
  room.unref();
  // Gateways that share a store learn which pairs and credentials the others have refused.
  const refusals = setInterval(() => {
    if (!store.isShared || storage.isDown) return;
    meaning.refusedPairs.refresh().catch(onStoreFault);
    learning.refusedCredentials.refresh().catch(onStoreFault);
  }, REFUSALS_MS);
  refusals.unref();
  const catchingUp = setInterval(() => void intake.catchUp(), CATCH_UP_MS);
  catchingUp.unref();
  const arriving = setInterval(() => void intake.arrivals(), ARRIVALS_MS);
  arriving.unref();
  configuration.watch();
  return {
    loaded,
    async [Symbol.asyncDispose]() {
      clearInterval(sweeper);
      clearInterval(room);
      clearInterval(refusals);
      clearInterval(catchingUp);
      clearInterval(arriving);
      intake.stop();
    },
  };
}

/** Loads stored answers into memory: at start, and again after an outage. */
class Intake {
  readonly #parts: MaintenanceParts;
  /** Aborts the re-embedding that runs in the background. */
  #background = new AbortController();
  #isEmbedding = false;
  /** True once the embedder's fingerprint was known at a load, so that its stored vectors are in memory. */
  #isIndexed = false;
  #isCatchingUp = false;
  #isTakingArrivals = false;

  constructor(parts: MaintenanceParts) {
    this.#parts = parts;
  }

  /** `patienceMs`: see LoadOptions. */
  async load(patienceMs?: number): Promise<Loaded> {
    const { configuration, telemetry, storage, spending, meaning, learning } = this.#parts;
    const { embedder, refusedPairs } = meaning;
    const { log, onFault } = telemetry;
    try {
      await Promise.all([learning.load(), refusedPairs.load(), spending.load()]);
      learning.policy.settle();
      await embedderReady(embedder);
      this.#isIndexed = embedder.fingerprint !== null;
      this.stop();
      this.#background = new AbortController();
      const { signal } = this.#background;
      this.#isEmbedding = false;
      await storage.store.arrivals?.begin();
      const loaded = await loadIndex(this.#deps, {
        limit: configuration.current.cache_migration.semantic_cache.max_memory_entries,
        signal,
        ...(patienceMs === undefined ? {} : { patienceMs }),
        onFailed: (error) => {
          storage.markDown();
          onFault("store", error);
        },
        onProgress: (done, of) => log.info({ done, of }, "stored questions embedded again"),
      });
      this.#isEmbedding = true;
      void loaded.done.then(() => {
        if (!signal.aborted) this.#isEmbedding = false;
      });
      return loaded;
    } catch (error) {
      storage.markDown();
      onFault("store", error);
      return { found: 0, again: 0, isWhole: true };
    }
  }

  /** Indexes answers that were stored while the semantic tier was off or the embedder failed. Never rejects. */
  async catchUp(): Promise<void> {
    const { storage, meaning, configuration } = this.#parts;
    const { backlog } = meaning.catalog;
    const { signal } = this.#background;
    const mayGoOn = () => !signal.aborted && configuration.current.cache_migration.enable_semantic_cache;
    if (this.#isCatchingUp || storage.isDown || !mayGoOn()) return;
    this.#isCatchingUp = true;
    try {
      if (!this.#isIndexed) {
        await embedderReady(meaning.embedder);
        if (meaning.embedder.fingerprint !== null) await this.load();
      } else if (backlog.size > 0 && !this.#isEmbedding) await catchUp(this.#deps, mayGoOn);
      else if (backlog.overflowed && !this.#isEmbedding) await this.load();
    } finally {
      this.#isCatchingUp = false;
    }
  }

  /** Indexes what other gateways stored since the last time, or reads all rows where some were missed. Never rejects. */
  async arrivals(): Promise<void> {
    const { storage, meaning, telemetry } = this.#parts;
    const { signal } = this.#background;
    if (this.#isTakingArrivals || storage.isDown || !this.#isIndexed || meaning.catalog.backlog.loads > 0)
      return;
    this.#isTakingArrivals = true;
    try {
      if ((await takeArrivals(this.#deps, () => !signal.aborted)) === "missed") await this.load();
    } catch (error) {
      telemetry.onFault("store", error);
    } finally {
      this.#isTakingArrivals = false;
    }
  }

  get #deps(): SaveDeps {
    const { storage, meaning, telemetry } = this.#parts;
    return {
      store: storage.store,
      catalog: meaning.catalog,
      embedder: meaning.embedder,
      secondLook: meaning.secondLook,
      clock: systemClock,
      ids: systemIds,
      onFault: telemetry.onFault,
    };
  }

  stop(): void {
    this.#background.abort();
  }
}
