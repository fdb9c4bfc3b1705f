/**
 * One value under one name of a store's notes, as JSON, with a version by which gateways that share the store tell which
 * of two is right. A store has no transaction over a note: whoever wants to write reads first, merges what is there, and
 * writes with a higher version; who was overtaken finds out at the next read.
 */
import type { Store } from "../ports.ts";

export type NoteStore = Pick<Store, "getNote" | "putNote" | "deleteNote">;

export interface NoteFormat<T> {
  /** Of two values the one of the higher version is right; 0 and up. Absent: what was written last is. */
  readonly version?: (value: T) => number;
  /** Makes a value of parsed JSON; a text says why it is none. What it throws means that it is damaged. */
  readonly decode: (value: unknown) => T | string;
  /** Says of a note that is no JSON, or no whole value, that it is damaged. For people. */
  readonly damaged?: string;
}

export interface NoteRead<T> {
  /** Null: nothing is there, or nothing that can be read. */
  readonly value: T | null;
  /** Of a higher version than whatever was read or written here before; the first value that is read always is. */
  readonly isNewer: boolean;
  /** The highest version that was read or written here, this one included; 0 where there was none. */
  readonly version: number;
  /** Why what is there cannot be read, for people; null: it can, or nothing is there. */
  readonly problem: string | null;
}

/** Each method rejects where the store fails, with PortFault. */
export interface VersionedNote<T> {
  read(): Promise<NoteRead<T>>;
  write(value: T): Promise<void>;
  delete(): Promise<void>;
  /**
   * Reads, and writes what `merge` makes of it; null: nothing. One after another, in the order of the calls. Rejects
   * also where `merge` does, and nothing is written then.
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

/** Runs what it is given one after another, whether it succeeds or not. */
export function createQueue(): (work: () => Promise<void>) => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  return (work) => {
    const done = running.then(work);
    running = done.catch(() => {});
    return done;
  };
}
