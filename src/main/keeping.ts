/** Operations on stored answers: listing, purging, and the audit trail of who did it. */
import { dirname, join } from "node:path";
import { LRUCache } from "lru-cache";
import { createAuditFile } from "../adapters/audit-file.ts";
import { systemClock, systemIds } from "../adapters/system.ts";
import type { Conditions } from "../core/purge.ts";
import { isHit, type RequestRecord } from "../core/record.ts";
import { Purges } from "../gateway/purges.ts";
import { AuditTrail } from "../keep/audit.ts";
import type { EntriesDeps } from "../keep/entries.ts";
import { exportLine, secretName } from "../keep/export-row.ts";
import { type Imported, importRows } from "../keep/import.ts";
import { type Purged, purge } from "../keep/purge.ts";
import { PurgeNews } from "../keep/purge-news.ts";
import { type WarmDefaults, type Warmed, warmRows } from "../keep/warm.ts";
import type { EntryId } from "../model.ts";
import type { Configuration } from "./configuration.ts";
import type { Learning } from "./learning.ts";
import type { Meaning } from "./meaning.ts";
import { labelsPath, type Storage } from "./storage.ts";
import type { Telemetry } from "./telemetry.ts";
import type { UpstreamsPart } from "./upstreams.ts";

/** Operations of commands on stored answers, with or without a running gateway. */
export interface StoredAccess {
  head(): Promise<StoredHead>;
  /** Lines of an export, without line ends. */
  rows(): AsyncIterable<string>;
  import(lines: readonly string[]): Promise<Imported>;
  /** Stores recorded rows. */
  warm(lines: readonly string[], defaults: WarmDefaults): Promise<Warmed>;
}

export interface StoredHead {
  readonly fingerprint: string | null;
  readonly secret: string;
  readonly entries: number;
}

export interface KeepingParts {
  readonly configuration: Configuration;
  readonly telemetry: Telemetry;
  readonly storage: Storage;
  readonly meaning: Meaning;
  readonly learning: Learning;
  readonly upstreams: UpstreamsPart;
}

export interface Keeping extends AsyncDisposable {
  /** Purges that came while requests were on their way to upstream. */
  readonly purges: Purges;
  readonly audit: AuditTrail;
  readonly entries: EntriesDeps;
  readonly access: StoredAccess;
  /** Removes the entries that match. Rejects with PortFault when the store fails. */
  purge(conditions: Conditions, dryRun: boolean, actor: string): Promise<Purged>;
  /** Takes in the record of a finished request. */
  report(record: RequestRecord): void;
}

/** Most entries whose hits are counted, those served last. */
const COUNTED_MAX = 100_000;
const NEWS_MS = 1_000;

export function startKeeping(parts: KeepingParts): Keeping {
  const { configuration, storage, meaning, learning, telemetry } = parts;
  const { store } = storage;
  const purges = new Purges();
  const audit = auditOf(parts);
  // Made with the first hit, as it takes room for all counts at once: 3 MB.
  let hits: LRUCache<string, number> | null = null;
  const deps = { store, catalog: meaning.catalog, purges, clock: systemClock };
  const news = store.isShared ? newsOf(parts, (conditions) => purge(deps, conditions, false)) : null;
  learning.policy.rolloutChanged.on(({ from, to, why }) => {
    void audit.add("rollout", to.mode === "manual" ? "admin" : "rollout", { from, to, why });
  });
  learning.credentialRevoked.on((credential) => {
    void audit.add("revocation", "upstream", { credential });
  });
  return {
    purges,
    audit,
    entries: {
      ...{ store, clock: systemClock },
      hitsOf: (entry: EntryId) => hits?.get(entry) ?? 0,
      showsContent: () => configuration.current.cache_migration.monitoring.log_content,
    },
    access: accessTo(parts, purges),
    async purge(conditions, dryRun, actor) {
      const purged = await purge(deps, conditions, dryRun);
      if (dryRun) return purged;
      await audit.add("purge", actor, { conditions, matched: purged.matched, purged: purged.purged });
      await news?.tell(conditions).catch((error) => telemetry.onFault("store", error));
      return purged;
    },
    report({ outcome, entry }) {
      if (entry === null || !isHit(outcome)) return;
      hits ??= new LRUCache<string, number>({ max: COUNTED_MAX });
      hits.set(entry, (hits.get(entry) ?? 0) + 1);
    },
    async [Symbol.asyncDispose]() {
      news?.[Symbol.dispose]();
      await audit.close();
    },
  };
}

function accessTo(parts: KeepingParts, purges: Purges): StoredAccess {
  const { storage, meaning, learning, upstreams, telemetry } = parts;
  const { store, secret } = storage;
  const deps = {
    ...{ store, secret, purges, clock: systemClock, ids: systemIds, onFault: telemetry.onFault },
    ...{ catalog: meaning.catalog, embedder: meaning.embedder, secondLook: meaning.secondLook },
    settings: () => learning.policy.settings,
    upstreamFor: (model: string) => upstreams.pick(model),
    refusedCredentials: learning.refusedCredentials,
  };
  return {
    async head() {
      const { entries } = await storage.stats();
      return { fingerprint: meaning.embedder.fingerprint, secret: secretName(secret), entries };
    },
    async *rows() {
      for await (const { id } of store.facts(systemClock.nowMs())) {
        const entry = await store.getById(id, systemClock.nowMs());
        if (entry !== null) yield exportLine(entry);
      }
    },
    import: (lines) => importRows(deps, lines),
    warm: (lines, defaults) => warmRows(deps, lines, defaults),
  };
}

function auditOf({ configuration, storage, telemetry }: KeepingParts): AuditTrail {
  return new AuditTrail({
    log: createAuditFile(join(dirname(labelsPath(configuration.current, configuration.env)), "audit.jsonl")),
    store: storage.store,
    secret: storage.secret,
    clock: systemClock,
    onFault: (error) => telemetry.onFault("store", error, "audit"),
  });
}

/** Watches for purges by other gateways; a failing store is asked again a second later. */
function newsOf(
  { storage, telemetry }: KeepingParts,
  purgeToo: (conditions: Conditions) => Promise<Purged>,
): Disposable & Pick<PurgeNews, "tell"> {
  const { store } = storage;
  const onFault = (error: unknown) => telemetry.onFault("store", error);
  const heard = async (conditions: Conditions) => void (await purgeToo(conditions));
  const news = new PurgeNews({ store, clock: systemClock, ids: systemIds, heard });
  let begun = false;
  let isBusy = false;
  const listen = async (): Promise<void> => {
    if (isBusy || storage.isDown) return;
    isBusy = true;
    try {
      if (!begun) await news.begin();
      begun = true;
      await news.refresh();
    } catch (error) {
      onFault(error);
    } finally {
      isBusy = false;
    }
  };
  void listen();
  const timer = setInterval(() => void listen(), NEWS_MS);
  timer.unref();
  return {
    tell: (conditions) => news.tell(conditions),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
