import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** V8's own collection, which Node does not give without a flag. */
export function collector(): (o?: { readonly type: "minor" }) => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc");
}

/**
 * What moves to the old heap while `work` runs, bytes. Collections of young objects alone free what nothing holds; a full one
 * would hide what was moved for nothing.
 */
export async function movedToOldHeap(work: (collectYoung: () => void) => Promise<void>): Promise<number> {
  const collect = collector();
  const collectYoung = () => collect({ type: "minor" });
  collect();
  const before = oldBytes();
  await work(collectYoung);
  collectYoung();
  return oldBytes() - before;
}

function oldBytes(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === "old_space")!.space_used_size;
}
