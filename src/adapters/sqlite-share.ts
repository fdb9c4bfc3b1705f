/** Which rows of a store in SQLite leave where tenants hold more than their share of a room that is short. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Leaving, leaving } from "./over-share.ts";
import type { SqlRow } from "./sqlite-rows.ts";

/** Read in one turn when it is told who holds how much. */
const PAGE_ROWS = 2_000;
/** Handed on at once. */
const BATCH_ROWS = 200;

interface Held extends Leaving {
  readonly row: number;
}

/** Row numbers by batches. `page`: rows behind a row number, at most so many. */
export async function* rowsOverShare(
  page: (after: number, limit: number) => readonly SqlRow[],
  limits: Parameters<typeof leaving>[1],
): AsyncGenerator<readonly number[]> {
  const held: Held[] = [];
  for (let after = 0; ; await nextTurn()) {
    const rows = page(after, PAGE_ROWS).map(heldIn);
    held.push(...rows);
    after = held.at(-1)?.row ?? after;
    if (rows.length < PAGE_ROWS) break;
  }
  held.sort((a, b) => a.storedAtMs - b.storedAtMs || a.row - b.row);
  const going = leaving(held, limits);
  for (let at = 0; at < going.length; at += BATCH_ROWS)
    yield going.slice(at, at + BATCH_ROWS).map(({ row }) => row);
}

function heldIn({ row, bytes, stored_at: at, tenant }: SqlRow): Held {
  return { row: Number(row), bytes: Number(bytes), storedAtMs: Number(at), tenant: String(tenant ?? "") };
}
