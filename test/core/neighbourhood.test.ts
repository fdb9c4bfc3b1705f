import { describe, expect, it } from "vitest";
import { isHeldOut } from "../../src/core/halves.ts";
import type { Candidate } from "../../src/core/known.ts";
import {
  bestOf,
  NEIGHBOURHOOD,
  neighbourhoodOf,
  WORDS_MIN,
  weighed,
  withNeighbourhood,
} from "../../src/core/neighbourhood.ts";
import type { LearnedLabel } from "../../src/core/verify/calibration/challenge.ts";
import {
  challengeNeighbourhood,
  isNeighbourhoodTryDue,
  NEIGHBOURHOOD_LABELS_MIN,
} from "../../src/core/verify/calibration/challenge-neighbourhood.ts";
import {
  type Correction,
  weighNeighbourhood,
} from "../../src/core/verify/calibration/neighbourhood-weight.ts";
import type { RefitModel } from "../../src/core/verify/calibration/refit.ts";
import { neighbourhoodLine } from "../../src/gateway/explained.ts";
import type { EntryFacts, EntryId, Key, Scope, TenantId } from "../../src/model.ts";

const NOW = 1_800_000_000_000;

function candidate(
  name: string,
  probability: number,
  similarity: number,
  more: Partial<Candidate> = {},
): Candidate {
  const entry: EntryFacts = {
    ...{ id: name as EntryId, key: name as Key, scope: "s" as Scope, tenant: "t" as TenantId, route: "chat" },
    ...{ model: "m", question: name, semantic: true, storedAtMs: NOW - 1, expiresAtMs: NOW + 1 },
    ...{ staleUntilMs: NOW + 1, form: "json", usage: null, upstreamMs: 1 },
  };
  return {
    ...{ entry, similarity, refusedPair: false, confirmedPair: false },
    verdict: { veto: null, probability, score: Math.log(probability / (1 - probability)), slot: null },
    ...more,
  };
}

/** Of no correction but for one figure's weight. */
function model(figure: (typeof NEIGHBOURHOOD)[number], weight: number): RefitModel {
  const columns = NEIGHBOURHOOD.length + 1;
  const weights = new Array<number>(columns + 2).fill(0);
  weights[2 + NEIGHBOURHOOD.indexOf(figure)] = weight;
  return {
    ...{ format: 1, version: "v", figures: columns, usesSecond: false },
    ...{ mean: new Array<number>(columns).fill(0), spread: new Array<number>(columns).fill(1), weights },
  };
}

const inNeighbourhood = (
  candidates: readonly Candidate[],
  nowMs: number,
  answerOf: (key: Key) => Key,
  learnt: RefitModel | null,
) => weighed(withNeighbourhood(candidates, nowMs, answerOf), { neighbourhood: learnt }, "q");

const byFirstLetter = (key: Key): Key => key[0]! as Key;

describe("the best of the neighbours", () => {
  const [a, b] = [candidate("a1", 0.6, 0.9), candidate("b1", 0.8, 0.7)];
  it.each<[string, Candidate[], number]>([
    ["is the surest by its words, not the nearest", [a, b], 1],
    ["is none that a veto forbids", [a, { ...b, verdict: { ...b.verdict, veto: "numbers-differ" } }], 0],
    ["is none that a person refused", [a, { ...b, refusedPair: true }], 0],
    ["is none whose life has ended", [a, { ...b, entry: { ...b.entry, expiresAtMs: NOW } }], 0],
    ["is nobody among nobody", [], -1],
  ])("%s", (_, candidates, place) => {
    expect(bestOf(candidates, NOW)).toBe(place);
  });
});

describe("what stands round a pair", () => {
  it("is told by the order of its names, equal answers counted and the nearer ones counting more", () => {
    const candidates = [candidate("b1", 0.2, 0.9), candidate("a1", 0.7, 0.8), candidate("a2", 0.1, 0.5)];
    const [cosine, nearer, crowded, same, share] = neighbourhoodOf(candidates, 1, byFirstLetter);
    expect([cosine, crowded, same]).toEqual([0.8, 0.5, 2]);
    expect(nearer).toBeCloseTo(0.1);
    const [w1, w2, w3] = [1, Math.exp(-1.2), Math.exp(-4.8)];
    expect(share).toBeCloseTo((w2 + w3) / (w1 + w2 + w3));
  });

  it("without a model is told with the best one and changes nothing", () => {
    const candidates = [candidate("a1", 0.7, 0.8), candidate("b1", 0.3, 0.7)];
    const [best, other] = inNeighbourhood(candidates, NOW, byFirstLetter, null);
    expect(best).toMatchObject({ verdict: candidates[0]!.verdict, neighbourhood: { words: 0.7 } });
    expect(other).toBe(candidates[1]);
  });

  it("raises the best one whose neighbours have its answer, lowers it where none has, and keeps the score and the words", () => {
    const weighs = model("sameAnswer", 0.5);
    const alone = inNeighbourhood(
      [candidate("a1", 0.6, 0.8), candidate("b1", 0.3, 0.7), candidate("c1", 0.3, 0.7)],
      NOW,
      byFirstLetter,
      weighs,
    )[0]!;
    const among = inNeighbourhood(
      [candidate("a1", 0.6, 0.8), candidate("a2", 0.3, 0.7), candidate("a3", 0.3, 0.7)],
      NOW,
      byFirstLetter,
      weighs,
    )[0]!;
    expect(among.verdict.probability).toBeGreaterThan(alone.verdict.probability);
    expect(among.verdict.score).toBe(alone.verdict.score);
    expect(among.neighbourhood?.words).toBe(0.6);
  });

  it("is told in words where it counts, and not where nothing was learned", () => {
    const near = [candidate("a1", 0.6, 0.8), candidate("a2", 0.3, 0.7), candidate("b1", 0.3, 0.7)];
    const [taught] = inNeighbourhood(near, NOW, byFirstLetter, model("sameAnswer", 0.5));
    expect(neighbourhoodLine(taught!, near.length)).toEqual([
      "by words 0.6000; 2 of 3 neighbours have its answer: 0.8030",
    ]);
    const [untaught] = inNeighbourhood(near, NOW, byFirstLetter, null);
    expect(neighbourhoodLine(untaught!, near.length)).toEqual([]);
    expect(neighbourhoodLine(near[2]!, near.length)).toEqual([]);
  });

  it("lets no other be surer than the best one", () => {
    const lowered = inNeighbourhood(
      [candidate("a1", 0.6, 0.8), candidate("b1", 0.55, 0.7)],
      NOW,
      byFirstLetter,
      model("sameAnswer", -3),
    );
    expect(lowered[1]!.verdict.probability).toBeLessThan(lowered[0]!.verdict.probability);
  });

  it("makes nothing of a pair whose words say too little", () => {
    const candidates = [candidate("a1", WORDS_MIN - 0.01, 0.8)];
    expect(inNeighbourhood(candidates, NOW, byFirstLetter, model("sameAnswer", 9))).toBe(candidates);
  });

  it("is read for each question by the weights of its half, and by those that were kept before there were two", () => {
    const near = withNeighbourhood([candidate("a1", 0.6, 0.8)], NOW, byFirstLetter);
    const [heldOut, open] = [model("sameAnswer", 1), model("sameAnswer", -1)];
    const keys = Array.from({ length: 20 }, (_, i) => `q${i}`);
    const read = (question: string, correction: Correction) =>
      weighed(near, correction, question)[0]!.verdict.probability;
    const both = { neighbourhood: heldOut, openNeighbourhood: open };
    expect(new Set(keys.map(isHeldOut)).size).toBe(2);
    for (const key of keys) {
      expect(read(key, both) > 0.6).toBe(isHeldOut(key));
      expect(read(key, { neighbourhood: heldOut })).toBeGreaterThan(0.6);
    }
  });

  it("is never certain", () => {
    const words = { probability: 0.9, score: 3 };
    expect(weighNeighbourhood(model("cosine", 1e6), words, [1, 0, 0, 1, 1])).toBeCloseTo(0.999, 6);
    expect(weighNeighbourhood(model("cosine", -1e6), words, [1, 0, 0, 1, 1])).toBe(0.002);
  });
});

describe("learning what stands round a pair", () => {
  const KNOTS = [
    [-4, 0.02],
    [4, 0.98],
  ] as const;
  const inForce = { knots: KNOTS, refit: null };

  /** Right where most neighbours have the answer, whatever the words say; else wrong. */
  function labels(count: number, isTold = true): LearnedLabel[] {
    return Array.from({ length: count }, (_, i) => {
      const same = isTold ? (i * 7) % 5 < 2 : i % 2 === 0;
      const agree = isTold ? (same ? 5 : 1) : 1 + (Math.floor(i / 2) % 5);
      return {
        ...{ score: 0, figures: null, same, weight: 1, group: `g${i}`, heldOut: Math.floor(i / 2) % 2 === 0 },
        neighbourhood: [0.8, 0.05, 0.5, agree, agree / 6],
      };
    });
  }
  /** What is right in one half is wrong in the other. */
  const contradicting = (label: LearnedLabel): LearnedLabel => ({
    ...label,
    same: label.same === label.heldOut,
  });
  const given = { trained: KNOTS, inForce, version: "learned-1", delta: 0.01 };

  it("adopts what tells right from wrong by a hundred labels of each half, on top of the words' reading", () => {
    const found = challengeNeighbourhood({ ...given, labels: labels(2 * NEIGHBOURHOOD_LABELS_MIN) });
    expect(found).toMatchObject({
      adopted: true,
      kind: "neighbourhood",
      reading: { knots: KNOTS, refit: null },
    });
    if (!found.adopted) return;
    const read = (agree: number) =>
      weighNeighbourhood(found.reading.neighbourhood!, { probability: 0.5, score: 0 }, [
        0.8,
        0.05,
        0.5,
        agree,
        agree / 6,
      ]);
    expect(read(5)).toBeGreaterThan(0.7);
    expect(read(1)).toBeLessThan(0.3);
  });

  it("has the labels of each half teach what the questions of the other are read by", () => {
    const all = labels(400);
    const learnt = (heldOut: boolean) => {
      const [first] = all.filter((label) => label.heldOut === heldOut && label.same);
      const changed = all.map((label) => (label === first ? { ...label, weight: 3 } : label));
      const found = challengeNeighbourhood({ ...given, labels: changed });
      return found.adopted ? found.reading : null;
    };
    const [open, heldOut] = [learnt(false), learnt(true)];
    const plain = challengeNeighbourhood({ ...given, labels: all });
    const reading = plain.adopted ? plain.reading : null;
    expect(open?.openNeighbourhood).toEqual(reading?.openNeighbourhood);
    expect(open?.neighbourhood).not.toEqual(reading?.neighbourhood);
    expect(heldOut?.neighbourhood).toEqual(reading?.neighbourhood);
    expect(heldOut?.openNeighbourhood).not.toEqual(reading?.openNeighbourhood);
  });

  it.each([
    ["too few labels", labels(2 * NEIGHBOURHOOD_LABELS_MIN - 1)],
    ["labels of one half", labels(400).map((label) => ({ ...label, heldOut: true }))],
    ["halves that contradict each other", labels(400).map(contradicting)],
    ["labels of one kind", labels(200).map((label) => ({ ...label, same: true }))],
    ["labels without a neighbourhood", labels(200).map(({ neighbourhood: _, ...label }) => label)],
    ["a neighbourhood that tells nothing", labels(300, false)],
  ])("adopts nothing by %s", (_, given_) => {
    expect(challengeNeighbourhood({ ...given, labels: given_ }).adopted).toBe(false);
  });

  it.each([
    [99, 0, false],
    [100, 0, true],
    [149, 100, false],
    [150, 100, true],
  ])("at %d labels, last tried at %d, is due: %s", (count, triedAt, due) => {
    expect(isNeighbourhoodTryDue(count, triedAt)).toBe(due);
  });
});
