/**
 * Which stored answers are removed where room is short: first the oldest of tenants above their share, then the oldest
 * of all.
 */

export interface Leaving {
  readonly tenant: string;
  readonly storedAtMs: number;
  readonly bytes: number;
}

/**
 * The rows to remove. `rows`: oldest first. `bytes`: of all that is stored; so many are removed that `bytesMax` is
 * kept.
 * A tenant above `share` (0 to 1) of `bytesMax` loses its oldest rows until it is below, or until there is room.
 */
export function leaving<T extends Leaving>(
  rows: readonly T[],
  { bytes, bytesMax, share }: { readonly bytes: number; readonly bytesMax: number; readonly share: number },
): readonly T[] {
  let over = bytes - bytesMax;
  const out = new Set<T>();
  const take = (row: T): void => {
    out.add(row);
    over -= row.bytes;
  };
  if (share < 1) {
    const held = heldBy(rows);
    for (const [tenant, used] of [...held].sort((a, b) => b[1] - a[1])) {
      let mine = used;
      if (mine <= share * bytesMax) break;
      for (const row of rows) {
        if (over <= 0 || mine <= share * bytesMax) break;
        if (row.tenant !== tenant) continue;
        take(row);
        mine -= row.bytes;
      }
    }
  }
  for (const row of rows) {
    if (over <= 0) break;
    if (!out.has(row)) take(row);
  }
  return [...out];
}

function heldBy(rows: readonly Leaving[]): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const { tenant, bytes } of rows) held.set(tenant, (held.get(tenant) ?? 0) + bytes);
  return held;
}
