/**
 * Keeps what the newest labels make of the reading in force, fitted anew as they come and whenever another reading is in
 * force. Nothing of it is kept: it follows from the labels. 3,000 of them take some milliseconds.
 */

import { calibrate } from "../core/verify/calibration-map.ts";
import { type LearnedLabel, readLabelBy } from "../core/verify/challenge.ts";
import type { Knots } from "../core/verify/knots.ts";
import {
  fitRecalibration,
  RECALIBRATION_LABELS_MAX,
  RECALIBRATION_STEP,
  type Recalibration,
  weightByAge,
} from "../core/verify/recalibration.ts";
import { itemAt } from "../narrow.ts";
import type { Calibration } from "./calibrations.ts";
import type { Label } from "./labels.ts";
import type { Learner } from "./learner.ts";
import { learnedLabel, TeachingLabels } from "./teaching-labels.ts";
import { evenWeights } from "./tenant-weights.ts";

export interface RecalibratingDeps {
  /** Name of the scoring model; labels of another one are not used. */
  readonly model: string;
  /** The pair model's own knots. */
  readonly trained: Knots;
  /** All labels, oldest first. */
  readonly labels: () => readonly Label[];
  readonly learner: Pick<Learner, "inForce" | "standing" | "raisesFor">;
}

interface Fitted {
  readonly to: Calibration | null;
  /** Number of labels of any kind. */
  readonly labels: number;
  readonly recalibration: Recalibration | null;
}

export class Recalibrating {
  readonly #deps: RecalibratingDeps;
  readonly #labels: TeachingLabels;
  #fitted: Fitted | null = null;

  constructor(deps: RecalibratingDeps) {
    this.#deps = deps;
    this.#labels = new TeachingLabels(deps.model, deps.labels);
  }

  /** What probabilities are corrected by; null: too few labels, no reading in force, or a person chose the reading. */
  get inForce(): Recalibration | null {
    const { learner, labels } = this.#deps;
    if (learner.standing.byHand) return null;
    const { inForce: to } = learner;
    const { length } = labels();
    const before = this.#fitted;
    if (before?.to === to && Math.abs(length - before.labels) < RECALIBRATION_STEP)
      return before.recalibration;
    const recalibration = to === null ? null : this.#fitTo(to);
    this.#fitted = { to, labels: length, recalibration };
    return recalibration;
  }

  #fitTo(reading: Calibration): Recalibration | null {
    const { trained, learner } = this.#deps;
    const labels = this.#labels.newest(0).slice(-RECALIBRATION_LABELS_MAX);
    const [read, words] = [readLabelBy(trained, reading), calibrate(trained, reading)];
    const said = (label: LearnedLabel, tenant: string): number =>
      learner.raisesFor(tenant) ? read(label) : Math.min(read(label), words(label.score, label.figures));
    // No tenant has more than a quarter of what labels weigh once their age counts.
    const aged = labels.map(({ tenant = null, q }, i) => ({
      tenant,
      q: q / weightByAge(labels.length - 1 - i),
    }));
    const parts = evenWeights(aged);
    return fitRecalibration(
      labels.map((label, i) => {
        const learned = learnedLabel(label);
        const { same, group } = learned;
        const weight = itemAt(parts, i) / itemAt(aged, i).q;
        return { same, group, weight, probability: said(learned, label.tenant ?? "") };
      }),
    );
  }
}
