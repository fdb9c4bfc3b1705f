import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { HealthWindow } from "../../src/learn/health-window.ts";
import { MeasuredState } from "../../src/learn/measured-state.ts";
import { RiskMeasuring } from "../../src/learn/measuring.ts";
import type { MeasuringRules } from "../../src/learn/measuring-rules.ts";
import { Rollout, type RolloutInputs } from "../../src/learn/rollout.ts";
import { CHANGES_MAX, type Change, type Lease, RolloutPosition } from "../../src/learn/rollout-position.ts";
import type { Drive } from "../../src/learn/slices.ts";
import type { Store } from "../../src/ports.ts";
import { ByHand } from "../support/pieces.ts";

const START = 1_800_000_000_000;
const RULES: MeasuringRules = {
  delta: 0.05,
  confidence: 0.95,
  floor: 0.85,
  sampleShare: 0.02,
  judge: "answer",
};
const INPUTS: RolloutInputs = {
  file: "auto",
  steps: [0, 10, 100],
  semantic: true,
  serveFound: true,
  demo: false,
  dwellMs: 10_000,
  threshold: 0.85,
  rules: RULES,
};

const memory = () => createMemoryStore({ entriesMax: 10, bytesMax: 1e6 });

interface Options {
  readonly store?: Store;
  readonly inputs?: Partial<RolloutInputs>;
  readonly me?: string;
  readonly lease?: Lease;
  readonly clock?: { nowMs: number };
  readonly drive?: Drive;
}

/** One gateway's controller over a store, with a clock that is turned by hand. */
async function controller(options: Options = {}) {
  const clock = options.clock ?? { nowMs: START };
  const store = options.store ?? memory();
  const inputs = { ...INPUTS, ...options.inputs };
  const changes: (Change & { byHand: boolean })[] = [];
  const alerts: string[] = [];
  const notes: string[] = [];
  const faults: unknown[] = [];
  const events = { onObserved: () => rollout.judge(), onFault: (error: unknown) => faults.push(error) };
  const measuring: RiskMeasuring = new RiskMeasuring(inputs.rules, events, options.drive);
  const lately = new HealthWindow(() => clock.nowMs);
  const walk = new RolloutPosition(store, options.me ?? "one", options.lease);
  const rollout: Rollout = new Rollout(
    {
      store,
      walk,
      measuring,
      health: lately,
      nowMs: () => clock.nowMs,
      events: {
        onChange: (change, byHand) => changes.push({ ...change, byHand }),
        onAlert: (name, message) => alerts.push(`${name}: ${message}`),
        onNote: (line) => notes.push(line),
        onSettle: () => {},
      },
    },
    inputs,
  );
  const state = new MeasuredState(store, measuring);
  await rollout.load(await state.load());
  return {
    clock,
    store,
    measuring,
    lately,
    walk,
    rollout,
    changes,
    alerts,
    notes,
    faults,
    state,
    /** Tries the judge, so that what it says counts. */
    tried() {
      for (let i = 0; i < 100; i++) measuring.knownPair(false);
    },
    /** Judged answers, one a second. */
    labels(verdict: "same" | "different", count: number, { group = "chat m", score = 0.95 } = {}) {
      for (let i = 0; i < count; i++) {
        clock.nowMs += 1000;
        measuring.observe({ score, q: 1, qServed: 1, verdict, group, atMs: clock.nowMs });
      }
    },
    async keep() {
      await rollout.sync();
      await state.save();
    },
    async end() {
      await state.save();
      await rollout.close();
    },
  };
}

describe("auto", () => {
  it("begins at the first step, with nothing measured and nothing served by meaning", async () => {
    const { rollout, measuring } = await controller({ inputs: { steps: [5, 50] } });
    expect(rollout.state).toMatchObject({
      mode: "auto",
      traffic_percentage: 5,
      error_bound: null,
      labels: 0,
      threshold: null,
      last_change: null,
    });
    expect(measuring.learned("chat m")).toEqual({ value: null });
  });

  it("counts nothing before the judge was tried on answers that are known to differ", async () => {
    const it = await controller();
    it.labels("same", 300);
    expect(it.rollout.state).toMatchObject({ labels: 0, traffic_percentage: 0 });
    expect(it.rollout.state.why).toContain("the judge has not been tried");
  });

  it("stays where it is while what came into force is being measured, and is judged by the whole then", async () => {
    const byHand = new ByHand();
    const it = await controller({ drive: byHand.drive });
    it.tried();
    it.labels("same", 600);
    expect(it.rollout.percentage).toBe(100);
    const same = { isCrossed: true, probabilityOf: () => 0.95 };
    for (const [reading, percentage] of [
      [same, 100],
      // It would serve nothing: the last step says that everybody is served.
      [{ ...same, probabilityOf: () => 0.01 }, 10],
    ] as const) {
      for (let i = 0; i < 600; i++) {
        const pair = { probability: 0.95, score: 2, neighbourhood: [] };
        const asked = { group: "chat m", atMs: it.clock.nowMs, question: `q${i}`, pair };
        it.measuring.observe({ score: 0.95, q: 1, qServed: 1, verdict: "same", ...asked });
      }
      void it.measuring.remeasuring.reread(reading);
      byHand.take(20);
      expect(it.measuring.inForce.threshold).toBeNull();
      it.labels("same", 20);
      it.rollout.judge();
      expect([it.rollout.percentage, it.rollout.isIdle]).toEqual([100, false]);
      await byHand.end();
      expect(it.rollout.percentage).toBe(percentage);
    }
    expect(it.alerts).toHaveLength(1);
  });

  it("climbs step by step on agreeing labels, to the last one, and says why in one sentence each time", async () => {
    const it = await controller();
    it.tried();
    it.labels("same", 600);
    expect(it.changes.map(({ from, to, byHand }) => [from, to, byHand])).toEqual([
      [0, 10, false],
      [10, 100, false],
    ]);
    for (const { why } of it.changes)
      expect(why).toMatch(/^the error is at most .* %, after \d+ labels|^the error is at most/);
    expect(it.rollout.state).toMatchObject({
      traffic_percentage: 100,
      threshold: 0.85,
      threshold_source: "learned",
    });
    expect(it.rollout.state.error_bound).toBeLessThanOrEqual(0.05);
    expect(it.measuring.learned("chat m")).toMatchObject({ value: 0.85 });
    expect(it.alerts).toEqual([]);
  });

  it("falls to the first step when wrong answers arrive, serves nothing until measured anew, and alerts", async () => {
    const it = await controller();
    it.tried();
    it.labels("same", 600);
    it.labels("different", 20);
    expect(it.rollout.state).toMatchObject({ traffic_percentage: 0, threshold: null });
    expect(it.measuring.learned("chat m")).toEqual({ value: null });
    expect(it.alerts).toHaveLength(1);
    expect(it.alerts[0]).toContain("rollout-fall: from 100 % to 0 %:");
    expect(it.rollout.state.why).toContain("last change: from 100 % to 0 %");
    it.labels("same", 900);
    expect(it.rollout.percentage).toBe(100);
  });

  it("falls one step on a burst of bad reports, once for each burst", async () => {
    const it = await controller();
    it.measuring.onReported = () => {
      it.lately.reportedBad();
      it.rollout.judge();
    };
    it.tried();
    it.labels("same", 600);
    for (let i = 0; i < 5; i++) it.measuring.reported("bad");
    expect(it.rollout.percentage).toBe(10);
    expect(it.alerts[0]).toContain("callers reported 5 of the last 0 served answers as bad");
    it.measuring.reported("bad");
    expect(it.rollout.percentage).toBe(10);
  });

  it("is not held at the bottom for ever by reports that came when nothing is served any more", async () => {
    const it = await controller();
    it.tried();
    for (let i = 0; i < 5; i++) it.lately.reportedBad();
    it.labels("same", 400);
    expect(it.rollout.percentage).toBe(0);
    it.labels("same", 400);
    expect(it.rollout.percentage).toBe(100);
  });

  it.each([
    ["upstream fails", { status: 502, upstreamHeadMs: null, faults: [] }, "upstream fails"],
    [
      "parts of ours fail",
      { status: 200, faults: [{ part: "index", why: "failed" }] },
      "parts of the gateway",
    ],
  ])("falls a step while %s", async (_, record, why) => {
    const it = await controller();
    it.tried();
    it.labels("same", 600);
    for (let i = 0; i < 60; i++)
      it.lately.report({
        route: "chat",
        outcome: "miss",
        upstreamHeadMs: 5,
        reason: "absent",
        ...record,
      } as never);
    it.rollout.judge();
    expect(it.rollout.percentage).toBe(10);
    expect(it.changes.at(-1)?.why).toContain(why);
  });

  it("stands at 100 % with the demo model as upstream, serves from the floor, and says so", async () => {
    const it = await controller({ inputs: { demo: true } });
    expect(it.rollout.state).toMatchObject({ mode: "auto", traffic_percentage: 100, threshold: 0.85 });
    expect(it.rollout.state.why).toContain("demo model");
    expect(it.measuring.learned("chat m")).toBeNull();
    it.tried();
    it.labels("different", 300);
    expect(it.rollout.percentage).toBe(100);
  });

  it("with an allowance of 0 never serves and says so; with one of 1 serves from the floor", async () => {
    const none = await controller({ inputs: { rules: { ...RULES, delta: 0 } } });
    none.tried();
    none.labels("same", 2000);
    expect(none.rollout.state).toMatchObject({ traffic_percentage: 0, threshold: null });
    expect(none.rollout.state.why).toContain("max_error_rate is 0");
    const all = await controller({ inputs: { rules: { ...RULES, delta: 1 } } });
    all.tried();
    all.labels("different", 400);
    expect(all.rollout.state).toMatchObject({ traffic_percentage: 100, threshold: 0.85 });
  });

  it("with a threshold of auto serves from what is certified alone, however low", async () => {
    const it = await controller({ inputs: { rules: { ...RULES, floor: 0 }, threshold: 0.95 } });
    it.tried();
    it.labels("same", 600);
    expect(it.rollout.state.threshold).toBeCloseTo(0.5, 9);
  });

  it("stays below 100 % while nothing that is asked comes near the certified threshold, and says so", async () => {
    const it = await controller();
    it.tried();
    it.labels("same", 1_500, { score: 0.2 });
    expect(it.rollout.state.threshold).not.toBeNull();
    expect(it.rollout.percentage).toBe(10);
    expect(it.rollout.state.why).toContain("nothing would be served at the certified threshold");
    expect(it.rollout.state.why).toContain("none of the requests without an exact answer would be served");
    it.labels("same", 900);
    expect(it.rollout.percentage).toBe(100);
    expect(it.rollout.state.why).toMatch(
      /; [\d.]+ % of the requests without an exact answer would be served/,
    );
  });

  it("keeps at most the last changes", async () => {
    const it = await controller();
    for (let i = 0; i < 70; i++) await it.rollout.set(i % 2 === 0 ? 20 : 30, it.clock.nowMs++);
    expect(it.rollout.details.changes).toHaveLength(CHANGES_MAX);
    expect(it.rollout.details.changes.at(-1)).toMatchObject({ from: 20, to: 30, why: "by hand" });
  });
});

describe("by hand", () => {
  it("wins: nothing that is measured moves it, and the bound above what is allowed is told once, not at each label", async () => {
    const it = await controller();
    await it.rollout.set(40, it.clock.nowMs);
    it.tried();
    expect(it.measuring.learned("chat m")).toBeNull();
    it.labels("different", 400);
    expect(it.rollout.state).toMatchObject({ mode: "manual", traffic_percentage: 40, threshold: 0.85 });
    expect(it.rollout.state.error_bound).toBeGreaterThan(0.9);
    expect(it.alerts.filter((a) => a.startsWith("error-bound:"))).toHaveLength(1);
    expect(it.alerts.filter((a) => a.startsWith("drift:"))).toHaveLength(1);
    expect(it.alerts.every((a) => a.includes("stays at 40 %"))).toBe(true);
    expect(it.changes).toEqual([expect.objectContaining({ from: 0, to: 40, byHand: true })]);
  });

  it("raises no alert where the error is kept", async () => {
    const it = await controller({ inputs: { file: 100 } });
    it.tried();
    it.labels("same", 1000);
    expect(it.alerts).toEqual([]);
    expect(it.rollout.state.why).toMatch(
      /^100 % of callers, as the configuration says; the error is at most/,
    );
  });

  it("back to auto begins measuring anew at the first step", async () => {
    const it = await controller();
    it.tried();
    it.labels("same", 600);
    await it.rollout.set(60, it.clock.nowMs);
    await it.rollout.set("auto", it.clock.nowMs);
    expect(it.rollout.state).toMatchObject({
      mode: "auto",
      traffic_percentage: 0,
      labels: 0,
      threshold: null,
    });
    it.labels("same", 600);
    expect(it.rollout.percentage).toBe(100);
  });

  it("begins anew too where the file turns from a number to auto", async () => {
    const it = await controller({ inputs: { file: 100 } });
    it.tried();
    it.labels("same", 300);
    await it.rollout.reload(INPUTS);
    expect(it.rollout.state).toMatchObject({ mode: "auto", traffic_percentage: 0, labels: 0 });
  });

  it("lasts over a restart until the file's own value changes", async () => {
    const store = memory();
    const first = await controller({ store });
    await first.rollout.set(40, START);
    expect((await controller({ store, me: "two" })).rollout.percentage).toBe(40);
    expect((await controller({ store, me: "three", inputs: { file: 70 } })).rollout.percentage).toBe(70);
  });
});

describe("over a restart", () => {
  it("goes on where it ended: percentage, changes, threshold, labels, and what is known of the judge", async () => {
    const store = memory();
    const first = await controller({ store });
    first.tried();
    first.labels("same", 600);
    await first.end();
    const again = await controller({ store, me: "two", clock: first.clock });
    const { why: _, ...state } = first.rollout.state;
    expect(again.rollout.state).toMatchObject(state);
    expect(again.rollout.details).toEqual(first.rollout.details);
    expect(again.measuring.learned("chat m")).toEqual(first.measuring.learned("chat m"));
    again.labels("different", 20);
    expect(again.rollout.percentage).toBe(0);
  });

  it.each<[string, Partial<RolloutInputs>, string]>([
    ["what is allowed has changed", { rules: { ...RULES, delta: 0.01 } }, "other rules"],
    ["the floor has changed", { rules: { ...RULES, floor: 0.9 } }, "other rules"],
    ["another judge says so", { rules: { ...RULES, judge: "model m" } }, "other rules"],
  ])("begins anew and says so where %s", async (_, inputs, why) => {
    const store = memory();
    const first = await controller({ store });
    first.tried();
    first.labels("same", 600);
    await first.end();
    const again = await controller({ store, me: "two", inputs });
    expect(again.rollout.state).toMatchObject({ traffic_percentage: 0, labels: 0, threshold: null });
    expect(again.notes).toEqual([expect.stringContaining(why)]);
    expect(again.measuring.judgeIsKnown).toBe(inputs.rules?.judge === "answer");
  });

  it.each([
    ["measure:head", "{"],
    ["measure:head", "null"],
    ["measure:head", '{"version":99}'],
    ["measure:window:0", '{"epoch":0}'],
    ["measure:window:0", '{"epoch":0,"name":"","meter":{"version":2,"cells":[null]}}'],
    ["measure:window:0", '{"epoch":7}'],
  ])("begins anew and says so where the note %s holds %s", async (name, text) => {
    const store = memory();
    const first = await controller({ store });
    first.tried();
    first.labels("same", 600);
    await first.end();
    await store.putNote(name, text);
    const again = await controller({ store, me: "two" });
    expect(again.rollout.state).toMatchObject({ traffic_percentage: 0, labels: 0 });
    expect(again.notes).toEqual([expect.stringContaining("measuring begins anew")]);
  });

  it.each(["{", "7", '{"percentage":"all"}', '{"percentage":101,"sinceMs":0,"changes":[],"revision":1}'])(
    "stands at the first step where the note of the percentage holds %s",
    async (text) => {
      const store = memory();
      await store.putNote("rollout:auto", text);
      expect((await controller({ store })).rollout.percentage).toBe(0);
    },
  );

  it("takes other rules up without a restart, and forgets what was measured under the old ones", async () => {
    const it = await controller();
    it.tried();
    it.labels("same", 600);
    await it.rollout.reload({ ...INPUTS, rules: { ...RULES, sampleShare: 0.5 } });
    expect(it.rollout.state).toMatchObject({ traffic_percentage: 100 });
    await it.rollout.reload({ ...INPUTS, rules: { ...RULES, delta: 0.001 } });
    expect(it.rollout.state).toMatchObject({ traffic_percentage: 0, labels: 0 });
    expect(it.notes.at(-1)).toContain("measuring begins anew");
  });

  it("is not held for ever by a clock that was set back, nor by one set forward", async () => {
    const it = await controller();
    it.tried();
    it.clock.nowMs -= 86_400_000;
    it.labels("same", 400);
    expect(it.rollout.percentage).toBe(100);
  });

  it("writes each part of the measurement only where it changed", async () => {
    const store = memory();
    const it = await controller({ store });
    it.tried();
    for (const group of ["chat a", "chat b"]) it.labels("same", 10, { group });
    await it.end();
    const written: string[] = [];
    const put = store.putNote.bind(store);
    store.putNote = (name, value) => {
      written.push(name);
      expect(value.length).toBeLessThan(65_536);
      return put(name, value);
    };
    it.labels("same", 1, { group: "chat b" });
    await it.state.save();
    expect(written.map((name) => name.split(":").slice(0, 2).join(":")).sort()).toEqual([
      "measure:group",
      "measure:head",
      "measure:window",
      "measure:window",
      "measure:window",
    ]);
  });
});

describe("two gateways over one store", () => {
  it("share one decision: the second follows while the first is alive, and does not fight it", async () => {
    const store = memory();
    const clock = { nowMs: START };
    const one = await controller({ store, clock, me: "one" });
    await one.keep();
    const two = await controller({ store, clock, me: "two" });
    one.tried();
    for (let round = 0; round < 60; round++) {
      one.labels("same", 10);
      await one.keep();
      two.rollout.judge();
      await two.rollout.sync();
    }
    expect(one.rollout.percentage).toBe(100);
    expect(two.rollout.percentage).toBe(100);
    // What was not measured there is not served there.
    expect(two.measuring.learned("chat m")).toEqual({ value: null });
    expect([one.changes.length, two.changes.length]).toEqual([2, 0]);
    expect(two.rollout.details.changes).toEqual(one.rollout.details.changes);
  });

  it("the second takes over when the first has ended, and at the latest when it is not heard of any more", async () => {
    const store = memory();
    const clock = { nowMs: START };
    const one = await controller({ store, clock, me: "one" });
    await one.keep();
    const two = await controller({ store, clock, me: "two" });
    expect(two.walk.leads(clock.nowMs)).toBe(false);
    await one.end();
    await two.rollout.sync();
    expect(two.walk.leads(clock.nowMs)).toBe(true);
    await two.rollout.sync();
    const three = await controller({ store, clock, me: "three" });
    clock.nowMs += 20_000;
    await three.rollout.sync();
    expect(three.walk.leads(clock.nowMs)).toBe(true);
    await two.rollout.sync();
    expect(two.walk.leads(clock.nowMs)).toBe(false);
  });

  it("a write that knows an older revision loses, and takes over what it finds", async () => {
    const store = memory();
    const [one, two] = [new RolloutPosition(store, "one"), new RolloutPosition(store, "two")];
    for (const percentage of [1, 5, 10]) one.move(percentage, "measured", START);
    two.move(50, "measured elsewhere", START);
    await one.sync(START);
    await two.sync(START);
    expect(two.position).toEqual(one.position);
    expect(one.position.percentage).toBe(10);
  });

  it("of two writes of the same revision the one that is in the store is right, for both", async () => {
    const store = memory();
    const [one, two] = [new RolloutPosition(store, "one"), new RolloutPosition(store, "two")];
    one.move(5, "a", START);
    two.move(50, "b", START);
    await Promise.all([one.sync(START), two.sync(START)]);
    await one.sync(START);
    await two.sync(START);
    expect(one.position).toEqual(two.position);
  });

  it("hears of a hand that was laid on the other one", async () => {
    const store = memory();
    const clock = { nowMs: START };
    const one = await controller({ store, clock, me: "one" });
    const two = await controller({ store, clock, me: "two" });
    await one.rollout.set(33, clock.nowMs + 1);
    await two.rollout.sync();
    expect(two.rollout.state).toMatchObject({ mode: "manual", traffic_percentage: 33 });
  });

  it("without the lease nothing is decided here", async () => {
    const it = await controller({ lease: { held: false } });
    it.tried();
    it.labels("same", 600);
    expect(it.rollout.percentage).toBe(0);
  });
});

describe("the measurement", () => {
  it("never throws at what tells it, and counts none of what could not have been", async () => {
    const it = await controller();
    it.tried();
    it.measuring.observe({ score: 0.9, q: 0, qServed: 0, verdict: "same", group: "g", atMs: START });
    it.measuring.observe({ score: null, q: 0, qServed: 0, verdict: null, group: "g", atMs: START });
    expect(it.faults).toHaveLength(2);
    expect(it.measuring.ledger.requests).toBe(0);
  });

  it("counts questions without a neighbour in the denominator, at once where it is read", async () => {
    const it = await controller();
    it.tried();
    const nothing = { score: null, q: 1, qServed: 1, verdict: null, atMs: START };
    for (let i = 0; i < 5; i++) it.measuring.observe({ ...nothing, group: `chat ${i % 2}` });
    it.measuring.observe({ ...nothing, qServed: 0.5, group: "chat 0" });
    it.labels("same", 1);
    it.measuring.observe({ ...nothing, group: "chat 0" });
    expect([it.measuring.ledger.requests, it.measuring.ledger.labels]).toEqual([8, 1]);
  });

  it("asks twice often until it knows the judge, then seldom, and never where nothing may be asked", async () => {
    const it = await controller();
    expect(it.measuring.doubleChance).toBe(1 / 8);
    for (let i = 0; i < 19; i++) it.measuring.doubleAsked(false);
    expect(it.measuring.doubleChance).toBe(1 / 8);
    it.measuring.doubleAsked(false);
    expect(it.measuring.doubleChance).toBe(1 / 400);
    // One that was judged different: how often that happens is worth knowing.
    it.measuring.doubleAsked(true);
    expect(it.measuring.doubleChance).toBe(1 / 8);
    for (let i = 0; i < 29; i++) it.measuring.doubleAsked(false);
    expect(it.measuring.doubleChance).toBe(1 / 400);
    const silent = await controller({ inputs: { file: 100, rules: { ...RULES, sampleShare: 0 } } });
    expect([silent.measuring.doubleChance, silent.measuring.checkChance]).toEqual([0, 0]);
  });

  it("checks as many answers as pays, no more because of a step, and the next ones where one was wrong", async () => {
    const it = await controller();
    expect(it.measuring.checkChance).toBe(1 / 4);
    for (let i = 0; i < 20; i++) it.measuring.allowance.spent();
    const before = it.measuring.checkChance;
    expect(before).toBe(1 / 8);
    for (let i = 0; i < 50; i++) it.measuring.allowance.saved();
    expect(it.measuring.checkChance).toBeGreaterThan(before);
    for (let i = 0; i < 50; i++) it.measuring.allowance.spent();
    expect(it.measuring.checkChance).toBe(RULES.sampleShare);
    it.tried();
    it.labels("same", 3000);
    it.measuring.stepped();
    expect(it.measuring.checkChance).toBe(RULES.sampleShare);
    it.labels("different", 1);
    expect(it.measuring.checkChance).toBe(1);
  });

  it("puts models with names of any length into a group, and keeps them", async () => {
    const it = await controller();
    it.tried();
    it.labels("same", 5, { group: `chat ${"m".repeat(5000)}` });
    await it.end();
    expect(it.measuring.learned(`chat ${"m".repeat(6000)}`)).toEqual({ value: null });
  });
});
