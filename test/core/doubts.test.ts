/** What words leave in doubt: how many calls it may take, with which chances, and what a limit by these is worth. */
import { describe, expect, it } from "vitest";
import { chance as drawn } from "../../bench/chance.ts";
import { CallAllowance } from "../../src/core/measure/call-allowance.ts";
import { type Doubting, doubtChances } from "../../src/core/measure/doubt-chances.ts";
import { leastFrom } from "../../src/core/measure/least-chances.ts";
import { RiskLedger } from "../../src/core/measure/ledger.ts";
import { RiskMeter, type RiskObservation } from "../../src/core/measure/risk-meter.ts";
import { fc } from "../support/property.ts";

const NO_NOISE = { falseDifferentLow: 0, falseSameHigh: 0 };
const AHEAD = 200;
const SAVED = 20;

describe("calls for what words leave in doubt", () => {
  it("are never more than their share of the requests and one where none may be owed, in any order", () => {
    const wants = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 2_000 });
    fc.assert(
      fc.property(wants, fc.constantFrom(0.01, 0.05, 0.3, 1), (requests, share) => {
        const allowance = new CallAllowance();
        let calls = 0;
        for (const [i, wanted] of requests.entries()) {
          allowance.seen(share, 0);
          for (let k = 0; k < wanted && allowance.allows(0); k++, calls++) allowance.spent();
          expect(calls).toBeLessThanOrEqual(share * (i + 1) + 1);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("are never more than their share of the requests, what may be owed and what may be saved, in any order", () => {
    const steps = fc.array(fc.record({ ahead: fc.constantFrom(0, AHEAD), wanted: fc.nat({ max: 3 }) }), {
      minLength: 1,
      maxLength: 2_000,
    });
    fc.assert(
      fc.property(steps, fc.constantFrom(0.01, 0.05, 0.3, 1), (requests, share) => {
        const allowance = new CallAllowance();
        let calls = 0;
        for (const [i, { ahead, wanted }] of requests.entries()) {
          allowance.seen(share, ahead);
          for (let k = 0; k < wanted && allowance.allows(ahead); k++) {
            allowance.spent();
            calls++;
          }
          expect(calls).toBeLessThanOrEqual(share * (i + 1) + 1 + AHEAD);
          expect(allowance.callsOf(share, ahead)).toBeGreaterThan(0);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("that were made ahead are paid back by two fifths of what later requests allow", () => {
    const allowance = new CallAllowance();
    let calls = 0;
    const ask = (requests: number, ahead: number): number => {
      const before = calls;
      for (let i = 0; i < requests; i++) {
        allowance.seen(0.05, ahead);
        for (; allowance.allows(ahead); calls++) allowance.spent();
      }
      return calls - before;
    };
    expect(ask(1_000, AHEAD)).toBeGreaterThanOrEqual(AHEAD + 50);
    expect(ask(9_000, 0) / 9_000).toBeCloseTo(0.03, 2);
    ask(1_000, 0);
    expect(ask(1_000, 0)).toBeGreaterThanOrEqual(49);
    expect(calls).toBeLessThanOrEqual(12_000 * 0.05 + 1);
  });

  it("are for nearly every pair at first, for fewer as more is owed, and are saved up to a limit", () => {
    const young = new CallAllowance();
    const first = young.callsOf(0.05, AHEAD);
    expect(first).toBeGreaterThan(0.4);
    for (let i = 0; i < 150; i++) young.spent();
    expect(young.callsOf(0.05, AHEAD)).toBeLessThan(first / 3);
    const quiet = new CallAllowance();
    for (let i = 0; i < 10_000; i++) quiet.seen(0.05, 0);
    let burst = 0;
    for (; quiet.allows(0); burst++) quiet.spent();
    expect(burst).toBe(SAVED);
  });
});

const RISING = Array.from({ length: 200 }, (_, i) => i / 200);

describe("the chances of a pair in doubt", () => {
  const shares = fc.double({ min: 0.001, max: 1, noNaN: true });

  it("are chances, the higher one for what scores higher, and take no more calls than are meant", () => {
    fc.assert(
      fc.property(shares, shares, shares, shares, (calls, share, doubtful, checked) => {
        const { chance, from, below } = doubtChances({ calls, share, doubtful, checked, rising: RISING });
        expect(chance).toBeGreaterThan(0);
        expect(chance).toBeLessThanOrEqual(1);
        const high = Math.min(1, (1.5 * share) / doubtful);
        expect(from).toBeCloseTo(1 - high, 1);
        if (below !== null) {
          expect(below).toBeGreaterThan(0);
          expect(below).toBeLessThanOrEqual(chance);
        }
        expect(doubtful * (high * chance + (1 - high) * (below ?? 0))).toBeLessThanOrEqual(
          calls + share / 4 + 1e-9,
        );
      }),
    );
  });

  it.each<[string, Partial<Parameters<typeof doubtChances>[0]>, Partial<Doubting>]>([
    ["one for all where there are calls for all", { calls: 0.3 }, { chance: 1, below: 1 }],
    [
      "for the highest by three quarters of the calls, where these are few",
      {},
      { chance: 0.5, below: 0.0125 / 0.225 },
    ],
    [
      "no more than a check for the highest, where a check limits the stake",
      { checked: 0.2 },
      { chance: 0.2 },
    ],
    [
      "at least one in fifty for the others, however few calls are left",
      { calls: 0.01 },
      { chance: 0.1, below: 0.02 },
    ],
    [
      "all for the highest where the others would take too many of so few",
      { calls: 0.005, share: 0.005 },
      { chance: 2 / 3, below: null },
    ],
  ])("are %s", (_, over, expected) => {
    const state = { calls: 0.05, share: 0.05, doubtful: 0.3, checked: 1, rising: RISING, ...over };
    for (const [name, value] of Object.entries(expected)) {
      const found = doubtChances(state)[name as keyof Doubting];
      if (value === null) expect(found).toBeNull();
      else expect(found).toBeCloseTo(value, 9);
    }
  });
});

const DELTA = 0.05;
const RUNS = 60;
const REQUESTS = 1_000;

interface Traffic {
  /** Share of requests that find a pair, and of wrong ones among those that score `score`. */
  readonly found: number;
  readonly wrong: (score: number) => number;
  readonly doubting: Doubting;
}

/** Scores are even from .5 to 1; words decide four pairs in ten. Was a threshold ever certified that is wrong too often? */
function everWrongly({ found, wrong, doubting }: Traffic, seed: number): boolean {
  const rnd = drawn(seed);
  const meter = new RiskMeter({ delta: DELTA, confidence: 0.95, floor: 0 }, [DELTA]);
  const { from, chance, below } = doubting;
  const qServed = below ?? chance;
  const observe = (o: Pick<RiskObservation, "score" | "q" | "verdict">): void =>
    meter.observe({ ...o, qServed, surer: { from, qServed: chance } }, NO_NOISE);
  for (let i = 0; i < REQUESTS; i++) {
    const score = 0.5 + rnd() / 2;
    const verdict = rnd() < wrong(score) ? "different" : "same";
    const q = rnd() < 0.4 ? 1 : score >= from ? chance : (below ?? 1);
    const isDrawn = rnd() < q;
    if (rnd() >= found) observe({ score: null, q: 1, verdict: null });
    else observe({ score, q, verdict: isDrawn ? verdict : null });
    if (meter.threshold !== null && trueShare(found, wrong, meter.threshold) > DELTA) return true;
  }
  return false;
}

/** Wrong answers by requests, from this score on. */
function trueShare(found: number, wrong: (score: number) => number, threshold: number): number {
  const steps = 200;
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += wrong(threshold + ((i + 0.5) / steps) * (1 - threshold));
  return (found * sum * (1 - threshold) * 2) / steps;
}

describe("a limit by two chances", () => {
  const two: Doubting = { from: 0.85, chance: 0.6, below: 0.1 };
  it.each<[string, Traffic]>([
    ["all alike, a little too often wrong", { found: 0.8, wrong: () => 0.066, doubting: two }],
    [
      "wrong below the score of the second chance",
      { found: 1, wrong: (s) => (s < 0.85 ? 0.08 : 0), doubting: two },
    ],
    ["wrong above it", { found: 0.5, wrong: (s) => (s >= 0.85 ? 0.36 : 0), doubting: two }],
    [
      "ever more wrong as scores fall",
      { found: 1, wrong: (s) => 0.3 * (1 - s), doubting: { ...two, below: 0.03 } },
    ],
    ["one chance for all", { found: 1, wrong: () => 0.053, doubting: { from: 0, chance: 0.3, below: 0.3 } }],
  ])("certifies what is wrong too often in no more runs than it may: %s", (_, traffic) => {
    let wrongly = 0;
    for (let run = 0; run < RUNS; run++) if (everWrongly(traffic, 1_000 + run)) wrongly++;
    // Four in a hundred may be; three standard errors more.
    expect(wrongly).toBeLessThanOrEqual(RUNS * 0.04 + 3 * Math.sqrt(RUNS * 0.04));
  });

  it("is at strict thresholds what it would be were no lower pair ever asked for, and tells lax ones too", () => {
    const bounds = [0.05, 0.6].map((below) => {
      const meter = new RiskMeter({ delta: DELTA, confidence: 0.95, floor: 0 });
      for (let i = 0; i < 2_000; i++)
        meter.observe(
          { score: 0.95, q: 0.6, verdict: "same", qServed: below, surer: { from: 0.85, qServed: 0.6 } },
          NO_NOISE,
        );
      return [meter.bound(0.9), meter.bound(0.6)] as const;
    });
    expect(bounds[0]![0]).toBe(bounds[1]![0]);
    expect(bounds[0]![1]).toBeGreaterThan(bounds[1]![1]);
    expect(bounds[0]![1]).toBeLessThan(0.1);
  });

  it("takes the chance that holds from a score on, and refuses one that is lower than that below", () => {
    expect(leastFrom({ qServed: 0.1, surer: { from: 0.8, qServed: 0.5 } }, 0.8)).toBe(0.5);
    expect(leastFrom({ qServed: 0.1, surer: { from: 0.8, qServed: 0.5 } }, 0.79)).toBe(0.1);
    const meter = new RiskMeter({ delta: DELTA, confidence: 0.95, floor: 0 });
    const o = { score: 0.9, q: 0.3, verdict: "same", qServed: 0.1 } as const;
    for (const surer of [
      { from: 0.8, qServed: 0.05 },
      { from: 0.8, qServed: 1.1 },
      { from: 0.8, qServed: 0.4 },
    ])
      expect(() => meter.observe({ ...o, surer }, NO_NOISE)).toThrow(RangeError);
    expect(() => meter.observe({ ...o, surer: { from: 0.95, qServed: 0.4 } }, NO_NOISE)).not.toThrow();
  });
});

describe("the watch over answers that were right", () => {
  /** Six pairs in a hundred are wrong, which words see; of the right ones they leave nine in ten in doubt. */
  const alarmed = (isTold: boolean): boolean => {
    const ledger = new RiskLedger({ delta: 0.2, confidence: 0.95, floor: 0, windowRequests: 20_000 });
    const rnd = drawn(77);
    for (let i = 0; i < 6_000; i++) {
      const chance = i < 1_000 ? 1 : 0.1;
      const isWrong = rnd() < 0.06;
      const isDoubtful = !isWrong && rnd() < 0.9;
      const isDrawn = rnd() < chance;
      const q = isDoubtful ? chance : 1;
      const verdict = isWrong ? "different" : isDoubtful && !isDrawn ? null : "same";
      const told = isTold && !isDoubtful ? { drawn: isDrawn } : {};
      ledger.observe({ score: 0.9, q, qServed: chance, verdict, group: "chat m", ...told }, NO_NOISE, 0.8);
      if (ledger.drift.alarm) return true;
    }
    return false;
  };

  it("takes fewer calls for no change: pairs that words decide count in shares as often as those in doubt", () => {
    expect(alarmed(false)).toBe(true);
    expect(alarmed(true)).toBe(false);
  });
});
