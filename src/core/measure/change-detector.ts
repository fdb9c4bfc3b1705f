/**
 * Notices that answers which used to be right have turned wrong: among judged answers the share of wrong ones has become a
 * multiple of what it was. The limit of the error is kept without it, for a threshold that is no longer certified is left
 * at once; but then less and less is served, nothing more is wrong, and nobody is told why.
 *
 * As in drift.ts, with labels in place of requests, and with the deployment's own past in place of what is allowed.
 */
import { logMean } from "./drift.ts";

/** Stakes, in parts of the largest, by which a right answer would take all. */
const STAKES = [0.1, 0.25, 0.5];
/** Labels between false alarms, on average, at the least, where as many are wrong as is thought usual. */
const ALARM_AT = 1_000;
/** What is thought usual: so many times the past's share, and a little more. */
const USUAL = { times: 1.5, more: 0.02 };
/** The past is what lies so many labels back, and nothing is said before there is some. */
const LATELY = 60;
const PAST_MIN = 60;
/** Weight of a guess of one in ten, in labels. */
const PRIOR = { wrong: 1, labels: 10 };

export class ChangeDetector {
  readonly #logs = new Float64Array(STAKES.length);
  /** The last labels, oldest first: not yet the past. */
  readonly #lately: boolean[] = [];
  #labels = 0;
  #wrong = 0;

  /** Of an answer that is served, or was lately at the threshold that was in force then. */
  add(isWrong: boolean): void {
    if (this.#labels >= PAST_MIN) {
      const usual = this.usual;
      // A stake of a part of 1 / usual: a right answer takes that part, a wrong one gives it back many times.
      for (const [i, part] of STAKES.entries())
        this.#logs[i] =
          Math.max(this.#logs[i]!, 0) + Math.log1p((part / usual) * ((isWrong ? 1 : 0) - usual));
    }
    this.#lately.push(isWrong);
    if (this.#lately.length <= LATELY) return;
    this.#labels++;
    if (this.#lately.shift()) this.#wrong++;
  }

  /** The share of wrong ones that is nothing to speak of. */
  get usual(): number {
    const past = (this.#wrong + PRIOR.wrong) / (this.#labels + PRIOR.labels);
    return Math.min(0.9, USUAL.times * past + USUAL.more);
  }

  get alarm(): boolean {
    return logMean(this.#logs) >= Math.log(ALARM_AT);
  }
}
