import { describe, expect, it } from "vitest";
import { nextStep, type StepEvidence, type StepRules, type StepState } from "../../src/core/measure/steps.ts";
import { fc } from "../support/property.ts";

const NOW = 1_800_000_000_000;
const RULES: StepRules = {
  steps: [0, 1, 5, 10, 25, 50, 100],
  delta: 0.01,
  confidence: 0.95,
  dwellMsMin: 10_000,
  requestsMin: 100,
};
const AT_TEN: StepState = { percentage: 10, sinceMs: NOW - 60_000, requests: 500, labels: 200 };
const GOOD: StepEvidence = {
  threshold: 0.9,
  bound: 0.0081,
  servingShare: 0.12,
  servableShare: 0.2,
  requests: 900,
  labels: 400,
  drift: { alarm: false, level: 0 },
  upstreamErrors: 0,
  ownFaults: 0,
  badReports: 0,
  servedLately: 200,
};
const KEPT =
  "the error is at most 0.81 % at threshold 0.900, 1 % is allowed (confidence 0.95), after 400 labels over 900 requests";

interface Row {
  readonly name: string;
  readonly state?: Partial<StepState>;
  readonly evidence?: Partial<StepEvidence>;
  readonly rules?: Partial<StepRules>;
  readonly to: number;
  readonly why: string;
  readonly forget?: boolean;
}

const TABLE: readonly Row[] = [
  { name: "up one step where the bound is kept", to: 25, why: KEPT },
  {
    name: "up to the first step above, from a percentage between steps",
    state: { percentage: 30 },
    to: 50,
    why: KEPT,
  },
  {
    name: "no further than the last step",
    state: { percentage: 100 },
    to: 100,
    why: `${KEPT}; this is the last step`,
  },
  {
    name: "not before the dwell is over",
    state: { sinceMs: NOW - 2_500 },
    to: 10,
    why: `${KEPT}; 8 s more on this step`,
  },
  { name: "at once when the dwell is over", state: { sinceMs: NOW - 10_000 }, to: 25, why: KEPT },
  {
    name: "up where the clock was set back beyond the dwell: it must not hold for ever",
    state: { sinceMs: NOW + 3_600_000 },
    to: 25,
    why: KEPT,
  },
  {
    name: "not before enough requests were seen on this step",
    state: { requests: 60 },
    to: 10,
    why: `${KEPT}; 40 more requests on this step`,
  },
  {
    name: "to the first step where nothing is certified",
    evidence: { threshold: null, bound: 0.024 },
    to: 0,
    why: "no threshold is certified: the error may be up to 2.4 % where 1 % is allowed, after 400 labels over 900 requests",
  },
  {
    name: "to the first step, and all anew, on a drift alarm",
    evidence: { drift: { alarm: true, level: 1 } },
    to: 0,
    why: "wrong answers have risen above 1 % (drift alarm): measuring begins anew",
    forget: true,
  },
  {
    name: "anew on a drift alarm at the first step too",
    state: { percentage: 0 },
    evidence: { drift: { alarm: true, level: 1 } },
    to: 0,
    why: "wrong answers have risen above 1 % (drift alarm): measuring begins anew",
    forget: true,
  },
  {
    name: "down one step on a burst of bad reports",
    evidence: { badReports: 11 },
    to: 5,
    why: "callers reported 11 of the last 200 served answers as bad",
  },
  { name: "not for a few bad reports among many answers", evidence: { badReports: 10 }, to: 25, why: KEPT },
  {
    name: "not for fewer than five bad reports, however few answers",
    evidence: { badReports: 4, servedLately: 4 },
    to: 25,
    why: KEPT,
  },
  {
    name: "down one step where upstream fails",
    evidence: { upstreamErrors: 0.25 },
    to: 5,
    why: "upstream fails 25 % of requests",
  },
  {
    name: "down one step where parts of ours fail",
    evidence: { ownFaults: 0.06 },
    to: 5,
    why: "parts of the gateway fail on 6 % of requests",
  },
  {
    name: "to the step below, from a percentage between steps",
    state: { percentage: 30 },
    evidence: { ownFaults: 0.06 },
    to: 25,
    why: "parts of the gateway fail on 6 % of requests",
  },
  {
    name: "not below the first step",
    state: { percentage: 0 },
    evidence: { upstreamErrors: 0.5 },
    to: 0,
    why: "upstream fails 50 % of requests",
  },
  {
    name: "not to the last step while nothing that is asked comes near the certified threshold",
    state: { percentage: 50 },
    evidence: { servingShare: 0, threshold: 0.9995 },
    to: 50,
    why: "nothing would be served at the certified threshold 0.9995: none of 900 requests came so near",
  },
  {
    name: "from the last step while nothing can be served",
    state: { percentage: 100 },
    evidence: { servingShare: 0 },
    to: 50,
    why: "nothing would be served at the certified threshold 0.9: none of 900 requests came so near",
  },
  {
    name: "up on a threshold that serves little, where little can be served",
    evidence: { servingShare: 0.002, servableShare: 0.03 },
    to: 25,
    why: KEPT,
  },
  {
    name: "not up, the first step neither, on a threshold that serves next to nothing of what could be",
    state: { percentage: 0 },
    evidence: { servingShare: 0.0014, servableShare: 0.616, threshold: 0.9991 },
    to: 0,
    why: "too little would be served at the certified threshold 0.9991: 0.14 % of requests, where by 400 labels over 900 requests 61.6 % could be",
  },
  {
    name: "not up on a threshold that is only kept, as it was certified before",
    evidence: { bound: 0.0102 },
    to: 10,
    why: "the error may be up to 1.02 % at threshold 0.900, which was certified for 1 %, after 400 labels over 900 requests: no step up until it is again",
  },
  {
    name: "never up where nothing is allowed, and says so",
    state: { percentage: 0 },
    evidence: { threshold: null, bound: 0.0005 },
    rules: { delta: 0 },
    to: 0,
    why: "max_error_rate is 0: no measurement can show that nothing is ever wrong, so nothing is served",
  },
];

describe("the next step of auto", () => {
  it.each(TABLE)("goes $name", ({ state, evidence, rules, to, why, forget = false }) => {
    const from = { ...AT_TEN, ...state };
    const step = nextStep(from, { ...GOOD, ...evidence }, { ...RULES, ...rules }, NOW);
    const direction = to > from.percentage ? "up" : to < from.percentage ? "down" : "stay";
    expect(step).toEqual({ percentage: to, direction, why, forget });
  });

  it("never rises without a certified threshold, and says one sentence whatever it is told", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const count = fc.nat({ max: 10_000 });
    fc.assert(
      fc.property(
        fc.record({
          percentage: fc.constantFrom(...RULES.steps, 3, 60),
          sinceMs: fc.integer(),
          requests: count,
          labels: count,
        }),
        fc.record({
          threshold: fc.option(share),
          bound: share,
          servingShare: fc.oneof(fc.constant(0), share),
          servableShare: share,
          requests: count,
          labels: count,
          drift: fc.record({ alarm: fc.boolean(), level: share }),
          upstreamErrors: share,
          ownFaults: share,
          badReports: count,
          servedLately: count,
        }),
        (state, evidence) => {
          const step = nextStep(state, evidence, RULES, NOW);
          expect(step.why.length).toBeGreaterThan(10);
          expect(step.direction).toBe(
            step.percentage > state.percentage ? "up" : step.percentage < state.percentage ? "down" : "stay",
          );
          if (step.direction === "up") {
            expect(evidence.threshold).not.toBeNull();
            expect(evidence.bound).toBeLessThanOrEqual(RULES.delta);
          }
          if (evidence.servingShare === 0) expect(step.percentage).toBeLessThan(100);
          if (evidence.drift.alarm || evidence.threshold === null) expect(step.direction).not.toBe("up");
        },
      ),
    );
  });
});
