/**
 * One answer with many readers: an append-only list of chunks with a cursor per reader. Every reader gets it from its
 * start, whenever it joins.
 *
 * Memory is bounded in two ways. While the body is small enough to keep (`keepBytes`), it is kept whole and the writer
 * waits only for the *fastest* reader, so that one slow reader holds nobody back. Beyond that, chunks that all readers
 * have passed are dropped, nobody can join any more, and the writer waits for the *slowest*.
 */
export interface SharedBodyLimits {
  /** Most bytes kept for readers that join late. */
  readonly keepBytes: number;
  /** Most bytes that the writer may be ahead of the reader it waits for. */
  readonly aheadBytes: number;
}

interface Cursor {
  chunk: number;
  bytes: number;
}

export class SharedBody {
  readonly #limits: SharedBodyLimits;
  #chunks: Buffer[] = [];
  /** How many chunks were dropped: the index of #chunks[0] in the whole body. */
  #let = 0;
  #bytes = 0;
  #state: "open" | "ended" | Error = "open";
  readonly #cursors = new Set<Cursor>();
  #changed: PromiseWithResolvers<void> | null = null;
  #moved: PromiseWithResolvers<void> | null = null;

  constructor(limits: SharedBodyLimits) {
    this.#limits = limits;
  }

  /** Bytes appended so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** False once the body is too large to be joined from its start. */
  get joinable(): boolean {
    return this.#bytes <= this.#limits.keepBytes;
  }

  /** Resolves when the next chunk may be appended: at once, or when a reader has caught up. Call before fetching it. */
  async room(): Promise<void> {
    while (this.#state === "open" && this.#cursors.size > 0 && this.#ahead() > this.#limits.aheadBytes) {
      this.#moved ??= Promise.withResolvers<void>();
      await this.#moved.promise;
    }
  }

  append(chunk: Buffer): void {
    if (this.#state !== "open" || chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (!this.joinable) this.#letGo();
    this.#wake();
  }

  end(): void {
    if (this.#state === "open") this.#state = "ended";
    this.#wake();
  }

  /** Ends the body with an error, which every reader gets after the bytes that came before it. */
  fail(error: Error): void {
    if (this.#state === "open") this.#state = error;
    this.#wake();
  }

  /** Reads the body from its start. Throws when its start was dropped. Call `return()` on a reader that is given up. */
  read(): AsyncIterableIterator<Buffer> {
    if (this.#let > 0) throw new Error("the start of this body has been let go");
    const cursor: Cursor = { chunk: 0, bytes: 0 };
    this.#cursors.add(cursor);
    const end = (): IteratorReturnResult<undefined> => {
      if (this.#cursors.delete(cursor)) this.#advance();
      return { done: true, value: undefined };
    };
    return {
      next: async () => {
        for (;;) {
          const chunk = this.#chunks[cursor.chunk - this.#let];
          if (chunk && this.#cursors.has(cursor)) {
            cursor.chunk++;
            cursor.bytes += chunk.length;
            this.#advance();
            return { done: false, value: chunk };
          }
          if (this.#state === "ended" || !this.#cursors.has(cursor)) return end();
          if (this.#state !== "open") {
            end();
            throw this.#state;
          }
          this.#changed ??= Promise.withResolvers<void>();
          await this.#changed.promise;
        }
      },
      return: async () => end(),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  #ahead(): number {
    const positions = [...this.#cursors].map((c) => c.bytes);
    const waitFor = this.joinable ? Math.max(...positions) : Math.min(...positions);
    return this.#bytes - waitFor;
  }

  #advance(): void {
    if (!this.joinable) this.#letGo();
    this.#moved?.resolve();
    this.#moved = null;
  }

  #letGo(): void {
    let first = this.#let + this.#chunks.length;
    for (const cursor of this.#cursors) first = Math.min(first, cursor.chunk);
    if (first > this.#let) {
      this.#chunks.splice(0, first - this.#let);
      this.#let = first;
    }
  }

  #wake(): void {
    this.#changed?.resolve();
    this.#changed = null;
    this.#moved?.resolve();
    this.#moved = null;
  }
}
