/**
 * The calibration of each model: the learned one, else the shipped one. With a model that has none nothing is served by
 * meaning; a second look without weights has no effect.
 */
import { shippedSecond, shipsKnots } from "../core/verify/calibration/calibrations.ts";
import type { Knots } from "../core/verify/calibration/knots.ts";
import type { SecondCalibration } from "../core/verify/calibration/second.ts";
import type { NamedCalibrationMap } from "../core/verify/verifier.ts";

/** A named map from score to probability; `version` names data and date of the fit. */
export type Calibration = NamedCalibrationMap;

const INSTALLED_MAX = 100;
const KNOTS_MAX = 1_000;

export class Calibrations {
  readonly #shipped: Calibration;
  readonly #onChange: () => void;
  readonly #learned = new Map<string, Calibration>();

  /** `shipped`: the pair model's own. `onChange` is called after each installation. */
  constructor(shipped: { readonly version: string; readonly knots: Knots }, onChange: () => void = () => {}) {
    this.#shipped = { ...shipped, refit: null };
    this.#onChange = onChange;
  }

  /** The calibration of a model named by `calibrationName` ("builtin" for the built-in embedder); null: none. */
  get(model: string): Calibration | null {
    return this.#learned.get(model) ?? this.shipped(model);
  }

  shipped(model: string): Calibration | null {
    return shipsKnots(model) ? this.#shipped : null;
  }

  learned(model: string): Calibration | null {
    return this.#learned.get(model) ?? null;
  }

  getSecond(model: string): SecondCalibration | null {
    return shippedSecond(model);
  }

  /**
   * Puts a calibration in force from the next request on; null: the shipped one. Throws where its probabilities do
   * not rise.
   */
  install(model: string, calibration: Calibration | null): void {
    if (calibration !== null && !isRising(calibration.knots))
      throw new Error(`knots of ${model} (${calibration.version}) are no rising line from 0 to 1`);
    if (calibration === null) {
      this.#learned.delete(model);
      this.#onChange();
    } else this.#set(model, calibration);
  }

  #set(model: string, value: Calibration): void {
    const map = this.#learned;
    if (!map.has(model) && map.size >= INSTALLED_MAX) throw new Error("too many calibrations");
    map.set(model, value);
    this.#onChange();
  }
}

export function isRising(knots: Knots): boolean {
  if (knots.length === 0 || knots.length > KNOTS_MAX) return false;
  return knots.every(([x, p], i) => {
    const before = knots[i - 1] ?? [Number.NEGATIVE_INFINITY, 0];
    return Number.isFinite(x) && x > before[0] && p >= before[1] && p >= 0 && p <= 1;
  });
}
