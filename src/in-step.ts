/** Work of one turn of the event loop that goes on together, once all that has arrived in it was read. */
export class InStep {
  #next: Promise<void> | null = null;

  /** Resolves in this turn's check phase, for all who called meanwhile, in their order. */
  wait(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#next = null;
        resolve();
      });
    });
    return this.#next;
  }
}
