/**
 * The neighbours of each question among all that were asked before it, found once and shared by every simulation.
 *
 * What a simulation has stored is a part of that: its nearest stored questions are the first of the shared neighbours
 * that it has. That is the search it would have done by itself, as long as enough of the neighbours are its own; where
 * they are not, `short` counts it.
 */
import type { EntryId, Key, Scope, UnitVector } from "../../model.ts";
import type { Neighbour, VectorIndex } from "../../ports.ts";

/** How many neighbours are shared: the gateway verifies 6, and the others make up for those that were not stored. */
export const SHARED_NEIGHBOURS = 32;

export interface NearQuestion {
  readonly scope: Scope;
  readonly key: Key;
  readonly vector: UnitVector;
  /** May an answer to it be found by meaning? */
  readonly add: boolean;
}

/** Searches each question of a block among those before it, then adds it. Ids are keys. */
export interface NearSource {
  /** `drop` leave before the block is looked at. One block at a time may be waited for, and one more be asked. */
  ask(block: readonly NearQuestion[], drop: readonly Key[]): Promise<readonly (readonly Neighbour[])[]>;
  close(): Promise<void>;
}

/** What all simulations hold together, and the neighbours of the question that is asked now. */
export class SharedNear {
  current: readonly Neighbour[] = [];
  /** Searches that may have missed a stored question beyond the shared neighbours. */
  short = 0;
  readonly #held = new Map<Key, number>();
  readonly #released = new Set<Key>();
  readonly #keys: (id: EntryId) => Key;

  /** `keys`: the key under which an answer is stored. */
  constructor(keys: (id: EntryId) => Key) {
    this.#keys = keys;
  }

  /** The index of one simulation: members of what is shared. */
  view(): VectorIndex {
    const members = new Map<Key, EntryId>();
    const shared = this;
    return {
      add(_scope, id) {
        members.set(shared.#keys(id), id);
        shared.#hold(id);
      },
      remove(_scope, id) {
        const key = shared.#keys(id);
        if (members.get(key) === id) members.delete(key);
        shared.#release(id);
      },
      search(_scope, _vector, k) {
        const out: Neighbour[] = [];
        for (const { id, similarity } of shared.current) {
          const entry = members.get(id as string as Key);
          if (entry === undefined) continue;
          out.push({ id: entry, similarity });
          if (out.length === k) return out;
        }
        if (shared.current.length >= SHARED_NEIGHBOURS && members.size > out.length) shared.short++;
        return out;
      },
      get size() {
        return members.size;
      },
      kindOf: () => "flat",
      close: () => members.clear(),
    };
  }

  /** A question that was added to the source, and that nobody may have stored. */
  seen(key: Key): void {
    if (!this.#held.has(key)) this.#released.add(key);
  }

  /** Questions that nobody holds; those of the block that is under way stay. */
  takeDropped(stay: ReadonlySet<Key>): Key[] {
    const out: Key[] = [];
    for (const key of this.#released) {
      if (stay.has(key)) continue;
      this.#released.delete(key);
      if (!this.#held.has(key)) out.push(key);
    }
    return out;
  }

  #hold(id: EntryId): void {
    const key = this.#keys(id);
    this.#held.set(key, (this.#held.get(key) ?? 0) + 1);
    this.#released.delete(key);
  }

  #release(id: EntryId): void {
    const key = this.#keys(id);
    const left = (this.#held.get(key) ?? 1) - 1;
    if (left > 0) this.#held.set(key, left);
    else {
      this.#held.delete(key);
      this.#released.add(key);
    }
  }
}
