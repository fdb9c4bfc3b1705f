/**
 * Decides for which tenants a learned correction may raise probabilities: for those on whose own labels the raised ones
 * predicted verdicts better than the words alone. It may lower probabilities for all tenants. So no tenant's labels can
 * raise what is served to others.
 */
import {
  type Correction,
  weighNeighbourhood,
  weightsOf,
} from "../core/verify/calibration/neighbourhood-weight.ts";

/** A judged pair, from which a correction is assessed. `words`: its probability by words alone. */
export interface BearingLabel {
  readonly tenant: string;
  readonly words: number;
  readonly score: number;
  readonly neighbourhood: readonly number[];
  /** Half of the question that was asked. */
  readonly heldOut: boolean;
  readonly same: boolean;
  /** Number of pairs of the traffic that the label stands for. */
  readonly weight: number;
}

/** Fewest labels of a tenant whose probability the correction raises, before it may do so for the tenant. */
const RAISED_MIN = 20;
const TENANTS_MAX = 1_000;

export class BorneOut {
  readonly #correction: Correction;
  /** By tenant: log loss saved on labels with a raised probability, and the number of those labels. */
  readonly #of = new Map<string, { saved: number; raised: number }>();

  constructor(correction: Correction = {}) {
    this.#correction = correction;
  }

  add({ tenant, words, score, neighbourhood, heldOut, same, weight }: BearingLabel): void {
    const model = weightsOf(this.#correction, heldOut);
    if (model === null) return;
    const raised = weighNeighbourhood(model, { probability: words, score }, neighbourhood);
    if (raised <= words) return;
    const of = this.#of.get(tenant) ?? { saved: 0, raised: 0 };
    of.saved += weight * (loss(words, same) - loss(raised, same));
    of.raised++;
    this.#of.delete(tenant);
    this.#of.set(tenant, of);
    if (this.#of.size > TENANTS_MAX) this.#of.delete(this.#of.keys().next().value!);
  }

  for(tenant: string): boolean {
    const of = this.#of.get(tenant);
    return of !== undefined && of.raised >= RAISED_MIN && of.saved > 0;
  }
}

function loss(p: number, same: boolean): number {
  const q = Math.min(0.999, Math.max(0.001, p));
  return -Math.log(same ? q : 1 - q);
}
