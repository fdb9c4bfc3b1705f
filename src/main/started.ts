/** Collects from the started parts what the start screen shows. */

import { type Config, formatFaults, loadPrices, notYetInForce } from "../config.ts";
import type { Loaded } from "../gateway/load-index.ts";
import type { AdminPlane } from "./admin-plane.ts";
import { namesDemo } from "./config-views.ts";
import type { Configuration } from "./configuration.ts";
import type { DataPlane } from "./data-plane.ts";
import { indexKind, indexLine, secondLookLine, uncalibratedLine } from "./embedders.ts";
import type { Learning } from "./learning.ts";
import type { Meaning } from "./meaning.ts";
import { UNPRICED } from "./spending.ts";
import type { Started } from "./start-screen.ts";
import { type Storage, storeLine } from "./storage.ts";

export interface StartedParts {
  readonly configuration: Configuration;
  readonly storage: Storage;
  readonly meaning: Meaning;
  readonly learning: Learning;
  readonly dataPlane: DataPlane;
  readonly adminPlane: AdminPlane;
  readonly loaded: Loaded;
}

export function startedBy(parts: StartedParts): Started {
  const { configuration, meaning, learning, dataPlane, adminPlane, loaded } = parts;
  const { current: config, env } = configuration;
  const { embedder } = meaning;
  return {
    baseUrl: dataPlane.baseUrl,
    adminUrl: adminPlane.adminUrl,
    upstream: config.upstream.base_url,
    demo: namesDemo(config),
    callersBring: credentialOfCallers(config),
    rollout: learning.policy.rolloutState,
    threshold: learning.policy.settings.policy.similarityThreshold,
    store: storeLine(config, env, loaded.found),
    embedder: embedder.fingerprint ?? `${embedder.kind} (does not answer yet: nothing is found by meaning)`,
    index: indexLine(meaning.index, indexKind(config)),
    notes: notesOf(parts),
  };
}

/** The gateway's own key where it asks for one; upstream's where it holds none to send. */
function credentialOfCallers({ auth, upstream }: Config): Started["callersBring"] {
  if (auth.mode === "keys") return "gateway-key";
  return upstream.base_url === "demo" || upstream.api_key !== "" ? null : "upstream-key";
}

function notesOf({ configuration, storage, meaning, learning, loaded }: StartedParts): string[] {
  const notes = notYetInForce(configuration.current).map(
    (name) => `${name} is not in force yet in this version`,
  );
  const { policy } = learning.policy.settings;
  const { faults } = loadPrices(configuration.current.cache_migration.monitoring.prices);
  if (faults.length > 0) notes.push(`${formatFaults(faults)}: ${UNPRICED}`);
  if (meaning.index.note !== null) notes.push(meaning.index.note);
  if (storage.isDown)
    notes.push(`${storage.store.kind} does not answer: serving from memory and upstream until it does`);
  if (!loaded.isWhole)
    notes.push("more stored questions are being read: until then some are not found by meaning");
  if (loaded.again > 0) notes.push(`${loaded.again} stored questions are embedded again in the background`);
  if (!policy.calibrated) notes.push(uncalibratedLine(meaning.embedderName));
  const second = secondLookLine(meaning.secondLook, policy.secondLook?.calibration != null);
  if (second !== null) notes.push(second);
  return notes;
}
