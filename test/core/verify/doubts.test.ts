/** What most often makes another question, yet often does not: such a pair waits for labels. */
import { describe, expect, it } from "vitest";
import { loadBuiltin } from "../../../src/adapters/embedder-builtin.ts";
import { EVIDENCE } from "../../../src/core/verify/evidence.ts";
import type { PairModel } from "../../../src/core/verify/pair-model.ts";
import { Score } from "../../../src/core/verify/score.ts";
import { createVerifier } from "../../../src/core/verify/verifier.ts";

const builtin = await loadBuiltin();
const lexicon = builtin.lexicon;
const pairModel: PairModel = builtin.pairModel;
const LIMITS = pairModel.below ?? { limit: Number.NaN, doubted: Number.NaN };
const shipped = createVerifier(lexicon, pairModel);
const DOUBTED = ["Who owns the bakery?", "Who owned the bakery?"] as const;

describe("a doubted pair", () => {
  it("is below .5 by what ships, and says why", () => {
    const [a, b] = DOUBTED;
    const { veto, doubt, probability } = shipped.compare(a, b, 1);
    expect([veto, doubt]).toEqual([null, "tense-differs"]);
    expect(probability).toBeLessThan(0.5);
    expect(shipped.explain(a, b, 1)[0]).toContain("held below .5 (tense-differs)");
  });

  it("keeps its order: the surer the words, the higher its score", () => {
    const score = new Score(pairModel);
    const at = (cosine: number): readonly [free: number, doubted: number] => {
      const figures = new Float64Array(EVIDENCE.length);
      figures[EVIDENCE.indexOf("wholeCosine")] = cosine;
      return [score.logOddsOf(figures), score.doubtedOf(figures)];
    };
    const doubted = [0.2, 0.6, 0.9, 1].map((cosine) => at(cosine)[1]);
    expect(doubted).toEqual([...doubted].sort((x, y) => x - y));
    expect(new Set(doubted).size).toBe(doubted.length);
    expect(Math.max(...doubted)).toBeLessThan(LIMITS.doubted);
  });

  it("is served where a calibration learned from labels bears it out", () => {
    const [a, b] = DOUBTED;
    const knots = [
      [-9, 0.01],
      [-6, 0.9],
      [9, 0.95],
    ] as const;
    const learned = createVerifier(lexicon, pairModel, 1, { version: "learned-x", knots, refit: null });
    expect(learned.compare(a, b, 1).probability).toBeGreaterThan(0.85);
    expect(learned.features?.(a, b)).not.toBeNull();
  });
});

describe("a score below the default threshold", () => {
  it("lets the cosine say little of words in other roles, which it does not see", () => {
    const score = new Score({ ...pairModel, features: [], trees: [] });
    const at = (cosine: number, roles: number): number => {
      const figures = new Float64Array(EVIDENCE.length);
      figures[EVIDENCE.indexOf("wholeCosine")] = cosine;
      figures[EVIDENCE.indexOf("roleGap")] = roles;
      score.logOddsOf(figures);
      return score.doubtedOf(figures);
    };
    expect(at(0.5, 1)).toBe(at(0.5, 0));
    expect(at(1, 1)).toBeLessThan(at(1, 0));
    expect(at(1, 1)).toBe(at(pairModel.below?.reordered ?? Number.NaN, 0));
  });

  it("reads as another probability than any other score, from .02 on", () => {
    const read = pairModel.calibration.map(([, probability]) => probability).filter((p) => p > 0.02);
    expect(read).toEqual([...new Set(read)].sort((x, y) => x - y));
  });

  it("follows the cosine where the trees say little, and never reaches that threshold by it", () => {
    const score = new Score({ ...pairModel, features: [], trees: [] });
    const figures = new Float64Array(EVIDENCE.length);
    const { limit } = LIMITS;
    for (const cosine of [0, 0.5, 0.9, 1]) {
      figures[EVIDENCE.indexOf("wholeCosine")] = cosine;
      expect(score.logOddsOf(figures)).toBeLessThan(limit);
    }
  });
});
