/** Formats numbers and times for people, the same way in the browser and in the terminal. */

/** Figures in a language's way. */
export interface Figures {
  readonly percent: (share: number | null, digits?: number) => string;
  /** A percentage that somebody set, 0 to 100: no more decimals than it has, and two at most. */
  readonly percentage: (value: number) => string;
  /** A dash also for a bound that says nothing. */
  readonly bound: (bound: number | null) => string;
  readonly usd: (value: number) => string;
  /** A range in USD; one amount where both ends are shown alike. */
  readonly usdRange: (low: number, high: number) => string;
  readonly seconds: (value: number) => string;
  readonly milliseconds: (value: number | null) => string;
  readonly decimals: (value: number | null, digits?: number) => string;
}

export interface Marks {
  /** Between a number's whole part and its fraction. */
  readonly decimal: string;
  /** Before an amount. */
  readonly usd: string;
}

const NONE = "–";

export function figuresBy({ decimal, usd: dollar }: Marks): Figures {
  const fixed = (value: number, digits: number) => value.toFixed(digits).replace(".", decimal);
  const percent = (share: number | null, digits = 1) =>
    share === null ? NONE : `${fixed(share * 100, digits)}\u00a0%`;
  const usd = (value: number) => {
    const size = Math.abs(value);
    const digits = size === 0 || size >= 1 ? 2 : size >= 0.01 ? 3 : 5;
    return `${value < 0 ? "−" : ""}${dollar}${fixed(size, digits)}`;
  };
  return {
    percent,
    percentage: (value) => `${String(Number(value.toFixed(2))).replace(".", decimal)}\u00a0%`,
    bound: (bound) => (isMeasured(bound) ? percent(bound, 2) : NONE),
    usd,
    usdRange(low, high) {
      const [a, b] = [usd(Math.min(low, high)), usd(Math.max(low, high))];
      return a === b ? a : `${a} – ${b}`;
    },
    seconds(value) {
      if (value < 60) return `${fixed(value, 1)}\u00a0s`;
      if (value < 3_600) return `${fixed(value / 60, 1)}\u00a0min`;
      return `${fixed(value / 3_600, 1)}\u00a0h`;
    },
    milliseconds(value) {
      if (value === null) return NONE;
      return value < 1_000
        ? `${fixed(value, value < 10 ? 1 : 0)}\u00a0ms`
        : `${fixed(value / 1_000, 2)}\u00a0s`;
    },
    decimals: (value, digits = 3) => (value === null ? NONE : fixed(value, digits)),
  };
}

/** False for null and for a bound of 1, which says nothing: every share is at most 1. */
export function isMeasured(bound: number | null): bound is number {
  return bound !== null && bound < 1;
}

export function count(value: number | null): string {
  return value === null ? NONE : Math.round(value).toLocaleString("en-US").replaceAll(",", "\u202f");
}

/** A time as `YYYY-MM-DD hh:mm` in UTC. */
export function moment(iso: string | null): string {
  return iso === null ? NONE : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}
