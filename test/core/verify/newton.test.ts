import { describe, expect, it } from "vitest";
import { KnotLine } from "../../../src/core/verify/calibration/knots.ts";
import { fitPlattScaling } from "../../../src/core/verify/calibration/platt-scaling.ts";
import { applyRefit, refit } from "../../../src/core/verify/calibration/refit.ts";

/** Labels of one score, of which `right` are right. */
const at = (score: number, count: number, right: number) =>
  Array.from({ length: count }, (_, i) => ({ score, same: i < right, weight: 1 }));
/** Far more is right at the lower end than the score says. */
const SHY = [...at(-7, 800, 48), ...at(-3, 60, 30), ...at(0, 60, 45), ...at(2, 80, 78)];

describe("what is learnt from labels that contradict the score at its lower end", () => {
  it("is a line that says how many are right there", () => {
    const knots = fitPlattScaling(SHY);
    expect(knots).not.toBeNull();
    const line = new KnotLine(knots ?? []);
    expect(line.probabilityOf(-6)).toBeGreaterThan(0.04);
    expect(line.probabilityOf(-6)).toBeLessThan(0.13);
    expect(line.probabilityOf(2)).toBeGreaterThan(0.8);
  });

  it("is a correction that predicts unseen labels better", () => {
    const labels = SHY.map(({ score, same, weight }, i) => ({
      ...{ figures: [(i % 7) / 7, score], logOdds: score, second: null },
      ...{ same, weight, group: String(i) },
    }));
    const found = refit(labels, { version: "test" });
    expect(found.adopted).toBe(true);
    const said = found.adopted ? applyRefit(found.model, [0.5, -7], -7, null) : 0;
    expect(said).toBeGreaterThan(0.03);
    expect(said).toBeLessThan(0.12);
  });
});
