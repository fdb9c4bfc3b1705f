import { describe, expect, it } from "vitest";
import { type CalibrationMap, calibrate } from "../../src/core/verify/calibration/calibration-map.ts";
import { type Challenge, challenge, type LearnedLabel } from "../../src/core/verify/calibration/challenge.ts";
import type { Knots } from "../../src/core/verify/calibration/knots.ts";

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
const knotsOf = (truth: (score: number) => number): Knots =>
  Array.from({ length: 25 }, (_, i) => [(i - 12) / 2, truth((i - 12) / 2)] as const);
const SHIPPED = knotsOf(sigmoid);

/** A world in which a score, and one figure beside it, mean `truth`. */
function labels(
  count: number,
  truth: (score: number, figure: number) => number,
  { seed = 1, figures = false } = {},
): LearnedLabel[] {
  const rnd = chance(seed);
  return Array.from({ length: count }, (_, i) => {
    const [score, figure] = [8 * rnd() - 4, 2 * rnd() - 1];
    const same = rnd() < truth(score, figure);
    return { score, figures: figures ? [figure, 1] : null, same, weight: 1, group: `e${i}` };
  });
}

function against(
  inForce: CalibrationMap | null,
  given: readonly LearnedLabel[],
  more: Partial<Challenge> = {},
) {
  return challenge({
    ...{ labels: given, trained: SHIPPED, inForce, version: "t", percentage: 0, delta: 0.1 },
    ...more,
  });
}
const asShipped: CalibrationMap = { knots: SHIPPED, refit: null };

describe("what labels teach of scores", () => {
  it("opens an embedder that had nothing, and means what the labels say", () => {
    const found = against(
      null,
      labels(2000, (s) => sigmoid(1.5 * s - 1)),
    );
    expect(found).toMatchObject({ adopted: true, kind: "line" });
    if (!found.adopted) return;
    const read = calibrate(SHIPPED, found.reading);
    for (const x of [-2, 0, 1, 2]) expect(read(x, null)).toBeCloseTo(sigmoid(1.5 * x - 1), 1);
  });

  it("stays with what is in force where that is as good", () => {
    expect(against(asShipped, labels(1500, sigmoid, { figures: true })).adopted).toBe(false);
  });

  it("replaces what is in force where that is wrong", () => {
    const found = against(
      asShipped,
      labels(1500, (s) => sigmoid(s - 2)),
    );
    expect(found).toMatchObject({ adopted: true, kind: "line" });
  });

  it("takes the evidence where that knows more than the score, and reads it rightly", () => {
    const truth = (s: number, figure: number) => sigmoid(s + 3 * figure);
    const found = against(asShipped, labels(1500, truth, { figures: true }));
    expect(found).toMatchObject({ adopted: true, kind: "figures" });
    if (!found.adopted) return;
    const read = calibrate(SHIPPED, found.reading);
    for (const [s, figure] of [
      [-1, 0.8],
      [0, -0.5],
      [1, 0.2],
    ] as const)
      expect(Math.abs(read(s, [figure, 1]) - truth(s, figure))).toBeLessThan(0.12);
    // What a rule decided is read off the knots as before.
    expect(read(1, null)).toBeCloseTo(sigmoid(1), 6);
    expect(read(9, [1, 1])).toBeLessThanOrEqual(0.995);
    expect(read(-9, [-1, 1])).toBeGreaterThanOrEqual(0.002);
  });

  it("leaves what holds in force where the newest labels no longer say so", () => {
    const old = labels(1500, (s) => sigmoid(s - 2));
    const now = labels(500, sigmoid, { seed: 9 });
    const found = against(asShipped, [...old, ...now]);
    expect(found.adopted).toBe(false);
    expect(found.why).toContain("but of the newest");
  });

  it("asks for more hits where answers are being served", () => {
    const shifted = labels(1500, (s) => sigmoid(s - 1));
    expect(against(asShipped, shifted).adopted).toBe(true);
    // A line leaves the order of the pairs as it was: not one hit more.
    const serving = against(asShipped, shifted, { percentage: 10 });
    expect(serving.adopted).toBe(false);
    expect(serving.why).toContain("not worth measuring anew");
    // Some hits more are too few to begin anew for; twice as many are not.
    const better = labels(1500, (s, figure) => sigmoid(s + 4 * figure), { figures: true });
    expect(against(asShipped, better).adopted).toBe(true);
    expect(against(asShipped, better, { percentage: 10 }).adopted).toBe(false);
    const telling = labels(1500, (s, figure) => sigmoid(0.3 * s + 8 * figure), { figures: true });
    expect(against(asShipped, telling, { percentage: 10 })).toMatchObject({ adopted: true, kind: "figures" });
  });

  it.each([
    ["too few labels", labels(200, sigmoid)],
    ["labels of one kind", labels(1000, () => 1)],
    ["labels that know nothing of the score", labels(1000, () => 0.5)],
    ["labels that run against the score", labels(1000, (s) => sigmoid(-2 * s))],
    [
      "labels of one stored answer",
      labels(1000, (s) => sigmoid(2 * s), { figures: true }).map((label) => ({ ...label, group: "e" })),
    ],
  ])("is refused with %s, and says why", (_, given) => {
    const found = against(null, given);
    expect(found).toMatchObject({ adopted: false });
    expect(found.why.length).toBeGreaterThan(10);
  });
});
