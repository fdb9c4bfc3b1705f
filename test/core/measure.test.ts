import { describe, expect, it } from "vitest";
import { chance } from "../../bench/chance.ts";
import {
  BettingSequence,
  type BettingSequenceState,
  LEVELS,
} from "../../src/core/measure/betting-sequence.ts";
import { CheckAllowance } from "../../src/core/measure/check-allowance.ts";
import { Drift } from "../../src/core/measure/drift.ts";
import { type LedgerState, RiskLedger } from "../../src/core/measure/ledger.ts";
import { bernoulliLimits } from "../../src/core/measure/limits.ts";
import {
  corrected,
  correctedRange,
  isTelling,
  type NearCounts,
  noiseLimits,
} from "../../src/core/measure/noise.ts";
import { RiskMeter } from "../../src/core/measure/risk-meter.ts";
import { checkChance } from "../../src/core/measure/sampling.ts";
import { fc } from "../support/property.ts";

const ALPHA = 0.05;
const NO_NOISE = { falseDifferentLow: 0, falseSameHigh: 0 };

describe("limits of a share", () => {
  it("are 0 to 1 where nothing was tried, and never exclude what was seen", () => {
    expect(bernoulliLimits(0, 0, ALPHA)).toEqual({ low: 0, high: 1 });
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.nat({ max: 500 }), (hits, misses) => {
        fc.pre(hits + misses > 0);
        const { low, high } = bernoulliLimits(hits, hits + misses, ALPHA);
        const mean = hits / (hits + misses);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(mean);
        expect(high).toBeGreaterThanOrEqual(mean);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("solve the mixture's own equation: no hit of n excludes p once Beta(1/2, n + 1/2) / pi / (1 - p)^n is 1 / alpha", () => {
    // B(1/2, 10.5) = 0.5535...; by Legendre's duplication it is pi * C(20, 10) / 4^10.
    const mixed = 184_756 / 4 ** 10;
    const high = 1 - (mixed * ALPHA) ** (1 / 10);
    expect(bernoulliLimits(0, 10, ALPHA).high).toBeCloseTo(high, 9);
    expect(bernoulliLimits(10, 10, ALPHA).low).toBeCloseTo(1 - high, 9);
  });

  it("close in as more is seen, and mirror when hits and misses change places", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (hits, misses) => {
        const once = bernoulliLimits(hits, hits + misses, ALPHA);
        const often = bernoulliLimits(20 * hits, 20 * (hits + misses), ALPHA);
        expect(often.high - often.low).toBeLessThan(once.high - once.low);
        const turned = bernoulliLimits(misses, hits + misses, ALPHA);
        expect(turned.low).toBeCloseTo(1 - once.high, 9);
        expect(turned.high).toBeCloseTo(1 - once.low, 9);
      }),
    );
  });
});

describe("the judge's noise", () => {
  it("is unknown until the judge was tried, and then says nothing yet", () => {
    const nothing = noiseLimits({ doubles: 0, doublesDifferent: 0, known: 0, knownSame: 0 }, 0.01);
    expect(nothing).toEqual({ falseDifferentLow: 0, falseSameHigh: 1 });
    expect(isTelling(nothing)).toBe(false);
    expect(isTelling(noiseLimits({ doubles: 0, doublesDifferent: 0, known: 50, knownSame: 0 }, 0.01))).toBe(
      true,
    );
    expect(isTelling(noiseLimits({ doubles: 0, doublesDifferent: 0, known: 50, knownSame: 50 }, 0.01))).toBe(
      false,
    );
  });

  it("subtracts no doubt about right answers that one tenant's upstream alone gives cause for", () => {
    const low = (doublesOf: Record<string, { tried: number; different: number }>): number => {
      const of = Object.values(doublesOf);
      const doubles = of.reduce((sum, { tried }) => sum + tried, 0);
      const doublesDifferent = of.reduce((sum, { different }) => sum + different, 0);
      return noiseLimits({ doubles, doublesDifferent, doublesOf, known: 0, knownSame: 0 }, 0.01)
        .falseDifferentLow;
    };
    const calm = { tried: 50, different: 0 };
    const wild = { tried: 100, different: 100 };
    expect(low({ a: calm, b: calm, wild })).toBe(0);
    expect(low({ calm, wild })).toBe(0);
    expect(low({ wild })).toBeGreaterThan(0.9);
    const doubtful = { tried: 200, different: 100 };
    expect(low({ a: doubtful, b: doubtful, wild })).toBeGreaterThan(0.35);
    expect(low({ a: doubtful, b: doubtful, wild })).toBeLessThan(0.5);
  });

  const far = { doubles: 0, doublesDifferent: 0, known: 200, knownSame: 0 };
  const high = (near: NearCounts): number => noiseLimits({ ...far, near }, 0.01).falseSameHigh;

  it("is that of the worst kind of near probes, not a mean over easy ones", () => {
    const good = { tried: 100, same: 0 };
    const easy = high({ noun: good, number: good });
    expect(easy).toBeLessThan(0.2);
    expect(high({ noun: good, number: good, verb: { tried: 100, same: 60 } })).toBeGreaterThan(0.6);
    expect(high({ noun: good, number: { tried: 100, same: 10 } })).toBeGreaterThan(easy);
  });

  it("waits for a kind that hardly an answer has a place for, until it was tried often enough to count", () => {
    const good = { tried: 200, same: 0 };
    const without = high({ noun: good });
    expect(high({ noun: good, verb: { tried: 5, same: 0 } })).toBe(without);
    expect(high({ noun: good, verb: { tried: 19, same: 19 } })).toBe(without);
    expect(high({ noun: good, verb: { tried: 20, same: 20 } })).toBe(1);
    // Of few trials a tenth is soon one of them: the judge says nothing yet.
    expect(high({ noun: { tried: 9, same: 0 }, verb: { tried: 1, same: 0 } })).toBeGreaterThan(0.8);
  });

  it("is corrected for as Rogan and Gladen do: with the true rates the mean is the true share", () => {
    const noise = { falseDifferentLow: 0.1, falseSameHigh: 0.2 };
    for (const wrong of [0, 0.03, 0.5, 1]) {
      const saidDifferent = wrong * (1 - 0.2) + (1 - wrong) * 0.1;
      const mean = saidDifferent * corrected(true, noise) + (1 - saidDifferent) * corrected(false, noise);
      expect(mean).toBeCloseTo(wrong, 12);
    }
    expect(correctedRange(NO_NOISE)).toEqual({ low: 0, high: 1 });
  });
});

describe("capital", () => {
  it("refutes no level by nothing, and ever smaller ones by rights alone", () => {
    const capital = new BettingSequence();
    expect(capital.limit(ALPHA)).toBe(1);
    let before = 1;
    for (let i = 1; i <= 3000; i++) {
      capital.add(0, 1);
      if (i % 500 !== 0) continue;
      const limit = capital.limit(ALPHA);
      expect(limit).toBeLessThanOrEqual(before);
      before = limit;
    }
    // ln 20 / 0.8 over 3,000 values: 0.00125; the next level on the grid is at most a quarter above it.
    expect(before).toBeGreaterThan(0.0009);
    expect(before).toBeLessThan(0.0017);
  });

  it("never names a limit below the share of what it saw wrong, for zeros and ones in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 400 }), (wrongs) => {
        const capital = new BettingSequence();
        for (const wrong of wrongs) capital.add(wrong ? 1 : 0, 1);
        const mean = wrongs.filter(Boolean).length / wrongs.length;
        expect(capital.mean).toBeCloseTo(mean, 9);
        expect(capital.limit(ALPHA)).toBeGreaterThanOrEqual(Math.min(1, mean) - 1e-9);
      }),
    );
  });

  it("goes on from what was kept as if it had never stopped", () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(values, values, (first, then) => {
        const one = new BettingSequence();
        for (const value of first) one.add(value, 1);
        const two = BettingSequence.from(JSON.parse(JSON.stringify(one)) as BettingSequenceState)!;
        for (const value of then) {
          one.add(value, 1);
          two.add(value, 1);
        }
        expect(two.count).toBe(one.count);
        for (const place of LEVELS.keys()) expect(two.logAt(place)).toBeCloseTo(one.logAt(place), 4);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ["null", null],
    ["too few logs", { logs: [1], count: 1, sum: 0, squares: 0 }],
    ["a log that is no number", { logs: LEVELS.map(() => null), count: 1, sum: 0, squares: 0 }],
    ["no count", { logs: LEVELS.map(() => 0), sum: 0, squares: 0 }],
  ])("takes up nothing from %s", (_, state) => {
    expect(BettingSequence.from(state as never)).toBeNull();
  });
});

const RULES = { delta: 0.05, confidence: 0.95, floor: 0, windowRequests: 1_000_000 };
const right = { score: 0.95, q: 1, qServed: 1, verdict: "same", group: "chat m" } as const;
const wrong = { ...right, verdict: "different" } as const;

function filled(rules = RULES, group = "chat m", count = 400): RiskLedger {
  const ledger = new RiskLedger(rules);
  for (let i = 0; i < count; i++) ledger.observe({ ...right, group }, NO_NOISE, null);
  return ledger;
}

describe("the ledger", () => {
  it("certifies nothing before it has seen enough, then the least threshold that is kept", () => {
    const ledger = filled(RULES, "chat m", 40);
    expect(ledger.threshold("chat m")).toBeNull();
    expect(filled().threshold("chat m")?.value).toBeCloseTo(0.5, 9);
  });

  it("serves from above what is often wrong", () => {
    const ledger = new RiskLedger(RULES);
    for (let i = 0; i < 1500; i++) {
      ledger.observe(right, NO_NOISE, null);
      ledger.observe({ ...right, score: 0.7, verdict: i % 2 === 0 ? "different" : "same" }, NO_NOISE, null);
    }
    expect(ledger.pooled).toBeGreaterThan(0.7);
    expect(ledger.pooled).toBeLessThanOrEqual(0.95);
    expect(ledger.bound(ledger.pooled!)).toBeLessThanOrEqual(0.05);
    expect(ledger.bound(0.5)).toBeGreaterThan(0.25);
  });

  it("counts requests that nothing is served for at once as it counts them one by one", () => {
    const noise = { falseDifferentLow: 0.01, falseSameHigh: 0.1 };
    const [one, many] = [filled(), filled()];
    for (let run = 0; run < 40; run++) {
      for (let i = 0; i < 16; i++)
        one.observe({ score: null, q: 1, qServed: 0.5, verdict: null, group: "chat m" }, noise, 0.9);
      many.observeNothing({ group: "chat m" }, 16, { qServed: 0.5 }, noise);
      for (const ledger of [one, many]) ledger.observe(run % 9 === 0 ? wrong : right, noise, 0.9);
    }
    expect(many.requests).toBe(one.requests);
    for (const [i, point] of many.frontier.entries()) expect(point).toEqual(one.frontier[i]);
    expect(many.drift.level).toBeCloseTo(one.drift.level, 9);
    expect(() => many.observeNothing({ group: "chat m" }, 1, { qServed: 0 }, noise)).toThrow(RangeError);
  });

  it("never names a threshold below the floor", () => {
    expect(filled({ ...RULES, floor: 0.85 }).pooled).toBe(0.85);
  });

  it("with an allowance of 0 never certifies, with one of 1 always", () => {
    expect(filled({ ...RULES, delta: 0 }, "g", 3000).pooled).toBeNull();
    expect(new RiskLedger({ ...RULES, delta: 1, floor: 0.85 }).threshold("g")).toEqual({
      value: 0.85,
      from: "pooled",
    });
  });

  it("measures a group by itself once it has labels enough, and shuts out one that is wrong at every score", () => {
    const ledger = filled(RULES, "chat good", 1200);
    const sure = (i: number) => ({ ...(i % 2 === 0 ? wrong : right), score: 0.9999 });
    for (let i = 0; i < 300; i++) ledger.observe({ ...sure(i), group: "chat bad" }, NO_NOISE, null);
    expect(ledger.threshold("chat good")).toMatchObject({ from: "group" });
    expect(ledger.threshold("chat bad")).toBeNull();
    expect(ledger.pooled).toBeNull();
    expect(ledger.certified).toMatchObject({ from: "group" });
  });

  it("certifies a group above all that was wrong in it, where the pool would serve it", () => {
    const ledger = filled(RULES, "chat good", 12_000);
    for (let i = 0; i < 300; i++) {
      ledger.observe({ ...(i % 2 ? right : wrong), group: "chat bad" }, NO_NOISE, null);
      // As rare among all as its share of the traffic is.
      ledger.observeNothing({ group: "chat good" }, 40, { qServed: 1 }, NO_NOISE);
    }
    expect(ledger.threshold("chat bad")!.value).toBeGreaterThan(0.95);
    expect(ledger.threshold("chat new")!.value).toBeLessThan(0.95);
  });

  it("refuses chances that could not have been: what could not be checked must not count as right", () => {
    const ledger = new RiskLedger(RULES);
    for (const chances of [
      { q: 0, qServed: 0 },
      { q: 0.5, qServed: 0.6 },
      { q: 1.1, qServed: 1 },
      { q: Number.NaN, qServed: 0.5 },
    ])
      expect(() => ledger.observe({ ...right, ...chances }, NO_NOISE, null)).toThrow(RangeError);
  });

  it("forgets all with a new epoch", () => {
    const ledger = filled();
    ledger.beginEpoch();
    expect([ledger.epoch, ledger.requests, ledger.labels, ledger.pooled]).toEqual([1, 0, 0, null]);
  });

  it("forgets by windows: after two of them nothing of the first is left", () => {
    const ledger = new RiskLedger({ ...RULES, windowRequests: 300 });
    for (let i = 0; i < 300; i++) ledger.observe(wrong, NO_NOISE, null);
    for (let i = 0; i < 301; i++) ledger.observe(right, NO_NOISE, null);
    expect(ledger.frontier[0]!.wrongShare).toBe(0);
    expect(ledger.pooled).not.toBeNull();
  });

  it("sees by a short window that what was wrong at first has long been right, and keeps what a long one shows", () => {
    const rules = { ...RULES, delta: 0.05, windowRequests: 8_000 };
    const ledger = new RiskLedger(rules);
    for (let i = 0; i < 400; i++) ledger.observe(wrong, NO_NOISE, null);
    for (let i = 0; i < 2_200; i++) ledger.observe(right, NO_NOISE, null);
    // Of all 2,600 a seventh is wrong; of the last two windows of an eighth of 8,000 none is.
    expect(ledger.frontier[0]!.wrongShare).toBeGreaterThan(0.15);
    expect(ledger.pooled).toBe(ledger.frontier[0]!.threshold);
    expect(ledger.bound(ledger.pooled!)).toBeLessThanOrEqual(rules.delta);
  });

  it("raises an alarm where answers that were right turn wrong, though the limit is kept by serving less", () => {
    const ledger = new RiskLedger({ ...RULES, delta: 0.05 });
    const asked = (isWrong: boolean, serving: number | null) =>
      ledger.observe(isWrong ? wrong : right, NO_NOISE, serving);
    for (let i = 0; i < 1_000; i++) asked(i % 25 === 0, 0.5);
    expect(ledger.drift.alarm).toBe(false);
    // The threshold has risen above all of them: what it was lately is watched on.
    let labels = 0;
    while (!ledger.drift.alarm && labels < 400) asked(labels++ % 4 === 0, 0.999);
    expect(labels).toBeLessThan(150);
    ledger.beginEpoch();
    expect(ledger.drift.alarm).toBe(false);
  });

  it("alarms where the threshold of before would be wrong too often now, though none of that is served any more", () => {
    const ledger = new RiskLedger({ ...RULES, delta: 0.05 });
    const asked = (isWrong: boolean, serving: number) =>
      ledger.observe(isWrong ? wrong : right, NO_NOISE, serving);
    // Rises slowly from a tenth to a fifth: no multiple of what it was.
    for (let i = 0; i < 400; i++) asked(i % 10 === 0, 0.99);
    asked(false, 0.9);
    let labels = 0;
    while (!ledger.drift.alarm && labels < 1_000) asked(labels++ % 5 === 0, 0.999);
    expect(labels).toBeLessThan(150);
  });

  it("watches what a group was served by that group's own threshold, and no laxer one of another group", () => {
    const ledger = new RiskLedger({ ...RULES, delta: 0.05 });
    const asked = (group: string, isWrong: boolean, serving: number) =>
      ledger.observe({ ...(isWrong ? wrong : right), group }, NO_NOISE, serving);
    for (let i = 0; i < 1_000; i++) {
      asked("chat lax", false, 0.9);
      // Never served: half of these are wrong all the time.
      asked("chat strict", i % 2 === 0, 0.99);
    }
    expect(ledger.drift).toMatchObject({ alarm: false, level: 0 });
    let labels = 0;
    while (!ledger.drift.alarm && labels < 400) asked("chat lax", labels++ % 4 === 0, 0.999);
    expect(labels).toBeLessThan(60);
  });

  it("does not make up for wrong answers now by right ones of long ago", () => {
    const ledger = new RiskLedger({ ...RULES, delta: 0.05, windowRequests: 100_000 });
    for (let i = 0; i < 20_000; i++) ledger.observe(right, NO_NOISE, null);
    const before = ledger.pooled!;
    let wrongs = 0;
    while (ledger.pooled === before && wrongs < 100) {
      wrongs++;
      for (let i = 0; i < 8; i++) ledger.observe(right, NO_NOISE, null);
      ledger.observe(wrong, NO_NOISE, null);
    }
    expect(wrongs).toBeLessThan(10);
  });

  it("certifies nothing by any window while a tenth is wrong where a twentieth is allowed", () => {
    const ledger = new RiskLedger({ ...RULES, delta: 0.05, windowRequests: 800 });
    for (let i = 0; i < 5_000; i++) {
      ledger.observe(i % 10 === 0 ? wrong : right, NO_NOISE, null);
      expect(ledger.bound(0.5) > 0.05 || ledger.pooled === null).toBe(true);
    }
  });

  it("keeps thresholds, bounds and counts through JSON", () => {
    const ledger = filled();
    const read = RiskLedger.from(JSON.parse(JSON.stringify(ledger)) as LedgerState, RULES)!;
    expect([read.pooled, read.requests, read.labels, read.epoch]).toEqual([ledger.pooled, 400, 400, 0]);
    expect(read.frontier).toEqual(ledger.frontier);
    expect(read.threshold("chat m")).toEqual(ledger.threshold("chat m"));
  });

  it.each([
    ["another allowance", { ...RULES, delta: 0.01 }],
    ["another confidence", { ...RULES, confidence: 0.9 }],
    ["another floor", { ...RULES, floor: 0.85 }],
  ])("takes up nothing that was measured under %s", (_, rules) => {
    expect(RiskLedger.from(JSON.parse(JSON.stringify(filled())) as LedgerState, rules)).toBeNull();
  });

  it("keeps a state small enough for a note of the store", () => {
    expect(JSON.stringify(filled(RULES, "g", 5000).toJSON().windows[0]!.present).length).toBeLessThan(40_000);
  });
});

describe("the risk meter", () => {
  it("counts a sampled wrong answer for those that were not looked at", () => {
    const meter = new RiskMeter(RULES);
    for (let i = 0; i < 100; i++)
      meter.observe(
        { score: 0.9, q: 0.1, qServed: 0.1, verdict: i % 10 === 0 ? "different" : null },
        NO_NOISE,
      );
    expect(meter.frontier[0]).toMatchObject({ hitShare: 1, wrongShare: 1, labels: 10 });
  });

  it("says what could be served with no more wrong than is allowed, whatever is certified", () => {
    const meter = new RiskMeter({ ...RULES, delta: 0.05 });
    expect(meter.servableShare).toBe(0);
    for (let i = 0; i < 100; i++) {
      const [score, verdict] =
        i % 10 === 0 ? [0.6, "different" as const] : [0.7 + (i % 10) / 40, "same" as const];
      meter.observe({ score, q: 1, qServed: 1, verdict }, NO_NOISE);
    }
    expect(meter.servableShare).toBeCloseTo(0.9, 9);
    const strict = new RiskMeter({ ...RULES, delta: 0.001 });
    for (let i = 0; i < 100; i++) strict.observe({ score: 0.9, q: 1, qServed: 1, verdict: "same" }, NO_NOISE);
    expect([strict.threshold, strict.servableShare]).toEqual([null, 1]);
  });

  it("tells its limit at the present share of hits: what holds while a cache fills need not hold when it is full", () => {
    const meter = new RiskMeter(RULES);
    // One in five of what is found is wrong; found are one request in twenty, then one in three.
    const asked = (i: number, every: number) =>
      meter.observe(
        i % every === 0
          ? { score: 0.9, q: 1, qServed: 1, verdict: i % (5 * every) === 0 ? "different" : "same" }
          : { score: null, q: 1, qServed: 1, verdict: null },
        NO_NOISE,
      );
    for (let i = 1; i <= 2_000; i++) asked(i, 20);
    expect(meter.threshold).toBeCloseTo(0.5, 9);
    const before = meter.bound(0.5);
    expect(before).toBeLessThan(RULES.delta);
    let late = 0;
    while (meter.bound(0.5) <= RULES.delta && late < 2_000) asked(++late, 3);
    // Of all 2,200 requests one in sixty is wrong, far less than is allowed; of those that come one in fifteen.
    expect(late).toBeLessThan(200);
    expect(meter.wrongShare(0.5)).toBeLessThan(RULES.delta / 2);
    for (let i = 1; i <= 50; i++) asked(i, 3);
    expect(meter.threshold ?? 1).toBeGreaterThan(0.9);
    // Where hits are as many as ever, nothing is added.
    const steady = new RiskMeter(RULES);
    for (let i = 0; i < 2_000; i++)
      steady.observe(
        { score: i % 3 === 0 ? 0.9 : null, q: 1, qServed: 1, verdict: i % 3 === 0 ? "same" : null },
        NO_NOISE,
      );
    expect(steady.bound(0.5)).toBeLessThan(0.01);
  });

  it("adds half of the growth in hits: for what was measured and as many requests again at the present share", () => {
    const [grown, steady] = [new RiskMeter(RULES), new RiskMeter(RULES)];
    const found = { score: 0.9, q: 1, qServed: 1, verdict: "same" } as const;
    for (let i = 0; i < 2_100; i++) {
      const isFound = i % 20 === 0;
      steady.observe({ ...found, score: isFound ? 0.9 : null }, NO_NOISE);
      grown.observe({ ...found, score: isFound || (i >= 2_000 && i % 2 === 0) ? 0.9 : null }, NO_NOISE);
    }
    // Of all it is one in fourteen; of the last 400, those before them still weighing in, one in 6.7, and surely one in 7.4.
    expect(grown.bound(0.5) / steady.bound(0.5)).toBeCloseTo((1 + 14 / 7.4) / 2, 1);
  });

  it("names no limit below what it found wrong, however lucky its beginning was", () => {
    const meter = new RiskMeter(RULES);
    const seen = (q: number, verdict: "same" | "different"): void =>
      meter.observe({ score: 0.9, q, qServed: q, verdict }, NO_NOISE);
    for (let i = 0; i < 600; i++) seen(1, "same");
    expect(meter.threshold).toBeCloseTo(0.5, 9);
    // Once one in ten is checked each that is found wrong stands for ten: four of them are 6.6 % of all.
    for (let i = 0; i < 4; i++) seen(0.1, "different");
    expect(meter.wrongShare(0.5)).toBeGreaterThan(RULES.delta);
    expect(meter.bound(0.5)).toBeGreaterThanOrEqual(meter.wrongShare(0.5));
    expect(meter.threshold ?? 1).toBeGreaterThan(0.9);
  });

  it("counts requests that nothing is served for in the denominator alone", () => {
    const meter = new RiskMeter(RULES);
    for (let i = 0; i < 100; i++) meter.observe({ score: null, q: 1, qServed: 1, verdict: null }, NO_NOISE);
    expect([meter.requests, meter.labels]).toEqual([100, 0]);
    expect(meter.frontier[0]).toMatchObject({ hitShare: 0, wrongShare: 0 });
  });
});

describe("drift", () => {
  it("is quiet while nothing is wrong, watches after a wrong one, and alarms when wrongs go on", () => {
    const drift = new Drift(0.01);
    for (let i = 0; i < 5000; i++) drift.add(0, 1);
    expect([drift.alarm, drift.suspicious, drift.level]).toEqual([false, false, 0]);
    expect(drift.after).toBe(null);
    drift.checked(true);
    const after = Array.from({ length: 20 }, () => {
      const before = drift.after;
      drift.checked(false);
      return before;
    });
    expect(after).toEqual([...Array(5).fill("wrong"), ...Array(15).fill("watched")]);
    expect(drift.after).toBe(null);
    let wrongs = 0;
    while (!drift.alarm && wrongs < 100) {
      drift.add(1, 1);
      wrongs++;
    }
    expect(wrongs).toBeLessThan(10);
    expect(drift.level).toBe(1);
  });
});

describe("how often served answers are checked", () => {
  const allowed = { share: 0.2, shareOnSuspicion: 0.7 };
  const CALM = { requests: 1_000, delta: 0.01, allowed, suspicious: false, after: null, floor: 0.02 };

  it.each([
    ["never where nothing may be asked", { ...CALM, after: "wrong" as const, floor: 0 }, 0],
    ["as often as it pays", CALM, 0.2],
    ["one in four at most", { ...CALM, allowed: { ...allowed, share: 0.9 } }, 1 / 4],
    ["as often as is configured where it does not pay", { ...CALM, allowed: { ...allowed, share: 0 } }, 0.02],
    ["less once more was checked than a certificate needs", { ...CALM, requests: 40_000 }, 0.1],
    ["the less the more errors are allowed", { ...CALM, requests: 40_000, delta: 0.04 }, 0.025],
    ["as seldom as the floor in the end", { ...CALM, requests: 1_000_000 }, 0.02],
    ["always right after a wrong one", { ...CALM, after: "wrong" as const, requests: 1_000_000 }, 1],
    ["one in eight some time after it", { ...CALM, after: "watched" as const, requests: 1e6 }, 1 / 8],
    ["on suspicion as often as may be borrowed", { ...CALM, suspicious: true, requests: 1_000_000 }, 0.7],
  ])("%s", (_, state, chance) => {
    expect(checkChance(state)).toBe(chance);
  });

  it("costs about a quarter of the calls that are saved, and at first no more than that may be borrowed", () => {
    const allowance = new CheckAllowance();
    const rnd = chance(3);
    let calls = 0;
    const ask = (): void => {
      allowance.spent();
      calls++;
    };
    for (let i = 0; i < 25; i++) ask();
    const afterHits = (hits: number, suspicious: boolean): number => {
      const before = calls;
      for (let i = 0; i < hits; i++) {
        const q = checkChance({ ...CALM, allowed: allowance, suspicious });
        allowance.saved();
        if (rnd() < q) ask();
      }
      return calls - before;
    };
    expect(afterHits(1_000, false) / 1_000).toBeCloseTo(0.22, 1);
    const inSuspicion = afterHits(200, true);
    expect(inSuspicion).toBeGreaterThan(0.22 * 200 + 20);
    expect(inSuspicion).toBeLessThan(0.22 * 200 + 80);
    // What was borrowed is paid back.
    expect(afterHits(200, false)).toBeLessThan(0.22 * 200);
    afterHits(2_000, false);
    expect(calls / 3_400).toBeLessThan(0.25);
  });

  it("remembers no more savings than of the last few hundred hits", () => {
    const allowance = new CheckAllowance();
    for (let i = 0; i < 100_000; i++) allowance.saved();
    let calls = 0;
    while (allowance.share > 0) {
      allowance.spent();
      calls++;
    }
    expect(calls).toBeLessThan(100);
  });
});
