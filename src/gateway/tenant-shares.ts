/**
 * What each tenant holds of a catalogue that several share. While there is room a tenant may hold all of it; where room
 * is short, whoever holds more than its share loses its own least valuable answers before anybody else loses one. So
 * the one-off questions of one tenant push out nothing of another's.
 */
import type { EntryFacts, EntryId, TenantId } from "../model.ts";
import type { Eviction } from "./eviction.ts";

export interface Room {
  readonly entries: number;
  readonly bytes: number;
}

export interface Weighed {
  readonly worth: number;
  /** How much of the scarce room the entry takes, as the eviction rule weighs it. */
  readonly room: number;
  readonly bytes: number;
}

interface Held {
  entries: number;
  bytes: number;
  /** The eviction order of the tenant's own answers, by the same rule as for all. */
  readonly eviction: Eviction;
}

interface Place {
  readonly tenant: TenantId;
  readonly bytes: number;
}

export class TenantShares {
  /** The share of each limit that one tenant may hold, 0 to 1. 1: no tenant is limited, and nothing is counted. */
  readonly share: number;
  readonly #evictionOf: () => Eviction;
  readonly #held = new Map<TenantId, Held>();
  readonly #places = new Map<EntryId, Place>();

  constructor(share: number, evictionOf: () => Eviction) {
    this.share = share;
    this.#evictionOf = evictionOf;
  }

  /**
   * Adds an answer. `before`: the answer of the same tenant that it replaces, whose use it inherits; it is still there.
   */
  add({ id, key, tenant }: EntryFacts, of: Weighed, before: EntryId | null): void {
    const { worth, room, bytes } = of;
    if (this.share >= 1) return;
    let held = this.#held.get(tenant);
    if (held === undefined) {
      held = { entries: 0, bytes: 0, eviction: this.#evictionOf() };
      this.#held.set(tenant, held);
    }
    held.eviction.add(id, worth, room, before, key);
    const was = this.#places.get(id);
    if (was !== undefined) this.#count(was, -1);
    const place = { tenant, bytes };
    this.#places.set(id, place);
    this.#count(place, 1);
  }

  touch(id: EntryId): void {
    const place = this.#places.get(id);
    if (place !== undefined) this.#held.get(place.tenant)?.eviction.touch(id);
  }

  remove(id: EntryId): void {
    const place = this.#places.get(id);
    if (place === undefined) return;
    this.#places.delete(id);
    const held = this.#held.get(place.tenant);
    held?.eviction.remove(id);
    this.#count(place, -1);
    if (held?.entries === 0) this.#held.delete(place.tenant);
  }

  /** The entry that leaves, of the tenant furthest above its share of either limit; null: none is above it. */
  next(limits: Room): EntryId | null {
    if (this.share >= 1) return null;
    let most: Held | null = null;
    let furthest = 1;
    for (const held of this.#held.values()) {
      const used = Math.max(
        held.entries / Math.max(1, this.share * limits.entries),
        held.bytes / Math.max(1, this.share * limits.bytes),
      );
      if (used > furthest) {
        furthest = used;
        most = held;
      }
    }
    return most?.eviction.next() ?? null;
  }

  #count({ tenant, bytes }: Place, by: 1 | -1): void {
    const held = this.#held.get(tenant);
    if (held === undefined) return;
    held.entries += by;
    held.bytes += by * bytes;
  }
}
