/** Shortens the life of a stored answer that a fresh one contradicted, unless it was replaced or removed meanwhile. */
import { agedFaster } from "../core/life.ts";
import type { EntryId } from "../model.ts";
import { inspectAnswer } from "../wire/answer.ts";
import { keep, type StoringDeps, saysText } from "./save.ts";

/** Resolves to true where the answer's life was shortened. Rejects with PortFault where the store fails. */
export async function ageFaster(deps: StoringDeps, id: EntryId): Promise<boolean> {
  const purgesSeen = deps.purges.count;
  const nowMs = deps.clock.nowMs();
  const entry = await deps.store.getById(id, nowMs);
  const life = entry && agedFaster(entry, nowMs);
  if (entry === null || life === null) return false;
  const now = await deps.store.get(entry.key, nowMs);
  const answer = inspectAnswer(entry.route, entry.form, entry.body);
  const says = (text: string) =>
    saysText(text, entry.question, "problem" in answer ? null : answer, entry.body);
  if (now?.id !== id || deps.purges.take(purgesSeen, entry, says, nowMs)) return false;
  const findable = deps.catalog.isCurrent(entry);
  return await keep(deps, { ...entry, ...life }, findable, null);
}
