/**
 * Something that happens, told to whoever listens by then: lets a part that is started first tell those that are
 * started after it, and name none of them.
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
