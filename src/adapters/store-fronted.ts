/**
 * Memory in front of a slower store. A put is seen at once and written behind; a get that memory knows never asks the
 * back. What the back gives is kept in front with the life it has, never a fresh one.
 */
import { PortFault } from "../errors.ts";
import type { Entry, EntryId, Key } from "../model.ts";
import type { FaultPart, Store } from "../ports.ts";

export interface FrontedStoreOptions {
  readonly onFault: (part: FaultPart, error: unknown, detail?: string) => void;
}

/** Bytes of writes that may wait for the back; beyond it a write is dropped there and counted. */
const WAITING_BYTES_MAX = 128 * 1024 * 1024;
/** Deleted ids remembered, so that a write or a read under way does not bring them back. */
const DELETED_MAX = 10_000;

export function createFrontedStore(front: Store, back: Store, options: FrontedStoreOptions): Store {
  const deleted = new Set<EntryId>();
  let waitingBytes = 0;

  function forget(id: EntryId): void {
    deleted.add(id);
    if (deleted.size > DELETED_MAX) deleted.delete(deleted.keys().next().value as EntryId);
  }

  function kept(entry: Entry | null): Entry | null {
    if (entry === null || deleted.has(entry.id)) return null;
    front.put(entry, null).catch((error) => options.onFault("store", error));
    return entry;
  }

  function through(
    inFront: Entry | null | Promise<Entry | null>,
    ask: () => Entry | null | Promise<Entry | null>,
  ): Entry | null | Promise<Entry | null> {
    if (inFront !== null) return inFront;
    const behind = ask();
    return behind instanceof Promise ? behind.then(kept) : kept(behind);
  }

  return {
    kind: back.kind,
    get: (key: Key, nowMs) => through(front.get(key, nowMs), () => back.get(key, nowMs)),
    getById: (id, nowMs) =>
      through(front.getById(id, nowMs), () => (deleted.has(id) ? null : back.getById(id, nowMs))),
    async put(entry, vector) {
      void front.put(entry, vector);
      if (waitingBytes + entry.body.length > WAITING_BYTES_MAX) {
        throw new PortFault(
          "store",
          "unavailable",
          "too much waits to be written; this answer is kept in memory only",
        );
      }
      waitingBytes += entry.body.length;
      try {
        await back.put(entry, vector);
        if (deleted.has(entry.id)) await back.delete(entry.id);
      } finally {
        waitingBytes -= entry.body.length;
      }
    },
    async putVector(id, vector) {
      void front.putVector(id, vector);
      if (!deleted.has(id)) await back.putVector(id, vector);
    },
    async delete(id) {
      forget(id);
      const inFront = await front.delete(id);
      return (await back.delete(id)) || inFront;
    },
    indexRows: (fingerprint, nowMs, limit) => back.indexRows(fingerprint, nowMs, limit),
    getNote: (name) => back.getNote(name),
    putNote: (name, value) => back.putNote(name, value),
    deleteNote: (name) => back.deleteNote(name),
    noteNames: (prefix, limit) => back.noteNames(prefix, limit),
    async sweep(nowMs, bytesMax) {
      await front.sweep(nowMs, 0);
      return back.sweep(nowMs, bytesMax);
    },
    stats: () => back.stats(),
    async close() {
      await back.close();
      await front.close();
    },
  };
}
