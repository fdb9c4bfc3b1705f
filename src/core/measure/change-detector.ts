/**
 * Detects that answers which used to be right have become wrong: the share of wrong ones among judged answers is a
 * multiple of its past value. The error bound holds without this detector, since a threshold that is no longer
 * certified is left at once; but then less and less would be served, and nobody would learn why.
 *
 * As in drift.ts, with labels in place of requests, and with the deployment's own past in place of what is allowed.
 */
import { logMean } from "./drift.ts";

/** Stakes of the gamblers, as shares of the stake that one right answer would lose entirely. */
const STAKES = [0.1, 0.25, 0.5];
/** Labels between false alarms, on average, at the least, where as many are wrong as is thought usual. */
const ALARM_AT = 1_000;
/** The usual share of wrong answers: `times` × the past's share + `more`. */
const USUAL = { times: 1.5, more: 0.02 };
/** The last so many labels are not part of the past; no alarm before the past has as many as `PAST_MIN`. */
const LATELY = 60;
const PAST_MIN = 60;
/** Prior of the past's share of wrong answers: one in ten, weighing ten labels. */
const PRIOR = { wrong: 1, labels: 10 };

export class ChangeDetector {
  readonly #logs = new Float64Array(STAKES.length);
  /** The last labels, oldest first: not yet the past. */
  readonly #lately: boolean[] = [];
  #labels = 0;
  #wrong = 0;

  /** Adds a label of an answer that was, or would have been, served at the threshold then in force. */
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

  /** Share of wrong answers, 0 to 1, that counts as usual. */
  get usual(): number {
    const past = (this.#wrong + PRIOR.wrong) / (this.#labels + PRIOR.labels);
    return Math.min(0.9, USUAL.times * past + USUAL.more);
  }

  get alarm(): boolean {
    return logMean(this.#logs) >= Math.log(ALARM_AT);
  }
}
