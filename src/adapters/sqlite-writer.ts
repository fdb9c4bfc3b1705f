/**
 * Writes to SQLite off the request path: gathered for a few milliseconds, then done in one transaction. A write
 * resolves when its transaction is committed. One bad write does not fail those beside it, another process's lock is
 * waited for without blocking the event loop, and a long queue is worked off in slices.
 */
import type { DatabaseSync } from "node:sqlite";
import { PortFault } from "../errors.ts";
import { refusal } from "./sqlite-file.ts";

const GATHER_MS = 8;
/**
 * While writes keep coming they are gathered for so long, or until so many wait: a transaction costs as much as some
 * two of its writes.
 */
const GATHER_MS_MAX = 32;
const GATHER_WRITES_MAX = 16;
/** Most writes, and bytes, in one transaction; between two the event loop runs. */
const SLICE_WRITES_MAX = 128;
const SLICE_BYTES_MAX = 4 * 2 ** 20;
const QUEUE_WRITES_MAX = 20_000;
const QUEUE_BYTES_MAX = 128 * 2 ** 20;
const BUSY_RETRY_MS = 25;
const BUSY_MS_MAX = 5_000;

interface Write {
  /** Makes ready what it writes, before the file is locked. */
  readonly prepare: (() => unknown) | null;
  readonly run: () => unknown;
  readonly bytes: number;
  readonly resolve: (value: never) => void;
  readonly reject: (fault: PortFault) => void;
}

export interface WriterOptions {
  readonly db: () => DatabaseSync;
  /** Called in each transaction before its commit. */
  readonly beforeCommit: () => void;
  /** Told how many writes a transaction committed, and their bytes; until what it returns resolves none begins. */
  readonly afterCommit: (writes: number, bytes: number) => Promise<void> | null;
  /** Called after a transaction was rolled back. */
  readonly afterRollback: () => void;
  /** Called where the file turned out to be damaged; puts another in its place. */
  readonly onDamage: () => void;
}

export class SqliteWriter {
  readonly #options: WriterOptions;
  #queue: Write[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | null = null;
  /** When the oldest and the newest of the queue came, ms. */
  #firstMs = 0;
  #lastMs = 0;
  #busySince: number | null = null;
  #isPaused = false;
  #closed = false;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /**
   * Runs `work` in the next transaction, and `prepare` shortly before it, perhaps more than once. Rejects with PortFault
   * when one of them fails or too much waits.
   */
  write<T>(work: () => T, bytes = 0, prepare: (() => unknown) | null = null): Promise<T> {
    if (this.#closed) return Promise.reject(new PortFault("store", "unavailable", "the store is closed"));
    if (this.#queue.length >= QUEUE_WRITES_MAX || this.#bytes + bytes > QUEUE_BYTES_MAX)
      return Promise.reject(new PortFault("store", "unavailable", "too many writes wait for the disk"));
    return new Promise<T>((resolve, reject) => {
      this.#lastMs = performance.now();
      if (this.#queue.length === 0) this.#firstMs = this.#lastMs;
      this.#queue.push({ prepare, run: work, bytes, resolve, reject });
      this.#bytes += bytes;
      this.#wake(GATHER_MS);
    });
  }

  /** Writes what waits; later writes are rejected. */
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
      if (this.#isPaused) return;
      if (this.#mayGather()) return this.#wake(GATHER_MS);
      const went = this.#slice();
      if (this.#queue.length > 0) this.#wake(went ? 0 : BUSY_RETRY_MS);
    }, ms);
  }

  #mayGather(): boolean {
    if (this.#busySince !== null || this.#queue.length >= GATHER_WRITES_MAX) return false;
    const nowMs = performance.now();
    return nowMs - this.#lastMs < GATHER_MS && nowMs - this.#firstMs < GATHER_MS_MAX;
  }

  /** Runs one transaction of waiting writes. False where another process holds the lock. */
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
    // One write of the batch is at fault, so each is tried in a transaction of its own.
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
    this.#bytes -= bytesOf(batch);
  }

  /** Commits a batch. Null where it was committed and its writes resolved; else what went wrong. */
  #commit(batch: readonly Write[]): Outcome | null {
    const db = this.#options.db();
    const results: unknown[] = [];
    try {
      for (const { prepare } of batch) prepare?.();
      db.exec("BEGIN IMMEDIATE");
      for (const { run } of batch) results.push(run());
      this.#options.beforeCommit();
      db.exec("COMMIT");
    } catch (error) {
      try {
        if (db.isTransaction) db.exec("ROLLBACK");
      } catch {
        // A failed rollback shows in the next transaction.
      }
      this.#options.afterRollback();
      const why = refusal(error);
      return why === "newer" ? "other" : why;
    }
    for (const [i, { resolve }] of batch.entries()) resolve(results[i] as never);
    this.#pause(this.#options.afterCommit(batch.length, bytesOf(batch)));
    return null;
  }

  #pause(until: Promise<void> | null): void {
    if (until === null) return;
    this.#isPaused = true;
    void until.then(() => {
      this.#isPaused = false;
      if (this.#queue.length > 0 && !this.#closed) this.#wake(0);
    });
  }
}

function bytesOf(batch: readonly Write[]): number {
  return batch.reduce((sum, { bytes }) => sum + bytes, 0);
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
