/**
 * How often one question is asked, and how likely it is that it will be asked in a time to come: asks over the even
 * hours (rhythm.ts) in which they came, both forgotten with the same half-life, so that what has gone out of fashion is
 * not asked for ahead.
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
   * Chance, 0 to 1, of at least one ask between two moments to come: of a Poisson process whose pace is known as well
   * as a gamma distribution by the asks so far has it. 0 where it was asked once.
   */
  chanceWithin(fromMs: number, toMs: number, nowMs: number, halfLifeMs: number): number {
    return this.#chance(
      this.#until(Math.max(nowMs, this.#atMs), halfLifeMs),
      this.#rhythm.worth(fromMs, toMs),
    );
  }

  /**
   * Misses, 0 to 1, that a life which begins at `fromMs` saves by itself. Without it the first ask is a miss, and begins a
   * whole life; so an ask late in this one saves only what is left of it. That is the mean chance of being asked by a
   * moment of the life.
   */
  savedBy(fromMs: number, lifeMs: number, nowMs: number, halfLifeMs: number): number {
    const seen = this.#until(Math.max(nowMs, this.#atMs), halfLifeMs);
    const partMs = lifeMs / PARTS;
    let [sum, ahead] = [0, 0];
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
