/** What is told of a case: medians of its rounds with their range, and a ratio only where the rounds agree. */
import { median, quantile } from "../spread.ts";
import type { CaseResult, Round } from "./measure.ts";

/** Median, lowest and highest of the rounds. */
export interface Told {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface Figures {
  readonly name: string;
  readonly title: string;
  /** µs of CPU time a request, all threads. */
  readonly cpuUs: Told;
  readonly bareCpuUs: Told;
  /** Bare's CPU time over the gateway's, round by round: 1 costs the same, 0.5 twice as much. Null: refused. */
  readonly ratio: Told | null;
  /** How far the middle half of the ratios lies apart, in parts of their median. */
  readonly apart: number;
  /** Requests a second, closed loop. */
  readonly rate: Told;
  readonly bareRate: Told;
  readonly p50Ms: Told;
  readonly p99Ms: Told;
  /** ms that the gateway adds to bare, and to what upstream takes, at the median, closed loop. */
  readonly addedMs: Told;
  readonly startMs: number;
  readonly residentMiB: { readonly ready: number; readonly after: number };
  readonly others: number;
}

/** Ratios whose middle half lies further apart than this, in parts of the median, are not told. */
export const APART_MAX = 0.2;
/** Others may take this share of the machine before it is called busy. */
export const OTHERS_MAX = 0.15;

export function figuresOf({ bare, gateway, delayMs, ...rest }: CaseResult): Figures {
  const ratios = gateway.map(({ cpuUs }, i) => bare[i]!.cpuUs / cpuUs);
  const apart = apartBy(ratios);
  const of = (rounds: readonly Round[], figure: (round: Round) => number) => told(rounds.map(figure));
  const rateOf = ({ requests, seconds }: Round) => requests / seconds;
  return {
    ...rest,
    cpuUs: of(gateway, ({ cpuUs }) => cpuUs),
    bareCpuUs: of(bare, ({ cpuUs }) => cpuUs),
    ratio: apart > APART_MAX ? null : told(ratios),
    apart: rounded(apart),
    rate: of(gateway, rateOf),
    bareRate: of(bare, rateOf),
    p50Ms: of(gateway, ({ p50Ms }) => p50Ms),
    p99Ms: of(gateway, ({ p99Ms }) => p99Ms),
    addedMs: told(gateway.map(({ p50Ms }, i) => p50Ms - bare[i]!.p50Ms - delayMs)),
  };
}

export function told(values: readonly number[]): Told {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return { median: rounded(median(values)), low: rounded(low), high: rounded(high) };
}

export function apartBy(values: readonly number[]): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / median(values);
}

/** Four digits that count. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** "52 [49 to 61]". */
export function range({ median: middle, low, high }: Told, digits = 0): string {
  return `${middle.toFixed(digits)} [${low.toFixed(digits)} to ${high.toFixed(digits)}]`;
}
