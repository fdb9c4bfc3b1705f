/** Measuring the last requests again while others come, and while what is measured changes. */
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { RiskLedger } from "../../src/core/measure/ledger.ts";
import { RiskMeasuring } from "../../src/learn/measuring.ts";
import type { Measured, Pair, Rereading } from "../../src/learn/measuring-port.ts";
import { ledgerRules } from "../../src/learn/measuring-rules.ts";
import type { Compared } from "../../src/learn/remeasuring.ts";
import { atOnce, type Drive, inSlices } from "../../src/learn/slices.ts";
import { ByHand, countingClock } from "../support/pieces.ts";

const RULES = { delta: 0.05, confidence: 0.95, floor: 0, sampleShare: 0.02, judge: "answer" };
const fail = (error: unknown): never => {
  throw error;
};

function measuringBy(drive: Drive, onObserved = () => {}): RiskMeasuring {
  const out = new RiskMeasuring(RULES, { onObserved, onFault: fail }, drive);
  for (let i = 0; i < 200; i++) out.knownPair(false);
  return out;
}

/** Of ten pairs three are wrong; the neighbourhood tells which, the words do not. Some have no neighbour at all. */
function observed(of: RiskMeasuring, from: number, to: number, more: Partial<Measured> = {}): void {
  for (let i = from; i < to; i++) {
    const isWrong = i % 10 < 3;
    const probability = 0.8 + (i % 19) / 100;
    const pair: Pair = { probability, score: 2, neighbourhood: [0.8, 0, 0.5, isWrong ? 1 : 6, 0.5] };
    const found = i % 13 === 0 ? { score: null, verdict: null, pair: null } : {};
    of.observe({
      ...{ score: probability, q: 1, qServed: 1, verdict: isWrong ? "different" : "same", group: "chat m" },
      ...{ question: `q${i}`, pair, atMs: i, tenant: `tenant ${i % 5}` },
      ...found,
      ...more,
    });
  }
}

/** Another reading; the one in force says what the words say. */
const telling: Rereading = {
  isCrossed: true,
  probabilityOf: ({ neighbourhood, probability }) => (neighbourhood[3]! > 3 ? 0.95 : 0.05 * probability),
};
const words: Rereading = { isCrossed: true, probabilityOf: ({ probability }) => probability };

async function adopt(of: RiskMeasuring, reading: Rereading): Promise<boolean> {
  const compared = await of.remeasuring.compare(reading);
  return compared.ended === "better" && compared.takeOver();
}

const measuredBy = (of: RiskMeasuring) => [of.ledger.toJSON(), of.ledger.pooled, of.since];

/** In slices, with a clock by which a piece takes a twentieth of a millisecond; `turns` are counted. */
function slicing() {
  const counted = { turns: 0 };
  const turning = async (): Promise<void> => {
    counted.turns++;
    await turn();
  };
  return { counted, drive: inSlices(turning, countingClock(0.05)) };
}

describe("measuring 12,000 requests again", () => {
  it("turns the loop a hundred times and more, and ends as it does at once", async () => {
    const { counted, drive } = slicing();
    const [whole, sliced] = [measuringBy(atOnce), measuringBy(drive)];
    for (const of of [whole, sliced]) observed(of, 0, 12_500);
    expect([await adopt(whole, telling), await adopt(sliced, telling)]).toEqual([true, true]);
    expect(counted.turns).toBeGreaterThan(100);
    expect(measuredBy(sliced)).toEqual(measuredBy(whole));
    counted.turns = 0;
    for (const of of [whole, sliced]) {
      observed(of, 12_500, 12_600);
      await of.remeasuring.reread(words);
    }
    expect(counted.turns).toBeGreaterThan(100);
    expect(measuredBy(sliced)).toEqual(measuredBy(whole));
  });

  it("says of a reading that is worse what it says at once, and changes nothing", async () => {
    const { drive } = slicing();
    const sliced = measuringBy(drive);
    observed(sliced, 0, 2_000, { verdict: "same" });
    const before = measuredBy(sliced);
    expect(before[1]).not.toBeNull();
    const none: Rereading = { ...words, probabilityOf: () => 0.01 };
    expect(await sliced.remeasuring.compare(none)).toEqual({ ended: "no-better" });
    expect(measuredBy(sliced)).toEqual(before);
  });

  it("leaves a tenant out who was set apart, as it does at once", async () => {
    const wild = (of: RiskMeasuring): void => {
      for (let i = 0; of.ledger.tenants.apart.length === 0; i++) {
        const isWild = i % 2 === 0;
        const tenant = isWild ? "wild" : ["a", "b", "c"][i % 3]!;
        observed(of, i, i + 1, { score: 0.9, tenant, verdict: isWild || i % 10 < 3 ? "different" : "same" });
      }
    };
    const byHand = new ByHand();
    const [whole, later] = [measuringBy(atOnce), measuringBy(byHand.drive)];
    wild(whole);
    wild(later);
    expect(later.ledger.tenants.apart).toEqual(["wild"]);
    expect(later.remeasuring.isFilling).toBe(true);
    await byHand.end();
    expect(later.remeasuring.isFilling).toBe(false);
    expect(later.ledger.toJSON()).toEqual(whole.ledger.toJSON());
  });
});

describe("requests that come while a reading is compared", () => {
  it("are measured by the one in force until then, and by the other from then on, each once", async () => {
    const byHand = new ByHand();
    const [whole, later] = [measuringBy(atOnce), measuringBy(byHand.drive)];
    observed(later, 0, 600);
    const comparing = later.remeasuring.compare(telling);
    byHand.take(50);
    observed(later, 600, 650);
    expect(later.ledger.requests).toBe(650);
    byHand.take(400);
    observed(later, 650, 700);
    await byHand.end();
    const compared = await comparing;
    observed(later, 700, 720);
    expect(compared.ended === "better" && compared.takeOver()).toBe(true);
    observed(whole, 0, 720);
    expect(await adopt(whole, telling)).toBe(true);
    expect(measuredBy(later)).toEqual(measuredBy(whole));
  });

  it("may be so many that the oldest have given way: all of them are measured", async () => {
    const byHand = new ByHand();
    const later = measuringBy(byHand.drive);
    observed(later, 0, 12_000);
    const comparing = later.remeasuring.compare(telling);
    byHand.take(10);
    observed(later, 12_000, 12_500);
    await byHand.end();
    const compared = await comparing;
    expect(compared.ended === "better" && compared.takeOver()).toBe(true);
    expect(later.ledger.requests).toBe(12_500);
  });
});

describe("what begins measuring anew while a reading is compared", () => {
  it.each<[string, (of: RiskMeasuring) => unknown]>([
    ["a drift", (of) => of.alarmed()],
    ["other rules, from a reload", (of) => of.use({ ...RULES, delta: 0.02 })],
    ["another judge", (of) => of.use({ ...RULES, judge: "local" })],
    ["a reading by hand", (of) => of.remeasuring.reread(words)],
    [
      "a measurement from the store",
      (of) => of.resume(new RiskLedger(ledgerRules(RULES)), of.counts, { requests: 0, labels: 0 }),
    ],
    ["the end of the gateway", (of) => of.remeasuring.close()],
  ])("overtakes it, however far it is: %s", async (_, meanwhile) => {
    for (const pieces of [1, 300, Number.POSITIVE_INFINITY]) {
      const byHand = new ByHand();
      const of = measuringBy(byHand.drive);
      observed(of, 0, 600);
      const comparing = of.remeasuring.compare(telling);
      if (pieces === Number.POSITIVE_INFINITY) await byHand.end();
      else byHand.take(pieces);
      meanwhile(of);
      const { ledger } = of;
      await byHand.end();
      const compared: Compared = await comparing;
      expect(compared.ended === "better" && compared.takeOver()).toBe(false);
      expect(of.ledger).toBe(ledger);
    }
  });

  it("is not begun while what is in force is being measured: that says too little yet", async () => {
    const byHand = new ByHand();
    const of = measuringBy(byHand.drive);
    observed(of, 0, 600);
    void of.remeasuring.reread(words);
    expect(await of.remeasuring.compare(telling)).toEqual({ ended: "overtaken" });
    await byHand.end();
    const comparing = of.remeasuring.compare(telling);
    await byHand.end();
    expect(await comparing).toMatchObject({ ended: "better" });
  });
});

describe("while a reading that is in force already is being measured", () => {
  it("nothing is certified at first, requests that come are counted after the others, and that is told", async () => {
    const byHand = new ByHand();
    let told = 0;
    const [whole, later] = [measuringBy(atOnce), measuringBy(byHand.drive, () => told++)];
    for (const of of [whole, later]) observed(of, 0, 2_000, { verdict: "same" });
    expect(later.ledger.pooled).not.toBeNull();
    const filled = later.remeasuring.reread(telling);
    expect(later.learned("chat m")).toEqual({ value: null });
    byHand.take(100);
    told = 0;
    observed(later, 2_000, 2_100, { verdict: "same" });
    expect([later.ledger.requests <= 100, told]).toEqual([true, 0]);
    await byHand.end();
    await filled;
    expect(told).toBe(1);
    await whole.remeasuring.reread(telling);
    // As they are told after the switch: by the reading that is in force.
    for (let i = 2_000; i < 2_100; i++)
      observed(whole, i, i + 1, {
        verdict: "same",
        ...(i % 13 === 0 ? {} : { score: i % 10 < 3 ? 0.04 : 0.95 }),
      });
    expect(later.ledger.requests).toBe(2_100);
    expect(later.ledger.pooled).toBe(whole.ledger.pooled);
  });

  it("another one by hand takes its place", async () => {
    const byHand = new ByHand();
    const [whole, later] = [measuringBy(atOnce), measuringBy(byHand.drive)];
    for (const of of [whole, later]) observed(of, 0, 600);
    void whole.remeasuring.reread(telling);
    void whole.remeasuring.reread(words);
    void later.remeasuring.reread(telling);
    byHand.take(200);
    void later.remeasuring.reread(words);
    await byHand.end();
    expect(measuredBy(later)).toEqual(measuredBy(whole));
  });

  it("other rules end it: measuring begins anew by them, and what is kept has the reading's scores", async () => {
    const byHand = new ByHand();
    const [whole, later] = [measuringBy(atOnce), measuringBy(byHand.drive)];
    for (const of of [whole, later]) observed(of, 0, 600);
    void whole.remeasuring.reread(telling);
    void later.remeasuring.reread(telling);
    byHand.take(200);
    for (const of of [whole, later]) of.use({ ...RULES, delta: 0.1 });
    await byHand.end();
    for (const of of [whole, later]) observed(of, 600, 700);
    expect(measuredBy(later)).toEqual(measuredBy(whole));
    const [one, other] = [whole.remeasuring.compare(words), later.remeasuring.compare(words)];
    await byHand.end();
    expect((await other).ended).toBe((await one).ended);
  });

  it("a drift ends it: nothing is measured any more", async () => {
    const byHand = new ByHand();
    const of = measuringBy(byHand.drive);
    observed(of, 0, 600);
    void of.remeasuring.reread(telling);
    byHand.take(200);
    of.alarmed();
    await byHand.end();
    expect([of.ledger.requests, of.remeasuring.isFilling]).toEqual([0, false]);
    observed(of, 600, 700);
    expect(of.ledger.requests).toBe(100);
  });

  it("the end of the gateway waits for it, so that all of it is kept", async () => {
    const byHand = new ByHand();
    const of = measuringBy(byHand.drive);
    observed(of, 0, 600);
    void of.remeasuring.reread(telling);
    byHand.take(200);
    let isClosed = false;
    const closing = of.remeasuring.close().then(() => {
      isClosed = true;
    });
    byHand.take(1);
    await new Promise(setImmediate);
    expect(isClosed).toBe(false);
    await byHand.end();
    await closing;
    expect(of.ledger.requests).toBe(600);
  });

  it("a step that fails is told, and what was measured by then holds", async () => {
    const byHand = new ByHand();
    const faults: unknown[] = [];
    const of = new RiskMeasuring(
      RULES,
      { onObserved: () => {}, onFault: (error) => faults.push(error) },
      byHand.drive,
    );
    for (let i = 0; i < 200; i++) of.knownPair(false);
    observed(of, 0, 600);
    let asked = 0;
    const failing: Rereading = {
      ...words,
      probabilityOf: ({ probability }) => (asked++ < 100 ? probability : fail("x")),
    };
    void of.remeasuring.reread(failing);
    await byHand.end();
    expect([faults, of.remeasuring.isFilling]).toEqual([["x"], false]);
    expect(of.ledger.requests).toBeGreaterThan(90);
  });
});
