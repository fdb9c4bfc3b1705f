/**
 * Memory in front of a store that lasts. A hit in memory is synchronous; an answer read from the back store is kept in
 * memory for the rest of its life. A put is visible at once and written to the back store afterwards: `put` resolves
 * when that is done. A deleted answer never comes back, whatever was being read or written at that moment.
 *
 * Several gateways on one back store each have their own memory: in a file they see each other's writes (`elsewhere`); what
 * one deletes in Redis another may serve from memory until its life ends, what one replaces until the others hear of it.
 */
import { LRUCache } from "lru-cache";
import { BriefMap } from "../brief-map.ts";
import { PortFault } from "../errors.ts";
import type { Entry, EntryFacts, EntryId, Fingerprint, IndexRow, Key } from "../model.ts";
import { messageOf } from "../narrow.ts";
import type { Store, StoredVector } from "../ports.ts";
import type { ChangesElsewhere } from "./changes-elsewhere.ts";
import type { OnFault } from "./fault-report.ts";
import type { MemoryStore } from "./store-memory.ts";

export interface FrontedOptions {
  readonly onFault?: OnFault;
  /** Called when the back store begins to refuse answers, so that they are in memory only, and when it takes one again. */
  readonly onTaking?: (takes: boolean) => void;
  /** What other processes write to the back store; once one has, all that is in memory is let go. */
  readonly elsewhere?: ChangesElsewhere;
  /** Most writes on their way to the back store; one more is not written, and its `put` rejects. Default 10,000. */
  readonly pendingEntriesMax?: number;
  /** Most bytes of bodies on their way to the back store. Default 64 MiB. */
  readonly pendingBytesMax?: number;
}

/** Most answers remembered whose delete failed in the back store; they stay hidden, and `sweep` tries again. */
const OWED_MAX = 10_000;
/** Faults of the back store reject as PortFault; what is in memory is served all the same. */
export function createFrontedStore(front: MemoryStore, back: Store, options: FrontedOptions = {}): Store {
  return new Fronted(front, back, options);
}

type Arrivals = NonNullable<Store["arrivals"]>;

/** A put that the back store has not confirmed. */
interface Pending {
  readonly entry: Entry;
  vector: StoredVector | null;
  issued: boolean;
  /** True where it was deleted meanwhile: it is hidden, yet the next put under its key must still wait for it. */
  deleted: boolean;
  readonly done: Promise<void>;
}

/** A read of the back store, and what changed while it ran. */
interface Load {
  /** What is read: a key or an id; the other is null. */
  readonly key: Key | null;
  readonly id: EntryId | null;
  /** What was deleted, and what was put, while it ran. */
  readonly deleted: ReadonlySet<EntryId>;
  readonly replaced: ReadonlySet<Key>;
}

/** One that takes time. */
interface RunningLoad extends Load {
  readonly deleted: Set<EntryId>;
  readonly replaced: Set<Key>;
}

const NONE: ReadonlySet<Key> = new Set();

class Fronted implements Store {
  readonly kind: Store["kind"];
  readonly isShared: boolean;
  readonly arrivals?: Arrivals;
  readonly #front: MemoryStore;
  readonly #back: Store;
  readonly #onFault: OnFault;
  readonly #onTaking: (takes: boolean) => void;
  #takes = true;
  readonly #pendingEntriesMax: number;
  readonly #pendingBytesMax: number;
  readonly #elsewhere: ChangesElsewhere | null;
  readonly #pending = new BriefMap<Key, Pending>();
  readonly #pendingIds = new BriefMap<EntryId, Pending>();
  #pendingBytes = 0;
  /** The reads that are running; the back store's deadlines bound how long. */
  readonly #loads = new Set<RunningLoad>();
  readonly #deleting = new Set<EntryId>();
  readonly #owed = new LRUCache<EntryId, true>({ max: OWED_MAX });

  constructor(front: MemoryStore, back: Store, options: FrontedOptions) {
    this.kind = back.kind;
    this.isShared = back.isShared;
    if (back.arrivals) this.arrivals = this.#hearing(back.arrivals);
    this.#front = front;
    this.#back = back;
    this.#onFault = options.onFault ?? (() => {});
    this.#onTaking = options.onTaking ?? (() => {});
    this.#elsewhere = options.elsewhere ?? null;
    this.#pendingEntriesMax = options.pendingEntriesMax ?? 10_000;
    this.#pendingBytesMax = options.pendingBytesMax ?? 64 * 2 ** 20;
  }

  get(key: Key, nowMs: number): Entry | null | Promise<Entry | null> {
    if (this.#elsewhere?.happened()) this.#front.clear();
    return (
      this.#newest(key, null, nowMs) ?? this.#load({ key, id: null }, (back) => back.get(key, nowMs), nowMs)
    );
  }

  getById(id: EntryId, nowMs: number): Entry | null | Promise<Entry | null> {
    if (this.#elsewhere?.happened()) this.#front.clear();
    const pending = this.#pendingIds.get(id)?.entry;
    const near = this.#front.getById(id, nowMs) ?? (pending && this.#newest(pending.key, id, nowMs));
    return near ?? this.#load({ key: null, id }, (back) => back.getById(id, nowMs), nowMs);
  }

  put(entry: Entry, vector: StoredVector | null): Promise<void> {
    for (const load of this.#loads) load.replaced.add(entry.key);
    this.#front.set(entry, null);
    const before = this.#pending.get(entry.key);
    if (
      this.#pendingIds.size >= this.#pendingEntriesMax ||
      this.#pendingBytes + entry.body.length > this.#pendingBytesMax
    ) {
      return Promise.reject(
        new PortFault("store", "unavailable", "too many writes are under way: kept in memory only"),
      );
    }
    const after = before?.done.catch(() => {}) ?? nextTurn();
    const pending: Pending = {
      entry,
      vector,
      issued: false,
      deleted: false,
      done: after.then(() => {
        pending.issued = true;
        return this.#write(() => this.#back.put(entry, pending.vector));
      }),
    };
    this.#pending.set(entry.key, pending);
    this.#pendingIds.set(entry.id, pending);
    this.#pendingBytes += entry.body.length;
    return pending.done.finally(() => this.#settled(pending));
  }

  #settled(pending: Pending): void {
    const { entry } = pending;
    this.#pendingBytes -= entry.body.length;
    if (this.#pending.get(entry.key) === pending) this.#pending.delete(entry.key);
    if (this.#pendingIds.get(entry.id) === pending) this.#pendingIds.delete(entry.id);
  }

  /**
   * Writes a vector together with its answer where that has not been sent yet. A failed answer is reported by its own
   * put.
   */
  async putVector(id: EntryId, vector: StoredVector): Promise<void> {
    const pending = this.#pendingIds.get(id);
    if (pending?.deleted) return;
    const travelsAlong = pending !== undefined && !pending.issued;
    if (travelsAlong) pending.vector = vector;
    const written = await pending?.done.then(
      () => true,
      () => false,
    );
    if (travelsAlong || written === false) return;
    if (!this.#deleting.has(id)) await this.#write(() => this.#back.putVector(id, vector));
  }

  /** Rejects with the fault where the back store begins to refuse, with "off" while it goes on to: that is known by then. */
  async #write(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      const isKnown = !this.#takes;
      this.#tellTaking(false);
      throw isKnown ? offAs(error) : error;
    }
    this.#tellTaking(true);
  }

  #tellTaking(takes: boolean): void {
    if (this.#takes === takes) return;
    this.#takes = takes;
    this.#onTaking(takes);
  }

  async delete(id: EntryId): Promise<boolean> {
    const pending = this.#pendingIds.get(id);
    const inMemory = this.#front.drop(id) || this.#visible(pending) !== null;
    this.#deleting.add(id);
    for (const load of this.#loads) load.deleted.add(id);
    if (pending) pending.deleted = true;
    try {
      await pending?.done.catch(() => {});
      return (await this.#back.delete(id)) || inMemory;
    } catch (error) {
      this.#owed.set(id, true);
      throw error;
    } finally {
      this.#deleting.delete(id);
    }
  }

  async *indexRows(fingerprint: Fingerprint, nowMs: number, limit: number): AsyncIterable<IndexRow> {
    for await (const row of this.#back.indexRows(fingerprint, nowMs, limit))
      if (!this.#deleting.has(row.facts.id) && !this.#owed.has(row.facts.id)) yield row;
  }

  /** Arrivals, of which each takes the place of what memory holds under its key. */
  #hearing(back: Arrivals): Arrivals {
    return {
      begin: () => back.begin(),
      next: async (fingerprint) => {
        const arrived = await back.next(fingerprint);
        if (arrived === null) return null;
        const rows = arrived.rows.filter(
          ({ facts: { id } }) => !this.#deleting.has(id) && !this.#owed.has(id),
        );
        for (const { facts } of rows) this.#replaced(facts);
        return { ...arrived, rows };
      },
    };
  }

  #replaced({ key, id, storedAtMs }: EntryFacts): void {
    const held = this.#front.get(key, storedAtMs);
    if (held !== null && held.id !== id && held.storedAtMs <= storedAtMs && !this.#pending.has(key))
      this.#front.drop(held.id);
  }

  /** All facts, from memory first: answers on their way, and those the back store could not take, are nowhere else. */
  async *facts(nowMs: number): AsyncIterable<EntryFacts> {
    const seen = new Set<EntryId>();
    const near = [...this.#pendingIds.values()].flatMap((pending) => this.#visible(pending) ?? []);
    for (const { headers: _headers, body: _body, ...facts } of near) {
      seen.add(facts.id);
      if (nowMs < facts.staleUntilMs) yield facts;
    }
    for (const store of [this.#front, this.#back])
      for await (const facts of store.facts(nowMs)) {
        if (seen.has(facts.id) || this.#deleting.has(facts.id) || this.#owed.has(facts.id)) continue;
        // The back store gives each answer once, so only those from memory are remembered.
        if (store === this.#front) seen.add(facts.id);
        yield facts;
      }
  }

  getNote(name: string): Promise<string | null> {
    return this.#back.getNote(name);
  }

  async putNote(name: string, value: string): Promise<void> {
    try {
      await this.#back.putNote(name, value);
    } catch (error) {
      throw this.#takes ? error : offAs(error);
    }
    this.#tellTaking(true);
  }

  deleteNote(name: string): Promise<void> {
    return this.#back.deleteNote(name);
  }

  noteNames(prefix: string, limit: number): Promise<string[]> {
    return this.#back.noteNames(prefix, limit);
  }

  /**
   * Removes ended and excess answers. What the back store removes for lack of room may stay in memory until evicted
   * there.
   */
  async sweep(nowMs: number, bytesMax: number, share = 1): Promise<number> {
    await this.#front.sweep(nowMs, 0);
    for (const id of [...this.#owed.keys()]) {
      await this.#back.delete(id);
      this.#owed.delete(id);
    }
    return this.#back.sweep(nowMs, bytesMax, share);
  }

  stats(): Promise<{ entries: number; bytes: number }> {
    return this.#back.stats();
  }

  /** Closes both stores once the writes on their way have ended. */
  async close(): Promise<void> {
    const left = await Promise.allSettled([...this.#pendingIds.values()].map(({ done }) => done));
    const lost = left.filter(({ status }) => status === "rejected").length;
    if (lost > 0)
      this.#onFault("store", new PortFault("store", "unavailable", `${lost} answers could not be written`));
    await this.#back.close();
    await this.#front.close();
  }

  /** The newest answer under this key in memory, including one that is still on its way to the back store. */
  #newest(key: Key, id: EntryId | null, nowMs: number): Entry | null {
    const entry = this.#front.get(key, nowMs) ?? this.#visible(this.#pending.get(key));
    if (entry === null || nowMs >= entry.staleUntilMs) return null;
    return id === null || entry.id === id ? entry : null;
  }

  #visible(pending: Pending | undefined): Entry | null {
    if (pending === undefined || pending.deleted) return null;
    return this.#pending.get(pending.entry.key) === pending ? pending.entry : null;
  }

  #load(
    asked: Pick<Load, "key" | "id">,
    read: (back: Store) => Entry | null | Promise<Entry | null>,
    nowMs: number,
  ): Entry | null | Promise<Entry | null> {
    const found = read(this.#back);
    // Nothing came between a read that is there at once and this line.
    if (!(found instanceof Promise))
      return this.#takeIn(found, { ...asked, deleted: this.#deleting, replaced: NONE }, nowMs);
    const load: RunningLoad = { ...asked, deleted: new Set(this.#deleting), replaced: new Set() };
    this.#loads.add(load);
    return found
      .then((entry) => this.#takeIn(entry, load, nowMs))
      .finally(() => void this.#loads.delete(load));
  }

  /** Keeps in memory what was read, unless something newer is there or it was deleted meanwhile. */
  #takeIn(entry: Entry | null, load: Load, nowMs: number): Entry | null {
    if (entry === null || load.deleted.has(entry.id) || this.#owed.has(entry.id)) return null;
    if (entry.key !== (load.key ?? entry.key) || entry.id !== (load.id ?? entry.id)) {
      this.#onFault("store", new PortFault("store", "corrupt", "the store answered with another's entry"));
      return null;
    }
    const changed =
      load.replaced.has(entry.key) || this.#pending.has(entry.key) || this.#front.has(entry.key);
    if (!changed) {
      this.#front.set(entry, null);
      return entry;
    }
    return this.#newest(entry.key, load.id, nowMs);
  }
}

function offAs(error: unknown): PortFault {
  return new PortFault("store", "off", messageOf(error), { cause: error });
}

/**
 * Waits a turn, so that a vector which follows in the same turn is written along, and the request's turn ends first.
 */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
