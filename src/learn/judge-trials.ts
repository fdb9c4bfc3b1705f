/** How the judge of answers did on pairs whose right verdict is known, and what that makes of its error rates. */
import { type NearCounts, type NoiseCounts, type NoiseLimits, noiseLimits } from "../core/measure/noise.ts";

export const NO_TRIALS: NoiseCounts = { doubles: 0, doublesDifferent: 0, known: 0, knownSame: 0 };

/** Tenants whose doubles are told apart; those of all further ones are counted as of one. */
const TENANTS_MAX = 20;
const REST = "";

export class JudgeTrials {
  /** Replaced with each trial, never changed in place. */
  counts: NoiseCounts = NO_TRIALS;
  #limits: { readonly of: NoiseCounts; readonly alpha: number; readonly limits: NoiseLimits } | null = null;

  /** One prompt of a tenant was asked twice: were its two answers judged different? */
  doubleAsked(different: boolean, tenant: string): void {
    const { doubles, doublesDifferent: before, doublesOf = {} } = this.counts;
    const one = different ? 1 : 0;
    const name =
      Object.hasOwn(doublesOf, tenant) || Object.keys(doublesOf).length < TENANTS_MAX ? tenant : REST;
    const of = doublesOf[name] ?? { tried: 0, different: 0 };
    this.counts = {
      ...{ ...this.counts, doubles: doubles + 1, doublesDifferent: before + one },
      doublesOf: { ...doublesOf, [name]: { tried: of.tried + 1, different: of.different + one } },
    };
  }

  /** Two answers to questions that are known to differ were judged: the same? */
  knownPair(same: boolean): void {
    const { known, knownSame } = this.counts;
    this.counts = { ...this.counts, known: known + 1, knownSame: knownSame + (same ? 1 : 0) };
  }

  /** An answer and a copy of it with one change of this kind were judged: the same? */
  nearProbe(kind: string, same: boolean): void {
    const { near = {} } = this.counts;
    const { tried, same: before } = near[kind] ?? { tried: 0, same: 0 };
    const after = { tried: tried + 1, same: before + (same ? 1 : 0) };
    this.counts = { ...this.counts, near: { ...near, [kind]: after } };
  }

  get nearProbes(): NearCounts {
    return this.counts.near ?? {};
  }

  /** Limits of the judge's error rates, which hold together but for a chance of `alpha`; kept until the next trial. */
  limits(alpha: number): NoiseLimits {
    if (this.#limits?.of !== this.counts || this.#limits.alpha !== alpha)
      this.#limits = { of: this.counts, alpha, limits: noiseLimits(this.counts, alpha) };
    return this.#limits.limits;
  }
}
