/**
 * Upper confidence limits of a mean, valid at any time, by betting.
 *
 * Against each "the mean is at least m" a gambler starts with 1 and stakes before each value is seen; while the
 * statement is true the capital is a supermartingale, so by Ville's inequality it ever reaches 1 / alpha with a chance
 * of at most alpha. Every m whose gambler got there is refuted; the least of them is the limit.
 * Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", J. R. Stat. Soc. B 86 (2024),
 * Theorem 3 and the plug-in stakes of its section B.2.
 */
import { itemAt } from "../../narrow.ts";

/** Levels m of the mean, ascending: a limit is always one of them. */
export const LEVELS: readonly number[] = levels(0.0005, 1, 36);

/** Share of the largest stake that could be lost at once. Nearer 1: faster where nothing goes wrong, slower after. */
const STAKE_MAX = 0.8;
/** At most so many zeros in a row are counted with one stake. */
const RUN_MAX = 16;
/** Logs are stored rounded to 1/1,000,000: finer than any decision needs, and a third as long as text. */
const LOG_SCALE = 1e6;
/** Weight of the prior guess of mean and variance, in values. */
const PRIOR_WEIGHT = 2;

/** Capital against many levels at once, for values between 0 (or a little below, see noise.ts) and `high`. */
export class BettingSequence {
  readonly #levels: readonly number[];
  readonly #logs: Float64Array;
  readonly #most: number;
  #count = 0;
  #sum = 0;
  /** Sum over all values of value² / high. */
  #squares = 0;
  /** Zeros not counted yet, by their `high`; the stakes on them depend only on values before the first of them. */
  readonly #waiting = new Map<number, number>();
  #zeros = 0;

  /**
   * `levels`: ascending, each above 0. `most`: log of the capital that is kept; what is gained beyond it is given away. A
   * gambler who gives away is none the richer for it, so limits hold all the same; but good luck of long ago does not
   * make up for much once luck has turned.
   */
  constructor(levels: readonly number[] = LEVELS, most = Number.POSITIVE_INFINITY) {
    this.#most = most;
    this.#levels = levels;
    this.#logs = new Float64Array(levels.length);
  }

  get count(): number {
    return this.#count + this.#zeros;
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.#sum / this.count;
  }

  /** Adds one value. `high`: the largest it could have been, known before it was seen. */
  add(value: number, high: number): void {
    if (value === 0) {
      this.addZeros(1, high);
      return;
    }
    this.#settle();
    for (const [i, level] of this.#levels.entries())
      this.#gain(i, Math.log1p(this.#stakeOn(level, high) * (level - value)));
    this.#count++;
    this.#sum += value;
    this.#squares += (value * value) / high;
  }

  /** Adds `times` values of 0 at once; most requests are one. */
  addZeros(times: number, high: number): void {
    if (this.#zeros >= RUN_MAX) this.#settle();
    this.#waiting.set(high, (this.#waiting.get(high) ?? 0) + times);
    this.#zeros += times;
  }

  /**
   * Upper limit of the mean: the least refuted level; 1 where none is. `alpha`: chance that it is ever below the
   * mean.
   */
  limit(alpha: number): number {
    this.#settle();
    const needed = -Math.log(alpha);
    for (const [i, level] of this.#levels.entries()) if (itemAt(this.#logs, i) >= needed) return level;
    return 1;
  }

  /** Log of the capital against "the mean is at least the level at this place". Zeros that wait would only add to it. */
  logAt(place: number): number {
    return itemAt(this.#logs, place);
  }

  #gain(place: number, log: number): void {
    this.#logs[place] = Math.min(this.#most, itemAt(this.#logs, place) + log);
  }

  #settle(): void {
    if (this.#zeros === 0) return;
    for (const [high, times] of this.#waiting) {
      for (const [i, level] of this.#levels.entries())
        this.#gain(i, times * Math.log1p(this.#stakeOn(level, high) * level));
    }
    this.#count += this.#zeros;
    this.#zeros = 0;
    this.#waiting.clear();
  }

  /**
   * Nearly Kelly's stake for the mean and variance seen so far, and never all. A value that was sampled with chance q
   * is 1/q or 0: its second moment grows with its largest value, and is expected so for the value to come.
   */
  #stakeOn(level: number, high: number): number {
    const n = this.#count + PRIOR_WEIGHT;
    const mean = (this.#sum + (PRIOR_WEIGHT * level) / 4) / n;
    const variance = Math.max(0, ((this.#squares + (PRIOR_WEIGHT * level) / 4) / n) * high - mean * mean);
    const gap = level - mean;
    const most = STAKE_MAX / Math.max(high - level, 1e-9);
    return gap <= 0 ? 0 : Math.min(most, gap / (variance + gap * gap));
  }

  toJSON(): BettingSequenceState {
    this.#settle();
    return {
      logs: Array.from(this.#logs, (log) => Math.round(log * LOG_SCALE) / LOG_SCALE),
      count: this.#count,
      sum: this.#sum,
      squares: this.#squares,
    };
  }

  /** Restores a saved sequence. `levels`: those it was saved with. Null where the state does not fit them. */
  static from(
    state: BettingSequenceState,
    levels: readonly number[] = LEVELS,
    most = Number.POSITIVE_INFINITY,
  ): BettingSequence | null {
    const isWhole =
      Array.isArray(state?.logs) &&
      state.logs.length === levels.length &&
      [...state.logs, state.count, state.sum, state.squares].every(Number.isFinite);
    if (!isWhole) return null;
    const out = new BettingSequence(levels, most);
    out.#logs.set(state.logs);
    out.#count = state.count;
    out.#sum = state.sum;
    out.#squares = state.squares;
    return out;
  }
}

export interface BettingSequenceState {
  readonly logs: readonly number[];
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

/** `count` levels from `from` to `to`, evenly spaced in logarithm. */
export function levels(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));
}
