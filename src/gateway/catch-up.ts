/**
 * Makes the stored answers of the backlog findable, newest first, at a pace that requests do not notice. Ends where
 * the embedder does not answer; the caller starts it again later.
 */
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { PortFault } from "../errors.ts";
import type { EntryFacts } from "../model.ts";
import { EMBED_MS_MAX, index, type SaveDeps } from "./save.ts";

/** The most background calls per second to a remote embedder, beside the calls that requests make. */
export const REMOTE_PER_SECOND_MAX = 100;
/** How many questions a local embedder embeds, at some 100 µs each, before requests have their turn. */
const LOCAL_AT_ONCE = 8;

/** Works the backlog off. Never rejects. `mayGoOn`: false once the semantic tier is off or the gateway closes. */
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

/** Makes one answer findable. False where the embedder does not answer. */
async function takeUp(deps: SaveDeps, facts: EntryFacts): Promise<boolean> {
  const { backlog } = deps.catalog;
  try {
    const vector = await deps.embedder.embed(facts.question, EMBED_MS_MAX);
    // If the answer was removed, or asked and stored anew meanwhile, nothing is indexed.
    if (backlog.has(facts.id) && !deps.catalog.isCurrent(facts)) await index(deps, facts, vector);
  } catch (error) {
    const why = error instanceof PortFault ? error.why : "unavailable";
    if (why !== "off") deps.onFault("embedder", error);
    if (why !== "refused") return false;
  }
  backlog.delete(facts.id);
  return true;
}
