/**
 * Moves SQLite's journal into its file in a thread of its own. SQLite would do so within a commit, every 1,000 pages, and
 * the commit would wait for the disk to sync twice: some 50 ms in which no request is answered.
 * https://sqlite.org/wal.html#checkpointing
 */
import { Worker } from "node:worker_threads";
import type { CheckpointReply } from "./sqlite-checkpoint-thread.ts";

/** Content written between two checkpoints, bytes. The journal takes more, as its pages are whole. */
const CONTENT_BYTES = 8 * 2 ** 20;
/** Of the journal's pages in the file's indexes that one write changes beside its content. */
const PAGES_BYTES = 2 * 4_096;
/** A disk that syncs for longer goes on while writes do too; the journal then grows until the next checkpoint. */
const WAIT_MS_MAX = 5_000;
/** An idle thread ends, which frees its memory. */
const IDLE_MS = 10_000;
/** Where the thread could not do it, as on a full disk, it is tried again after so long. */
const AGAIN_MS = 600_000;

/** The journal's pages from which on SQLite makes a checkpoint within a commit: its default, and 64 MiB. */
const PAGES_DEFAULT = 1_000;
const PAGES_WITH_THREAD = 16_384;

export class Checkpoints {
  readonly #path: string;
  readonly #onPages: () => void;
  #written = 0;
  #worker: Worker | null = null;
  #running: Promise<void> | null = null;
  #idle: NodeJS.Timeout | null = null;
  /** When the thread failed last, ms; null: it did not. */
  #failedMs: number | null = null;
  #ended = false;

  /** `onPages`: called where `pages` has changed, as the thread failed, or is tried again. */
  constructor(path: string, onPages: () => void) {
    this.#path = path;
    this.#onPages = onPages;
  }

  /**
   * For `PRAGMA wal_autocheckpoint` of the connection that writes: with a thread it is for journals that the thread's
   * checkpoints do not empty, as where another process writes too.
   */
  get pages(): number {
    return this.#failedMs !== null ? PAGES_DEFAULT : PAGES_WITH_THREAD;
  }

  /**
   * Told what a commit has written. Where enough has come together a checkpoint begins, and the promise resolves when it is
   * over: who writes meanwhile keeps the journal from being emptied. Never rejects.
   */
  wrote(writes: number, bytes: number): Promise<void> | null {
    if (this.#ended || this.#running || this.#rests()) return null;
    this.#written += bytes + writes * PAGES_BYTES;
    if (this.#written < CONTENT_BYTES) return null;
    this.#written = 0;
    return this.#begin();
  }

  /** Waits for a checkpoint under way, `WAIT_MS_MAX` at most, and ends the thread. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#running;
    this.#stop();
  }

  #begin(): Promise<void> {
    const run = this.#run()
      .catch(() => this.#give())
      .finally(() => {
        this.#running = null;
        this.#idle = setTimeout(() => this.#stop(), IDLE_MS);
        this.#idle.unref();
      });
    this.#running = run;
    return run;
  }

  async #run(): Promise<void> {
    if (this.#idle) clearTimeout(this.#idle);
    this.#worker ??= started(this.#path);
    const worker = this.#worker;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const late = setTimeout(resolve, WAIT_MS_MAX);
    const replied = (reply: CheckpointReply) => (reply.done ? resolve() : reject(new Error(reply.why)));
    const ended = () => reject(new Error("the thread ended"));
    worker.once("message", replied).once("error", reject).once("exit", ended);
    worker.postMessage("checkpoint");
    try {
      await promise;
    } finally {
      clearTimeout(late);
      worker.off("message", replied).off("error", reject).off("exit", ended);
    }
  }

  #give(): void {
    this.#stop();
    if (this.#ended) return;
    this.#failedMs = performance.now();
    this.#onPages();
  }

  /** Has the thread failed a short while ago? */
  #rests(): boolean {
    if (this.#failedMs === null) return false;
    if (performance.now() - this.#failedMs < AGAIN_MS) return true;
    this.#failedMs = null;
    this.#onPages();
    return false;
  }

  #stop(): void {
    if (this.#idle) clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = null;
    // A thread that fails while it ends is not reported.
    worker?.on("error", () => {}).terminate();
  }
}

function started(path: string): Worker {
  const worker = new Worker(new URL("./sqlite-checkpoint-thread.ts", import.meta.url), {
    workerData: path,
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  worker.unref();
  return worker;
}
