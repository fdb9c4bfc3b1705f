/**
 * Keeps what the newest labels make of the reading in force, fitted anew as they come and whenever another reading is in
 * force. Nothing of it is stored: it follows from the labels. 3,000 of them take some ten milliseconds, in pieces.
 */

import { calibrate } from "../core/verify/calibration/calibration-map.ts";
import { readLabelBy } from "../core/verify/calibration/challenge.ts";
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

/** What labels were read as, at the places of their labels. */
interface Read {
  readonly by: Calibration;
  readonly labels: readonly Label[];
  /** Probability with what is learnt of neighbourhoods, and by the words alone. */
  readonly all: Float64Array;
  readonly words: Float64Array;
}

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
  /** Of the last fit: the next one reads those labels alone that came since. */
  #read: Read | null = null;

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
    const { learner } = this.#deps;
    const labels = this.#labels.newest(0, RECALIBRATION_LABELS_MAX);
    yield;
    const { all: read, words } = yield* this.#readBy(reading, labels);
    const raises = new Map<string, boolean>();
    for (const { tenant } of labels)
      if (!raises.has(tenant ?? "")) raises.set(tenant ?? "", learner.raisesFor(tenant ?? ""));
    // No tenant has more than a quarter of what labels weigh once their age counts.
    const aged = labels.map(({ tenant = null, q }, i) => ({
      tenant,
      q: q / weightByAge(labels.length - 1 - i),
    }));
    const parts = evenWeights(aged);
    yield;
    const said = labels.map(({ verdict, entry: group, tenant }, i): SaidLabel => {
      const [asRead, byWords] = [itemAt(read, i), itemAt(words, i)];
      const probability = raises.get(tenant ?? "") === true ? asRead : Math.min(asRead, byWords);
      return { same: verdict === "same", group, weight: itemAt(parts, i) / itemAt(aged, i).q, probability };
    });
    yield;
    return fitRecalibration(said, before);
  }

  *#readBy(by: Calibration, labels: readonly Label[]): Pieces<Read> {
    const { trained } = this.#deps;
    const [read, byWords] = [readLabelBy(trained, by), calibrate(trained, by)];
    const last = this.#read?.by === by ? this.#read : null;
    const [all, words] = [new Float64Array(labels.length), new Float64Array(labels.length)];
    let at = 0;
    let fresh = 0;
    for (const [i, label] of labels.entries()) {
      // Both are oldest first, and some may have been deleted since.
      while (last !== null && at < last.labels.length && last.labels[at] !== label) at++;
      if (last !== null && at < last.labels.length) {
        all[i] = itemAt(last.all, at);
        words[i] = itemAt(last.words, at);
        continue;
      }
      if (fresh++ % READ_TOGETHER === 0) yield;
      const learned = learnedLabel(label);
      all[i] = read(learned);
      words[i] = byWords(learned.score, learned.figures);
    }
    this.#read = { by, labels, all, words };
    return this.#read;
  }
}
