/**
 * Which score means which probability, by model: what ships, and what was learned here, which wins. A model without
 * knots serves nothing by meaning; a second look without weights changes nothing.
 */
import { type Knots, shippedSecond, shipsKnots } from "../core/verify/calibrations.ts";
import type { SecondCalibration } from "../core/verify/second.ts";

export interface Calibration {
  /** Names data and date of the fit. */
  readonly version: string;
  readonly knots: Knots;
}

const INSTALLED_MAX = 100;
const KNOTS_MAX = 1_000;

export class Calibrations {
  readonly #shipped: Calibration;
  readonly #onChange: () => void;
  readonly #knots = new Map<string, Calibration>();
  readonly #seconds = new Map<string, SecondCalibration>();

  /** `shipped`: the pair model's own. `onChange` is called after each installation. */
  constructor(shipped: Calibration, onChange: () => void = () => {}) {
    this.#shipped = shipped;
    this.#onChange = onChange;
  }

  /** By the name of `calibrationName`; the built-in embedder's is "builtin". */
  get(model: string): Calibration | null {
    return this.#knots.get(model) ?? (shipsKnots(model) ? this.#shipped : null);
  }

  getSecond(model: string): SecondCalibration | null {
    return this.#seconds.get(model) ?? shippedSecond(model);
  }

  /** In force for the next request. Throws where the knots are no rising line of probabilities. */
  install(model: string, knots: Knots, version: string): void {
    if (!isRising(knots)) throw new Error(`knots of ${model} (${version}) are no rising line from 0 to 1`);
    this.#set(this.#knots, model, { knots, version });
  }

  installSecond(model: string, calibration: SecondCalibration): void {
    const { version, ...weights } = calibration;
    if (!Object.values(weights).every(Number.isFinite))
      throw new Error(`weights of ${model} (${version}) are not all numbers`);
    this.#set(this.#seconds, model, calibration);
  }

  #set<T>(map: Map<string, T>, model: string, value: T): void {
    if (!map.has(model) && map.size >= INSTALLED_MAX) throw new Error("too many calibrations");
    map.set(model, value);
    this.#onChange();
  }
}

function isRising(knots: Knots): boolean {
  if (knots.length === 0 || knots.length > KNOTS_MAX) return false;
  return knots.every(([x, p], i) => {
    const before = knots[i - 1] ?? [Number.NEGATIVE_INFINITY, 0];
    return Number.isFinite(x) && x > before[0] && p >= before[1] && p >= 0 && p <= 1;
  });
}
