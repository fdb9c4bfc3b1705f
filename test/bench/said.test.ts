/** How well what is said of found answers is calibrated: what is counted, and from when on. */
import { describe, expect, it } from "vitest";
import { type Said, saidCounted } from "../../bench/closed-loop/said.ts";

/** Three of four right, told so; as shipped they are said to be right one time in four. */
function said(count: number, labels: (place: number) => number): Said[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ labels: labels(i), shipped: 0.25, read: 0.5, told: 0.75, same: i % 4 > 0 },
  }));
}

describe("what was said of found answers", () => {
  it("is counted from so many labels on, each way of saying it apart", () => {
    const counted = saidCounted(said(2_000, (i) => i));
    expect(counted.map(({ after, pairs }) => [after, pairs])).toEqual([
      [0, 2_000],
      [300, 1_700],
      [1_000, 1_000],
    ]);
    for (const { error, loss } of counted) {
      expect(error.shipped).toBeCloseTo(0.5, 6);
      expect(error.read).toBeCloseTo(0.25, 6);
      expect(error.told).toBeCloseTo(0, 6);
      expect(loss.read).toBeCloseTo(Math.log(2), 6);
      expect(loss.told).toBeLessThan(loss.read);
    }
  });

  it("is not told of fewer than a hundred pairs", () => {
    expect(saidCounted(said(99, () => 0))).toEqual([]);
    expect(saidCounted(said(399, (i) => i)).map(({ after }) => after)).toEqual([0]);
  });
});
