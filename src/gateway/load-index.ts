/**
 * Fills the index from the store. Answers whose vector has the embedder's fingerprint are added at once; for the others
 * the stored question is embedded again while the gateway already serves. New vectors are stored under the new
 * fingerprint, so that a restart goes on where this one ended.
 */
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { isTooLong } from "../core/question.ts";
import { PortFault } from "../errors.ts";
import type { EntryFacts, IndexRow, UnitVector } from "../model.ts";
import { REMOTE_PER_SECOND_MAX } from "./catch-up.ts";
import { EMBED_MS_MAX, index, type SaveDeps } from "./save.ts";

export interface Loaded {
  readonly found: number;
  /** How many answers had no vector of this embedder; they are embedded again in the background. */
  readonly again: number;
}

export interface LoadOptions {
  /** How many answers are read at most, the newest. */
  readonly limit: number;
  /** Ends the background work: the gateway closes, or loads anew. */
  readonly signal: AbortSignal;
  /** Milliseconds between two attempts while the embedder is off or does not answer. Default 1000. */
  readonly pauseMs?: number;
  /** Called from time to time, and at the end, with how many answers were embedded again. */
  readonly onProgress: (done: number, of: number) => void;
}

/**
 * Rejects with PortFault when the store fails. `done` settles when the background work has ended, and never rejects.
 */
export async function loadIndex(
  deps: SaveDeps,
  options: LoadOptions,
): Promise<Loaded & { readonly done: Promise<void> }> {
  const { fingerprint } = deps.embedder;
  if (fingerprint === null) return { found: 0, again: 0, done: Promise.resolve() };
  const { backlog } = deps.catalog;
  // All stored rows are read below, including those that the full backlog had left out.
  backlog.overflowed = false;
  const rows: IndexRow[] = [];
  const stored = deps.store.indexRows(fingerprint, deps.clock.nowMs(), options.limit);
  for await (const row of stored) {
    // Skips over-long questions that were stored before there was a limit.
    if (!isTooLong(row.facts.question)) rows.push(row);
  }
  const again: IndexRow[] = [];
  // Rows come newest first, and the newest must be the last to be evicted, so they are added last.
  for (const row of rows.reverse()) {
    if (deps.catalog.isCurrent(row.facts)) continue;
    if (row.vector === null) {
      again.push(row);
      backlog.add(row.facts);
    } else {
      try {
        deps.catalog.add(row.facts, row.vector);
      } catch (error) {
        deps.onFault("index", error);
      }
    }
  }
  return { found: rows.length - again.length, again: again.length, done: embedAgain(deps, again, options) };
}

/** Background calls to a remote embedder at one time; they must not hold up the calls that requests make. */
const REMOTE_AT_ONCE = 2;
const TELL_EVERY = 1_000;
const PAUSE_MS = 1_000;
const ATTEMPTS_MAX = 3;

async function embedAgain(deps: SaveDeps, rows: readonly IndexRow[], options: LoadOptions): Promise<void> {
  if (rows.length === 0) return;
  const isLocal = deps.embedder.kind === "builtin";
  const startMs = deps.clock.monotonicMs();
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < rows.length && !options.signal.aborted; i = next++) {
      const { facts } = rows[i]!;
      if (!deps.catalog.isCurrent(facts) && deps.clock.nowMs() < facts.expiresAtMs) {
        const vector = await vectorOf(deps, facts, options);
        // If the question was asked and stored anew meanwhile, the newer answer stays.
        if (vector && !deps.catalog.isCurrent(facts)) await index(deps, facts, vector);
      } else deps.catalog.backlog.delete(facts.id);
      done++;
      if (done % TELL_EVERY === 0 || done === rows.length) options.onProgress(done, rows.length);
      const aheadMs = isLocal
        ? 0
        : (done * 1000) / REMOTE_PER_SECOND_MAX - (deps.clock.monotonicMs() - startMs);
      if (aheadMs > 0) await rested(aheadMs, options.signal);
      else if (i % 16 === 15) await turn();
    }
  };
  await Promise.all(Array.from({ length: isLocal ? 1 : REMOTE_AT_ONCE }, worker));
}

/** The question's vector; null where none can be made for this text, or the work was ended. */
async function vectorOf(
  deps: SaveDeps,
  facts: EntryFacts,
  { signal, pauseMs = PAUSE_MS }: LoadOptions,
): Promise<UnitVector | null> {
  for (let attempt = 1; !signal.aborted; ) {
    try {
      return await deps.embedder.embed(facts.question, EMBED_MS_MAX);
    } catch (error) {
      const why = error instanceof PortFault ? error.why : "unavailable";
      if (why === "refused") {
        deps.catalog.backlog.delete(facts.id);
        return null;
      }
      if (why !== "off" && attempt++ >= ATTEMPTS_MAX) {
        deps.onFault("embedder", error);
        return null;
      }
      await rested(pauseMs, signal);
    }
  }
  return null;
}

async function rested(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal, ref: false }).catch(() => {});
}
