/** Work that nobody waits for, until it is ended. */
export class Background {
  /** A count, as a set of promises would keep what they wait for: see `BriefMap`. */
  #running = 0;
  #idle: PromiseWithResolvers<void> | null = null;
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
    this.#running++;
    void work.catch(this.#onFault).finally(() => {
      if (--this.#running > 0) return;
      this.#idle?.resolve();
      this.#idle = null;
    });
  }

  /** Resolves when no work runs, including work begun meanwhile. */
  async idle(): Promise<void> {
    while (this.#running > 0) await (this.#idle ??= Promise.withResolvers()).promise;
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
