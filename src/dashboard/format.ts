/** Formats numbers and times for people, the same way in the browser and in the terminal. */
export function asPercent(share: number | null, digits = 1): string {
  return share === null ? "–" : `${(share * 100).toFixed(digits)}\u00a0%`;
}

/** False for null and for a bound of 1, which says nothing: every share is at most 1. */
export function isMeasured(bound: number | null): bound is number {
  return bound !== null && bound < 1;
}

export function boundShown(bound: number | null): string {
  return isMeasured(bound) ? asPercent(bound, 2) : "–";
}

export function count(value: number | null): string {
  return value === null ? "–" : Math.round(value).toLocaleString("en-US").replaceAll(",", "\u202f");
}

export function usd(value: number): string {
  const size = Math.abs(value);
  const digits = size === 0 || size >= 100 ? 2 : size >= 1 ? 2 : size >= 0.01 ? 3 : 5;
  return `${value < 0 ? "−" : ""}$${size.toFixed(digits)}`;
}

/** A range in USD; one amount where both ends are shown alike. */
export function usdRange(low: number, high: number): string {
  const [a, b] = [usd(Math.min(low, high)), usd(Math.max(low, high))];
  return a === b ? a : `${a} – ${b}`;
}

export function shownSeconds(value: number): string {
  if (value < 60) return `${value.toFixed(1)}\u00a0s`;
  if (value < 3_600) return `${(value / 60).toFixed(1)}\u00a0min`;
  return `${(value / 3_600).toFixed(1)}\u00a0h`;
}

export function shownMilliseconds(value: number | null): string {
  if (value === null) return "–";
  return value < 1_000
    ? `${value.toFixed(value < 10 ? 1 : 0)}\u00a0ms`
    : `${(value / 1_000).toFixed(2)}\u00a0s`;
}

export function decimals(value: number | null, digits = 3): string {
  return value === null ? "–" : value.toFixed(digits);
}

/** A time as `YYYY-MM-DD hh:mm` in UTC. */
export function moment(iso: string | null): string {
  return iso === null ? "–" : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}
