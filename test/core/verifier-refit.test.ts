/** A correction learnt from labels, in the verifier itself: on the trees' own scores and nowhere else. */
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../src/adapters/embedder-builtin.ts";
import { columnsOf, offsetOf } from "../../src/core/verify/calibration/calibration-map.ts";
import { KnotLine } from "../../src/core/verify/calibration/knots.ts";
import { applyRefit, type RefitModel } from "../../src/core/verify/calibration/refit.ts";
import { EVIDENCE } from "../../src/core/verify/evidence.ts";
import { createVerifier } from "../../src/core/verify/verifier.ts";

const { lexicon, pairModel } = await loadBuiltin();
const COLUMNS = EVIDENCE.length + 1;
const refit: RefitModel = {
  ...{ format: 1, version: "learned-x", figures: COLUMNS, usesSecond: false },
  mean: Array.from({ length: COLUMNS }, (_, i) => 0.1 * (i % 3)),
  spread: Array.from({ length: COLUMNS }, (_, i) => 1 + (i % 2)),
  weights: [-1, 0.2, ...Array.from({ length: COLUMNS }, (_, i) => 0.05 * ((i % 5) - 2))],
};
const shipped = createVerifier(lexicon, pairModel);
const learned = createVerifier(lexicon, pairModel, 1, {
  ...{ version: "learned-x", knots: pairModel.calibration, refit },
});
const TAUGHT = ["How do I reset my router?", "What is the way to reset a router at home?"] as const;

describe("a correction learnt from labels", () => {
  it("is what `applyRefit` says, for a pair that the trees judge; the score stays the shipped one", () => {
    const [a, b] = TAUGHT;
    const [before, after] = [shipped.compare(a, b, 1), learned.compare(a, b, 1)];
    const figures = learned.features!(a, b)!;
    const offset = offsetOf(new KnotLine(pairModel.calibration), before.score);
    expect(after.score).toBe(before.score);
    expect(after.probability).not.toBeCloseTo(before.probability, 3);
    expect(after.probability).toBeCloseTo(
      applyRefit(refit, columnsOf(before.score, figures), offset, null),
      9,
    );
    expect(shipped.features!(a, b)).toEqual(figures);
    expect(learned.version).toBe(shipped.version);
  });

  it.each([
    ["the same text", "How do I reset my router?", "How do I reset my router?"],
    ["a contradiction", "How do I reset 3 routers?", "How do I reset 4 routers?"],
    ["a trivially other form", "How do I reset my router?", "how do I reset my router"],
    ["nothing to tell by", "What is it?", "???"],
  ])("leaves %s alone", (_, a, b) => {
    expect(learned.compare(a, b, 1)).toEqual(shipped.compare(a, b, 1));
    expect(learned.features!(a, b)).toBeNull();
  });

  it("lifts the cap on long questions, which shipped alone they never pass", () => {
    const topics =
      "invoice router garden battery passport kettle violin airport mortgage dentist lantern compass";
    const rest =
      "harvest bicycle curtain magnet orchard pension quarry rocket saddle tunnel umbrella voucher walnut zipper";
    const more =
      "anchor basket candle drawer engine feather glacier hammer island jacket kitchen ladder mirror needle";
    const [a, b] = [
      `What links ${topics} ${rest} ${more}?`,
      `What connects ${topics} ${rest} ${more} today?`,
    ];
    const before = shipped.compare(a, b, 1);
    expect(before).toMatchObject({ veto: null, score: 0 });
    const lifting = { ...refit, weights: [3, 0, ...Array.from({ length: COLUMNS }, () => 0)] };
    const lifted = createVerifier(lexicon, pairModel, 1, {
      ...{ version: "learned-x", knots: pairModel.calibration, refit: lifting },
    });
    expect(lifted.compare(a, b, 1).probability).toBeGreaterThan(0.9);
    expect(shipped.features!(a, b)).toHaveLength(EVIDENCE.length);
  });

  it("is said by explain, by its version", () => {
    const [a, b] = TAUGHT;
    const { probability } = learned.compare(a, b, 0.9);
    const last = learned.explain(a, b, 0.9).at(-1)!;
    expect(last).toContain(`probability ${probability.toFixed(4)}`);
    expect(last).toContain("(learned-x, with the evidence)");
    expect(shipped.explain(a, b, 0.9).at(-1)).not.toContain("learned");
    expect(learned.explain("How do I reset 3 routers?", "How do I reset 4 routers?", 0.9).at(-1)).toContain(
      "(learned-x)",
    );
  });

  it("takes a long prompt's evidence from what differs, and none where a rule holds it", () => {
    const template = `${"You answer questions of our customers kindly, in a few words, and never make up anything. ".repeat(4)}\n`;
    const [a, b] = TAUGHT;
    expect(learned.features!(template + a, template + b)).toEqual(learned.features!(a, b));
    const work = `Translate the following text into French, and keep to the tone of the text. ${template}`;
    expect(learned.features!(work + a, work + b)).toBeNull();
  });
});
