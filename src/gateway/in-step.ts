/**
 * Takes the requests that arrive in one turn of the event loop through the gateway in step: each goes on to where it has
 * to wait, then the next one does, so that they pass one stage after another together. A request runs through more code
 * than the processor's caches hold; of those in step only the first has to wait for it. Under load that is a fifth to a
 * third of a request's CPU time (bench/serve/profiles.md); one that comes alone loses some microseconds.
 */
export class InStep {
  #turn: Promise<void> | null = null;

  /** Resolves once all that has arrived in this turn was read, for all who called meanwhile and in their order. */
  next(): Promise<void> {
    this.#turn ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#turn = null;
        resolve();
      });
    });
    return this.#turn;
  }
}
