import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/core/decide.ts";
import { scoreOfAdapted, withLearned } from "../../src/core/learned.ts";

const FLOORS: Policy = {
  exactForAll: true,
  semantic: true,
  serveFound: true,
  save: true,
  similarityThreshold: 0.85,
  adaptationThreshold: 0.75,
  adapt: true,
  calibrated: true,
  secondLook: null,
};

describe("what was learned, in the policy of a request", () => {
  it("changes nothing where a hand serves", () => {
    expect(withLearned(FLOORS, null)).toBe(FLOORS);
  });

  it("says that nothing is certified", () => {
    expect(withLearned(FLOORS, { value: null })).toEqual({ ...FLOORS, uncertified: true });
  });

  it("serves from the certified threshold on, and says where it comes from", () => {
    expect(withLearned(FLOORS, { value: 0.94, from: "pooled" })).toMatchObject({
      similarityThreshold: 0.94,
      thresholdFrom: "learned",
    });
    expect(withLearned(FLOORS, { value: 0.94, from: "group" }).thresholdFrom).toBe("group");
  });

  it("at the floor leaves the floor of edited answers as it is", () => {
    expect(withLearned(FLOORS, { value: 0.85, from: "pooled" }).adaptationThreshold).toBeCloseTo(0.75, 12);
  });

  it("measures edited answers on the scale it serves them by, whatever the floors", () => {
    const share = fc.double({ min: 0.05, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(
        share,
        share,
        share,
        share,
        (similarityThreshold, adaptationThreshold, value, confidence) => {
          const floors = { ...FLOORS, similarityThreshold, adaptationThreshold };
          const served =
            confidence >= withLearned(floors, { value, from: "pooled" }).adaptationThreshold + 1e-9;
          if (served) expect(scoreOfAdapted(confidence, floors)).toBeGreaterThanOrEqual(value - 1e-6);
        },
      ),
    );
  });
});
