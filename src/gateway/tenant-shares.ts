/**
 * What each tenant holds of a room that several share. While there is room a tenant may hold all of it; where room is
 * short whoever holds more than its share loses its own least worthy answers before anybody else loses one. So one
 * tenant's questions that come once push out nothing of another's.
 */
import type { EntryFacts, EntryId, TenantId } from "../model.ts";
import type { Eviction } from "./eviction.ts";

export interface Room {
  readonly entries: number;
  readonly bytes: number;
}

export interface Weighed {
  readonly worth: number;
  /** What evictions weigh it by. */
  readonly room: number;
  readonly bytes: number;
}

interface Held {
  entries: number;
  bytes: number;
  /** Of its own answers, by the same rule as of all. */
  readonly eviction: Eviction;
}

interface Place {
  readonly tenant: TenantId;
  readonly bytes: number;
}

export class TenantShares {
  /** 0 to 1: of either limit. 1: nobody is held to anything, and nothing is counted. */
  readonly share: number;
  readonly #evictionOf: () => Eviction;
  readonly #held = new Map<TenantId, Held>();
  readonly #places = new Map<EntryId, Place>();

  constructor(share: number, evictionOf: () => Eviction) {
    this.share = share;
    this.#evictionOf = evictionOf;
  }

  /** `before`: of the same tenant, whose use it inherits; it is still there. */
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

  /** Who goes of the tenant that is furthest above its share of either limit; null: nobody is above it. */
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
