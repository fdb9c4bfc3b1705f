/** Which rows of a SQLite store are removed where tenants hold more than their share and room is short. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Leaving, leaving } from "./over-share.ts";
import type { SqlRow } from "./sqlite-rows.ts";

/** Rows read in one turn of the event loop, to add up who holds how much. */
const PAGE_ROWS = 2_000;
/** Row numbers in one batch. */
const BATCH_ROWS = 200;

interface Held extends Leaving {
  readonly row: number;
}

/** Yields the numbers of the rows to remove, in batches. `page`: reads at most `limit` rows after a row number. */
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
