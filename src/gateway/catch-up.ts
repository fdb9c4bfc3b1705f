/**
 * Makes findable what was stored while it could not be: newest first, at a pace that requests do not notice. Ends where
 * the embedder does not answer; whoever calls comes again.
 */
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { PortFault } from "../errors.ts";
import type { EntryFacts } from "../model.ts";
import { EMBED_MS_MAX, index, type SaveDeps } from "./save.ts";

/** Beside the requests' own calls of a remote embedder. */
export const REMOTE_PER_SECOND_MAX = 100;
/** Of a local embedder, at some 100 µs each, before requests have their turn. */
const LOCAL_AT_ONCE = 8;

/** Never rejects. `mayGoOn`: the tier is on, and nobody has closed the gateway. */
export async function catchUp(deps: SaveDeps, mayGoOn: () => boolean): Promise<void> {
  const { backlog } = deps.catalog;
  let done = 0;
  for (const facts of backlog.newestFirst()) {
    if (!mayGoOn()) return;
    if (!backlog.has(facts.id)) continue;
    if (deps.catalog.isCurrent(facts) || deps.clock.nowMs() >= facts.expiresAtMs) {
      backlog.delete(facts.id);
      continue;
    }
    if (!(await takeUp(deps, facts))) return;
    if (deps.embedder.kind !== "builtin")
      await pause(1000 / REMOTE_PER_SECOND_MAX, undefined, { ref: false });
    else if (++done % LOCAL_AT_ONCE === 0) await turn();
  }
}

/** False where the embedder does not answer. */
async function takeUp(deps: SaveDeps, facts: EntryFacts): Promise<boolean> {
  const { backlog } = deps.catalog;
  try {
    const vector = await deps.embedder.embed(facts.question, EMBED_MS_MAX);
    // Removed, or asked and stored anew meanwhile: that stays.
    if (backlog.has(facts.id) && !deps.catalog.isCurrent(facts)) await index(deps, facts, vector);
  } catch (error) {
    const why = error instanceof PortFault ? error.why : "unavailable";
    if (why !== "off") deps.onFault("embedder", error);
    if (why !== "refused") return false;
  }
  backlog.delete(facts.id);
  return true;
}
