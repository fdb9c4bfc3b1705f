/** Work that nobody waits for, until it is ended. */
export class Background {
  readonly #running = new Set<Promise<void>>();
  readonly #closed = new AbortController();
  readonly #onFault: (error: unknown) => void;

  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  /** Aborts when the work is ended. */
  get signal(): AbortSignal {
    return this.#closed.signal;
  }

  get isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  run(work: Promise<void>): void {
    const run = work.catch(this.#onFault).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  /** Resolves when no work runs, including work begun meanwhile. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  /** Aborts the work. Resolves to false where some still runs after `msMax`. */
  async close(msMax: number): Promise<boolean> {
    this.#closed.abort();
    const late = Promise.withResolvers<false>();
    const timer = setTimeout(() => late.resolve(false), msMax);
    const isOver = await Promise.race([this.idle().then(() => true), late.promise]);
    clearTimeout(timer);
    return isOver;
  }
}
