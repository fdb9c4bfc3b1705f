/** A store kept to its limit between two sweeps. */
import type { Store } from "../ports.ts";

/** Of the limit: a little more may wait for the sweep that comes each minute. */
const ROOM_OVER = 1.05;

/** Sweeps a store that a burst has filled beyond its limit; returns how many answers went. */
export async function makeRoom(
  store: Pick<Store, "stats" | "sweep">,
  limits: { readonly max_bytes: number; readonly per_tenant_share: number },
  nowMs: number,
): Promise<number> {
  const { max_bytes: bytesMax, per_tenant_share: share } = limits;
  if (bytesMax === 0 || (await store.stats()).bytes <= ROOM_OVER * bytesMax) return 0;
  return store.sweep(nowMs, bytesMax, share);
}
