import { describe, expect, it } from "vitest";
import { CASES, type Case } from "../../bench/serve/cases.ts";
import { type Figures, figuresOf } from "../../bench/serve/figures.ts";
import { doubled } from "../../bench/serve/gate.ts";
import { parsed } from "../../bench/serve/results.ts";
import { coresIn } from "../../bench/servers.ts";

const [one, two] = CASES as [Case, Case];

function figures(name: string, cpuUs: readonly number[], others = 0): Figures {
  const round = (us: number) => ({
    ...{ requests: 100, seconds: 1, p50Ms: 1, p99Ms: 2, firstByteP50Ms: 1 },
    ...{ cpuUs: us, mainUs: us },
  });
  return figuresOf({
    ...{ name, title: name, startMs: 1, residentMiB: { ready: 1, after: 1 }, others, delayMs: 0 },
    ...{ bare: cpuUs.map(() => round(20)), gateway: cpuUs.map(round) },
  });
}

const BASELINE = [figures(one.name, [100]), figures(two.name, [100])];

/** Measures by turns what is given, each case in the order in which it is asked for. */
async function gate(given: readonly (Figures | Error)[], o: { atMs?: number } = {}) {
  const told: string[] = [];
  let asked = 0;
  const found = await doubled([one, two], BASELINE, {
    measure: async () => {
      const next = given[asked++]!;
      if (next instanceof Error) throw next;
      return next;
    },
    sinceMs: () => o.atMs ?? 0,
    say: (line) => told.push(line),
  });
  return { found, told, asked };
}

describe("the short check of the benchmark", () => {
  const [same, twice] = [figures(two.name, [101]), figures(one.name, [230, 240, 235])];

  it("fails on a doubling that a second measurement confirms", async () => {
    const { found, asked } = await gate([twice, twice, same]);
    expect(found).toEqual([one.name]);
    expect(asked).toBe(3);
  });

  it("does not where the second is not double, or the best round of the first is not", async () => {
    expect((await gate([twice, figures(one.name, [150]), same])).found).toEqual([]);
    expect(await gate([figures(one.name, [230, 190, 235]), same])).toMatchObject({ found: [], asked: 2 });
  });

  it("lets pass what a busy machine spoils, and says so", async () => {
    const swamped = await gate([figures(one.name, [300], 0.8), same]);
    expect(swamped.found).toEqual([]);
    expect(swamped.told[0]).toContain("let pass: others took most of the machine");
    const spread = await gate([figures(one.name, [110, 900, 2_000]), same]);
    expect(spread.found).toEqual([]);
    expect(spread.told[0]).toBe(
      `${one.name}: 1.10 times the baseline's cost (5.5 and 5.0 x bare, best rounds)`,
    );
    const unmeasured = await gate([new Error("the gateway did not start"), same]);
    expect(unmeasured).toMatchObject({ found: [], asked: 2 });
    expect(unmeasured.told[0]).toBe(`${one.name}: not measured: the gateway did not start`);
  });

  it("fails on a doubling however far the rounds lie apart, and compares by the least that bare ever took", async () => {
    const wide = figures(one.name, [230, 900, 2_000]);
    expect((await gate([wide, wide, same])).found).toEqual([one.name]);
    const slowBare = { ...BASELINE[0]!, bareCpuUs: { median: 60, low: 40, high: 90 } };
    const told: string[] = [];
    const found = await doubled([one], [slowBare, BASELINE[1]!], {
      ...{ measure: async () => figures(one.name, [150]), sinceMs: () => 0 },
      say: (line) => told.push(line),
    });
    expect(found).toEqual([]);
    expect(told[0]).toContain("1.50 times the baseline's cost");
  });

  it("begins no case once its time is over", async () => {
    const { found, told, asked } = await gate([], { atMs: 40_001 });
    expect({ found, asked }).toEqual({ found: [], asked: 0 });
    expect(told).toEqual([one, two].map(({ name }) => `${name}: left out, the minute is over`));
  });
});

describe("the cores of the benchmark", () => {
  it("are those that it may run on", () => {
    expect(coresIn("0-3,8")).toEqual([0, 1, 2, 3, 8]);
    expect(coresIn("5")).toEqual([5]);
    expect(coresIn("")).toEqual([]);
  });
});

describe("figures of an earlier run", () => {
  it("are left out where they name no run", () => {
    const machine = { cpu: "A", cores: 1, memoryGiB: 1, kernel: "6", node: "v24" };
    const made = { at: "2026-01-01 10:00", command: "npm run bench", rounds: 3, scale: 1 };
    const old = parsed(JSON.stringify({ made: "2026-01-01", machine, cases: [{ name: "a" }], peers: null }));
    expect(old).toEqual({
      machine,
      cases: [],
      short: [],
      standing: [],
      latencies: [],
      peers: [],
      leftOut: [],
    });
    expect(parsed(JSON.stringify({ machine, cases: [{ name: "a", made }] })).cases).toHaveLength(1);
  });
});
