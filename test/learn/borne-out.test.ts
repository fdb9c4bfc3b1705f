/** For whom a learnt reading may raise scores, and how much each tenant's labels weigh in it. */
import { describe, expect, it } from "vitest";
import type { Candidate } from "../../src/core/known.ts";
import { NEIGHBOURHOOD, weighed } from "../../src/core/neighbourhood.ts";
import {
  type Correction,
  neighbourhoodColumns,
  wordsOffset,
} from "../../src/core/verify/calibration/neighbourhood-weight.ts";
import { fitRefit, priorOf } from "../../src/core/verify/calibration/refit.ts";
import { type BearingLabel, BorneOut } from "../../src/learn/borne-out.ts";
import { evenWeights } from "../../src/learn/tenant-weights.ts";

const crowd = [0.9, 0, 0.8, 6, 1];
const alone = [0.9, 0, 0.2, 1, 0.2];

/** Learnt where a crowd has one answer: it raises scores there. */
const model = (() => {
  const pairs = Array.from({ length: 200 }, (_, i) => ({
    figures: neighbourhoodColumns({ score: 0 }, i % 2 === 0 ? crowd : alone),
    logOdds: wordsOffset({ probability: 0.5 }),
    ...{ second: null, same: i % 2 === 0, weight: 1, group: `${i}` },
  }));
  return fitRefit(pairs, priorOf(pairs), "test");
})();

const labels = (tenant: string, same: boolean, count: number, neighbourhood = crowd) =>
  Array.from({ length: count }, () => ({
    ...{ tenant, words: 0.5, score: 0, neighbourhood, heldOut: true, same, weight: 1 },
  }));

function counted(correction: Correction, all: readonly BearingLabel[]): BorneOut {
  const borneOut = new BorneOut(correction);
  for (const label of all) borneOut.add(label);
  return borneOut;
}

describe("a learnt reading raises scores", () => {
  it("only for tenants whose own labels bear it out", () => {
    const borneOut = counted({ neighbourhood: model }, [
      ...labels("teaches", true, 200),
      ...labels("borne out", true, 20),
      ...labels("few", true, 19),
      ...labels("contradicts", false, 60),
      ...labels("elsewhere", true, 60, alone),
    ]);
    const names = ["teaches", "borne out", "few", "contradicts", "elsewhere", "never seen"];
    expect(names.filter((name) => borneOut.for(name))).toEqual(["teaches", "borne out"]);
  });

  it("no longer once labels since then speak against it", () => {
    const borneOut = counted({ neighbourhood: model }, labels("a", true, 30));
    expect(borneOut.for("a")).toBe(true);
    for (const label of labels("a", false, 30)) borneOut.add(label);
    expect(borneOut.for("a")).toBe(false);
  });

  it("for nobody where nothing was learnt", () => {
    const borneOut = counted({}, labels("a", true, 30));
    expect(borneOut.for("a")).toBe(false);
  });

  it("else it only lowers them", () => {
    const pair = (features: readonly number[]) =>
      [
        {
          entry: { id: "e" },
          verdict: { probability: 0.5, score: 0 },
          neighbourhood: { features, words: 0.5 },
        },
      ] as unknown as Candidate[];
    const probability = (features: readonly number[], neighbourhoodRaises: boolean) =>
      weighed(pair(features), { neighbourhood: model, neighbourhoodRaises }, "q")[0]!.verdict.probability;
    expect(crowd).toHaveLength(NEIGHBOURHOOD.length);
    expect(probability(crowd, true)).toBeGreaterThan(0.5);
    expect(probability(crowd, false)).toBe(0.5);
    expect(probability(alone, false)).toBeLessThan(0.5);
  });
});

describe("labels that are learnt from", () => {
  const of = (counts: Record<string, number>) =>
    Object.entries(counts).flatMap(([tenant, count]) =>
      Array.from({ length: count }, () => ({ tenant, q: 1 })),
    );
  const shares = (counts: Record<string, number>): Record<string, number> => {
    const all = of(counts);
    const weights = evenWeights(all);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const out: Record<string, number> = {};
    for (const [i, { tenant }] of all.entries()) out[tenant] = (out[tenant] ?? 0) + weights[i]! / total;
    return out;
  };

  it.each([
    ["one who is loud", { loud: 900, a: 40, b: 30, c: 30 }],
    ["two who are", { loud: 900, loud2: 500, a: 20, b: 10, c: 10 }],
    ["equal ones", { a: 50, b: 50, c: 50, d: 50 }],
    ["many", Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`t${i}`, i + 1]))],
  ])("weigh at most a quarter each where four and more give some: %s", (_, counts) => {
    expect(Math.max(...Object.values(shares(counts)))).toBeLessThanOrEqual(0.25 + 1e-9);
  });

  it("weigh what they are where fewer do", () => {
    expect(evenWeights(of({ a: 90, b: 10 }))).toEqual(new Array(100).fill(1));
  });
});
