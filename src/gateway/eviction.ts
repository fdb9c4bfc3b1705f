/** Which entry leaves a full catalogue. */
import type { EntryId } from "../model.ts";
import { FrequencySketch } from "./frequency-sketch.ts";

export interface Eviction {
  /**
   * Adds an entry. `worth`: what one hit on it saves, in any unit, above 0. `room`: how much of the scarce room it
   * takes,
   * in any unit, 1 and up. `before`: the answer that it replaces, whose use it inherits. `question`: the same string
   * for
   * all answers to one question, so that a question which comes again is recognised; absent: the id.
   */
  add(id: EntryId, worth: number, room: number, before: EntryId | null, question?: string): void;
  /** Notes that an entry was served now. */
  touch(id: EntryId): void;
  remove(id: EntryId): void;
  /** The entry that leaves next; null: there are no entries. */
  next(): EntryId | null;
}

export function leastRecentlyUsed(): Eviction {
  return new LeastRecent();
}

class LeastRecent implements Eviction {
  /** All entries, least recently served first. */
  readonly #ids = new Set<EntryId>();
  /**
   * An iterator that is kept between calls: the ids that it has passed are gone, and touched ids move behind it. A new
   * iterator would step over the places of all removed ids, tens of microseconds each time.
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
 * Greedy dual size with frequency (Cherkasova, HP Labs 1998): an entry's value is `age + uses × worth / room`, the
 * lowest leaves, and `age` rises to that entry's value. `worth` is dampened, and a question that comes again after its
 * answer left is recognised (frequency-sketch.ts). So answers that are no longer asked for leave in time however dear
 * they were, and a question asked once cannot push out what is asked often. All in O(log n).
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
 * The exponent that dampens `worth`. What a hit saves differs a thousandfold between models and lengths; undampened it
 * would give up eight points of hits for the last few per cent of the money (`npm run bench:eviction`).
 */
const WORTH_POWER = 0.3;
/** Out-of-date places that the heap may hold before it is rebuilt; until then they are passed over. */
const STALE_MAX = 1_000;

class LeastValue implements Eviction {
  readonly #standing = new Map<EntryId, Standing>();
  /** A binary heap of entries by value, lowest first; may hold out-of-date places. */
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
    // A sorted array is a valid heap.
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
