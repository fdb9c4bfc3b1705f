/**
 * Keeps what the newest labels make of the reading in force, fitted anew as they come and whenever another reading is in
 * force. Nothing of it is stored: it follows from the labels. 3,000 of them take some ten milliseconds, in pieces.
 */

import { calibrate } from "../core/verify/calibration/calibration-map.ts";
import { type LearnedLabel, readLabelBy } from "../core/verify/calibration/challenge.ts";
import type { Knots } from "../core/verify/calibration/knots.ts";
import {
  fitRecalibration,
  RECALIBRATION_LABELS_MAX,
  RECALIBRATION_STEP,
  type Recalibration,
  type SaidLabel,
  weightByAge,
} from "../core/verify/calibration/recalibration.ts";
import { andThen } from "../maybe.ts";
import { itemAt } from "../narrow.ts";
import type { Calibration } from "./calibrations.ts";
import type { Label } from "./labels.ts";
import type { Learner } from "./learner.ts";
import type { Drive, Pieces } from "./slices.ts";
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
  /** How a fit is done; while it goes on, what was fitted to the same reading before holds. */
  readonly drive: Drive;
  readonly onFault: (error: unknown) => void;
}

/** Labels read in one piece. */
const READ_TOGETHER = 200;

interface Fitted {
  readonly to: Calibration;
  /** Number of labels of any kind. */
  readonly labels: number;
  readonly recalibration: Recalibration | null;
}

export class Recalibrating {
  readonly #deps: RecalibratingDeps;
  readonly #labels: TeachingLabels;
  #fitted: Fitted | null = null;
  /** The reading that a fit is being made to; null: none is. */
  #fitting: Calibration | null = null;

  constructor(deps: RecalibratingDeps) {
    this.#deps = deps;
    this.#labels = new TeachingLabels(deps.model, deps.labels);
  }

  /** What probabilities are corrected by; null: too few labels, no reading in force, or a person chose the reading. */
  get inForce(): Recalibration | null {
    const { learner, labels } = this.#deps;
    if (learner.standing.byHand || learner.inForce === null) return null;
    const { inForce: to } = learner;
    const { length } = labels();
    const before = this.#fittedTo(to);
    if (before === null || Math.abs(length - before.labels) >= RECALIBRATION_STEP) this.#fit(to, length);
    return this.#fittedTo(to)?.recalibration ?? null;
  }

  #fittedTo(reading: Calibration): Fitted | null {
    return this.#fitted?.to === reading ? this.#fitted : null;
  }

  #fit(to: Calibration, labels: number): void {
    if (this.#fitting === to) return;
    this.#fitting = to;
    const before = this.#fittedTo(to)?.recalibration ?? null;
    const take = (recalibration: Recalibration | null): void => {
      // Another reading has come into force meanwhile.
      if (this.#fitting !== to) return;
      this.#fitting = null;
      this.#fitted = { to, labels, recalibration };
    };
    const taken = andThen(this.#deps.drive(this.#fitOf(to, before)), take);
    if (!(taken instanceof Promise)) return;
    taken.catch((error: unknown) => {
      take(before);
      this.#deps.onFault(error);
    });
  }

  *#fitOf(reading: Calibration, before: Recalibration | null): Pieces<Recalibration | null> {
    const { trained, learner } = this.#deps;
    const labels = this.#labels.newest(0).slice(-RECALIBRATION_LABELS_MAX);
    yield;
    const [read, words] = [readLabelBy(trained, reading), calibrate(trained, reading)];
    const said = (label: LearnedLabel, tenant: string): number =>
      learner.raisesFor(tenant) ? read(label) : Math.min(read(label), words(label.score, label.figures));
    // No tenant has more than a quarter of what labels weigh once their age counts.
    const aged = labels.map(({ tenant = null, q }, i) => ({
      tenant,
      q: q / weightByAge(labels.length - 1 - i),
    }));
    const parts = evenWeights(aged);
    const all: SaidLabel[] = [];
    for (const [i, label] of labels.entries()) {
      if (i % READ_TOGETHER === 0) yield;
      const learned = learnedLabel(label);
      const { same, group } = learned;
      const weight = itemAt(parts, i) / itemAt(aged, i).q;
      all.push({ same, group, weight, probability: said(learned, label.tenant ?? "") });
    }
    yield;
    return fitRecalibration(all, before);
  }
}
