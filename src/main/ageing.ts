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
 * Does the label say that a fresh answer differs from a stored one that was, or in shadow mode would have been, served?
 * Whether the stored answer is outdated or was never right for the question, it should live shorter. Unsure labels do
 * not count, nor do adapted answers, which differ from the stored text.
 */
function speaksAgainst({ source, tier, verdict, follower }: Label): boolean {
  const isOfServed = (source === "sample" || source === "shadow") && tier === "semantic";
  return isOfServed && verdict === "different" && follower !== true;
}
