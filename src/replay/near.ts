/**
 * The neighbours of each question among all that were asked before it, found once and shared by every simulation.
 *
 * What a simulation has stored is a part of that: its nearest stored questions are the first of the shared neighbours
 * that it has. That is the search it would have done by itself, as long as enough of the neighbours are its own; where
 * they are not, `short` counts it.
 */
import type { EntryId, Scope, UnitVector } from "../model.ts";
import type { Neighbour, VectorIndex } from "../ports.ts";

/**
 * How many neighbours are shared, at first: the gateway verifies 6, and the others make up for those that were not
 * stored. Where they do not, more are asked for.
 */
const SHARED_MIN = 32;
const SHARED_MAX = 512;
/** Share of searches that may be short before more are asked for. */
const SHORT_MAX = 0.005;

export interface NearQuestion {
  readonly scope: Scope;
  /** Of its key: equal for equal questions of one scope. */
  readonly slot: number;
  readonly vector: UnitVector;
  /** May an answer to it be found by meaning? */
  readonly add: boolean;
}

/** A question that was asked before. Similarity is the exact cosine. */
export interface NearSlot {
  readonly slot: number;
  readonly similarity: number;
}

/** Searches each question of a block among those before it, then adds it. */
export interface NearSource {
  /** `drop` leave before the block is looked at. One block is asked at a time. Best first, at most k each. */
  ask(
    block: readonly NearQuestion[],
    drop: readonly number[],
    k: number,
  ): Promise<readonly (readonly NearSlot[])[]>;
  close(): Promise<void>;
}

/** What all simulations hold together, and the neighbours of the question that is asked now. */
export class SharedNear {
  current: readonly NearSlot[] = [];
  /** Searches that may have missed a stored question beyond the shared neighbours. */
  short = 0;
  /** How many neighbours to ask for. */
  wanted = SHARED_MIN;
  #searches = 0;
  #searchesBefore = 0;
  #shortBefore = 0;
  readonly #held = new Map<number, number>();
  readonly #released = new Set<number>();
  readonly #slotOf: (id: EntryId) => number;

  /** `slotOf`: of the question that an answer was stored for. */
  constructor(slotOf: (id: EntryId) => number) {
    this.#slotOf = slotOf;
  }

  /** The index of one simulation: members of what is shared. */
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

  /** After a block: asks for more neighbours where too many searches were short of them. */
  adjust(): void {
    const short = (this.short - this.#shortBefore) / Math.max(1, this.#searches - this.#searchesBefore);
    if (short > SHORT_MAX) this.wanted = Math.min(SHARED_MAX, 2 * this.wanted);
    this.#shortBefore = this.short;
    this.#searchesBefore = this.#searches;
  }

  /** A question that was added to the source, and that nobody may have stored. */
  seen(slot: number): void {
    if (!this.#held.has(slot)) this.#released.add(slot);
  }

  /** Questions that nobody holds; those of the block that is under way stay. */
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
