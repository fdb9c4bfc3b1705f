/**
 * The least chance with which what is found for a request gets a verdict. It is settled before it is known what is found:
 * the largest value that a request could have limits the stake on it, and a stake that knew would be staked on the outcome.
 */
export interface LeastChances {
  /** Whatever is found; above 0 to 1. */
  readonly qServed: number;
  /** Of what scores `from` or more; at least `qServed`. Absent: as whatever is found. */
  readonly surer?: SurerChance | undefined;
}

export interface SurerChance {
  readonly from: number;
  readonly qServed: number;
}

/** The least chance of what would be served at this threshold. */
export function leastFrom({ qServed, surer }: LeastChances, threshold: number): number {
  return surer !== undefined && threshold >= surer.from ? surer.qServed : qServed;
}

export function areSameChances(one: LeastChances, other: LeastChances): boolean {
  return (
    one.qServed === other.qServed &&
    one.surer?.from === other.surer?.from &&
    one.surer?.qServed === other.surer?.qServed
  );
}

/** Throws RangeError unless 0 < qServed <= surer.qServed <= 1. */
export function assertChances({ qServed, surer }: LeastChances): void {
  if (!(qServed > 0 && qServed <= (surer?.qServed ?? 1) && (surer?.qServed ?? 1) <= 1))
    throw new RangeError(
      `the chance of being checked must be above 0 and at most 1: ${qServed}, ${surer?.qServed ?? "whatever is found"}`,
    );
}
