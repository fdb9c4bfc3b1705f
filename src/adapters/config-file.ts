/**
 * Tells when the content of a file has changed. The directory is watched, not the file: editors and config-map mounts
 * put a new file (or a new `..data` link) in its place, and a watch on the file ends with the first such swap. A slow
 * poll finds what no event told of, such as on network mounts. Content decides: a touched file is no change.
 */
import { createHash } from "node:crypto";
import { type FSWatcher, watch } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

export interface WatchOptions {
  /**
   * Milliseconds without an event before the file is read, as writers truncate it first, and that new content has to
   * stay. Default 100.
   */
  readonly debounceMs?: number;
  /** Milliseconds between two checks of the file without an event. Default 1,000. */
  readonly pollMs?: number;
}

export interface ConfigWatch {
  /** Resolves once the file was first read; later content is compared with that. */
  readonly ready: Promise<void>;
  close(): void;
}

/**
 * Calls `onChange` after each change of content, never twice for the same content in a row, never after `close`. A file
 * that is missing or unreadable is no change; coming back with other content is one. Never keeps the process alive.
 */
export function watchConfig(path: string, onChange: () => void, options: WatchOptions = {}): ConfigWatch {
  const watcher = new Watcher(resolve(path), onChange, options);
  return { ready: watcher.ready, close: () => watcher.close() };
}

class Watcher {
  readonly ready: Promise<void>;
  readonly #path: string;
  readonly #onChange: () => void;
  readonly #debounceMs: number;
  readonly #stayMs: number;
  readonly #poll: NodeJS.Timeout;
  #events: FSWatcher | null = null;
  #pending: NodeJS.Timeout | null = null;
  #known: string | null = null;
  #reading = false;
  #closed = false;

  constructor(path: string, onChange: () => void, { debounceMs = 100, pollMs = 1_000 }: WatchOptions) {
    this.#path = path;
    this.#onChange = onChange;
    this.#debounceMs = debounceMs;
    this.#stayMs = Math.min(debounceMs, pollMs);
    this.ready = this.#read().then((digest) => {
      this.#known = digest;
    });
    this.#poll = setInterval(() => this.#look(), pollMs);
    this.#poll.unref();
    this.#watch();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#poll);
    if (this.#pending) clearTimeout(this.#pending);
    this.#events?.close();
    this.#events = null;
  }

  /**
   * Starts watching the directory. Where that fails (no such directory yet, no watches left) only polling remains, and
   * tries again to watch.
   */
  #watch(): void {
    try {
      const events = watch(dirname(this.#path), { persistent: false }, () => this.#soon());
      events.on("error", () => {
        events.close();
        if (this.#events === events) this.#events = null;
      });
      this.#events = events;
    } catch {
      this.#events = null;
    }
  }

  #soon(): void {
    if (this.#closed) return;
    if (this.#pending) clearTimeout(this.#pending);
    this.#pending = setTimeout(() => this.#compare(), this.#debounceMs);
    this.#pending.unref();
  }

  /** Reads the file at once: where something in the directory is always written, there is never a quiet moment. */
  #look(): void {
    if (!this.#events) this.#watch();
    this.#compare();
  }

  async #compare(): Promise<void> {
    if (this.#reading || this.#closed) return;
    this.#reading = true;
    try {
      await this.ready;
      const digest = await this.#read();
      if (digest === null || digest === this.#known || this.#closed) return;
      // A writer may be at work still: what is there has to stay for a moment.
      await delay(this.#stayMs, undefined, { ref: false });
      if (this.#closed) return;
      if ((await this.#read()) !== digest) return this.#soon();
      this.#known = digest;
      this.#onChange();
    } finally {
      this.#reading = false;
    }
  }

  async #read(): Promise<string | null> {
    try {
      return createHash("sha256")
        .update(await readFile(this.#path))
        .digest("base64");
    } catch {
      return null;
    }
  }
}
