/**
 * Fills the index from the store: answers whose vector has the embedder's fingerprint at once, the others embedded
 * again from their stored question while the gateway already serves. What is made is stored under the new fingerprint,
 * so a restart goes on where this one ended.
 */
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { isTooLong } from "../core/question.ts";
import { PortFault } from "../errors.ts";
import type { EntryFacts, IndexRow, UnitVector } from "../model.ts";
import { REMOTE_PER_SECOND_MAX } from "./catch-up.ts";
import { EMBED_MS_MAX, index, type SaveDeps } from "./save.ts";

export interface Loaded {
  readonly found: number;
  /** Had no vector of this embedder; embedded again in the background. */
  readonly again: number;
}

export interface LoadOptions {
  /** Of the newest. */
  readonly limit: number;
  /** Ends the background: the gateway closes, or loads anew. */
  readonly signal: AbortSignal;
  /** Between two attempts while the embedder is off, or after it did not answer. Default a second. */
  readonly pauseMs?: number;
  /** Told now and then, and at the end. */
  readonly onProgress: (done: number, of: number) => void;
}

/** Rejects with PortFault when the store fails. `done` settles when the background is through, and never rejects. */
export async function loadIndex(
  deps: SaveDeps,
  options: LoadOptions,
): Promise<Loaded & { readonly done: Promise<void> }> {
  const { fingerprint } = deps.embedder;
  if (fingerprint === null) return { found: 0, again: 0, done: Promise.resolve() };
  const { backlog } = deps.catalog;
  // All that is stored is in the rows that are read now.
  backlog.overflowed = false;
  const rows: IndexRow[] = [];
  const stored = deps.store.indexRows(fingerprint, deps.clock.nowMs(), options.limit);
  for await (const row of stored) {
    // Stored before there was a limit.
    if (!isTooLong(row.facts.question)) rows.push(row);
  }
  const again: IndexRow[] = [];
  // Newest come first and must be the last to leave: they are added last.
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

/** Beside the requests' own calls, which must not wait for these. */
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
        // Asked and stored anew meanwhile: the newer answer stays.
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

/** Null where there is none to be had for this text, or nobody wants it any more. */
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
