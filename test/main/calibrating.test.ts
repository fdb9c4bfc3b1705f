/** What is measured when another calibration comes into force: in a gateway, and in the simulated one. */
import { describe, expect, it } from "vitest";
import { NEIGHBOURHOOD } from "../../src/core/neighbourhood.ts";
import type { RefitModel } from "../../src/core/verify/calibration/refit.ts";
import type { Calibration } from "../../src/learn/calibrations.ts";
import type { Rereading } from "../../src/learn/measuring-port.ts";
import { measureChanged, rereadingBy } from "../../src/main/calibrating.ts";

const KNOTS = [
  [-4, 0.02],
  [4, 0.98],
] as const;
const WORDS: Calibration = { version: "shipped", knots: KNOTS, refit: null };

/** Weights that move every log odds by `shift`. */
function moving(shift: number): RefitModel {
  const columns = NEIGHBOURHOOD.length + 1;
  return {
    ...{ format: 1, version: "v", figures: columns, usesSecond: false },
    ...{ mean: new Array<number>(columns).fill(0), spread: new Array<number>(columns).fill(1) },
    weights: [shift, ...new Array<number>(columns + 1).fill(0)],
  };
}

function changed(before: Calibration | null, after: Calibration | null, raises = true) {
  const told: (Rereading | "anew")[] = [];
  measureChanged(
    {
      measureAnew: () => void told.push("anew"),
      reread: (reading) => void told.push(reading),
    },
    { before, after, raisesFor: () => raises },
  );
  return told;
}

describe("another calibration in force", () => {
  const pair = { probability: 0.6, score: 0.5, neighbourhood: [0.8, 0, 0.5, 3, 0.5] };
  const crossed = {
    ...WORDS,
    version: "learned",
    neighbourhood: moving(1),
    openNeighbourhood: moving(-1),
  };

  it("is measured by what was measured before where the words say the same, taken back or not", () => {
    const [taken] = changed(WORDS, crossed);
    expect(taken).toMatchObject({ isCrossed: true });
    if (taken === undefined || taken === "anew") return;
    expect(taken.probabilityOf(pair, "a", true)).toBeGreaterThan(0.6);
    expect(taken.probabilityOf(pair, "a", false)).toBeLessThan(0.6);
    const [back] = changed(crossed, WORDS);
    expect(back).toMatchObject({ isCrossed: true });
    if (back !== undefined && back !== "anew") expect(back.probabilityOf(pair, "a", true)).toBe(0.6);
  });

  it("raises nothing for whom it may only lower", () => {
    const [taken] = changed(WORDS, crossed, false);
    if (taken === undefined || taken === "anew") throw new Error("it is measured anew");
    expect(taken.probabilityOf(pair, "a", true)).toBe(0.6);
    expect(taken.probabilityOf(pair, "a", false)).toBeLessThan(0.6);
  });

  it("is measured by what was said of a tenant at first, whatever labels say meanwhile", () => {
    let isRaised = true;
    const reading = rereadingBy(crossed, () => isRaised);
    const before = reading.probabilityOf(pair, "a", true);
    isRaised = false;
    expect(reading.probabilityOf(pair, "a", true)).toBe(before);
    expect(reading.probabilityOf(pair, "b", true)).toBe(0.6);
  });

  it("is measured by the half that did not teach it where one half's weights read all", () => {
    expect(changed(WORDS, { ...crossed, openNeighbourhood: null })).toMatchObject([{ isCrossed: false }]);
  });

  it("is measured anew where the words say something else, or nothing", () => {
    const other = { ...WORDS, knots: [[0, 0.5]] as const };
    expect(changed(WORDS, other)).toEqual(["anew"]);
    expect(changed(WORDS, null)).toEqual(["anew"]);
  });
});
