/**
 * Decides when a pair of stored answer and question is confirmed: when several fresh answers of upstream to that
 * question in a row were judged the same as the stored one, and no later one different. How many are needed depends on
 * how often the judge calls a wrong answer the same.
 */

/** One judged pair; the fields of a kept label that count here. */
export interface ConfirmingLabel {
  readonly source: "shadow" | "miss" | "sample" | "feedback" | "double" | "known";
  readonly verdict: "same" | "different" | "unsure";
  readonly tier: "semantic" | "adapted" | null;
  /** True where another label already uses the same fresh answer: this one adds no evidence. */
  readonly follower?: boolean;
}

/** Evidence for a pair since the last verdict against it. */
export interface Tally {
  /** Fresh answers of upstream that were judged the same. */
  readonly answers: number;
  /** 1 where callers reported the answer good, however many did; else 0. */
  readonly persons: number;
}

const NEEDED_MIN = 2;
const NEEDED_MAX = 6;
/** Tolerance for rounding: 0.1 ** 2 must count as at most 0.01. */
const ROUNDING = 1 + 1e-9;
const NOTHING: Tally = { answers: 0, persons: 0 };

/**
 * The least n, 2 to 6, for which a wrong pair is called the same n times running with a chance of at most `allowed`
 * (max_error_rate), where each call errs with a chance of at most `falseSameHigh`. Null: six are not enough, and no
 * pair is confirmed; so it is before the judge has been tried.
 */
export function confirmationsNeeded(falseSameHigh: number, allowed: number): number | null {
  for (let n = NEEDED_MIN; n <= NEEDED_MAX; n++) if (falseSameHigh ** n <= allowed * ROUNDING) return n;
  return null;
}

/**
 * The tally after one more verdict; null: no evidence for the pair. "unsure" counts against the pair, as in the
 * measurement, where an unsure verdict on a confirmed pair counts as wrong at every threshold.
 */
export function tallied(before: Tally | null, of: ConfirmingLabel): Tally | null {
  const isOfServed = of.tier === "semantic" && of.source !== "double" && of.source !== "known";
  if (!isOfServed) return before;
  if (of.verdict !== "same") return null;
  if (of.follower === true) return before;
  const { answers, persons } = before ?? NOTHING;
  return of.source === "feedback" ? { answers, persons: 1 } : { answers: answers + 1, persons };
}

/** How many labels confirm the pair; 0: too few do. */
export function confirmedBy({ answers, persons }: Tally, needed: number | null): number {
  return needed !== null && answers + persons >= needed ? answers + persons : 0;
}
