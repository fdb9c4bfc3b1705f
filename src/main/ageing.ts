/** Halves the remaining life of stored answers that a fresh answer contradicts, as labels tell. */
import { systemClock, systemIds } from "../adapters/system.ts";
import { ageFaster } from "../gateway/ageing.ts";
import type { Label } from "../learn/labels.ts";
import type { EntryId } from "../model.ts";
import type { Keeping } from "./keeping.ts";
import type { Learning } from "./learning.ts";
import type { Meaning } from "./meaning.ts";
import type { Storage } from "./storage.ts";
import type { Telemetry } from "./telemetry.ts";

export interface AgeingParts {
  readonly telemetry: Pick<Telemetry, "onFault">;
  readonly storage: Pick<Storage, "store">;
  readonly meaning: Pick<Meaning, "catalog" | "embedder" | "secondLook">;
  readonly learning: Pick<Learning, "labelled">;
  readonly keeping: Pick<Keeping, "purges">;
}

export function startAgeing({ telemetry, storage, meaning, learning, keeping }: AgeingParts): void {
  const { onFault } = telemetry;
  const deps = {
    ...{ store: storage.store, clock: systemClock, ids: systemIds, purges: keeping.purges, onFault },
    ...{ catalog: meaning.catalog, embedder: meaning.embedder, secondLook: meaning.secondLook },
  };
  learning.labelled.on((label) => {
    if (!speaksAgainst(label)) return;
    ageFaster(deps, label.entry as EntryId).catch((error) => onFault("store", error));
  });
}

/**
 * A fresh answer said something else than a stored one that was served for the question, or would have been. Whether it
 * has changed or was never that question's answer, fewer are to be given it. In doubt nothing is done, and what was
 * edited is not what is stored.
 */
function speaksAgainst({ source, tier, verdict, follower }: Label): boolean {
  const isOfServed = (source === "sample" || source === "shadow") && tier === "semantic";
  return isOfServed && verdict === "different" && follower !== true;
}
