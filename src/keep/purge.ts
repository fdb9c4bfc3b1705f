/**
 * Removes stored answers that meet some conditions. When it resolves, none of them can be found: neither by key nor by
 * meaning, nor through a request that was on its way to upstream when it began (gateway/purges.ts).
 */
import { type Conditions, isTaken } from "../core/purge.ts";
import type { Catalog } from "../gateway/catalog.ts";
import type { Purges } from "../gateway/purges.ts";
import { saysText } from "../gateway/save.ts";
import type { EntryFacts, EntryId } from "../model.ts";
import type { Clock, Store } from "../ports.ts";
import { inspectAnswer } from "../wire/answer.ts";

export interface PurgeDeps {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly purges: Purges;
  readonly clock: Clock;
}

export interface Purged {
  readonly dry_run: boolean;
  readonly matched: number;
  readonly purged: number;
}

/** Most deletes that run at once. */
const AT_ONCE = 500;

/**
 * Removes, or with `dryRun` only counts. Rejects with PortFault when the store fails; answers deleted until then are
 * gone.
 */
export async function purge(deps: PurgeDeps, conditions: Conditions, dryRun: boolean): Promise<Purged> {
  if (!dryRun) deps.purges.add(conditions);
  let matched = 0;
  let purged = 0;
  let doomed: EntryId[] = [];
  const flush = async (): Promise<void> => {
    const ids = doomed;
    doomed = [];
    for (const id of ids) deps.catalog.remove(id);
    const gone = await Promise.all(ids.map((id) => deps.store.delete(id)));
    purged += gone.filter(Boolean).length;
  };
  for await (const facts of taken(deps, conditions)) {
    matched++;
    if (dryRun) continue;
    doomed.push(facts.id);
    if (doomed.length >= AT_ONCE) await flush();
  }
  await flush();
  return { dry_run: dryRun, matched, purged };
}

async function* taken(deps: PurgeDeps, conditions: Conditions): AsyncGenerator<EntryFacts> {
  const nowMs = deps.clock.nowMs();
  const { text } = conditions;
  for await (const facts of candidates(deps, conditions, nowMs)) {
    if (!isTaken(conditions, facts, () => true, nowMs)) continue;
    if (text === undefined || (await isSaid(deps, facts, text, nowMs))) yield facts;
  }
}

async function* candidates(
  { store }: PurgeDeps,
  { entry }: Conditions,
  nowMs: number,
): AsyncGenerator<EntryFacts> {
  if (entry === undefined) return yield* store.facts(nowMs);
  const found = await store.getById(entry as EntryId, nowMs);
  if (found !== null) yield found;
}

async function isSaid(
  { store }: PurgeDeps,
  facts: EntryFacts,
  text: string,
  nowMs: number,
): Promise<boolean> {
  if (facts.question.includes(text)) return true;
  const entry = await store.getById(facts.id, nowMs);
  if (entry === null) return false;
  const answer = inspectAnswer(entry.route, entry.form, entry.body);
  return saysText(text, facts.question, "problem" in answer ? null : answer, entry.body);
}
