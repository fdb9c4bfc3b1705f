/** Work in pieces, of which as many are taken as the test says. */
import type { Drive, Pieces } from "../../src/learn/slices.ts";

export class ByHand {
  /** Each takes a piece, and tells whether it was the last. */
  #works: (() => boolean)[] = [];

  readonly drive: Drive = <T>(work: Pieces<T>) => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#works.push(() => {
      try {
        const piece = work.next();
        if (piece.done === true) resolve(piece.value);
        return piece.done === true;
      } catch (error) {
        reject(error);
        return true;
      }
    });
    return promise;
  };

  /** Takes so many pieces of each work that has not ended; returns how many have not. */
  take(pieces: number): number {
    for (let i = 0; i < pieces; i++) this.#works = this.#works.filter((isLast) => !isLast());
    return this.#works.length;
  }

  /** Takes all pieces; resolves once who waits for them has been told. */
  async end(): Promise<void> {
    while (this.take(1) > 0);
    await new Promise(setImmediate);
  }
}

/** A clock of which each reading comes so many ms after the one before. */
export function countingClock(stepMs: number): () => number {
  let now = 0;
  return () => {
    now += stepMs;
    return now;
  };
}
