/** Which entry leaves a full catalogue. */
import type { EntryId } from "../model.ts";
import { FrequencySketch } from "./frequency-sketch.ts";

export interface Eviction {
  /**
   * `worth`: what one hit on it saves, in any unit, above 0. `room`: what it takes of the room that is short, in any unit, 1 and up. `before`: the answer
   * that it takes the place of, whose use it inherits. `question`: equal for answers to the same one, so that one which
   * comes again is known; absent: the id.
   */
  add(id: EntryId, worth: number, room: number, before: EntryId | null, question?: string): void;
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
 * Greedy dual size with frequency (Cherkasova, HP Labs 1998): an entry stands at `age + uses × worth / room`, the lowest
 * leaves, and the age rises to where it stood. `worth` is dampened, and a question that comes again after it left is
 * known (demand.ts). What was dear once and is asked no more is so overtaken in time, and a question asked once cannot
 * push out what is asked often. All in O(log n).
 */
export function leastValuable(): Eviction {
  return new LeastValue();
}

interface Standing {
  readonly id: EntryId;
  readonly worth: number;
  readonly room: number;
  readonly question: string;
  readonly uses: number;
  readonly value: number;
}

/**
 * Worth counts by this power. What a hit saves differs a thousandfold between models and lengths, and taken as it is would
 * give up eight points of hits for the last few per cent of the money (`npm run bench:eviction`).
 */
const WORTH_POWER = 0.3;
/** Of what was added: places in the heap that are out of date are passed over, and cleared when they are many. */
const STALE_MAX = 1_000;

class LeastValue implements Eviction {
  readonly #standing = new Map<EntryId, Standing>();
  /** A binary heap by value, lowest first. */
  #heap: Standing[] = [];
  #age = 0;
  readonly #demand = new FrequencySketch();

  add(id: EntryId, worth: number, room: number, before: EntryId | null, question: string = id): void {
    const there = this.#standing.get(before ?? id);
    if (there === undefined) this.#demand.note(question, this.#standing.size);
    const uses = Math.max(1, there?.uses ?? this.#demand.of(question));
    if (before !== null) this.#standing.delete(before);
    this.#stand({ id, worth, room, question, uses });
  }

  touch(id: EntryId): void {
    const now = this.#standing.get(id);
    if (now === undefined) return;
    this.#demand.note(now.question, this.#standing.size);
    this.#stand({ ...now, uses: now.uses + 1 });
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

  #stand(of: Omit<Standing, "value">): void {
    const value = this.#age + (of.uses * of.worth ** WORTH_POWER) / Math.max(1, of.room);
    const standing = { ...of, value };
    this.#standing.set(of.id, standing);
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
