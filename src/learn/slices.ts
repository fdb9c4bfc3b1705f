/**
 * Long work in pieces, as a generator that yields wherever something else may come between: in slices with a turn of the
 * event loop after each, so that requests do not wait for the whole, or at once. Both take the same steps.
 */
import type { Maybe } from "../maybe.ts";

/** A piece is best well below a millisecond: a slice is as long as asked for, and one piece more. */
export type Pieces<T> = Generator<void, T, void>;

/** Does the work: whole before it returns, or later. Rejects, or throws, with what a piece throws. */
export type Drive = <T>(work: Pieces<T>) => Maybe<T>;

/** Milliseconds of work between two turns; the piece in which they end is finished. */
const SLICE_MS = 3;

export function atOnce<T>(work: Pieces<T>): T {
  for (;;) {
    const piece = work.next();
    if (piece.done === true) return piece.value;
  }
}

/** `turn`: resolves in a later turn of the event loop. `nowMs`: of a clock that only goes forward. */
export function inSlices(turn: () => Promise<void>, nowMs: () => number): Drive {
  return async (work) => {
    for (;;) {
      await turn();
      const untilMs = nowMs() + SLICE_MS;
      do {
        const piece = work.next();
        if (piece.done === true) return piece.value;
      } while (nowMs() < untilMs);
    }
  };
}
