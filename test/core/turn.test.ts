import { describe, expect, it } from "vitest";
import { chance } from "../../bench/chance.ts";
import { ChangeDetector } from "../../src/core/measure/change-detector.ts";

/** Labels until the alarm, of at most `count`; null: there is none. */
function untilAlarm(turn: ChangeDetector, share: number, count: number, rnd: () => number): number | null {
  for (let i = 0; i < count; i++) {
    turn.add(rnd() < share);
    if (turn.alarm) return i + 1;
  }
  return null;
}

describe("answers that turn wrong", () => {
  it.each([
    [0.02, 0.25],
    [0.05, 0.3],
    [0.1, 0.5],
  ])("from %d to %d are noticed within 150 labels, in nine of ten runs", (before, after) => {
    let noticed = 0;
    for (let seed = 0; seed < 50; seed++) {
      const rnd = chance(seed);
      const turn = new ChangeDetector();
      expect(untilAlarm(turn, before, 300, rnd)).toBeNull();
      if ((untilAlarm(turn, after, 150, rnd) ?? 151) <= 150) noticed++;
    }
    expect(noticed).toBeGreaterThanOrEqual(45);
  });

  it("are not made out of chance: of 200 runs of 1,000 labels that stay as they are at most five alarm", () => {
    let alarms = 0;
    for (let seed = 0; seed < 200; seed++)
      if (untilAlarm(new ChangeDetector(), 0.06, 1_000, chance(seed)) !== null) alarms++;
    expect(alarms).toBeLessThanOrEqual(5);
  });

  it("says nothing before there is a past", () => {
    const turn = new ChangeDetector();
    for (let i = 0; i < 60; i++) turn.add(true);
    expect(turn.alarm).toBe(false);
  });
});
