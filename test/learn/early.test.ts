/** Requests that came before the judge was known count as if they had come after. */
import { describe, expect, it } from "vitest";
import { RiskMeasuring } from "../../src/learn/measuring.ts";

const RULES = { delta: 0.05, confidence: 0.95, floor: 0, sampleShare: 0.02, judge: "auto" };
const fail = (error: unknown): never => {
  throw error;
};

function measuring() {
  let observed = 0;
  const measured = new RiskMeasuring(RULES, { onObserved: () => observed++, onFault: fail });
  return {
    measured,
    observed: () => observed,
    request: (verdict: "same" | "different" | null, of = 0.9) =>
      measured.observe({
        score: verdict === null ? null : of,
        ...{ q: 1, qServed: 1, verdict, group: "chat m", tenant: "t", atMs: 0 },
      }),
    tryJudge: () => {
      for (let i = 0; i < 60; i++) measured.knownPair(false);
      while (measured.countEarly());
    },
  };
}

/** Every third request found nothing, every twentieth something wrong. */
const verdictOf = (i: number) => (i % 3 === 0 ? null : i % 20 === 1 ? "different" : "same");

describe("requests that came before the judge was tried", () => {
  it("count nothing until it was", () => {
    const { measured, observed, request } = measuring();
    for (let i = 0; i < 300; i++) request(verdictOf(i));
    expect(measured.judgeIsKnown).toBe(false);
    expect([measured.labels, measured.since.requests, observed()]).toEqual([0, 0, 0]);
  });

  it("are counted from the trial on that makes it known, some at once, as if they had come after it", () => {
    const early = measuring();
    for (let i = 0; i < 300; i++) early.request(verdictOf(i));
    early.tryJudge();
    expect(early.observed()).toBeGreaterThan(1);
    const late = measuring();
    late.tryJudge();
    for (let i = 0; i < 300; i++) late.request(verdictOf(i));
    expect(early.measured.labels).toBe(late.measured.labels);
    expect(early.measured.labels).toBeGreaterThan(150);
    expect(early.measured.since).toEqual(late.measured.since);
    // By the limits of that trial, where those that came late had all sixty: never a lower bound.
    expect(early.measured.inForce.bound).toBeGreaterThanOrEqual(late.measured.inForce.bound);
  });

  it("are forgotten with a change, with another judge, and where they are too many", () => {
    for (const forget of [
      ({ measured }: ReturnType<typeof measuring>) => measured.beginEpoch(),
      ({ measured }: ReturnType<typeof measuring>) => void measured.use({ ...RULES, judge: "model" }),
    ]) {
      const one = measuring();
      for (let i = 0; i < 30; i++) one.request("same");
      forget(one);
      one.tryJudge();
      expect(one.measured.labels).toBe(0);
    }
    const many = measuring();
    for (let i = 0; i < 5_000; i++) many.request("same");
    many.tryJudge();
    expect(many.measured.labels).toBe(2_000);
  });
});
