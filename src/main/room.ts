/** Keeps the store near its size limit between the sweeps of each minute. */
import type { Store } from "../ports.ts";

/** The store may exceed its limit by this factor until the sweep of the minute. */
const ROOM_OVER = 1.05;

/** Sweeps a store that has grown well beyond `max_bytes` (0: no limit). Resolves to the number of removed answers. */
export async function makeRoom(
  store: Pick<Store, "stats" | "sweep">,
  limits: { readonly max_bytes: number; readonly per_tenant_share: number },
  nowMs: number,
): Promise<number> {
  const { max_bytes: bytesMax, per_tenant_share: share } = limits;
  if (bytesMax === 0 || (await store.stats()).bytes <= ROOM_OVER * bytesMax) return 0;
  return store.sweep(nowMs, bytesMax, share);
}
