/**
 * Answers in memory, bounded by entries and bytes, least recently used first out. The front of the other stores, and
 * a store of its own where nothing need outlast the process.
 */
import { LRUCache } from "lru-cache";
import type { Entry, EntryId, Fingerprint, IndexRow, Key } from "../model.ts";
import type { Store, StoredVector } from "../ports.ts";

export interface MemoryStoreOptions {
  /** 1 and up. */
  readonly entriesMax: number;
  /** Bodies and questions together; 1 and up. */
  readonly bytesMax: number;
}

const NOTES_MAX = 100_000;

export function createMemoryStore(options: MemoryStoreOptions): Store {
  const keys = new Map<EntryId, Key>();
  const vectors = new Map<EntryId, StoredVector>();
  const notes = new Map<string, string>();
  const entries = new LRUCache<Key, Entry>({
    max: options.entriesMax,
    maxSize: options.bytesMax,
    sizeCalculation: sizeOf,
    dispose(entry) {
      keys.delete(entry.id);
      vectors.delete(entry.id);
    },
  });

  function live(entry: Entry | undefined, nowMs: number): Entry | null {
    if (!entry) return null;
    if (nowMs < entry.staleUntilMs) return entry;
    entries.delete(entry.key);
    return null;
  }

  return {
    kind: "memory",
    get: (key, nowMs) => live(entries.get(key), nowMs),
    getById(id, nowMs) {
      const key = keys.get(id);
      return key === undefined ? null : live(entries.get(key), nowMs);
    },
    async put(entry, vector) {
      entries.set(entry.key, entry);
      if (!entries.has(entry.key)) return;
      keys.set(entry.id, entry.key);
      if (vector) vectors.set(entry.id, vector);
    },
    async putVector(id, vector) {
      if (keys.has(id)) vectors.set(id, vector);
    },
    async delete(id) {
      const key = keys.get(id);
      return key !== undefined && entries.delete(key);
    },
    async *indexRows(fingerprint: Fingerprint, nowMs: number, limit: number): AsyncGenerator<IndexRow> {
      const found = [...entries.values()].filter((e) => e.semantic && nowMs < e.expiresAtMs);
      found.sort((a, b) => b.storedAtMs - a.storedAtMs);
      for (const { headers: _, body: __, ...facts } of found.slice(0, limit)) {
        const stored = vectors.get(facts.id);
        yield { facts, vector: stored?.fingerprint === fingerprint ? stored.vector : null };
      }
    },
    getNote: async (name) => notes.get(name) ?? null,
    async putNote(name, value) {
      notes.set(name, value);
      if (notes.size > NOTES_MAX) notes.delete(notes.keys().next().value as string);
    },
    async deleteNote(name) {
      notes.delete(name);
    },
    async noteNames(prefix, limit) {
      return [...notes.keys()].filter((name) => name.startsWith(prefix)).slice(0, limit);
    },
    async sweep(nowMs, bytesMax) {
      const before = entries.size;
      for (const entry of [...entries.values()]) live(entry, nowMs);
      while (bytesMax > 0 && entries.calculatedSize > bytesMax && entries.pop() !== undefined);
      return before - entries.size;
    },
    stats: async () => ({ entries: entries.size, bytes: entries.calculatedSize }),
    async close() {},
  };
}

function sizeOf(entry: Entry): number {
  return 256 + entry.body.length + 2 * entry.question.length;
}
