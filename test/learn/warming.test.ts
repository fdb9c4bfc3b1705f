import { describe, expect, it } from "vitest";
import type { Life } from "../../src/core/warming/window.ts";
import { DemandRecord } from "../../src/learn/demand-record.ts";
import { HourWindow } from "../../src/learn/hour-window.ts";
import { Warming, type WarmingDeps } from "../../src/learn/warming.ts";
import type { Key } from "../../src/model.ts";

const T0 = Date.UTC(2030, 0, 1, 12);
const LIFE = 100_000;
const key = (name: string) => name as Key;
interface Sent {
  readonly size: number;
  readonly name: string;
}

/** A gateway in one minute or so: stored answers with their lives, and a clock that is turned by hand. */
function startStand(change: Partial<WarmingDeps<Sent>> = {}) {
  let nowMs = T0;
  const lives = new Map<Key, Life>();
  const asked: string[] = [];
  const told: string[] = [];
  const store = (name: string): Life => {
    const life = { storedAtMs: nowMs, expiresAtMs: nowMs + LIFE };
    lives.set(key(name), life);
    return life;
  };
  const usage = { inputTokens: 1, outputTokens: 1 };
  const warming = new Warming<Sent>({
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs - T0 },
    limits: () => ({ callsPerHour: 100, usdPerHour: 0 }),
    isOn: () => true,
    inflight: () => 0,
    priceOf: () => 0.01,
    take: () => true,
    isAllowed: () => true,
    standing: async (of) => {
      const life = lives.get(of);
      return life && nowMs < life.expiresAtMs ? { life, usage } : null;
    },
    ask: async ({ name }) => {
      asked.push(name);
      return { life: store(name), usage };
    },
    tell: {
      called: (result) => told.push(result),
      gained: () => told.push("gained"),
      stopped: () => told.push("stopped"),
      fault: (error) => told.push(`${error}`),
    },
    ...change,
  });
  return {
    warming,
    asked,
    told,
    lives,
    at(ms: number) {
      nowMs = T0 + ms;
    },
    /** Upstream answers and stores, or a stored answer is served. */
    ask(name: string, caller: string | null = null) {
      const life = lives.get(key(name));
      const isHit = life !== undefined && nowMs < life.expiresAtMs;
      if (!isHit) store(name);
      const request = () => ({ size: 10, name });
      warming.asked({ key: key(name), caller, atMs: nowMs, request, life: isHit ? life : null });
      return isHit;
    },
    /** One turn, and whatever it began. */
    async turn() {
      warming.turn();
      for (let i = 0; i < 10; i++) await Promise.resolve();
    },
  };
}

const popular = (stand: ReturnType<typeof startStand>, name: string, from = 0, to = 85_000) => {
  for (let ms = from; ms <= to; ms += 8_000) {
    stand.at(ms);
    stand.ask(name);
  }
};

describe("asking ahead", () => {
  it("asks anew what was asked often, once, in the last tenth of its life; not what was asked twice", async () => {
    const stand = startStand();
    stand.ask("rare");
    popular(stand, "often");
    stand.at(86_000);
    stand.ask("rare");
    for (const ms of [87_000, 89_000, 90_500, 91_000, 95_000, 98_900]) {
      stand.at(ms);
      await stand.turn();
    }
    expect(stand.asked).toEqual(["often"]);
    stand.at(101_000);
    expect([stand.ask("often"), stand.ask("rare")]).toEqual([true, false]);
    expect(stand.told).toEqual(["stored", "gained"]);
    const { hits_gained: gained, ...state } = stand.warming.state;
    expect(state).toMatchObject({ calls: 1, open: 0, spent_usd: 0.01 });
    // Asked anew at 90.5 s and asked for at 101: what is left of its 100 s.
    expect(gained).toBeCloseTo(0.895);
  });

  it("counts no hit that the old answer would have given, nor two for one call", async () => {
    const stand = startStand();
    popular(stand, "often");
    stand.at(92_000);
    await stand.turn();
    stand.ask("often");
    expect(stand.told).toEqual(["stored"]);
    for (const ms of [101_000, 102_000, 103_000]) {
      stand.at(ms);
      stand.ask("often");
    }
    expect(stand.told).toEqual(["stored", "gained"]);
  });

  it("waits where there is time: what is asked for early gives the last of its life away", async () => {
    const stand = startStand();
    const life = 100 * LIFE;
    stand.lives.set(key("long"), { storedAtMs: T0, expiresAtMs: T0 + life });
    for (let ms = 0; ms < 89 * LIFE; ms += 5 * LIFE) {
      stand.at(ms);
      stand.ask("long");
    }
    for (const ms of [91 * LIFE, 95 * LIFE, 99 * LIFE]) {
      stand.at(ms);
      await stand.turn();
    }
    expect(stand.asked).toEqual([]);
    stand.at(life - 10_000);
    await stand.turn();
    expect(stand.asked).toEqual(["long"]);
  });

  it("does nothing while upstream is busy, the budget is spent, or it is off", async () => {
    const still: Partial<WarmingDeps<Sent>>[] = [
      { inflight: () => 1 },
      { take: () => false },
      { limits: () => ({ callsPerHour: 0, usdPerHour: 0 }) },
      { limits: () => ({ callsPerHour: 9, usdPerHour: 0.005 }) },
      { limits: () => ({ callsPerHour: 9, usdPerHour: 1 }), priceOf: () => null },
      { isOn: () => false },
      { isAllowed: () => false },
    ];
    for (const change of still) {
      const stand = startStand(change);
      popular(stand, "often");
      stand.at(92_000);
      await stand.turn();
      expect(stand.asked).toEqual([]);
    }
  });

  it("keeps to its calls an hour", async () => {
    const stand = startStand({ limits: () => ({ callsPerHour: 2, usdPerHour: 0 }) });
    for (const name of ["a", "b", "c"]) popular(stand, name);
    for (const ms of [92_000, 93_000, 94_000, 95_000]) {
      stand.at(ms);
      await stand.turn();
    }
    expect(stand.asked).toHaveLength(2);
  });

  it("asks nothing that was removed, and leaves alone what another has stored anew", async () => {
    const stand = startStand();
    for (const name of ["removed", "renewed"]) popular(stand, name);
    stand.at(92_000);
    stand.lives.delete(key("removed"));
    stand.lives.set(key("renewed"), { storedAtMs: T0 + 91_000, expiresAtMs: T0 + 191_000 });
    for (let i = 0; i < 4; i++) await stand.turn();
    expect(stand.asked).toEqual([]);
  });

  it("tries a life once where upstream gives no answer", async () => {
    const stand = startStand({ ask: async () => ({ life: null, usage: null }) });
    popular(stand, "often");
    for (const ms of [92_000, 93_000, 94_000]) {
      stand.at(ms);
      await stand.turn();
    }
    expect(stand.told).toEqual(["failed"]);
  });

  it("stops itself where nobody asks for what was asked ahead", async () => {
    const stand = startStand();
    let round = 0;
    for (; round < 12 && !stand.told.includes("stopped"); round++) {
      const from = round * 10 * LIFE;
      for (let i = 0; i < 9; i++) popular(stand, `once in fashion ${round} ${i}`, from, from + 85_000);
      for (let ms = 90_500; ms < 99_000; ms += 500) {
        stand.at(from + ms);
        await stand.turn();
      }
      stand.at(from + 9 * LIFE);
      await stand.turn();
    }
    expect(stand.told).toContain("stopped");
    expect(stand.warming.state.state).toBe("stopped");
    const before = stand.asked.length;
    popular(stand, "often", round * 10 * LIFE, round * 10 * LIFE + 85_000);
    stand.at(round * 10 * LIFE + 92_000);
    await stand.turn();
    expect(stand.asked).toHaveLength(before);
  });
});

describe("the record of demand", () => {
  const life = { storedAtMs: T0, expiresAtMs: T0 + LIFE };
  const of = (name: string, ms: number, more: object = {}) => ({
    ...{ key: key(name), caller: "c", atMs: T0 + ms, life },
    ...{ request: () => ({ size: 10, name }), ...more },
  });

  it("thinks better of what follows a question that was just asked", () => {
    const chanceOf = (isLed: boolean): number => {
      const record = new DemandRecord<Sent>(T0, () => {});
      for (let i = 0; i < 4; i++) {
        record.asked(of("leads", 20_000 * i));
        record.asked(of("follows", 20_000 * i + 1_000));
      }
      if (isLed) record.asked(of("leads", 92_000));
      return record.due(T0 + 93_000, 0).find((due) => due.key === "follows")?.hits ?? 0;
    };
    expect(chanceOf(true)).toBeGreaterThan(chanceOf(false));
  });

  it("counts what was found by meaning for the answer that was served, if its request is known", () => {
    const record = new DemandRecord<Sent>(T0, () => {});
    record.asked(of("unknown", 0, { request: null }));
    expect(record.size).toBe(0);
    record.asked(of("known", 0));
    for (const ms of [30_000, 60_000]) record.asked(of("known", ms, { request: null }));
    expect(record.due(T0 + 92_000, 0)).toHaveLength(1);
  });

  it("keeps no request that must not be repeated, and no more than it may", () => {
    const record = new DemandRecord<Sent>(T0, () => {}, 3);
    record.asked(of("foreign", 0, { request: () => null }));
    expect(record.size).toBe(0);
    for (const name of ["a", "b", "c", "d"]) record.asked(of(name, 0));
    expect(record.size).toBe(3);
  });
});

describe("an hour", () => {
  it("is this minute and the 59 before it", () => {
    const hour = new HourWindow();
    hour.add(30_000, 2);
    hour.add(90_000, 3);
    expect([hour.sum(90_000), hour.sum(59 * 60_000), hour.sum(60 * 60_000), hour.sum(61 * 60_000)]).toEqual([
      ...[5, 5, 3, 0],
    ]);
  });
});
