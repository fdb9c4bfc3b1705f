import { expect, it } from "vitest";
import { type Interval, trendOf } from "../../src/observe/trend.ts";

/** Mulberry32: the same numbers in every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A minute of `trials` requests, each a hit with this chance. */
function minute(random: () => number, trials: number, rate: number): Interval {
  let hits = 0;
  for (let i = 0; i < trials; i++) if (random() < rate) hits++;
  return { value: hits / trials, weight: trials };
}

function shareOf(series: number, make: (random: () => number) => Interval[], trend: string): number {
  let found = 0;
  for (let seed = 0; seed < series; seed++) if (trendOf(make(chance(seed)), "share") === trend) found++;
  return found / series;
}

const steady = (length: number, trials: number, rate: number) => (random: () => number) =>
  Array.from({ length }, () => minute(random, trials, rate));

it("has the seed's four words", () => {
  const points = (...values: number[]) => values.map((value) => ({ value, weight: 1_000 }));
  expect(trendOf(points(0.1, 0.1, 0.1), "share")).toBe("insufficient_data");
  expect(trendOf(points(0.1, 0.1, 0.1, 0.5, 0.5, 0.5), "share")).toBe("increasing");
  expect(trendOf(points(0.5, 0.5, 0.5, 0.1, 0.1, 0.1), "share")).toBe("decreasing");
  expect(trendOf(points(0.5, 0.5, 0.5, 0.5, 0.5, 0.5), "share")).toBe("stable");
  expect(trendOf(points(0.5, 0.5, 0.5, 0.51, 0.51, 0.51), "share")).toBe("stable");
});

it.each([
  [6, 20, 0.3],
  [10, 5, 0.5],
  [30, 50, 0.1],
  [60, 200, 0.6],
])("calls noise no trend: %i minutes of %i requests at %f", (length, trials, rate) => {
  const series = 1_000;
  const called = 1 - shareOf(series, steady(length, trials, rate), "stable");
  expect(called).toBeLessThan(0.02);
});

it("calls no trend where the rate itself jumps about from minute to minute", () => {
  const bursts = (random: () => number) =>
    Array.from({ length: 30 }, () => minute(random, 100, 0.2 + 0.6 * random()));
  expect(1 - shareOf(500, bursts, "stable")).toBeLessThan(0.03);
});

it("finds a rate that moved", () => {
  const moved = (random: () => number) => [...steady(12, 100, 0.2)(random), ...steady(3, 100, 0.4)(random)];
  expect(shareOf(300, moved, "increasing")).toBeGreaterThan(0.97);
});

it("leaves out minutes in which nothing was asked", () => {
  const points = [0.5, 0, 0.5, 0, 0.5, 0, 0.5, 0].map((value) => ({ value, weight: value > 0 ? 100 : 0 }));
  expect(trendOf(points, "share")).toBe("stable");
});

it("wants more of means, whose noise nothing else tells", () => {
  const means = (...values: number[]) => values.map((value) => ({ value, weight: 10 }));
  expect(trendOf(means(0.8, 0.8, 0.9, 0.9, 0.9), "mean")).toBe("insufficient_data");
  expect(trendOf(means(0.8, 0.81, 0.8, 0.81, 0.95, 0.94, 0.95), "mean")).toBe("increasing");
  expect(trendOf(means(0.8, 0.95, 0.7, 0.9, 0.75, 0.95, 0.9), "mean")).toBe("stable");
});
