/**
 * Demand for one question: how often it is asked, and the probability that it will be asked within a future time. The
 * rate is the number of asks per hour, hours being weighted by the rhythm of the day (rhythm.ts). Asks and hours are
 * forgotten with one half-life, so that a question no longer asked is not refreshed.
 */
import { leftAfter, Rhythm } from "./rhythm.ts";

/** Asks added to those seen: the Jeffreys prior of a Poisson rate, since a question seen a few times may not go on. */
const PRIOR_ASKS = 0.5;
/** Points of a life at which the chance is evaluated, in place of an integral. */
const PARTS = 8;

interface Seen {
  readonly asks: number;
  /** Time in which the asks came, in hours weighted by the rhythm of the day. */
  readonly exposure: number;
}

export class Demand {
  readonly #rhythm: Rhythm;
  #asks = 0;
  #exposure = 0;
  #atMs: number;

  /** Starts at the first ask, which begins the observed time and is not counted. */
  constructor(nowMs: number, all: Rhythm) {
    this.#rhythm = new Rhythm(nowMs, all);
    this.#atMs = nowMs;
  }

  get lastMs(): number {
    return this.#atMs;
  }

  /** Counts one ask. `halfLifeMs`: above 0; after that time an ask counts half. */
  asked(nowMs: number, halfLifeMs: number): void {
    const at = Math.max(nowMs, this.#atMs);
    const { asks, exposure } = this.#until(at, halfLifeMs);
    this.#rhythm.heard(at);
    this.#asks = asks + 1;
    this.#exposure = exposure;
    this.#atMs = at;
  }

  /**
   * Probability, 0 to 1, of at least one ask between two future moments, by a Poisson process whose rate has a gamma
   * distribution given the asks so far. 0 for a question asked once.
   */
  chanceWithin(fromMs: number, toMs: number, nowMs: number, halfLifeMs: number): number {
    return this.#chance(
      this.#until(Math.max(nowMs, this.#atMs), halfLifeMs),
      this.#rhythm.worth(fromMs, toMs),
    );
  }

  /**
   * Expected misses, 0 to 1, that a life from `fromMs` on saves. Without it the first ask would be a miss and begin a
   * whole life, so an ask late in this life saves only the share that is left. The result is the mean, over the moments
   * of the life, of the probability of an ask before that moment.
   */
  savedBy(fromMs: number, lifeMs: number, nowMs: number, halfLifeMs: number): number {
    const seen = this.#until(Math.max(nowMs, this.#atMs), halfLifeMs);
    const partMs = lifeMs / PARTS;
    let sum = 0;
    let ahead = 0;
    for (let i = 0; i < PARTS; i++) {
      const middleMs = fromMs + (i + 0.5) * partMs;
      ahead += this.#rhythm.worth(i === 0 ? fromMs : middleMs - partMs, middleMs);
      sum += this.#chance(seen, ahead);
    }
    return sum / PARTS;
  }

  /** Chance of at least one ask, 0 to 1. `ahead`: the time to come, in hours weighted by the rhythm of the day. */
  #chance({ asks, exposure }: Seen, ahead: number): number {
    if (!(asks > 0) || !(ahead > 0)) return 0;
    return exposure > 0 ? 1 - (exposure / (exposure + ahead)) ** (asks + PRIOR_ASKS) : 1;
  }

  #until(atMs: number, halfLifeMs: number): Seen {
    const left = leftAfter(atMs - this.#atMs, halfLifeMs);
    return {
      asks: left * this.#asks,
      exposure: left * this.#exposure + this.#rhythm.worth(this.#atMs, atMs),
    };
  }
}
