/**
 * An event with listeners. A part emits it without naming the parts that are started later and listen. Listeners run
 * in the order in which they were added, and there is no way to remove one.
 */
export class Signal<T = void> {
  readonly #listeners: ((value: T) => void)[] = [];

  on(listener: (value: T) => void): void {
    this.#listeners.push(listener);
  }

  readonly emit = (value: T): void => {
    for (const listener of this.#listeners) listener(value);
  };
}
