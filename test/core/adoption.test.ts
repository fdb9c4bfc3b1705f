import { describe, expect, it } from "vitest";
import {
  gainOf,
  isBeyondChance,
  isLookDue,
  isTryDue,
  rulingOn,
  servableShare,
  type Unseen,
} from "../../src/core/verify/calibration/adoption.ts";

/** Half of the labels say "same"; each of them has such a probability, the others its complement. */
function unseen(count: number, before: number, after: number, groups = count): Unseen[] {
  return Array.from({ length: count }, (_, i) => {
    const same = i % 2 === 0;
    const of = (p: number): number => (same ? p : 1 - p);
    return { before: of(before), after: of(after), same, weight: 1, group: `g${i % groups}` };
  });
}

describe("when a try is due", () => {
  it.each([
    ["before 300 labels never", 299, 0, true, false],
    ["at 300", 300, 0, false, true],
    ["while something is served not before twice as many", 599, 300, false, false],
    ["at twice as many", 600, 300, false, true],
    ["and again at twice as many", 1200, 600, false, true],
    ["where nothing is served, 300 later", 900, 600, true, true],
    ["and not before", 899, 600, true, false],
  ])("%s", (_, labels, triedAt, isIdle, due) => {
    expect(isTryDue(labels, triedAt, isIdle)).toBe(due);
  });
});

describe("when to look back after an adoption", () => {
  it.each([
    [199, 0, false],
    [200, 0, true],
    [399, 200, false],
    [400, 200, true],
    [6_399, 3_200, false],
    [6_400, 3_200, true],
    [9_600, 6_400, true],
  ])("at %d labels, last looked at %d: %s", (since, lookedAt, due) => {
    expect(isLookDue(since, lookedAt)).toBe(due);
  });
});

describe("the gain of one reading over another", () => {
  it("is beyond chance where each label says so, and not where they contradict each other", () => {
    expect(isBeyondChance(gainOf(unseen(400, 0.6, 0.8)))).toBe(true);
    const torn = unseen(400, 0.6, 0.8).map((label, i) =>
      i % 4 < 2 ? { ...label, same: !label.same } : label,
    );
    expect(isBeyondChance(gainOf(torn))).toBe(false);
    expect(isBeyondChance(gainOf([]))).toBe(false);
  });

  it("counts labels of one stored answer as one witness", () => {
    const mixed = unseen(400, 0.5, 0.8).map((label, i) => (i % 10 < 4 ? label : { ...label, after: 0.5 }));
    const alone = gainOf(mixed);
    const together = gainOf(mixed.map((label, i) => ({ ...label, group: i % 10 < 4 ? "a" : "b" })));
    expect(together.gain).toBeCloseTo(alone.gain);
    expect(together.error).toBeGreaterThan(3 * alone.error);
  });

  it("weighs labels by what they stand for", () => {
    const given = unseen(100, 0.6, 0.8).map((label, i) =>
      i < 50 ? label : { ...label, after: 0.5, weight: 1e-6 },
    );
    expect(gainOf(given).after).toBeCloseTo(-Math.log(0.8), 3);
  });
});

describe("the share that may be served", () => {
  const scored = [0.9, 0.8, 0.8, 0.7, 0.6].map((probability, i) => ({
    probability,
    same: i !== 2,
    weight: 1,
  }));
  it.each([
    ["stops before the first wrong one where none is allowed", 0, 0.2],
    ["takes pairs of one probability together", 0.19, 0.2],
    ["counts wrong ones over all pairs", 0.2, 1],
  ])("%s", (_, delta, share) => {
    expect(servableShare(scored, delta)).toBeCloseTo(share);
  });
  it("is nothing where there is nothing", () => {
    expect(servableShare([], 0.1)).toBe(0);
  });
});

describe("what is adopted", () => {
  const better = unseen(400, 0.6, 0.8);
  it.each([
    ["what predicts better, where nothing is served", better, unseen(100, 0.6, 0.8), 0, true],
    ["not what predicts as well", unseen(400, 0.6, 0.6), unseen(100, 0.6, 0.6), 0, false],
    ["not what predicts hardly better", unseen(400, 0.8, 0.8005), unseen(100, 0.6, 0.8), 0, false],
    ["not what predicts worse", unseen(400, 0.8, 0.6), unseen(100, 0.6, 0.8), 0, false],
    ["not what the newest labels deny", better, unseen(100, 0.8, 0.6), 0, false],
    ["not what brings no more hits, where answers are served", better, unseen(100, 0.6, 0.8), 1, false],
  ])("%s", (_, folds, newest, percentage, adopt) => {
    expect(rulingOn({ folds, newest, percentage, delta: 0.01 })).toMatchObject({ adopt });
  });

  it.each([
    [200, 25, true],
    [220, 27.5, false],
  ])(
    "where answers are served, what brings twice the hits, and says so with numbers",
    (sure, hits, adopt) => {
      // Before, a wrong pair stands in the midst of the right ones; after, below them.
      const folds = Array.from({ length: 400 }, (_, i): Unseen => {
        const same = i % 2 === 0;
        const before = same ? (i < sure ? 0.9 : 0.6) : i < 40 ? 0.7 : 0.3;
        return { before, after: same ? 0.9 : 0.2, same, weight: 1, group: `${i}` };
      });
      const ruling = rulingOn({ folds, newest: folds.slice(300), percentage: 10, delta: 0.01 });
      expect(ruling.adopt).toBe(adopt);
      expect(ruling.why).toContain(`hits at an error of 1 % from ${hits} % to 50 %`);
    },
  );
});
