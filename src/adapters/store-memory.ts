/**
 * Answers in this process's memory; the least recently used leave first. Alone it keeps nothing after the process ends;
 * in front of another store it makes a hit synchronous (see store-fronted.ts).
 */
import { LRUCache } from "lru-cache";
import type { Entry, EntryFacts, EntryId, Fingerprint, IndexRow, Key } from "../model.ts";
import type { Store, StoredVector } from "../ports.ts";
import { checkFacts } from "./entry-codec.ts";
import { leaving } from "./over-share.ts";
import { checkNote, NOTES_MAX, notesFull } from "./store-notes.ts";

export interface MemoryStoreOptions {
  /** Most entries kept, 1 to 10,000,000. */
  readonly entriesMax: number;
  /** Most bytes of bodies, facts and overhead together, estimated. An entry larger than that by itself is not kept. */
  readonly bytesMax: number;
}

/** A store whose answers come without a promise, and whose changes are in force before the call returns. */
export interface MemoryStore extends Store {
  get(key: Key, nowMs: number): Entry | null;
  getById(id: EntryId, nowMs: number): Entry | null;
  set(entry: Entry, vector: StoredVector | null): void;
  drop(id: EntryId): boolean;
  clear(): void;
  has(key: Key): boolean;
}

export function createMemoryStore(options: MemoryStoreOptions): MemoryStore {
  return new Memory(options);
}

interface Kept {
  readonly entry: Entry;
  vector: StoredVector | null;
}

class Memory implements MemoryStore {
  readonly kind = "memory";
  readonly isShared = false;
  readonly #kept: LRUCache<Key, Kept>;
  readonly #keys = new Map<EntryId, Key>();
  readonly #notes = new Map<string, string>();

  constructor({ entriesMax, bytesMax }: MemoryStoreOptions) {
    this.#kept = new LRUCache<Key, Kept>({
      max: entriesMax,
      maxSize: bytesMax,
      sizeCalculation: sizeOf,
      dispose: ({ entry }) => {
        if (this.#keys.get(entry.id) === entry.key) this.#keys.delete(entry.id);
      },
    });
  }

  get(key: Key, nowMs: number): Entry | null {
    const kept = this.#kept.get(key);
    if (kept === undefined) return null;
    if (nowMs < kept.entry.staleUntilMs) return kept.entry;
    this.#kept.delete(key);
    return null;
  }

  getById(id: EntryId, nowMs: number): Entry | null {
    const key = this.#keys.get(id);
    return key === undefined ? null : this.get(key, nowMs);
  }

  has(key: Key): boolean {
    return this.#kept.has(key);
  }

  set(entry: Entry, vector: StoredVector | null): void {
    this.drop(entry.id);
    this.#kept.set(entry.key, { entry: { ...entry, body: owned(entry.body) }, vector });
    // An entry larger than all the room was not kept.
    if (this.#kept.has(entry.key)) this.#keys.set(entry.id, entry.key);
  }

  drop(id: EntryId): boolean {
    const key = this.#keys.get(id);
    return key !== undefined && this.#kept.delete(key);
  }

  clear(): void {
    this.#kept.clear();
  }

  async put(entry: Entry, vector: StoredVector | null): Promise<void> {
    checkFacts(entry);
    this.set(entry, vector);
  }

  async putVector(id: EntryId, vector: StoredVector): Promise<void> {
    const key = this.#keys.get(id);
    const kept = key === undefined ? undefined : this.#kept.peek(key);
    if (kept) kept.vector = vector;
  }

  async delete(id: EntryId): Promise<boolean> {
    return this.drop(id);
  }

  async *indexRows(fingerprint: Fingerprint, nowMs: number, limit: number): AsyncIterable<IndexRow> {
    const live = [...this.#kept.values()].filter(({ entry }) => entry.semantic && nowMs < entry.expiresAtMs);
    live.sort((a, b) => b.entry.storedAtMs - a.entry.storedAtMs);
    for (const { entry, vector } of live.slice(0, limit)) {
      const { headers: _headers, body: _body, ...facts } = entry;
      yield { facts, vector: vector?.fingerprint === fingerprint ? vector.vector : null };
    }
  }

  async *facts(nowMs: number): AsyncIterable<EntryFacts> {
    for (const { entry } of [...this.#kept.values()]) {
      if (nowMs >= entry.staleUntilMs) continue;
      const { headers: _headers, body: _body, ...facts } = entry;
      yield facts;
    }
  }

  async getNote(name: string): Promise<string | null> {
    return this.#notes.get(name) ?? null;
  }

  async putNote(name: string, value: string): Promise<void> {
    checkNote(name, value);
    if (this.#notes.size >= NOTES_MAX && !this.#notes.has(name)) throw notesFull();
    this.#notes.set(name, value);
  }

  async deleteNote(name: string): Promise<void> {
    this.#notes.delete(name);
  }

  async noteNames(prefix: string, limit: number): Promise<string[]> {
    return [...this.#notes.keys()].filter((name) => name.startsWith(prefix)).slice(0, limit);
  }

  async sweep(nowMs: number, bytesMax: number, share = 1): Promise<number> {
    const before = this.#kept.size;
    for (const { entry } of [...this.#kept.values()]) if (nowMs >= entry.staleUntilMs) this.drop(entry.id);
    const bytes = this.#kept.calculatedSize;
    if (bytesMax > 0 && bytes > bytesMax) {
      const oldestFirst = [...this.#kept.values()]
        .map((kept) => {
          const { id, tenant, storedAtMs } = kept.entry;
          return { id, tenant, storedAtMs, bytes: sizeOf(kept) };
        })
        .sort((a, b) => a.storedAtMs - b.storedAtMs);
      for (const { id } of leaving(oldestFirst, { bytes, bytesMax, share })) this.drop(id);
    }
    return before - this.#kept.size;
  }

  async stats(): Promise<{ entries: number; bytes: number }> {
    return { entries: this.#kept.size, bytes: this.#kept.calculatedSize };
  }

  async close(): Promise<void> {
    this.#kept.clear();
    this.#keys.clear();
    this.#notes.clear();
  }
}

/** Bytes of an entry's objects, strings and map slots beside its body and text; measured about 1 kB on Node 24. */
const ENTRY_OVERHEAD_BYTES = 1024;

function sizeOf({ entry, vector }: Kept): number {
  let characters = entry.question.length + entry.model.length;
  for (const [name, value] of entry.headers) characters += name.length + value.length;
  return ENTRY_OVERHEAD_BYTES + entry.body.length + 2 * characters + (vector?.vector.byteLength ?? 0);
}

/**
 * The body in memory of its own where it is a view into a larger buffer (a socket chunk, a pool), which would otherwise
 * stay alive uncounted.
 */
function owned(body: Buffer): Buffer {
  if (body.buffer.byteLength <= body.length * 1.25 + 64) return body;
  const copy = Buffer.allocUnsafeSlow(body.length);
  body.copy(copy);
  return copy;
}
