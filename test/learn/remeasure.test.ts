import { describe, expect, it } from "vitest";
import { isHeldOut } from "../../src/core/halves.ts";
import { RiskMeasuring } from "../../src/learn/measuring.ts";
import type { Measured, Pair, Rereading } from "../../src/learn/measuring-port.ts";

const RULES = { delta: 0.05, confidence: 0.95, floor: 0, sampleShare: 0.02, judge: "answer" };

function measuring(): RiskMeasuring {
  const out = new RiskMeasuring(RULES, {
    onObserved: () => {},
    onFault: (error) => {
      throw error;
    },
  });
  for (let i = 0; i < 200; i++) out.knownPair(false);
  return out;
}

/** Of ten pairs three are wrong; the neighbourhood tells which, the words do not. */
function observed(of: RiskMeasuring, count: number, more: Partial<Measured> = {}): void {
  for (let i = 0; i < count; i++) {
    const isWrong = i % 10 < 3;
    const pair: Pair = { probability: 0.9, score: 2, neighbourhood: [0.8, 0, 0.5, isWrong ? 1 : 6, 0.5] };
    of.observe({
      ...{ score: 0.9, q: 1, qServed: 1, verdict: isWrong ? "different" : "same", group: "chat m", atMs: i },
      ...{ question: `q${i}`, pair },
      ...more,
    });
  }
}

/** Adopts the reading where it is no worse. True: it was adopted. */
function adopt(of: RiskMeasuring, reading: Rereading): boolean {
  const compared = of.remeasuring.compare(reading);
  if (compared instanceof Promise) throw new Error("it is compared at once");
  return compared.ended === "better" && compared.takeOver();
}

const by = (probabilityOf: Rereading["probabilityOf"], isCrossed = true): Rereading => ({
  ...{ probabilityOf, isCrossed },
});
const byAgreement = ({ neighbourhood }: Pair): number => (neighbourhood[3]! > 3 ? 0.95 : 0.05);
const telling = by(byAgreement);

describe("the half that is held out", () => {
  it("is half of all questions, always the same", () => {
    const keys = Array.from({ length: 10_000 }, (_, i) => `key-${i}`);
    const share = keys.filter(isHeldOut).length / keys.length;
    expect(share).toBeGreaterThan(0.47);
    expect(share).toBeLessThan(0.53);
    expect(keys.map(isHeldOut)).toEqual(keys.map(isHeldOut));
  });
});

describe("a score that was learnt, measured before it is adopted", () => {
  it("is certified by all requests where each half is read by what the other taught", () => {
    const of = measuring();
    observed(of, 2_000);
    // By requests alone: nothing was seen that is as sure.
    expect(of.ledger.pooled).toBeGreaterThan(0.9);
    const { epoch } = of.ledger;
    expect(adopt(of, telling)).toBe(true);
    const { requests } = of.ledger;
    expect(requests).toBe(2_000);
    expect(of.ledger.pooled).toBeLessThanOrEqual(0.95);
    expect(of.ledger.epoch).toBe(epoch + 1);
    expect(of.since).toEqual({ requests: 0, labels: 0 });
  });

  it("is certified by what was held out alone where only that is read by what it did not teach", () => {
    const of = measuring();
    observed(of, 2_000);
    expect(adopt(of, by(byAgreement, false))).toBe(true);
    const { requests } = of.ledger;
    expect(requests).toBeGreaterThan(900);
    expect(requests).toBeLessThan(1_100);
    expect(of.ledger.pooled).toBeLessThanOrEqual(0.95);
  });

  it("reads each question by its half", () => {
    const of = measuring();
    observed(of, 2_000, { verdict: "different" });
    // Were both halves read alike, one of them would be served wrongly.
    const only = (half: boolean) => by((_, __, heldOut) => (heldOut === half ? 0.05 : 0.95));
    void of.remeasuring.reread(only(true));
    expect(of.ledger.hitShare(0.9)).toBeGreaterThan(0.45);
    expect(of.ledger.hitShare(0.9)).toBeLessThan(0.55);
  });

  it("needs no certificate of its own while nothing is served", () => {
    const of = measuring();
    observed(of, 30);
    expect(of.ledger.pooled).toBeNull();
    expect(adopt(of, telling)).toBe(true);
    expect(of.ledger.pooled).toBeNull();
  });

  it("goes on watching what is served: an answer that turns wrong right after it is adopted is noticed", () => {
    const of = measuring();
    const checked = (count: number, wrongOneIn: number): number => {
      for (let i = 0; i < count; i++) {
        const verdict = i % wrongOneIn === 0 ? "different" : "same";
        observed(of, 1, { score: 0.97, verdict, question: `${count} ${i}`, pair: null });
        if (of.ledger.drift.alarm) return i + 1;
      }
      return count;
    };
    checked(4_000, 100);
    expect(of.ledger.drift.alarm).toBe(false);
    void of.remeasuring.reread(telling);
    expect(of.ledger.drift.alarm).toBe(false);
    expect(checked(100, 4)).toBeLessThan(60);
  });

  it("is left where fewer answers could be served by it, unless a hand wants it", () => {
    const of = measuring();
    observed(of, 2_000, { verdict: "same" });
    const before = of.ledger.pooled;
    expect(before).not.toBeNull();
    const { requests } = of.ledger;
    const none = by(() => 0.01);
    expect(adopt(of, none)).toBe(false);
    expect([of.ledger.pooled, of.ledger.requests]).toEqual([before, requests]);
    void of.remeasuring.reread(none);
  });

  it("is left where only one tenant's answers speak for it", () => {
    const NAMES = ["a", "b", "c", "loud"];
    const told = (isLoudTold: boolean): RiskMeasuring => {
      const of = measuring();
      for (let i = 0; i < 4_000; i++) {
        const tenant = NAMES[i % 4]!;
        const hasGain = (tenant === "loud") === isLoudTold;
        const isRight = i % 10 !== 7;
        // Words tell right from wrong for those who gain nothing by another reading.
        const score = hasGain ? 0.4 : isRight ? 0.9 : 0.2;
        const pair: Pair = {
          probability: score,
          score: 0,
          neighbourhood: [0.8, 0, 0.5, hasGain ? 6 : 1, 0.5],
        };
        const verdict = hasGain || isRight ? "same" : "different";
        observed(of, 1, { score, verdict, tenant, question: `q${i}`, pair });
      }
      return of;
    };
    const lowered = (of: number): Rereading =>
      by(({ probability, neighbourhood }) => (neighbourhood[3]! > 3 ? 0.95 : of * probability));
    // The others lose what the loud one gains; where the others gain, the loud one loses nothing.
    expect(adopt(told(true), lowered(0.3))).toBe(false);
    expect(adopt(told(false), lowered(1))).toBe(true);
  });

  it("is not left for the sake of a tenant whose answers count for nobody else", () => {
    const of = measuring();
    const asked = (from: number, count: number, scoreOfWild: number): void => {
      for (let i = from; i < from + count; i++) {
        const isWild = i % 2 === 0;
        const isWrong = isWild || i % 10 < 3;
        const tenant = isWild ? "wild" : ["a", "b", "c"][i % 3]!;
        const score = isWild ? scoreOfWild : 0.9;
        // The neighbourhood tells which of the others' answers are wrong, and is mistaken about all of the wild one's.
        const neighbourhood = [0.8, 0, 0.5, isWild || !isWrong ? 6 : 1, 0.5];
        const pair: Pair = { probability: score, score: 0, neighbourhood };
        const verdict = isWrong ? "different" : "same";
        observed(of, 1, { score, verdict, tenant, question: `q${i}`, pair });
      }
    };
    asked(0, 400, 0.9);
    expect(of.ledger.tenants.apart).toEqual(["wild"]);
    asked(400, 4_000, 0.2);
    expect(adopt(of, telling)).toBe(true);
  });

  it("is left where it would serve far less at once than what is in force", () => {
    const of = measuring();
    for (let i = 0; i < 4_000; i++) {
      const pair: Pair = {
        probability: 0.9,
        score: 2,
        neighbourhood: [0.8, 0, 0.5, i % 10 < 8 ? 6 : 1, 0.5],
      };
      observed(of, 1, { verdict: i % 200 === 0 ? "different" : "same", question: `q${i}`, pair });
    }
    expect(of.ledger.pooled).toBeLessThan(0.9);
    const half = by((pair) => (pair.neighbourhood[3]! > 3 ? 0.95 : 0.3));
    expect(adopt(of, half)).toBe(false);
  });

  it("is left where nothing is known of it while something is served", () => {
    const of = measuring();
    expect(isHeldOut("q1")).toBe(false);
    observed(of, 1_000, { verdict: "same", question: "q1" });
    expect(of.ledger.pooled).not.toBeNull();
    expect(adopt(of, by(byAgreement, false))).toBe(false);
  });

  it("keeps the score of what is made otherwise: edited answers, confirmed pairs", () => {
    const of = measuring();
    observed(of, 2_000, { verdict: "same", pair: null });
    expect(
      adopt(
        of,
        by(() => 0.01),
      ),
    ).toBe(true);
    expect(of.ledger.pooled).toBeLessThanOrEqual(0.9);
  });

  it("is measured on nothing from before a drift, or a new start", () => {
    const of = measuring();
    observed(of, 2_000);
    of.beginEpoch();
    expect(adopt(of, telling)).toBe(true);
    expect(of.ledger.requests).toBe(0);
  });
});
