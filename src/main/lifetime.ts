/**
 * What was started, ended in reverse order: Node 24's `AsyncDisposableStack` for Node 22, which has the symbol but not
 * the stack.
 */

export class Lifetime implements AsyncDisposable {
  #ends: (() => unknown)[] = [];

  /** Registers a part to be ended with this lifetime; null and undefined are ignored. */
  use<T extends AsyncDisposable | null | undefined>(part: T): T {
    if (part) this.#ends.push(() => part[Symbol.asyncDispose]());
    return part;
  }

  defer(end: () => unknown): void {
    this.#ends.push(end);
  }

  /** Ends all parts, newest first, even where one fails; then rejects with the first failure. Works once. */
  async [Symbol.asyncDispose](): Promise<void> {
    const faults: unknown[] = [];
    for (let end = this.#ends.pop(); end !== undefined; end = this.#ends.pop()) {
      try {
        await end();
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length > 0) throw faults[0];
  }
}

/** Starts parts; a failure half-way ends those that were started, and rejects with what failed. */
export async function startedIn<T extends object>(
  start: (lifetime: Lifetime) => Promise<T>,
): Promise<T & { [Symbol.asyncDispose](): Promise<void> }> {
  const lifetime = new Lifetime();
  try {
    const started = await start(lifetime);
    let ended: Promise<void> | null = null;
    return Object.assign(started, {
      [Symbol.asyncDispose]: () => (ended ??= lifetime[Symbol.asyncDispose]()),
    });
  } catch (error) {
    await lifetime[Symbol.asyncDispose]().catch(() => {});
    throw error;
  }
}
