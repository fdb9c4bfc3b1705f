/**
 * Writes to SQLite off the request path: gathered for a few milliseconds, then done in one transaction. A write resolves
 * when its transaction is committed. One bad write does not take its neighbours down, a lock held by another process is
 * waited for without holding the event loop, and a long queue is worked off in slices.
 */
import type { DatabaseSync } from "node:sqlite";
import { PortFault } from "../errors.ts";
import { refusal } from "./sqlite-file.ts";

const GATHER_MS = 8;
/** Of one transaction; the event loop breathes between two. */
const SLICE_WRITES_MAX = 128;
const SLICE_BYTES_MAX = 4 * 2 ** 20;
const QUEUE_WRITES_MAX = 20_000;
const QUEUE_BYTES_MAX = 128 * 2 ** 20;
const BUSY_RETRY_MS = 25;
const BUSY_MS_MAX = 5_000;

interface Write {
  readonly run: () => unknown;
  readonly bytes: number;
  readonly resolve: (value: never) => void;
  readonly reject: (fault: PortFault) => void;
}

export interface WriterOptions {
  readonly db: () => DatabaseSync;
  /** Before each commit, in the transaction. */
  readonly beforeCommit: () => void;
  /** After a transaction that did not happen. */
  readonly afterRollback: () => void;
  /** The file turned out to be damaged: puts another in its place. */
  readonly onDamage: () => void;
}

export class SqliteWriter {
  readonly #options: WriterOptions;
  #queue: Write[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #busySince: number | null = null;
  #closed = false;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Runs `work` in the next transaction. Rejects with PortFault when it fails or too much waits. */
  write<T>(work: () => T, bytes = 0): Promise<T> {
    if (this.#closed) return Promise.reject(new PortFault("store", "unavailable", "the store is closed"));
    if (this.#queue.length >= QUEUE_WRITES_MAX || this.#bytes + bytes > QUEUE_BYTES_MAX)
      return Promise.reject(new PortFault("store", "unavailable", "too many writes wait for the disk"));
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ run: work, bytes, resolve, reject });
      this.#bytes += bytes;
      this.#wake(GATHER_MS);
    });
  }

  /** Writes what waits, then refuses all else. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#closed = true;
    while (this.#queue.length > 0 && this.#slice());
    for (const { reject } of this.#queue) reject(faultOf("the store is closed"));
    this.#queue = [];
  }

  #wake(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const went = this.#slice();
      if (this.#queue.length > 0) this.#wake(went ? 0 : BUSY_RETRY_MS);
    }, ms);
  }

  /** False when another process holds the lock. */
  #slice(): boolean {
    const batch = this.#next();
    let outcome = this.#commit(batch);
    if (outcome === "damaged") {
      this.#options.onDamage();
      outcome = this.#commit(batch);
    }
    if (outcome === "busy") {
      this.#busySince ??= performance.now();
      if (performance.now() - this.#busySince < BUSY_MS_MAX) return false;
    }
    this.#busySince = null;
    this.#take(batch);
    if (outcome === null) return true;
    if (batch.length === 1 || outcome !== "other") {
      for (const { reject } of batch) reject(faultOf(REFUSALS[outcome]));
      return true;
    }
    // One of them is at fault: each on its own.
    for (const write of batch) {
      const alone = this.#commit([write]);
      if (alone !== null) write.reject(faultOf(REFUSALS[alone]));
    }
    return true;
  }

  #next(): Write[] {
    let bytes = 0;
    let count = 0;
    for (const write of this.#queue) {
      bytes += write.bytes;
      if (count > 0 && (count >= SLICE_WRITES_MAX || bytes > SLICE_BYTES_MAX)) break;
      count++;
    }
    return this.#queue.slice(0, count);
  }

  #take(batch: readonly Write[]): void {
    this.#queue = this.#queue.slice(batch.length);
    for (const { bytes } of batch) this.#bytes -= bytes;
  }

  /** Null when committed, and the writes told so. */
  #commit(batch: readonly Write[]): Outcome | null {
    const db = this.#options.db();
    const results: unknown[] = [];
    try {
      db.exec("BEGIN IMMEDIATE");
      for (const { run } of batch) results.push(run());
      this.#options.beforeCommit();
      db.exec("COMMIT");
    } catch (error) {
      try {
        if (db.isTransaction) db.exec("ROLLBACK");
      } catch {
        // The next transaction tells.
      }
      this.#options.afterRollback();
      const why = refusal(error);
      return why === "newer" ? "other" : why;
    }
    for (const [i, { resolve }] of batch.entries()) resolve(results[i] as never);
    return null;
  }
}

type Outcome = "damaged" | "read-only" | "busy" | "other";

const REFUSALS: Record<Outcome, string> = {
  damaged: "the database is damaged",
  "read-only": "the database cannot be written",
  busy: "another process holds the database",
  other: "the database refused a write (is the disk full?)",
};

function faultOf(message: string): PortFault {
  return new PortFault("store", "unavailable", message);
}
