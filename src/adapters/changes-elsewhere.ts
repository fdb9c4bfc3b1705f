/**
 * Whether another process has written to a store, asked once in a turn of the event loop: so what it deleted before a request
 * arrived is known to every look-up of that request.
 */
export class ChangesElsewhere {
  readonly #ask: () => boolean;
  readonly #onFirst: () => void;
  #isFirst = true;
  #isAsked = false;

  /** `ask`: has another process written since the last call? `onFirst`: called once, when one has for the first time. */
  constructor(ask: () => boolean, onFirst: () => void) {
    this.#ask = ask;
    this.#onFirst = onFirst;
  }

  /** True once for each turn in which something has changed; then nothing that was read before is to be believed. */
  happened(): boolean {
    if (this.#isAsked) return false;
    this.#isAsked = true;
    setImmediate(() => {
      this.#isAsked = false;
    });
    const isChanged = this.#ask();
    if (isChanged && this.#isFirst) {
      this.#isFirst = false;
      this.#onFirst();
    }
    return isChanged;
  }
}
