import { describe, expect, it } from "vitest";
import { weighNeighbourhood } from "../../../src/core/verify/calibration/neighbourhood-weight.ts";
import { probabilityWithin } from "../../../src/core/verify/calibration/never-certain.ts";
import type { RefitModel } from "../../../src/core/verify/calibration/refit.ts";

const BOUNDS = { min: 0.002, max: 0.999 };
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

describe("a probability that is never certain", () => {
  it("is that of its log odds up to where one in a hundred is wrong", () => {
    for (const x of [-6, -2, 0, 3, 4.5]) expect(probabilityWithin(BOUNDS, x)).toBeCloseTo(logistic(x), 12);
  });

  it("keeps the order of ever surer pairs, below the most that is ever said", () => {
    const said = Array.from({ length: 60 }, (_, i) => probabilityWithin(BOUNDS, 4 + i / 3));
    for (const [i, p] of said.entries()) {
      expect(p).toBeLessThan(BOUNDS.max);
      if (i > 0) expect(p).toBeGreaterThan(said[i - 1] ?? 1);
    }
  });

  it("is no less than the least that is ever said, whatever it is given", () => {
    expect(probabilityWithin(BOUNDS, -40)).toBe(BOUNDS.min);
    expect(probabilityWithin(BOUNDS, Number.NEGATIVE_INFINITY)).toBe(BOUNDS.min);
    expect(probabilityWithin(BOUNDS, Number.POSITIVE_INFINITY)).toBeCloseTo(BOUNDS.max, 12);
  });

  it("parts pairs that a learnt neighbourhood is all but certain of", () => {
    const model: RefitModel = {
      ...{ format: 1, version: "v", figures: 2, usesSecond: false },
      ...{ mean: [0, 0], spread: [1, 1], weights: [6, 0, 4, 0] },
    };
    const said = [1, 2, 3].map((near) => weighNeighbourhood(model, { probability: 0.98, score: 3 }, [near]));
    expect(said[0]).toBeLessThan(said[1] ?? 0);
    expect(said[1]).toBeLessThan(said[2] ?? 0);
  });
});
