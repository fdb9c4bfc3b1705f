/**
 * The percentage of `auto`, its changes, and the gateway that may move it, in one note of the store, for restarts and
 * for gateways that share the store. The note has a revision: a writer that knows an older one takes over the stored
 * note instead of writing. One gateway leads as long as it is alive; the others follow.
 */

import { fieldsOf } from "../narrow.ts";
import type { Store } from "../ports.ts";
import { type NoteFormat, type VersionedNote, versionedNote } from "./versioned-note.ts";

export interface Change {
  readonly atMs: number;
  readonly from: number;
  readonly to: number;
  readonly why: string;
}

export interface Position {
  readonly percentage: number;
  readonly sinceMs: number;
  /** Changes of the percentage, newest last. */
  readonly changes: readonly Change[];
}

/** Whether this gateway may lead; of all that share a store at most one may. */
export interface Lease {
  readonly held: boolean;
}

/** The lease of a gateway that is alone. */
const ALWAYS_HELD: Lease = { held: true };

const NOTE = "rollout:auto";
export const CHANGES_MAX = 50;
/** Longest reason that is stored, UTF-16 units. */
const WHY_CHARACTERS_MAX = 500;
/** A leader whose last heartbeat is older is considered dead. */
const ALIVE_MS = 15_000;
const HEARTBEAT_MS = 5_000;

interface Kept extends Position {
  readonly revision: number;
  readonly writer: string;
  /** When the writer was last alive, ms since 1970; 0: it has ended. */
  readonly aliveMs: number;
}

export class RolloutPosition {
  readonly #note: VersionedNote<Kept>;
  readonly #me: string;
  readonly #lease: Lease;
  #kept: Kept;

  /** `me`: identifies this process among those that share the store. */
  constructor(store: Store, me: string, lease: Lease = ALWAYS_HELD) {
    this.#note = versionedNote(store, NOTE, FORMAT);
    this.#me = me;
    this.#lease = lease;
    this.#kept = { percentage: 0, sinceMs: 0, changes: [], revision: 0, writer: me, aliveMs: 0 };
  }

  get position(): Position {
    return this.#kept;
  }

  /** May this gateway move the percentage now? */
  leads(nowMs: number): boolean {
    return this.#lease.held && (this.#kept.writer === this.#me || !isAlive(this.#kept, nowMs));
  }

  /** Reads the saved position; false: there is none. Rejects where the store fails. */
  async load(): Promise<boolean> {
    const { value: found } = await this.#note.read();
    if (found !== null) this.#kept = found;
    return found !== null;
  }

  /** Moves the percentage, in force at once; `sync` saves it. */
  move(percentage: number, why: string, nowMs: number): Change {
    const change = {
      atMs: nowMs,
      from: this.#kept.percentage,
      to: percentage,
      why: why.slice(0, WHY_CHARACTERS_MAX),
    };
    this.#kept = { percentage, sinceMs: nowMs, changes: this.#with(change), ...this.#mine(nowMs) };
    return change;
  }

  /** Starts over at a percentage: requests before now no longer count. Not recorded as a change. */
  begin(percentage: number, nowMs: number): void {
    this.#kept = { ...this.#kept, percentage, sinceMs: nowMs, ...this.#mine(nowMs) };
  }

  /** Records a change by hand. */
  note(change: Change): void {
    this.#kept = { ...this.#kept, changes: this.#with(change), ...this.#mine(change.atMs) };
  }

  /** Writes what is newer here, takes over what is newer there. True: it took over. Rejects where the store fails. */
  async sync(nowMs: number): Promise<boolean> {
    let tookOver = false;
    await this.#note.update(({ value: found }) => {
      const mine = this.#kept;
      if (found === null || !this.#isNewer(found)) return this.#toWrite(found, nowMs);
      this.#kept = found;
      tookOver = found.revision !== mine.revision || found.writer !== mine.writer;
      return null;
    });
    return tookOver;
  }

  /** Lets another gateway lead at once. */
  leave(): Promise<void> {
    return this.#note.update(({ value: found }) => {
      if (this.#kept.writer !== this.#me) return null;
      this.#kept = { ...this.#kept, aliveMs: 0 };
      return found === null || found.writer === this.#me ? this.#kept : null;
    });
  }

  #mine(nowMs: number) {
    return { revision: this.#kept.revision + 1, writer: this.#me, aliveMs: nowMs };
  }

  #with(change: Change): readonly Change[] {
    return [...this.#kept.changes, change].slice(-CHANGES_MAX);
  }

  /** The position to write; null: the store has the same, or another gateway leads. */
  #toWrite(found: Kept | null, nowMs: number): Kept | null {
    const mine = this.#kept;
    if (mine.writer !== this.#me) {
      if (!this.leads(nowMs)) return null;
      this.#kept = { ...mine, ...this.#mine(nowMs) };
    } else {
      const isKept = found !== null && found.revision === mine.revision;
      if (isKept && Math.abs(nowMs - found.aliveMs) < HEARTBEAT_MS) return null;
      this.#kept = { ...mine, aliveMs: nowMs };
    }
    return this.#kept;
  }

  /** Does the stored position replace this one? At equal revisions yes, since its writer was the last. */
  #isNewer(there: Kept): boolean {
    const here = this.#kept;
    if (there.revision !== here.revision) return there.revision > here.revision;
    return there.writer !== this.#me ? here.writer !== there.writer || here.aliveMs !== there.aliveMs : false;
  }
}

/** Is the heartbeat recent? One in the future counts by its distance too, in case a clock was set back. */
function isAlive({ aliveMs }: Kept, nowMs: number): boolean {
  return Math.abs(nowMs - aliveMs) < ALIVE_MS;
}

const FORMAT: NoteFormat<Kept> = {
  version: ({ revision }) => revision,
  decode: (kept) =>
    isKept(kept) ? { ...kept, changes: kept.changes.slice(-CHANGES_MAX) } : "the percentage kept is damaged",
};

function isKept(value: unknown): value is Kept {
  const { percentage, sinceMs, revision, aliveMs, writer, changes } = fieldsOf(value);
  return (
    typeof percentage === "number" &&
    percentage >= 0 &&
    percentage <= 100 &&
    [sinceMs, revision, aliveMs].every(Number.isFinite) &&
    typeof writer === "string" &&
    Array.isArray(changes) &&
    changes.every(isChange)
  );
}

function isChange(value: unknown): boolean {
  const { atMs, from, to, why } = fieldsOf(value);
  return [atMs, from, to].every(Number.isFinite) && typeof why === "string";
}
