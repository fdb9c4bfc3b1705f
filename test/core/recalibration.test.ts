/** Two numbers, fitted to a deployment's labels, that correct what is said of all pairs alike. */
import { describe, expect, it } from "vitest";
import { chance } from "../../bench/chance.ts";
import { calibrationError } from "../../bench/quality/metrics.ts";
import {
  fitRecalibration,
  RECALIBRATION_LABELS_MAX,
  RECALIBRATION_STEP,
  type Recalibration,
  recalibrated,
  type SaidLabel,
  weightByAge,
} from "../../src/core/verify/calibration/recalibration.ts";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Of pairs whose true log odds are `shift` + `slope` times those that are said. */
function labels(count: number, { shift, slope }: Recalibration, seed = 1): SaidLabel[] {
  const rnd = chance(seed);
  return Array.from({ length: count }, (_, i) => {
    const said = 8 * rnd() - 4;
    const same = rnd() < sigmoid(shift + slope * said);
    return { probability: sigmoid(said), same, weight: 1, group: `entry ${i}` };
  });
}

const all = (count: number, probability: number, same: boolean): SaidLabel[] =>
  Array.from({ length: count }, (_, i) => ({ probability, same, weight: 1, group: `entry ${i}` }));

describe("recalibration", () => {
  it.each([
    ["no label", []],
    ["too few labels", labels(RECALIBRATION_STEP - 1, { shift: 2, slope: 1 })],
    ["labels without a probability", all(400, Number.NaN, true)],
    ["probabilities that are none", all(400, 1.2, true)],
    ["weights that are none", all(400, 0.5, true).map((label) => ({ ...label, weight: Number.NaN }))],
    [
      "weights without end",
      all(400, 0.5, true).map((label) => ({ ...label, weight: Number.POSITIVE_INFINITY })),
    ],
    ["weights of 0", all(400, 0.5, true).map((label) => ({ ...label, weight: 0 }))],
  ])("corrects nothing by %s", (_, given) => {
    expect(fitRecalibration(given)).toBeNull();
  });

  it.each([
    ["what holds already stays", { shift: 0, slope: 1 }],
    ["too low a share is raised", { shift: 1.2, slope: 1 }],
    ["too high a share is lowered", { shift: -1.2, slope: 1 }],
    ["too bold a reading is tamed", { shift: 0, slope: 0.5 }],
    ["too timid a reading is sharpened", { shift: 0.4, slope: 1.6 }],
  ])("follows a thousand labels: %s", (_, truth) => {
    const found = fitRecalibration(labels(1_000, truth))!;
    expect(Math.abs(found.shift - truth.shift)).toBeLessThan(0.25);
    expect(Math.abs(found.slope - truth.slope)).toBeLessThan(0.25);
    const unseen = labels(4_000, truth, 2);
    const error = (of: (p: number) => number): number =>
      calibrationError(unseen.map(({ probability, same }) => ({ same, probability: of(probability) })));
    expect(error((p) => recalibrated(found, p))).toBeLessThan(0.04);
    expect(error((p) => recalibrated(found, p))).toBeLessThan(error((p) => p) + 0.01);
  });

  it("moves little by the first labels", () => {
    const found = fitRecalibration(labels(RECALIBRATION_STEP, { shift: 1.2, slope: 1 }))!;
    expect(found.shift).toBeGreaterThan(0.1);
    expect(found.shift).toBeLessThan(0.9);
  });

  it.each([
    ["right", true],
    ["wrong", false],
  ])("stays within its limits where every pair is %s", (_, same) => {
    for (const probability of [0, 0.002, 0.5, 0.999, 1]) {
      const { shift, slope } = fitRecalibration(all(RECALIBRATION_LABELS_MAX, probability, same))!;
      expect(Math.abs(shift)).toBeLessThanOrEqual(3);
      expect(slope).toBeGreaterThanOrEqual(0.25);
      expect(slope).toBeLessThanOrEqual(3);
      expect(Math.sign(shift)).not.toBe(same ? -1 : 1);
    }
  });

  it("never turns the order round, even where surer pairs are wrong oftener", () => {
    expect(fitRecalibration(labels(2_000, { shift: 0, slope: -1 }))!.slope).toBeGreaterThan(0);
  });

  it("leaves out what is unsound and reads the rest", () => {
    const sound = labels(500, { shift: 1, slope: 1 });
    const mixed = sound.flatMap((label) => [label, { ...label, probability: Number.NaN, same: !label.same }]);
    expect(fitRecalibration(mixed)).toEqual(fitRecalibration(sound));
  });

  it("does not depend on the unit of weights", () => {
    const given = labels(500, { shift: 1, slope: 1 });
    const [one, other] = [1, 50].map((weight) =>
      fitRecalibration(given.map((label) => ({ ...label, weight }))),
    );
    expect(other!.shift).toBeCloseTo(one!.shift, 6);
    expect(other!.slope).toBeCloseTo(one!.slope, 6);
  });

  it("counts all labels of one stored answer as one witness", () => {
    const one = all(1_000, 0.5, true).map((label) => ({ ...label, group: "the same" }));
    expect(fitRecalibration(one)!.shift).toBeLessThan(0.2);
    expect(fitRecalibration(all(1_000, 0.5, true))!.shift).toBeGreaterThan(2);
  });

  it("believes a few labels of much weight no more than as many of equal weight", () => {
    const few = all(60, 0.5, true);
    const heavy = [...few.map((label) => ({ ...label, weight: 1e6 })), ...all(1_000, 0.5, false)];
    expect(fitRecalibration(heavy)!.shift).toBeCloseTo(fitRecalibration(few)!.shift, 1);
  });

  it("reads the newest labels alone, and weighs one by half that is 500 older", () => {
    const newest = labels(RECALIBRATION_LABELS_MAX, { shift: 1, slope: 1 });
    expect(fitRecalibration([...all(5_000, 0.9, false), ...newest])).toEqual(fitRecalibration(newest));
    expect([0, 500, 1_000, 3_000].map(weightByAge)).toEqual([1, 1 / 2, 1 / 4, 1 / 64]);
  });
});

describe("a recalibrated probability", () => {
  it.each([
    { shift: 0, slope: 1 },
    { shift: 3, slope: 3 },
    { shift: -3, slope: 0.25 },
    { shift: 1.1, slope: 0.83 },
  ])("rises with what was said, and 0, 1 and what is no number stay ($shift, $slope)", (by) => {
    const said = Array.from({ length: 10_001 }, (_, i) => i / 10_000);
    const told = said.map((p) => recalibrated(by, p));
    expect(told.every((p, i) => i === 0 || p > told[i - 1]!)).toBe(true);
    expect([told[0], told.at(-1), recalibrated(by, Number.NaN)]).toEqual([0, 1, Number.NaN]);
  });
});
