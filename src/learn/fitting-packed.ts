/**
 * A fit in the form in which it is passed to a thread: labels as a few long columns, as many small objects copy slowly.
 */
import type { LearnedLabel } from "../core/verify/calibration/challenge.ts";
import type { Fit } from "../core/verify/calibration/fit.ts";
import type { Pieces } from "./slices.ts";

/** Rows of numbers in one array. `starts`: index where each label's begin; -1: the label has none. */
interface Rows {
  readonly numbers: Float64Array;
  readonly starts: Int32Array;
  readonly width: number;
}

export interface Packed {
  /** Without its labels. */
  readonly fit: Fit;
  readonly figures: Rows;
  readonly neighbourhood: Rows;
  /** Score and weight of each label. */
  readonly told: Float64Array;
  /** For each label: 1 where "same", and 2 where the question is held out. */
  readonly flags: Uint8Array;
  readonly groups: readonly string[];
}

const [SAME, HELD_OUT] = [1, 2];

/** Labels packed in one piece. */
const TOGETHER = 100;

export function* packed(fit: Fit): Pieces<Packed> {
  const { labels } = fit.given;
  const out: Packed = {
    fit: withLabels(fit, []),
    figures: rowsFor(labels.map(({ figures }) => figures)),
    neighbourhood: rowsFor(labels.map(({ neighbourhood = null }) => neighbourhood)),
    told: new Float64Array(2 * labels.length),
    flags: new Uint8Array(labels.length),
    groups: labels.map(({ group }) => group),
  };
  for (const [
    i,
    { score, weight, same, heldOut = true, figures, neighbourhood = null },
  ] of labels.entries()) {
    if (i % TOGETHER === 0) yield;
    out.told[2 * i] = score;
    out.told[2 * i + 1] = weight;
    out.flags[i] = (same ? SAME : 0) | (heldOut ? HELD_OUT : 0);
    put(out.figures, i, figures);
    put(out.neighbourhood, i, neighbourhood);
  }
  return out;
}

/** The memory of a packed fit that can be handed over in place of being copied. */
export function memoryOf({ figures, neighbourhood, told, flags }: Packed): ArrayBuffer[] {
  const parts = [figures.numbers, figures.starts, neighbourhood.numbers, neighbourhood.starts, told, flags];
  return parts.map(({ buffer }) => buffer as ArrayBuffer);
}

export function unpacked({ fit, figures, neighbourhood, told, flags, groups }: Packed): Fit {
  const labels = groups.map((group, i): LearnedLabel => {
    const flag = flags[i] ?? 0;
    return {
      ...{ score: told[2 * i] ?? 0, weight: told[2 * i + 1] ?? 0, group },
      ...{ same: (flag & SAME) !== 0, heldOut: (flag & HELD_OUT) !== 0 },
      ...{ figures: rowAt(figures, i), neighbourhood: rowAt(neighbourhood, i) },
    };
  });
  return withLabels(fit, labels);
}

function withLabels(fit: Fit, labels: readonly LearnedLabel[]): Fit {
  return fit.of === "words"
    ? { of: "words", given: { ...fit.given, labels } }
    : { of: "neighbourhood", given: { ...fit.given, labels } };
}

function rowsFor(lists: readonly (readonly number[] | null)[]): Rows {
  const width = lists.find((list) => list !== null)?.length ?? 0;
  const numbers = new Float64Array(width * lists.length);
  return { numbers, starts: new Int32Array(lists.length).fill(-1), width };
}

function put({ numbers, starts, width }: Rows, i: number, list: readonly number[] | null): void {
  if (list === null) return;
  starts[i] = i * width;
  numbers.set(list, i * width);
}

function rowAt({ numbers, starts, width }: Rows, i: number): number[] | null {
  const start = starts[i] ?? -1;
  return start < 0 ? null : Array.from(numbers.subarray(start, start + width));
}
