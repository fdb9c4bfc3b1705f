/**
 * The rhythm of the day: for each hour of UTC how much is asked in it, relative to an even pace. An hour that was not
 * observed yet counts as even, and old observations are forgotten.
 */

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** Half-life of observations: a week, within which days are alike. */
const HALF_LIFE_MS = 7 * 24 * HOUR_MS;
/** Questions that each hour is credited with at the even pace, so that a few asked by chance make no rhythm. */
const PRIOR = 6;
/** Longer gaps between observations count as this length, ms. */
const GAP_MS_MAX = 14 * 24 * HOUR_MS;

/**
 * Calls `each` for each part of an hour from `fromMs` to `toMs`, with the hour of UTC and the part's length in hours.
 */
function eachHour(fromMs: number, toMs: number, each: (hour: number, hours: number) => void): void {
  let at = Math.max(fromMs, toMs - GAP_MS_MAX);
  while (at < toMs) {
    const slot = Math.floor(at / HOUR_MS);
    const end = Math.min(toMs, (slot + 1) * HOUR_MS);
    each(((slot % HOURS) + HOURS) % HOURS, (end - at) / HOUR_MS);
    at = end;
  }
}

/** Share of a value that is left after `ms`, 0 to 1. */
export function leftAfter(ms: number, halfLifeMs: number): number {
  return 2 ** (-Math.max(0, ms) / halfLifeMs);
}

/** The daily rhythm of all questions together, or of one relative to that of all. */
export class Rhythm {
  readonly #asked = new Float32Array(HOURS);
  /** Observed time of each hour of the day, in hours weighted by `base`. */
  readonly #watched = new Float32Array(HOURS);
  readonly #base: Rhythm | null;
  #askedSum = 0;
  #watchedSum = 0;
  #atMs: number;

  /** `base`: the rhythm that this one is relative to; null: an even pace. */
  constructor(nowMs: number, base: Rhythm | null = null) {
    this.#atMs = nowMs;
    this.#base = base;
  }

  /** Records an ask. A clock that was set back adds no observed time. */
  heard(nowMs: number): void {
    this.watched(nowMs);
    eachHour(nowMs, nowMs + 1, (hour) => {
      this.#asked[hour] = (this.#asked[hour] ?? 0) + 1;
      this.#askedSum++;
    });
  }

  /** Adds the time since the last observation, whether or not anything was asked in it. */
  watched(nowMs: number): void {
    const left = leftAfter(nowMs - this.#atMs, HALF_LIFE_MS);
    if (left < 1) this.#forget(left);
    eachHour(this.#atMs, nowMs, (hour, hours) => {
      const even = hours * (this.#base?.weight(hour) ?? 1);
      this.#watched[hour] = (this.#watched[hour] ?? 0) + even;
      this.#watchedSum += even;
    });
    this.#atMs = nowMs;
  }

  /** How much more is asked in this hour of the day than in an even one; above 0. */
  weight(hour: number): number {
    const pace = this.#watchedSum > 0 ? this.#askedSum / this.#watchedSum : 0;
    const own = ((this.#asked[hour] ?? 0) + PRIOR) / (pace * (this.#watched[hour] ?? 0) + PRIOR);
    return own * (this.#base?.weight(hour) ?? 1);
  }

  /** The time between two moments, in hours weighted by the rhythm. */
  worth(fromMs: number, toMs: number): number {
    let sum = 0;
    eachHour(fromMs, toMs, (hour, hours) => {
      sum += hours * this.weight(hour);
    });
    return sum;
  }

  #forget(left: number): void {
    for (let hour = 0; hour < HOURS; hour++) {
      this.#asked[hour] = left * (this.#asked[hour] ?? 0);
      this.#watched[hour] = left * (this.#watched[hour] ?? 0);
    }
    this.#askedSum *= left;
    this.#watchedSum *= left;
  }
}
