import { describe, expect, it } from "vitest";
import { applyRefit, type LabelledPair, refit, refitOf } from "../../src/core/verify/calibration/refit.ts";

/** Mulberry32. */
function chance(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Figures of which the second tells more than the shipped score knows. */
function pairs(count: number, strength: number, seed = 5): LabelledPair[] {
  const rnd = chance(seed);
  return Array.from({ length: count }, (_, i) => {
    const [base, more] = [4 * rnd() - 2, 2 * rnd() - 1];
    const same = rnd() < sigmoid(base + strength * more);
    return { figures: [base, more, 1], logOdds: base, second: null, same, weight: 1, group: `g${i}` };
  });
}

describe("a refit on a deployment's labels", () => {
  it("is adopted where the evidence knows more than the score, and predicts unseen pairs better", () => {
    const found = refit(pairs(1000, 3), { version: "t" });
    expect(found.adopted).toBe(true);
    if (!found.adopted) return;
    expect(found.heldOut.after).toBeLessThan(found.heldOut.before);
    const loss = (p: number, same: boolean): number => -Math.log(same ? p : 1 - p);
    let [before, after] = [0, 0];
    for (const { figures, logOdds, same } of pairs(2000, 3, 77)) {
      before += loss(sigmoid(logOdds), same);
      after += loss(applyRefit(found.model, figures, logOdds, null), same);
    }
    expect(after).toBeLessThan(before);
  });

  it.each([
    ["there is nothing to learn", pairs(1000, 0)],
    ["there are too few", pairs(100, 3)],
    ["all say the same", pairs(1000, 3).map((pair) => ({ ...pair, same: true }))],
  ])("is refused where %s", (_, given) => {
    expect(refit(given, { version: "t" })).toMatchObject({ adopted: false });
  });

  it("reads back what it wrote, and refuses what is damaged, newer or of other figures", () => {
    const found = refit(pairs(1000, 3), { version: "t" });
    if (!found.adopted) throw new Error("not adopted");
    const text = JSON.stringify(found.model);
    const read = (of: string, figures = 3) => refitOf(JSON.parse(of), figures);
    expect(read(text)).toEqual(found.model);
    expect(() => read(text, 4)).toThrow("fitted to 3 figures");
    expect(() => read(text.replace('"format":1', '"format":2'))).toThrow("format is 2");
    expect(() => read(JSON.stringify({ ...found.model, weights: [1, null] }))).toThrow("damaged");
  });

  it("weighs labels by what they stand for", () => {
    const given = pairs(1500, 3).map((pair, i) =>
      i % 2 === 0 ? { ...pair, weight: 1e-6, same: !pair.same } : pair,
    );
    const found = refit(given, { version: "t" });
    expect(found.adopted).toBe(true);
    if (found.adopted) expect(found.model.weights[3]).toBeGreaterThan(0);
  });
});
