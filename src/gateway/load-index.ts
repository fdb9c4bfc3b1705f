/**
 * Fills the index from the store at start: answers whose vector has the embedder's fingerprint at once, the others
 * embedded again from their stored question, a few at a time, while the gateway already serves.
 */
import type { IndexRow } from "../model.ts";
import { index, type SaveDeps } from "./save.ts";

export interface Loaded {
  readonly found: number;
  /** Had no vector of this embedder; embedded again in the background. */
  readonly again: number;
}

/** Rejects with PortFault when the store fails. `done` settles when the background is through. */
export async function loadIndex(
  deps: SaveDeps,
  limit: number,
): Promise<Loaded & { readonly done: Promise<void> }> {
  const { fingerprint } = deps.embedder;
  if (fingerprint === null) return { found: 0, again: 0, done: Promise.resolve() };
  const rows: IndexRow[] = [];
  for await (const row of deps.store.indexRows(fingerprint, deps.clock.nowMs(), limit)) rows.push(row);
  const again: IndexRow[] = [];
  // Newest come first and must be the last to leave: they are added last.
  for (const row of rows.reverse()) {
    if (row.vector === null) again.push(row);
    else {
      try {
        deps.catalog.add(row.facts, row.vector);
      } catch (error) {
        deps.onFault("index", error);
      }
    }
  }
  return { found: rows.length - again.length, again: again.length, done: embedAgain(deps, again) };
}

async function embedAgain(deps: SaveDeps, rows: readonly IndexRow[]): Promise<void> {
  for (const [i, row] of rows.entries()) {
    await index(deps, row.facts, null);
    if (i % 16 === 15) await new Promise((resolve) => setImmediate(resolve));
  }
}
