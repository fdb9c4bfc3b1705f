/** The interface between the labeller, which reports verdicts, and the measurement, which says how often to check. */

import type { RiskObservation } from "../core/measure/risk-meter.ts";
import type { WordsSay } from "../core/verify/calibration/neighbourhood-weight.ts";
import type { GivenTo } from "./health-window.ts";

export interface Measured extends RiskObservation {
  /** Category: route and model, joined by a space. */
  readonly group: string;
  /** Keyed digest of the caller's tenant; absent or null where tenants are not told apart. */
  readonly tenant?: string | null;
  readonly atMs: number;
  /** The question's key; absent: the observation cannot be used to measure a learned score. */
  readonly question?: string;
  /** Inputs of the score; null: the observation has no score. */
  readonly pair?: Pair | null;
}

/** A pair of questions with the inputs of a learned correction: score, probability by words, neighbourhood features. */
export interface Pair extends WordsSay {
  /** Neighbourhood features, in the order of `NEIGHBOURHOOD`. */
  readonly neighbourhood: readonly number[];
}

/** Another reading of the pairs that were measured. */
export interface Rereading {
  /** Probability of a tenant's pair, for a question of this half (core/halves.ts). */
  readonly probabilityOf: (pair: Pair, tenant: string | null, heldOut: boolean) => number;
  /** Is each half read by what the labels of the other taught? False: what is held out alone measures it. */
  readonly isCrossed: boolean;
}

export interface Measuring {
  /** Takes one observation for each cacheable request, in any order, off the request path. Never throws. */
  observe(measured: Measured): void;
  /** A judge's verdict on two answers to the very same prompt. */
  doubleAsked(different: boolean, tenant?: string | null): void;
  /** A judge's verdict on answers to questions that are known to differ. */
  knownPair(same: boolean): void;
  /** A judge's verdict on an answer and its copy with one change of this kind. */
  nearProbe(kind: string, same: boolean): void;
  /** Is told of each call that an answer served by meaning saved, and of each made on the gateway's own account. */
  readonly allowance: { saved(): void; spent(): void };
  /** Chance, 0 to 1, with which an answer served by meaning is checked now; 0: nothing is checked. */
  readonly checkChance: number;
  /** Chance, 0 to 1, that a missed prompt is asked a second time now, to learn the judge's noise. */
  readonly doubleChance: number;
  /** A caller's verdict on a served answer. `by`: who reported it. */
  reported(verdict: "good" | "bad", by?: GivenTo): void;
}
