/**
 * The nearest neighbours of each question among all asked before it, found once and shared by every simulation.
 *
 * A simulation has stored only some of those questions: its nearest stored ones are the first of the shared neighbours
 * that it holds. That equals a search of its own as long as enough of the shared neighbours are its own; where they may
 * not be, `short` counts the search.
 */
import type { EntryId, Scope, UnitVector } from "../model.ts";
import type { Neighbour, VectorIndex } from "../ports.ts";

/**
 * How many neighbours are shared, at first and at most. The gateway verifies 6; the others make up for questions that a
 * simulation has not stored. Where they are too few, more are asked for.
 */
const SHARED_MIN = 32;
const SHARED_MAX = 512;
/** Share of searches that may be short before more neighbours are asked for. */
const SHORT_MAX = 0.005;

export interface NearQuestion {
  readonly scope: Scope;
  /** Number of the question's key: equal for equal questions of one scope. */
  readonly slot: number;
  readonly vector: UnitVector;
  /** True where an answer to it may be found by meaning. */
  readonly add: boolean;
}

/** A question that was asked before, by its slot. Similarity is the exact cosine. */
export interface NearSlot {
  readonly slot: number;
  readonly similarity: number;
}

/** Searches each question of a block among those before it, then adds it. */
export interface NearSource {
  /** The neighbours of each question, best first, at most k. Slots in `drop` are removed before. One call at a time. */
  ask(
    block: readonly NearQuestion[],
    drop: readonly number[],
    k: number,
  ): Promise<readonly (readonly NearSlot[])[]>;
  close(): Promise<void>;
}

/** The shared neighbours of the current question, and which slots the simulations together hold. */
export class SharedNear {
  current: readonly NearSlot[] = [];
  /** Searches that may have missed a stored question which is not among the shared neighbours. */
  short = 0;
  /** How many neighbours to ask for. */
  wanted = SHARED_MIN;
  #searches = 0;
  #searchesBefore = 0;
  #shortBefore = 0;
  readonly #held = new Map<number, number>();
  readonly #released = new Set<number>();
  readonly #slotOf: (id: EntryId) => number;

  /** `slotOf`: gives the slot of the question that an answer was stored for. */
  constructor(slotOf: (id: EntryId) => number) {
    this.#slotOf = slotOf;
  }

  /** The index of one simulation, which searches the shared neighbours for those that the simulation has stored. */
  view(): VectorIndex {
    const members = new Map<number, EntryId>();
    const shared = this;
    return {
      add(_scope, id) {
        members.set(shared.#slotOf(id), id);
        shared.#hold(id);
      },
      remove(_scope, id) {
        const slot = shared.#slotOf(id);
        if (members.get(slot) === id) members.delete(slot);
        shared.#release(id);
      },
      search(_scope, _vector, k) {
        const out: Neighbour[] = [];
        shared.#searches++;
        for (const { slot, similarity } of shared.current) {
          const entry = members.get(slot);
          if (entry === undefined) continue;
          out.push({ id: entry, similarity });
          if (out.length === k) return out;
        }
        if (shared.current.length >= SHARED_MIN && members.size > out.length) shared.short++;
        return out;
      },
      get size() {
        return members.size;
      },
      kindOf: () => "flat",
      lagging: 0,
      graphed: 0,
      close: () => members.clear(),
    };
  }

  /** Call after each block: asks for more neighbours from then on where too many searches were short. */
  adjust(): void {
    const short = (this.short - this.#shortBefore) / Math.max(1, this.#searches - this.#searchesBefore);
    if (short > SHORT_MAX) this.wanted = Math.min(SHARED_MAX, 2 * this.wanted);
    this.#shortBefore = this.short;
    this.#searchesBefore = this.#searches;
  }

  /** Notes a question that was added to the source; it can be dropped unless a simulation stores it. */
  seen(slot: number): void {
    if (!this.#held.has(slot)) this.#released.add(slot);
  }

  /** Slots that no simulation holds any more, to be dropped; those in `stay`, of the running block, are kept. */
  takeDropped(stay: ReadonlySet<number>): number[] {
    const out: number[] = [];
    for (const slot of this.#released) {
      if (stay.has(slot)) continue;
      this.#released.delete(slot);
      if (!this.#held.has(slot)) out.push(slot);
    }
    return out;
  }

  #hold(id: EntryId): void {
    const slot = this.#slotOf(id);
    this.#held.set(slot, (this.#held.get(slot) ?? 0) + 1);
    this.#released.delete(slot);
  }

  #release(id: EntryId): void {
    const slot = this.#slotOf(id);
    const left = (this.#held.get(slot) ?? 1) - 1;
    if (left > 0) this.#held.set(slot, left);
    else {
      this.#held.delete(slot);
      this.#released.add(slot);
    }
  }
}
