import { describe, expect, it } from "vitest";
import { Demand } from "../../../src/core/warming/demand.ts";
import { hitsWanted, NOTHING_TRIED, type Payoff, settled } from "../../../src/core/warming/payoff.ts";
import { Rhythm } from "../../../src/core/warming/rhythm.ts";
import { isIdle, isInWindow, leadMs } from "../../../src/core/warming/window.ts";
import { fc } from "../../support/property.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A midnight. */
const T0 = Date.UTC(2030, 0, 1);

describe("the rhythm of the day", () => {
  it("is even while nothing is known, and of hours that were not watched", () => {
    const rhythm = new Rhythm(T0);
    expect(rhythm.weight(5)).toBe(1);
    for (let i = 0; i < 50; i++) rhythm.heard(T0 + i * 60_000);
    expect(rhythm.weight(5)).toBe(1);
    expect(rhythm.worth(T0 + 5 * HOUR, T0 + 7 * HOUR)).toBe(2);
  });

  it("knows days from nights after a few of them, and adds up to the time that passes", () => {
    const rhythm = new Rhythm(T0);
    for (let day = 0; day < 4; day++)
      for (let minute = 9 * 60; minute < 17 * 60; minute += 5) rhythm.heard(T0 + day * DAY + minute * 60_000);
    rhythm.watched(T0 + 4 * DAY);
    expect(rhythm.weight(12)).toBeGreaterThan(2.2);
    expect(rhythm.weight(3)).toBeLessThan(0.4);
    const day = rhythm.worth(T0 + 4 * DAY, T0 + 5 * DAY);
    expect(day).toBeGreaterThan(20);
    expect(day).toBeLessThan(30);
  });

  it("is not moved by a clock that goes back, nor held up by one that leaps", () => {
    const rhythm = new Rhythm(T0);
    rhythm.heard(T0 + HOUR);
    rhythm.heard(T0 - 400 * DAY);
    rhythm.heard(T0 + 4000 * DAY);
    for (let hour = 0; hour < 24; hour++) expect(rhythm.weight(hour)).toBeGreaterThan(0);
  });
});

describe("the chance of being asked again", () => {
  const askedEvery = (ms: number, times: number, all = new Rhythm(T0)) => {
    const demand = new Demand(T0, all);
    for (let i = 1; i < times; i++) demand.asked(T0 + i * ms, 3 * DAY);
    return demand;
  };

  it("is none for what was asked once, and rises with how often it was", () => {
    const end = T0 + DAY;
    const chances = [1, 2, 3, 5, 9].map((times) =>
      askedEvery(DAY / times, times).chanceWithin(end, end + DAY, end, 3 * DAY),
    );
    expect(chances[0]).toBe(0);
    expect(chances).toEqual([...chances].sort((a, b) => a - b));
    expect(chances[4]).toBeGreaterThan(0.95);
    expect(chances[1]).toBeLessThan(0.85);
  });

  it("saves less than a miss, as an ask late in a life gains little, and more the sooner it is asked", () => {
    const end = T0 + DAY;
    const [often, seldom] = [16, 4].map((times) => {
      const demand = askedEvery(DAY / times, times);
      const saved = demand.savedBy(end, DAY, end, 3 * DAY);
      expect(saved).toBeLessThan(demand.chanceWithin(end, end + DAY, end, 3 * DAY));
      return saved;
    }) as [number, number];
    // Of an even pace of n asks a life the first comes after 1/n of it.
    expect(often).toBeGreaterThan(0.9);
    expect(seldom).toBeLessThan(0.8);
  });

  it("falls when the question has gone out of fashion", () => {
    const demand = askedEvery(HOUR, 8);
    const chance = (atMs: number) => demand.chanceWithin(atMs, atMs + DAY, atMs, DAY);
    expect(chance(T0 + 8 * HOUR)).toBeGreaterThan(0.95);
    expect(chance(T0 + 4 * DAY)).toBeLessThan(0.5);
  });

  it("is lower for the night than for the day where days have a rhythm", () => {
    const all = new Rhythm(T0);
    const demand = new Demand(T0 + 9 * HOUR, all);
    for (let day = 0; day < 4; day++)
      for (let minute = 9 * 60; minute < 17 * 60; minute += 10) {
        const at = T0 + day * DAY + minute * 60_000;
        all.heard(at);
        if (minute % 120 === 0) demand.asked(at, 2 * DAY);
      }
    const now = T0 + 3 * DAY + 20 * HOUR;
    all.watched(now);
    const night = demand.chanceWithin(now, now + 5 * HOUR, now, 2 * DAY);
    const day = demand.chanceWithin(now + 13 * HOUR, now + 18 * HOUR, now, 2 * DAY);
    expect(day).toBeGreaterThan(night + 0.2);
  });

  it("is a chance, whatever the clock did", () => {
    const moment = fc.integer({ min: -5 * DAY, max: 30 * DAY });
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 30 }), moment, moment, (asks, from, length) => {
        const all = new Rhythm(T0);
        const demand = new Demand(T0, all);
        for (const at of asks) {
          all.heard(T0 + at);
          demand.asked(T0 + at, DAY);
        }
        const chance = demand.chanceWithin(T0 + from, T0 + from + length, T0 + from, DAY);
        expect(chance).toBeGreaterThanOrEqual(0);
        expect(chance).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("does it pay", () => {
  const outcomeOf = (gained: readonly number[], from: Payoff = NOTHING_TRIED) =>
    gained.reduce((payoff, one) => settled(payoff, one, T0), from);
  const rounds = (share: number, of: number) =>
    Array.from({ length: of }, (_, i) => Number(Math.floor((i + 1) * share) > Math.floor(i * share)));

  it("goes on while calls are hits gained", () => {
    expect(hitsWanted(outcomeOf(rounds(0.95, 400)), T0)).toBe(hitsWanted(NOTHING_TRIED, T0));
    expect(hitsWanted(outcomeOf(rounds(0.9, 400)), T0)).not.toBeNull();
  });

  it("wants more where calls are wasted, then stops, longer each time, and comes back", () => {
    const first = hitsWanted(NOTHING_TRIED, T0) ?? 1;
    expect(hitsWanted(outcomeOf(rounds(0.5, 20)), T0)).toBeGreaterThan(first);
    const stopped = outcomeOf(rounds(0.5, 60));
    expect(hitsWanted(stopped, T0)).toBeNull();
    expect(hitsWanted(stopped, stopped.stoppedUntilMs)).toBeGreaterThan(first);
    const again = outcomeOf(rounds(0.5, 20), stopped);
    expect(again.stoppedUntilMs).toBeGreaterThan(stopped.stoppedUntilMs);
    expect(hitsWanted(outcomeOf(rounds(1, 60), again), again.stoppedUntilMs)).toBe(first);
  });
});

describe("the moment", () => {
  it("is the last tenth of a life, less its last second", () => {
    const life = { storedAtMs: T0, expiresAtMs: T0 + 100_000 };
    expect([89_999, 90_000, 99_000, 99_001].map((ms) => isInWindow(life, T0 + ms))).toEqual([
      ...[false, true, true, false],
    ]);
    expect(isInWindow({ storedAtMs: T0, expiresAtMs: T0 + 5_000 }, T0 + 4_200)).toBe(false);
  });

  it("is as late as may be, and earlier where there is more to do or less time to do it in", () => {
    expect(leadMs(1, 1_000, 1)).toBeLessThan(20_000);
    expect(leadMs(60, 1_000, 1)).toBeGreaterThan(60_000);
    expect(leadMs(1, 1_000, 0.1)).toBeCloseTo(10 * leadMs(1, 1_000, 1));
    expect(leadMs(1, 1_000, 0)).toBeLessThan(Number.POSITIVE_INFINITY);
  });

  it("is one in which upstream is idle, which a busy gateway is at a quarter of its most", () => {
    expect([isIdle(0, 0, 0), isIdle(1, 0, 1), isIdle(0, 1, 3)]).toEqual([true, false, false]);
    expect([isIdle(4, 0, 20), isIdle(3, 2, 20), isIdle(5, 0, 20)]).toEqual([true, false, false]);
  });
});
