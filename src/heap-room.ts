/** How much room caches in memory have, by what the heap may grow to. */
import v8 from "node:v8";

/** Bytes of heap from which on everything is kept in full number. */
const WHOLE_BYTES = 1024 ** 3;

/**
 * Share, above 0 to 1, of its full number that a cache may keep. A process that was given a small heap
 * (`--max-old-space-size`) needs it for what it stores; what can be read or computed again is kept in proportion.
 */
export function heapRoom(heapBytes: number = v8.getHeapStatistics().heap_size_limit): number {
  return Math.min(1, heapBytes / WHOLE_BYTES);
}
