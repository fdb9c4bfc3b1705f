/** Selects the labels from which calibrations are learned: those on pairs scored by the model in use. */
import { isHeldOut } from "../core/halves.ts";
import { NEIGHBOURHOOD } from "../core/neighbourhood.ts";
import { type Gain, gainOf, type Unseen } from "../core/verify/calibration/adoption.ts";
import type { CalibrationMap } from "../core/verify/calibration/calibration-map.ts";
import { type LearnedLabel, readerOfBoth } from "../core/verify/calibration/challenge.ts";
import type { Knots } from "../core/verify/calibration/knots.ts";
import { EVIDENCE } from "../core/verify/evidence.ts";
import { itemAt } from "../narrow.ts";
import type { BearingLabel } from "./borne-out.ts";
import type { Label } from "./labels.ts";
import type { Pieces } from "./slices.ts";
import { evenWeights } from "./tenant-weights.ts";

/** Most labels of a fit or a check, the newest. */
const LABELS_USED_MAX = 5_000;

export class TeachingLabels {
  readonly #model: string;
  readonly #all: () => readonly Label[];
  /** Number of labels seen so far: of any kind, and usable ones. */
  #counted = { all: 0, usable: 0 };
  #since = { ms: Number.POSITIVE_INFINITY, all: 0, usable: 0 };

  /** `all`: oldest first. */
  constructor(model: string, all: () => readonly Label[]) {
    this.#model = model;
    this.#all = all;
  }

  /**
   * True for a label on a semantic pair with a sure verdict. Adapted answers and trials of the judge do not count, nor
   * do callers' reports, which are no random sample.
   */
  isUsable({ source, tier, verdict, version }: Label): boolean {
    return source !== "feedback" && tier === "semantic" && verdict !== "unsure" && version === this.#model;
  }

  /** Counts the labels added since the last call; counts all again where some were deleted. */
  count(): void {
    this.#counted = this.#upTo(this.#counted, Number.NEGATIVE_INFINITY);
  }

  get size(): number {
    return this.#counted.usable;
  }

  sizeSince(ms: number): number {
    const before = this.#since.ms === ms ? this.#since : { all: 0, usable: 0 };
    this.#since = { ms, ...this.#upTo(before, ms) };
    return this.#since.usable;
  }

  /** The newest usable labels after `sinceMs`, oldest first; at most `most`. */
  newest(sinceMs: number, most = LABELS_USED_MAX): Label[] {
    const all = this.#all();
    const out: Label[] = [];
    for (let at = all.length - 1; at >= 0 && out.length < most; at--) {
      const label = all[at]!;
      if (label.atMs <= sinceMs) break;
      if (this.isUsable(label)) out.push(label);
    }
    return out.reverse();
  }

  #upTo(before: { all: number; usable: number }, sinceMs: number): { all: number; usable: number } {
    const all = this.#all();
    let { all: at, usable } = all.length < before.all ? { all: 0, usable: 0 } : before;
    for (; at < all.length; at++) {
      const label = all[at]!;
      if (label.atMs > sinceMs && this.isUsable(label)) usable++;
    }
    return { all: at, usable };
  }
}

/** Are all of these labels still among all that are kept? Both oldest first. */
export function areKept(labels: readonly Label[], all: readonly Label[]): boolean {
  let at = all.length - 1;
  return labels.toReversed().every((label) => {
    while (at >= 0 && all[at] !== label) at--;
    return at >= 0;
  });
}

/** Labels made ready, or read, in one piece. */
const TOGETHER = 100;

/** Labels in the form of a fit, weighted so that of four or more tenants none has more than a quarter of the weight. */
export function* learnedLabels(labels: readonly Label[]): Pieces<LearnedLabel[]> {
  const parts = evenWeights(labels);
  const learned = yield* learnedAsTheyAre(labels);
  return learned.map((label, i) => ({ ...label, weight: label.weight * itemAt(parts, i) }));
}

function* learnedAsTheyAre(labels: readonly Label[]): Pieces<LearnedLabel[]> {
  const out: LearnedLabel[] = [];
  for (let from = 0; from < labels.length; from += TOGETHER) {
    out.push(...labels.slice(from, from + TOGETHER).map(learnedLabel));
    yield;
  }
  return out;
}

/** What `instead` gains over `inForce` on these labels, to which neither was fitted; `instead` null: their mean. */
export function* gainOn(
  labels: readonly Label[],
  trained: Knots,
  readings: { readonly inForce: CalibrationMap; readonly instead: CalibrationMap | null },
): Pieces<Gain> {
  return gainOf(yield* readByBoth(yield* learnedAsTheyAre(labels), trained, readings));
}

export function* readByBoth(
  labels: readonly LearnedLabel[],
  trained: Knots,
  readings: { readonly inForce: CalibrationMap; readonly instead: CalibrationMap | null },
): Pieces<Unseen[]> {
  const read = readerOfBoth(labels, trained, readings);
  const out: Unseen[] = [];
  for (let from = 0; from < labels.length; from += TOGETHER) {
    out.push(...read(labels.slice(from, from + TOGETHER)));
    yield;
  }
  return out;
}

/**
 * The label in the form that `BorneOut` counts; null where it has no neighbourhood features. `words`: probability by
 * the calibration that a correction applies to.
 */
export function bearingLabel(
  label: Label,
  words: (score: number, figures: readonly number[] | null) => number,
): BearingLabel | null {
  const { neighbourhood, score, figures, same, weight, heldOut = true } = learnedLabel(label);
  if (neighbourhood == null) return null;
  const tenant = label.tenant ?? "";
  return { tenant, words: words(score, figures), score, neighbourhood, heldOut, same, weight };
}

export function learnedLabel({
  score,
  figures: features,
  neighbourhood,
  verdict,
  q,
  entry,
  question,
}: Label): LearnedLabel {
  return {
    neighbourhood: neighbourhood?.length === NEIGHBOURHOOD.length ? neighbourhood : null,
    score,
    figures: features?.length === EVIDENCE.length ? features : null,
    same: verdict === "same",
    weight: 1 / q,
    group: entry,
    heldOut: isHeldOut(question),
  };
}
