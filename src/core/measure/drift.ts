/**
 * Notices that the share of wrong answers has risen above what is allowed, soon after it does.
 *
 * Shiryaev and Roberts' and the CUSUM procedure with betting in place of likelihoods: M = max(M, 1) * (1 + stake *
 * (value - delta)). While the mean is at most delta each factor has mean at most 1, so from any moment on the false
 * alarms come on average no sooner than every `alarmAt` observations. Shin, Ramdas, Rinaldo, "E-detectors: a
 * nonparametric framework for sequential change detection", New England J. Stat. Data Sci. 2 (2024), section 4.
 */
import { itemAt } from "../../narrow.ts";

/** Stakes, in units of 1 / (delta + largest value): small ones notice a slow rise, large ones a sudden one. */
const STAKES = [1, 3, 10, 30, 100];
/** Observations between false alarms, on average, at the least, where the error is all that is allowed. */
const ALARM_AT = 20_000;
/** Share of the alarm level (0 to 1) at which suspicion begins and checks become frequent again. */
const SUSPICION = 0.3;
/**
 * Checked answers that must be right after a wrong one before checks thin out again; the first of them at once, since
 * whether one wrong answer was chance or a change is told by the next few.
 */
const WATCHED = 20;
const AT_ONCE = 5;

export class Drift {
  readonly #delta: number;
  readonly #logs = new Float64Array(STAKES.length);
  #watch = 0;

  /** `delta`: the allowed share of wrong answers, above 0. */
  constructor(delta: number) {
    this.#delta = delta;
  }

  /** `value`: as the risk meter counts it, mean = share of wrong answers; `high`: the largest it could have been. */
  add(value: number, high: number): void {
    for (const [i, size] of STAKES.entries()) {
      // A value below 0 (a corrected "same") must not bring the factor to 0.
      const stake = Math.min(
        size / (this.#delta + high),
        0.9 / Math.max(this.#delta - Math.min(0, value), 1e-9),
      );
      this.#logs[i] = Math.max(itemAt(this.#logs, i), 0) + Math.log1p(stake * (value - this.#delta));
    }
  }

  /** Adds `times` values of 0 at once. */
  addZeros(times: number, high: number): void {
    for (const [i, size] of STAKES.entries()) {
      const stake = Math.min(size / (this.#delta + high), 0.9 / this.#delta);
      const step = Math.log1p(-stake * this.#delta);
      for (let n = 0; n < times; n++) this.#logs[i] = Math.max(itemAt(this.#logs, i), 0) + step;
    }
  }

  /** Takes in the result of checking one served answer. */
  checked(isWrong: boolean): void {
    this.#watch = isWrong ? WATCHED : Math.max(0, this.#watch - 1);
  }

  /** Evidence of drift, from 0 (none) to 1 (alarm). */
  get level(): number {
    return Math.max(0, Math.min(1, logMean(this.#logs) / Math.log(ALARM_AT)));
  }

  get alarm(): boolean {
    return logMean(this.#logs) >= Math.log(ALARM_AT);
  }

  get suspicious(): boolean {
    return this.level >= SUSPICION;
  }

  /** How lately a checked answer was wrong; null: none of the last twenty was. */
  get after(): "wrong" | "watched" | null {
    if (this.#watch > WATCHED - AT_ONCE) return "wrong";
    return this.#watch > 0 ? "watched" : null;
  }
}

/** Logarithm of the mean capital over all stakes, from the logarithm of each. */
export function logMean(logs: Float64Array): number {
  const most = Math.max(...logs);
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - most);
  return most + Math.log(sum / logs.length);
}
