/**
 * A challenge in the form in which it is passed to a thread: all features in one array, as many small ones copy slowly.
 */
import type { Challenge } from "../core/verify/challenge.ts";

export interface Packed {
  readonly given: Challenge;
  readonly figures: Float64Array;
  /** Index where each label's features begin; -1: the label has none. */
  readonly starts: Int32Array;
  readonly width: number;
}

export function packed(given: Challenge): Packed {
  const width = given.labels.find(({ figures: features }) => features !== null)?.figures?.length ?? 0;
  const starts = new Int32Array(given.labels.length);
  const figures = new Float64Array(width * given.labels.length);
  const labels = given.labels.map((label, i) => {
    starts[i] = label.figures === null ? -1 : i * width;
    if (label.figures !== null) figures.set(label.figures, i * width);
    return { ...label, figures: null };
  });
  return { given: { ...given, labels }, figures, starts, width };
}

export function unpackedChallenge({ given, figures, starts, width }: Packed): Challenge {
  const labels = given.labels.map((label, i) => {
    const start = starts[i]!;
    return start < 0 ? label : { ...label, figures: Array.from(figures.subarray(start, start + width)) };
  });
  return { ...given, labels };
}
