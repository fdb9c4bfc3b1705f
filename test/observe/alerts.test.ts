import { describe, expect, it } from "vitest";
import { worstKind } from "../../src/learn/judge-kinds.ts";
import {
  type Condition,
  JUDGE_TRIED_MIN,
  type Standings,
  seedConditions,
  standingConditions,
  type Watched,
} from "../../src/observe/alert-rules.ts";
import { type Alert, Alerts } from "../../src/observe/alerts.ts";
import { type Channel, Delivery } from "../../src/observe/delivery.ts";

const LIMITS = { minHitRate: 0.15, maxErrorRate: 0.05, minConfidence: 0.7 };
const CALM: Watched = {
  ...{ requests: 100, hits: 40, wouldBeHits: 0, misses: 60, errors: 0, seen: 500, isShadow: false },
  ...{ confidenceSum: 18, confidenceCount: 20 },
};
const MINUTE_MS = 60_000;

function watching(quietMs = 30 * MINUTE_MS) {
  const told: string[] = [];
  const alerts = new Alerts(
    ({ name, state }) => told.push(`${name} ${state}`),
    () => quietMs,
  );
  const seen = (watched: Partial<Watched>, atMs: number, requestsMin = 100) =>
    alerts.judge(seedConditions({ ...CALM, ...watched }, LIMITS, requestsMin), atMs);
  return { alerts, told, seen };
}

describe("the seed's alerts", () => {
  it.each([
    ["hit-rate", { hits: 10, misses: 90 }],
    ["error-rate", { errors: 6 }],
    ["similarity", { confidenceSum: 13, confidenceCount: 20 }],
  ])("%s begins beyond its limit, with number, limit and what to do", (name, watched) => {
    const { alerts, told, seen } = watching();
    seen({}, 0);
    expect(told).toEqual([]);
    seen(watched, 1);
    expect(told).toEqual([`${name} firing`]);
    const [alert] = alerts.firing as [Alert];
    expect(alert.number).toBeTypeOf("number");
    expect(alert.limit).toBeGreaterThan(0);
    expect(alert.todo?.length).toBeGreaterThan(20);
    expect(alert.message).toMatch(/\d/);
  });

  it("wait until enough was asked: a cold start rings nothing", () => {
    const { told, seen } = watching();
    seen({ hits: 0, misses: 99, requests: 99, seen: 99, errors: 50 }, 0);
    expect(told).toEqual([]);
    seen({ hits: 0, misses: 100, requests: 100, seen: 100 }, 1);
    expect(told).toEqual(["hit-rate firing"]);
  });

  it("count would-be hits in shadow, where nothing is served by meaning", () => {
    const { told, seen } = watching();
    seen({ hits: 0, wouldBeHits: 30, misses: 100, isShadow: true }, 0);
    expect(told).toEqual([]);
    seen({ hits: 0, wouldBeHits: 5, misses: 100, isShadow: true }, 1);
    expect(told).toEqual(["hit-rate firing"]);
  });

  it("say nothing of a window in which hardly anything was asked, and leave what stands", () => {
    const { alerts, told, seen } = watching();
    seen({ hits: 10, misses: 90 }, 0);
    seen({ hits: 3, misses: 2, requests: 5 }, 1);
    expect(told).toEqual(["hit-rate firing"]);
    expect(alerts.firing).toHaveLength(1);
  });

  it("do not ring again and again for a number that sways about its limit", () => {
    const { told, seen } = watching(0);
    for (let i = 0; i < 20; i++) seen({ hits: i % 2 ? 14 : 16, misses: i % 2 ? 86 : 84 }, i);
    expect(told).toEqual(["hit-rate firing"]);
    seen({ hits: 20, misses: 80 }, 21);
    expect(told).toEqual(["hit-rate firing", "hit-rate recovered"]);
  });

  it("repeat nothing within the quiet time, and tell of an end only where the beginning was told", () => {
    const { told, seen, alerts } = watching();
    const bad = { errors: 50 };
    seen(bad, 0);
    seen({}, MINUTE_MS);
    seen(bad, 2 * MINUTE_MS);
    seen({}, 3 * MINUTE_MS);
    expect(told).toEqual(["error-rate firing", "error-rate recovered"]);
    expect(alerts.recent).toHaveLength(4);
    seen(bad, 31 * MINUTE_MS);
    expect(told.slice(2)).toEqual(["error-rate firing"]);
  });
});

describe("our own alerts", () => {
  const judged = (same_high: number) => ({ kind: "number", tried: 100, same_high });
  const STANDING: Standings = {
    ...{ storeDown: false, storeKind: "redis", errorBound: 0.005, errorAllowed: 0.01, serves: true },
    ...{ diskFreeShare: 0.5, judge: judged(0.1), semanticSavedUsd: 5, spentUsd: 3 },
  };

  it.each([
    ["store-down", { storeDown: true }],
    ["error-bound", { errorBound: 0.02 }],
    ["judge-untrusted", { judge: judged(0.9) }],
    ["disk-full", { diskFreeShare: 0.01 }],
    ["checks-cost", { spentUsd: 6 }],
  ] as [string, Partial<Standings>][])("%s begins and ends by itself", (name, standing) => {
    const told: string[] = [];
    const alerts = new Alerts(({ name, state }) => told.push(`${name} ${state}`));
    alerts.judge(standingConditions(STANDING), 0);
    expect(told).toEqual([]);
    alerts.judge(standingConditions({ ...STANDING, ...standing }), 1);
    alerts.judge(standingConditions(STANDING), 2);
    expect(told).toEqual([`${name} firing`, `${name} recovered`]);
  });

  it.each([
    ["a judge that was hardly tried", { judge: null }],
    ["a bound while nothing is served by meaning", { errorBound: 1, serves: false }],
    ["a few cents", { spentUsd: 0.5, semanticSavedUsd: 0 }],
    ["a disk that cannot be asked", { diskFreeShare: null }],
  ] as [string, Partial<Standings>][])("do not ring for %s", (_, standing) => {
    const alerts = new Alerts(() => expect.unreachable());
    alerts.judge(standingConditions({ ...STANDING, ...standing }), 0);
  });

  it("speak of the kind of wrong answer that the judge errs most on, once it was tried often enough", () => {
    const nearProbes = {
      number: { tried: 200, same: 2 },
      negation: { tried: 40, same: 30 },
      name: { tried: 5, same: 5 },
    };
    const counts = { known: 500, knownSame: 1 };
    const noise = { falseDifferentLow: 0, falseSameHigh: 0, doubles: 0, doublesDifferent: 0, ...counts };
    const worst = worstKind({ nearProbes, noise }, JUDGE_TRIED_MIN);
    expect(worst).toMatchObject({ kind: "negation", tried: 40, same: 30 });
    const told: string[] = [];
    const alerts = new Alerts(({ message }) => told.push(message));
    alerts.judge(standingConditions({ ...STANDING, judge: worst }), 0);
    expect(told).toEqual([expect.stringMatching(/may call 9\d\.\d % .* by 40 answers .*: negation\)/)]);
    expect(worstKind({ nearProbes: {}, noise: { ...noise, known: 3 } }, JUDGE_TRIED_MIN)).toBeNull();
  });

  it("pair what goes off with what comes back", () => {
    const told: string[] = [];
    const alerts = new Alerts(({ name, state }) => told.push(`${name} ${state}`));
    alerts.raise({ name: "embedder-off", message: "it is off", atMs: 0 });
    expect(alerts.firing.map(({ name }) => name)).toEqual(["embedder-off"]);
    alerts.raise({ name: "embedder-on", message: "it answers again", atMs: 1 });
    alerts.raise({ name: "drift", message: "it drifts", atMs: 2 });
    expect(told).toEqual(["embedder-off firing", "embedder-on recovered", "drift event"]);
    expect(alerts.firing).toEqual([]);
  });
});

describe("the delivery of alerts", () => {
  const ALERT: Alert = {
    ...{
      name: "hit-rate",
      state: "firing",
      message: "few hits",
      atMs: 0,
      number: 0.1,
      limit: 0.15,
      todo: "Look.",
    },
  };

  function delivering(send: () => Promise<void>) {
    const failures: string[] = [];
    const waits: number[] = [];
    const channel: Channel = { name: "webhook", send };
    const delivery = new Delivery({
      channels: () => [channel],
      nowMs: () => 0,
      wait: async (ms) => void waits.push(ms),
      onFailure: (name, error) => failures.push(`${name}: ${(error as Error).message}`),
    });
    return { delivery, failures, waits };
  }

  it("tries again, and tells when it was no use", async () => {
    let tries = 0;
    const { delivery, failures, waits } = delivering(async () => {
      tries++;
      throw new Error("it answers 500");
    });
    delivery.send(ALERT);
    await delivery.idle();
    expect([tries, waits, failures]).toEqual([3, [1_000, 10_000], ["webhook: it answers 500"]]);
    expect(delivery.states["webhook"]).toMatchObject({ sent: 0, failed: 1 });
    expect(delivery.states["webhook"]?.last_failure).toContain("it answers 500");
  });

  it("does not try again what is refused for good", async () => {
    let tries = 0;
    const { delivery } = delivering(() => {
      tries++;
      return Promise.reject(Object.assign(new Error("it redirects"), { retry: false }));
    });
    delivery.send(ALERT);
    await delivery.idle();
    expect(tries).toBe(1);
  });

  it("holds a bounded number while a channel hangs, and says which are dropped", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { delivery, failures } = delivering(() => promise);
    for (let i = 0; i < 60; i++) delivery.send(ALERT);
    expect(failures).toHaveLength(10);
    resolve();
    await delivery.idle();
    expect(delivery.states["webhook"]).toMatchObject({ sent: 50, failed: 10 });
  });
});

it("reads a number that is exactly its limit as within it", () => {
  const at: Condition = {
    ...{ name: "disk-full", number: 0.05, limit: 0.05, bad: "below", message: "", todo: "" },
  };
  const alerts = new Alerts(() => expect.unreachable());
  alerts.judge([at], 0);
});
