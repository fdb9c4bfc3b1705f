/** Which entry leaves a full catalogue. */
import type { EntryId } from "../model.ts";

export interface Eviction {
  /**
   * `worth`: what one hit on it saves, in any unit, above 0. `bytes`: of the room that is short. `before`: the answer
   * that it takes the place of, whose use it inherits.
   */
  add(id: EntryId, worth: number, bytes: number, before: EntryId | null): void;
  /** Served now. */
  touch(id: EntryId): void;
  remove(id: EntryId): void;
  /** Who goes next; null: there is nobody. */
  next(): EntryId | null;
}

export function leastRecentlyUsed(): Eviction {
  return new LeastRecent();
}

class LeastRecent implements Eviction {
  /** Least recently served first. */
  readonly #ids = new Set<EntryId>();
  /**
   * Walks on from where it stood: what it has passed is gone, and what is touched goes behind it. A new walk would step
   * over the places of all that has left, tens of microseconds each time.
   */
  #walk: Iterator<EntryId> = this.#ids.values();

  add(id: EntryId): void {
    this.#ids.delete(id);
    this.#ids.add(id);
  }

  touch(id: EntryId): void {
    if (this.#ids.delete(id)) this.#ids.add(id);
  }

  remove(id: EntryId): void {
    this.#ids.delete(id);
  }

  next(): EntryId | null {
    let oldest = this.#walk.next();
    if (oldest.done) {
      this.#walk = this.#ids.values();
      oldest = this.#walk.next();
    }
    return oldest.done ? null : oldest.value;
  }
}

/**
 * Greedy dual size with frequency (Cherkasova, HP Labs 1998): an entry stands at `age + uses × worth / bytes`, the lowest
 * leaves, and the age rises to where it stood. What was dear once and is asked no more is so overtaken in time, and
 * a question asked once cannot push out what is asked often. All in O(log n).
 */
export function leastValuable(): Eviction {
  return new LeastValue();
}

interface Standing {
  readonly id: EntryId;
  readonly worth: number;
  readonly bytes: number;
  readonly uses: number;
  readonly value: number;
}

/** Of what was added: places in the heap that are out of date are passed over, and cleared when they are many. */
const STALE_MAX = 1_000;

class LeastValue implements Eviction {
  readonly #standing = new Map<EntryId, Standing>();
  /** A binary heap by value, lowest first. */
  #heap: Standing[] = [];
  #age = 0;

  add(id: EntryId, worth: number, bytes: number, before: EntryId | null): void {
    const uses = Math.max(1, this.#standing.get(before ?? id)?.uses ?? 1);
    if (before !== null) this.#standing.delete(before);
    this.#stand(id, worth, bytes, uses);
  }

  touch(id: EntryId): void {
    const now = this.#standing.get(id);
    if (now !== undefined) this.#stand(id, now.worth, now.bytes, now.uses + 1);
  }

  remove(id: EntryId): void {
    this.#standing.delete(id);
  }

  next(): EntryId | null {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#standing.get(top.id) === top) {
        this.#age = top.value;
        return top.id;
      }
      this.#pop();
    }
    return null;
  }

  #stand(id: EntryId, worth: number, bytes: number, uses: number): void {
    const value = this.#age + (uses * worth) / Math.max(1, bytes);
    const standing = { id, worth, bytes, uses, value };
    this.#standing.set(id, standing);
    if (this.#heap.length > 2 * this.#standing.size + STALE_MAX) this.#rebuild();
    else this.#push(standing);
  }

  #rebuild(): void {
    // Sorted, it is a heap.
    this.#heap = [...this.#standing.values()].sort((a, b) => a.value - b.value);
  }

  #push(standing: Standing): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(standing);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = heap[up];
      if (above === undefined || above.value <= standing.value) break;
      heap[at] = above;
      at = up;
    }
    heap[at] = standing;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      if (left === undefined) break;
      const isRight = right !== undefined && right.value < left.value;
      const below = isRight ? right : left;
      if (below.value >= last.value) break;
      heap[at] = below;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
  }
}
