/**
 * Fills the index from the store. Answers whose vector has the embedder's fingerprint are added at once; for the others
 * the stored question is embedded again while the gateway already serves. New vectors are stored under the new
 * fingerprint, so that a restart goes on where this one ended.
 */
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { isTooLong } from "../core/question.ts";
import { PortFault } from "../errors.ts";
import type { EntryFacts, Fingerprint, IndexRow, UnitVector } from "../model.ts";
import { REMOTE_PER_SECOND_MAX } from "./catch-up.ts";
import { EMBED_MS_MAX, index, type SaveDeps } from "./save.ts";

export interface Loaded {
  readonly found: number;
  /** How many answers had no vector of this embedder; they are embedded again in the background. */
  readonly again: number;
  /** False: the rest is read in the background, and both numbers are those so far. */
  readonly isWhole: boolean;
}

export interface LoadOptions {
  /** How many answers are read at most, the newest. */
  readonly limit: number;
  /** Ends the background work: the gateway closes, or loads anew. */
  readonly signal: AbortSignal;
  /**
   * Longest wait, ms, for the answers that need not be embedded again; then they are read on in the background, and
   * scopes are told to be behind meanwhile. Absent: until all are read.
   */
  readonly patienceMs?: number;
  /** Called where the store fails in the background, before `signal` ends it. */
  readonly onFailed?: (error: unknown) => void;
  /** Milliseconds between two attempts while the embedder is off or does not answer. Default 1000. */
  readonly pauseMs?: number;
  /** Called from time to time, and at the end, with how many answers were embedded again. */
  readonly onProgress: (done: number, of: number) => void;
}

/**
 * Rejects with PortFault when the store fails before the patience ends. `done` settles when the background work has ended,
 * and never rejects.
 */
export async function loadIndex(
  deps: SaveDeps,
  options: LoadOptions,
): Promise<Loaded & { readonly done: Promise<void> }> {
  const { fingerprint } = deps.embedder;
  if (fingerprint === null) return { found: 0, again: 0, isWhole: true, done: Promise.resolve() };
  const { backlog } = deps.catalog;
  const filling: Filling = { found: 0, again: [] };
  backlog.loads++;
  const filled = fill(deps, fingerprint, options, filling).finally(() => backlog.loads--);
  const isWhole = await isOver(filled, options.patienceMs);
  const embedded = () => embedAgain(deps, filling.again, options);
  const failed = (error: unknown) => {
    // A store that was closed meanwhile fails too.
    if (!options.signal.aborted) options.onFailed?.(error);
  };
  const done = isWhole ? embedded() : filled.then(embedded, failed);
  return { found: filling.found, again: filling.again.length, isWhole, done };
}

interface Filling {
  found: number;
  /** Rows without a vector of this embedder. */
  readonly again: IndexRow[];
}

/** Rows after which others have their turn: about two milliseconds. */
const SLICE_ROWS = 32;

async function fill(
  deps: SaveDeps,
  fingerprint: Fingerprint,
  { limit, signal }: LoadOptions,
  filling: Filling,
): Promise<void> {
  const { catalog, store, clock } = deps;
  // All stored rows are read below, including those that the full backlog had left out.
  catalog.backlog.overflowed = false;
  const rows: IndexRow[] = [];
  let read = 0;
  for await (const row of store.indexRows(fingerprint, clock.nowMs(), limit)) {
    // Skips over-long questions that were stored before there was a limit.
    if (!isTooLong(row.facts.question)) rows.push(row);
    if (++read % SLICE_ROWS !== 0) continue;
    await turn();
    if (signal.aborted) return;
  }
  // Rows come newest first, and the newest must be the last to be evicted, so they are added last.
  for (const [i, row] of rows.reverse().entries()) {
    if (i % SLICE_ROWS === SLICE_ROWS - 1) {
      await turn();
      if (signal.aborted) return;
    }
    if (!catalog.isCurrent(row.facts)) take(deps, row, filling);
    else filling.found++;
  }
}

function take({ catalog, onFault }: SaveDeps, row: IndexRow, filling: Filling): void {
  if (row.vector === null) {
    filling.again.push(row);
    catalog.backlog.add(row.facts);
    return;
  }
  filling.found++;
  try {
    catalog.add(row.facts, row.vector);
  } catch (error) {
    onFault("index", error);
  }
}

/** Is it over before so many milliseconds have gone by? Rejects as it does, until then. */
async function isOver(work: Promise<void>, ms: number | undefined): Promise<boolean> {
  const whole = work.then(() => true);
  if (ms === undefined) return await whole;
  const patience = new AbortController();
  const late = pause(ms, false, { signal: patience.signal }).catch(() => false);
  try {
    return await Promise.race([whole, late]);
  } finally {
    patience.abort();
  }
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
