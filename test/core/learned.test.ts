import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/core/known.ts";
import { withLearned } from "../../src/core/learned.ts";
import { AdaptedMeter, adaptedCounts } from "../../src/core/measure/adapted.ts";

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
    expect(withLearned(FLOORS, null, null)).toBe(FLOORS);
  });

  it("says that nothing is certified", () => {
    expect(withLearned(FLOORS, { value: null }, null)).toEqual({ ...FLOORS, uncertified: true });
  });

  it("serves from the certified threshold on, and says where it comes from", () => {
    expect(withLearned(FLOORS, { value: 0.94, from: "pooled" }, null)).toMatchObject({
      similarityThreshold: 0.94,
      thresholdFrom: "learned",
    });
    expect(withLearned(FLOORS, { value: 0.94, from: "group" }, null).thresholdFrom).toBe("group");
  });

  it("serves edited answers by their own measurement, whatever that of the others is", () => {
    const of = (adapted: number | null) => withLearned(FLOORS, { value: 0.94, from: "pooled" }, adapted);
    expect(of(null).adapt).toBe(false);
    expect(of(0.8)).toMatchObject({ adapt: true, adaptationThreshold: 0.8 });
    expect(of(0.5).adaptationThreshold).toBe(FLOORS.adaptationThreshold);
  });
});

describe("the measurement of edited answers", () => {
  it("certifies nothing until enough was foretold rightly, and takes it back for enough wrong ones", () => {
    const meter = new AdaptedMeter();
    const add = (times: number, agreeing: number, right: boolean) => {
      for (let i = 0; i < times; i++) meter.add(agreeing, right);
    };
    expect(meter.certified(0.01)).toBeNull();
    add(100, 5, true);
    expect(meter.certified(0.01)).toBeNull();
    add(2_000, 5, true);
    expect(meter.certified(0.01)?.threshold).toBe(3 / 4);
    add(40, 3, false);
    expect(meter.certified(0.01)?.threshold).toBe(4 / 5);
    const again = new AdaptedMeter();
    again.restore(adaptedCounts(JSON.parse(JSON.stringify(meter.counts)))!);
    expect(again.certified(0.01)).toEqual(meter.certified(0.01));
  });

  it.each<[string, unknown]>([
    ["nothing", null],
    ["too few", { trials: [1], wrong: [0] }],
    ["more wrong than tried", { trials: Array(8).fill(1), wrong: Array(8).fill(2) }],
    ["no whole numbers", { trials: Array(8).fill(1.5), wrong: Array(8).fill(0) }],
  ])("takes up no counts that are %s", (_, value) => {
    expect(adaptedCounts(value)).toBeNull();
  });
});
