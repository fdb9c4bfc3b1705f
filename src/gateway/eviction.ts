/** Which entry leaves a full catalogue. */
import type { EntryId } from "../model.ts";
import { FrequencySketch } from "./frequency-sketch.ts";
import { ValueHeap } from "./value-heap.ts";

export interface Eviction {
  /**
   * Adds an entry. `worth`: what one hit on it saves, in any unit, above 0. `room`: how much of the scarce room it
   * takes, in any unit, 1 and up. `before`: the answer that it replaces, whose use it inherits. `question`: the same
   * string for all answers to one question, so that a question which comes again is recognised; absent: the id.
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

/** A class, so that all have one shape: there is one for each entry. */
class Standing {
  value = 0;
  place = -1;
  readonly id: EntryId;
  readonly worth: number;
  readonly room: number;
  readonly question: string;
  uses: number;

  constructor(of: Pick<Standing, "id" | "worth" | "room" | "question" | "uses">) {
    this.id = of.id;
    this.worth = of.worth;
    this.room = of.room;
    this.question = of.question;
    this.uses = of.uses;
  }
}

/**
 * The exponent that dampens `worth`. What a hit saves differs a thousandfold between models and lengths; undampened it
 * would give up eight points of hits for the last few per cent of the money (`npm run bench:eviction`).
 */
const WORTH_POWER = 0.3;

class LeastValue implements Eviction {
  readonly #standing = new Map<EntryId, Standing>();
  readonly #heap = new ValueHeap<Standing>();
  #age = 0;
  readonly #demand = new FrequencySketch();

  add(id: EntryId, worth: number, room: number, before: EntryId | null, question: string = id): void {
    const there = this.#standing.get(before ?? id);
    if (there === undefined) this.#demand.note(question, this.#standing.size);
    const uses = Math.max(1, there?.uses ?? this.#demand.of(question));
    if (before !== null) this.remove(before);
    this.remove(id);
    const standing = new Standing({ id, worth, room, question, uses });
    standing.value = this.#valueOf(standing);
    this.#standing.set(id, standing);
    this.#heap.add(standing);
  }

  touch(id: EntryId): void {
    const standing = this.#standing.get(id);
    if (standing === undefined) return;
    this.#demand.note(standing.question, this.#standing.size);
    standing.uses++;
    standing.value = this.#valueOf(standing);
    this.#heap.moved(standing);
  }

  remove(id: EntryId): void {
    const standing = this.#standing.get(id);
    if (standing === undefined) return;
    this.#standing.delete(id);
    this.#heap.remove(standing);
  }

  next(): EntryId | null {
    const { lowest } = this.#heap;
    if (lowest === undefined) return null;
    this.#age = lowest.value;
    return lowest.id;
  }

  #valueOf({ uses, worth, room }: Standing): number {
    return this.#age + (uses * worth ** WORTH_POWER) / Math.max(1, room);
  }
}
