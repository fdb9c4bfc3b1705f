/** Least frequently used, the rule that published caches of answers are held against: ties go by recency. */
import type { Eviction } from "../../src/gateway/eviction.ts";
import type { EntryId } from "../../src/model.ts";

/** `remembers`: counts outlast an entry, as in the ideal of the rule; else they begin anew each time it comes. */
export function leastFrequent(remembers: boolean): Eviction {
  const uses = new Map<EntryId, number>();
  const there = new Set<EntryId>();
  /** By number of uses; within one the least recent first. */
  const levels = new Map<number, Set<EntryId>>();
  const leave = (id: EntryId): void => {
    levels.get(uses.get(id) ?? 0)?.delete(id);
  };
  const enter = (id: EntryId, count: number): void => {
    uses.set(id, count);
    let level = levels.get(count);
    if (level === undefined) levels.set(count, (level = new Set()));
    level.add(id);
  };
  return {
    add(id) {
      if (there.has(id)) leave(id);
      there.add(id);
      enter(id, (uses.get(id) ?? 0) + 1);
    },
    touch(id) {
      if (!there.has(id)) return;
      leave(id);
      enter(id, (uses.get(id) ?? 0) + 1);
    },
    remove(id) {
      if (!there.delete(id)) return;
      leave(id);
      if (!remembers) uses.delete(id);
    },
    next() {
      for (const count of [...levels.keys()].sort((a, b) => a - b)) {
        const level = levels.get(count);
        for (const id of level ?? []) return id;
        levels.delete(count);
      }
      return null;
    },
  };
}
