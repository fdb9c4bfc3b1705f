/**
 * A value kept as JSON in a note of the store, with a version by which gateways that share the store know which of two
 * values holds. A store has no transactions over notes: a writer reads first, merges, and writes with a higher version;
 * a writer whose value was overwritten sees that at its next read.
 */
import type { Store } from "../ports.ts";

export type NoteStore = Pick<Store, "getNote" | "putNote" | "deleteNote">;

export interface NoteFormat<T> {
  /** Version of a value, 0 or more; of two values the higher version holds. Absent: the value written last holds. */
  readonly version?: (value: T) => number;
  /** Makes a value from parsed JSON, or returns a text that says why it cannot. An exception means a damaged note. */
  readonly decode: (value: unknown) => T | string;
  /** The message, for people, about a damaged note. */
  readonly damaged?: string;
}

export interface NoteRead<T> {
  /** The value; null where there is no note, or it cannot be read. */
  readonly value: T | null;
  /** True where the version is higher than all that this object read or wrote before; true for the first value read. */
  readonly isNewer: boolean;
  /** The highest version that this object has read or written, this one included; 0: none. */
  readonly version: number;
  /** Why the note cannot be read, for people; null where it can, or there is none. */
  readonly problem: string | null;
}

/** Each method rejects where the store fails, with PortFault. */
export interface VersionedNote<T> {
  read(): Promise<NoteRead<T>>;
  write(value: T): Promise<void>;
  delete(): Promise<void>;
  /**
   * Reads the note and writes what `merge` returns; null: writes nothing. Calls run one after another. Rejects, and
   * writes nothing, where `merge` rejects too.
   */
  update(merge: (there: NoteRead<T>) => T | null | Promise<T | null>): Promise<void>;
}

export function versionedNote<T extends object>(
  store: NoteStore,
  name: string,
  { version, decode, damaged = "what was kept is damaged" }: NoteFormat<T>,
): VersionedNote<T> {
  const inTurn = createQueue();
  let seen = -1;

  function decoded(text: string): T | string {
    try {
      return decode(JSON.parse(text));
    } catch {
      return damaged;
    }
  }

  async function read(): Promise<NoteRead<T>> {
    const text = await store.getNote(name);
    const found = text === null ? null : decoded(text);
    const isWhole = found !== null && typeof found !== "string";
    const there = isWhole ? (version?.(found) ?? 0) : -1;
    const isNewer = there > seen;
    seen = Math.max(seen, there, 0);
    return {
      value: isWhole ? found : null,
      ...{ isNewer, version: seen },
      problem: typeof found === "string" ? found : null,
    };
  }

  async function write(value: T): Promise<void> {
    await store.putNote(name, JSON.stringify(value));
    seen = Math.max(seen, version?.(value) ?? 0);
  }

  return {
    ...{ read, write },
    delete: () => store.deleteNote(name),
    update: (merge) =>
      inTurn(async () => {
        const value = await merge(await read());
        if (value !== null) await write(value);
      }),
  };
}

/** A queue: each function runs after the one before it has ended, whether that succeeded or not. */
export function createQueue(): (work: () => Promise<void>) => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  return (work) => {
    const done = running.then(work);
    running = done.catch(() => {});
    return done;
  };
}
