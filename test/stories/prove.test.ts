/** The promise, told end to end: nobody sees a reworded answer before its error was measured, and it is kept. */
import { afterEach, describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { systemClock } from "../../src/adapters/system.ts";
import { defaults } from "../../src/config.ts";
import { createProving, type Proving } from "../../src/main/proving.ts";
import type { Clock, Store } from "../../src/ports.ts";
import { type Harness, startHarness } from "../support/harness.ts";
import { startUpstream, type TestUpstream } from "../support/upstream.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Told {
  readonly log: string[];
  readonly alerts: string[];
  readonly moved: string[];
}

interface Deployment extends Told {
  readonly up: TestUpstream;
  readonly proving: Proving;
  readonly harness: Harness;
  /** Judged answers to reworded questions, a second apart, as the judging of answers tells them. */
  labels(verdict: "same" | "different", count: number): void;
  end(): Promise<void>;
}

/** A gateway over loopback with its measurement and controller, over a clock that is turned by hand. */
async function deployed(
  store: Store = createMemoryStore({ entriesMax: 100, bytesMax: 1e6 }),
): Promise<Deployment> {
  const up = await startUpstream();
  closing.push(() => up.close());
  const told: Told = { log: [], alerts: [], moved: [] };
  const times = { wall: 1_800_000_000_000, passed: 0 };
  const clock: Clock = { nowMs: () => times.wall, monotonicMs: () => times.passed };
  const config = defaults();
  const real = { ...config, upstream: { ...config.upstream, base_url: up.url } };
  let harness: Harness | null = null;
  const settle = () => harness?.set({ settings: { percentage: proving.rollout.percentage } });
  const proving: Proving = createProving({
    config: {
      ...real,
      cache_migration: {
        ...real.cache_migration,
        rollout: { ...real.cache_migration.rollout, max_error_rate: 0.05, steps: [0, 10, 100] },
      },
    },
    store,
    clock,
    writer: `writer-${closing.length}`,
    metrics: { rolloutChange: (direction) => told.moved.push(direction) },
    log: { warn: (_, message) => told.log.push(message), info: (message) => told.log.push(message) },
    storeDown: () => false,
    onFault: (_, error) => {
      throw error;
    },
    onAlert: (name, message) => told.alerts.push(`${name}: ${message}`),
    settle,
  });
  await proving.load();
  harness = await startHarness({
    upstream: up.url,
    store,
    clock: systemClock,
    settings: {
      percentage: proving.rollout.percentage,
      learned: (group) => proving.measuring.learned(group),
    },
  });
  closing.push(() => harness!.close());
  for (let i = 0; i < 100; i++) proving.measuring.knownPair(false);
  return {
    ...told,
    up,
    proving,
    harness,
    labels(verdict, count) {
      for (let i = 0; i < count; i++) {
        times.wall += 1000;
        times.passed += 1000;
        const seen = { score: 0.95, q: 1, qServed: 1, verdict, group: "chat m", atMs: times.wall };
        proving.measuring.observe(seen);
      }
    },
    end: () => proving.close(),
  };
}

/** Teaches one question and asks it in other words; upstream's answer to those is cut, so that nothing becomes exact. */
async function reworded(it: Deployment, n: number) {
  const words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"];
  const subject = words[n % words.length] as string;
  await it.harness.chat(`what is the meaning of ${subject} here`);
  const before = it.up.arrived.length;
  const answer = await it.harness.chat(`here what is the meaning of ${subject}`);
  const record = await it.harness.record(
    ({ request }) => request === answer.headers.get("x-semblance-request"),
  );
  return { ...answer, asked: it.up.arrived.length - before, record };
}

describe("auto, from the first request on", () => {
  it("serves nothing by meaning before it was measured, climbs to all, falls when wrong answers come, and says why", async () => {
    const it = await deployed();
    const first = await reworded(it, 0);
    expect([first.outcome, first.reason, first.asked]).toEqual(["shadow", "rollout", 1]);

    it.labels("same", 600);
    expect(it.proving.rollout.state).toMatchObject({ mode: "auto", traffic_percentage: 100 });
    expect(it.moved).toEqual(["up", "up"]);
    const served = await reworded(it, 1);
    expect([served.outcome, served.asked]).toEqual(["semantic", 0]);
    expect(served.record).toMatchObject({ threshold: expect.closeTo(0.5, 9), thresholdFrom: "learned" });

    it.labels("different", 20);
    expect(it.proving.rollout.percentage).toBe(0);
    const after = await reworded(it, 2);
    expect([after.outcome, after.reason, after.asked]).toEqual(["shadow", "rollout", 1]);
    expect(it.alerts).toEqual([expect.stringMatching(/^rollout-fall: from 100 % to 0 %: /)]);
    expect(it.log.at(-1)).toMatch(/no threshold is certified|drift alarm/);
    expect(it.moved).toEqual(["up", "up", "down"]);
    expect(it.proving.rollout.details.changes).toHaveLength(3);
  });

  it("by hand serves from the floor at once, whatever is measured, and only tells", async () => {
    const it = await deployed();
    await it.proving.rollout.set(100, 1_800_000_000_000);
    it.harness.set({ settings: { percentage: it.proving.rollout.percentage } });
    const served = await reworded(it, 0);
    expect([served.outcome, served.record.thresholdFrom]).toEqual(["semantic", "floor"]);
    it.labels("different", 400);
    expect(it.proving.rollout.state).toMatchObject({ mode: "manual", traffic_percentage: 100 });
    expect((await reworded(it, 1)).outcome).toBe("semantic");
    expect(it.alerts.map((a) => a.split(":")[0]).sort()).toEqual(["drift", "error-bound"]);
  });

  it("serves nobody while nothing is certified, even inside the percentage", async () => {
    const it = await deployed();
    it.harness.set({ settings: { percentage: 100 } });
    const answer = await reworded(it, 0);
    expect([answer.outcome, answer.reason, answer.asked]).toEqual(["shadow", "uncertified", 1]);
    expect((await it.harness.chat("what is the meaning of alpha here")).outcome).toBe("exact");
  });

  it("goes on after a restart where it stood", async () => {
    const store = createMemoryStore({ entriesMax: 100, bytesMax: 1e6 });
    const it = await deployed(store);
    it.labels("same", 600);
    await it.end();
    const again = await deployed(store);
    expect(again.proving.rollout.state).toMatchObject({
      traffic_percentage: 100,
      labels: 600,
      threshold: expect.closeTo(0.5, 9),
    });
    expect((await reworded(again, 0)).outcome).toBe("semantic");
  });

  it("keeps what it measured by its own tick, without being ended", async () => {
    const store = createMemoryStore({ entriesMax: 100, bytesMax: 1e6 });
    const it = await deployed(store);
    it.labels("same", 600);
    await it.proving.tick();
    const again = await deployed(store);
    expect(again.proving.rollout.state).toMatchObject({ traffic_percentage: 100, labels: 600 });
  });
});
