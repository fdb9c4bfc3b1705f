/** Stored answers as the admin plane shows them: without question and answer unless content may be logged. */
import type { Entry, EntryFacts, EntryId } from "../model.ts";
import type { Clock, Store } from "../ports.ts";
import { inspectAnswer } from "../wire/answer.ts";

export interface EntriesDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** How often the answer was served since the gateway started. */
  readonly hitsOf: (entry: EntryId) => number;
  readonly showsContent: () => boolean;
}

export interface EntriesAsked {
  /**
   * Text to look for in id, model, scope, tenant or a tag, and in the question where content is shown. "": all answers.
   */
  readonly q: string;
  readonly limit: number;
  /** The cursor that the page before gave; 0: from the start. */
  readonly cursor: number;
}

export async function listEntries(deps: EntriesDeps, { q, limit, cursor }: EntriesAsked): Promise<object> {
  const entries: object[] = [];
  let at = 0;
  for await (const facts of deps.store.facts(deps.clock.nowMs())) {
    if (!isNamed(facts, q, deps.showsContent())) continue;
    if (at++ < cursor) continue;
    if (entries.length === limit) return { entries, cursor: cursor + limit };
    entries.push(shown(deps, facts));
  }
  return { entries, cursor: null };
}

/** One answer in detail; null where no answer has this id. */
export async function showEntry(deps: EntriesDeps, id: string): Promise<object | null> {
  const entry = await deps.store.getById(id as EntryId, deps.clock.nowMs());
  if (entry === null) return null;
  if (!deps.showsContent()) return shown(deps, entry);
  return { ...shown(deps, entry), answer: answerIn(entry) };
}

function shown({ hitsOf, showsContent }: EntriesDeps, facts: EntryFacts) {
  const { id, scope, tenant, route, model, semantic, tags = [], usage } = facts;
  return {
    ...{ id, scope, tenant, route, model, semantic, tags },
    stored_at: new Date(facts.storedAtMs).toISOString(),
    expires_at: new Date(facts.expiresAtMs).toISOString(),
    hits: hitsOf(id),
    input_tokens: usage?.inputTokens ?? null,
    output_tokens: usage?.outputTokens ?? null,
    ...(showsContent() ? { question: facts.question } : {}),
  };
}

function isNamed(facts: EntryFacts, q: string, showsContent: boolean): boolean {
  if (q === "") return true;
  const { id, model, scope, tenant, tags = [], question } = facts;
  return [id, model, scope, tenant, ...tags, ...(showsContent ? [question] : [])].some((text) =>
    text.includes(q),
  );
}

function answerIn({ route, form, body }: Entry): string | null {
  const answer = inspectAnswer(route, form, body);
  return "problem" in answer ? null : answer.text;
}
