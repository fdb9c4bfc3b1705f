/** A learned reading, and for which tenants the labels bear it out (borne-out.ts). */
import { type Calibrated, calibrate } from "../core/verify/calibration/calibration-map.ts";
import type { Knots } from "../core/verify/calibration/knots.ts";
import { BorneOut } from "./borne-out.ts";
import type { Calibration } from "./calibrations.ts";
import type { Label } from "./labels.ts";
import type { Pieces } from "./slices.ts";
import { bearingLabel } from "./teaching-labels.ts";

/** Labels counted in one piece. */
const TOGETHER = 50;

export class Bearing {
  readonly #borneOut: BorneOut;
  /** Null: nothing was learned that labels could bear out. */
  readonly #words: Calibrated | null;

  /** `trained`: the pair model's own knots. `reading` null: none is in force. */
  constructor(trained: Knots, reading: Calibration | null) {
    this.#borneOut = new BorneOut(reading ?? {});
    this.#words = reading?.neighbourhood == null ? null : calibrate(trained, reading);
  }

  /** May the reading raise scores for this tenant? It may lower them for all. */
  for(tenant: string): boolean {
    return this.#borneOut.for(tenant);
  }

  add(label: Label): void {
    const bearing = this.#words && bearingLabel(label, this.#words);
    if (bearing !== null) this.#borneOut.add(bearing);
  }

  *count(labels: readonly Label[]): Pieces<void> {
    if (this.#words === null) return;
    for (const [i, label] of labels.entries()) {
      if (i % TOGETHER === 0) yield;
      this.add(label);
    }
  }
}
