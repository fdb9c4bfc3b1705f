import { describe, expect, it } from "vitest";
import { type Figures, figuresOf } from "../../bench/serve/figures.ts";
import { page } from "../../bench/serve/page.ts";
import { type Found, type Made, merged, OtherMachine, parsed, type Run } from "../../bench/serve/results.ts";

const MACHINE = { cpu: "A CPU", cores: 2, memoryGiB: 4, kernel: "6.1", node: "v24.0.0" };
const ORDER = ["one", "two", "open", "start"];
const made = (at: string): Made => ({ at, command: `npm run bench -- ${at}`, rounds: 3, scale: 1 });

function figures(name: string, cpuUs: number, others = 0.01): Figures {
  const round = (us: number) => ({
    ...{ requests: 100, seconds: 1, p50Ms: 1, p99Ms: 2, firstByteP50Ms: 1 },
    ...{ cpuUs: us, mainUs: us },
  });
  return figuresOf({
    ...{ name, title: `title of ${name}`, startMs: 1, residentMiB: { ready: 1, after: 1 }, others },
    ...{ delayMs: 0, bare: [round(20)], gateway: [round(cpuUs)] },
  });
}

function found(o: Partial<Found>): Found {
  return { cases: [], short: [], standing: [], latencies: [], peers: null, ...o };
}

function run(before: Run | null, now: Found, at: string, o = { machine: MACHINE, isPart: false }): Run {
  const whole = merged(before, now, { ...o, made: made(at), order: ORDER });
  if (whole instanceof OtherMachine) throw whole;
  return whole;
}

const peer = (name: string, cpuUs: number) => ({
  ...{ peer: name, version: "1.0", settings: "as it comes" },
  figures: figures("one", cpuUs),
});
const start = {
  name: "start",
  title: "a start",
  figures: { "ready after ms": { median: 500, low: 400, high: 600 } },
  others: 0.3,
};

describe("what several runs measured", () => {
  const first = run(null, found({ cases: [figures("two", 200), figures("one", 100)] }), "2026-01-01 10:00");

  it("keeps what a later run did not measure, in the order of the cases", () => {
    const later = found({ cases: [figures("one", 50)], standing: [start] });
    const both = run(first, later, "2026-01-02 10:00", { machine: MACHINE, isPart: true });
    expect(both.cases.map(({ name, cpuUs, made: { at } }) => [name, cpuUs.median, at])).toEqual([
      ["one", 50, "2026-01-02 10:00"],
      ["two", 200, "2026-01-01 10:00"],
    ]);
    expect(both.standing.map(({ name }) => name)).toEqual(["start"]);
  });

  it("keeps what the short check compares with apart from the cases as they are measured at length", () => {
    const short = [figures("one", 300)];
    const both = run(first, found({ short }), "2026-01-02 10:00", { machine: MACHINE, isPart: true });
    expect(both.cases.map(({ cpuUs }) => cpuUs.median)).toEqual([100, 200]);
    expect(parsed(JSON.stringify(both)).short.map(({ cpuUs }) => cpuUs.median)).toEqual([300]);
    expect(parsed(JSON.stringify({ ...both, short: undefined })).short).toEqual([]);
  });

  it("drops a case that is none any more", () => {
    const gone = { ...first, cases: first.cases.map((each) => ({ ...each, name: `${each.name}-gone` })) };
    expect(run(gone, found({}), "2026-01-02 10:00").cases).toEqual([]);
  });

  it("keeps others until they are measured again, one case at a time", () => {
    const leftOut = [{ peer: "C", why: "no such package" }];
    const with2 = run(
      first,
      found({ peers: { measured: [peer("A", 30), peer("B", 40)], leftOut } }),
      "2026-01-02 10:00",
    );
    expect(run(with2, found({}), "2026-01-03 10:00").leftOut).toEqual(leftOut);
    const again = run(
      with2,
      found({ peers: { measured: [peer("B", 44)], leftOut: [] } }),
      "2026-01-03 10:00",
    );
    expect(again.peers.map((each) => [each.peer, each.figures.cpuUs.median])).toEqual([
      ["A", 30],
      ["B", 44],
    ]);
    expect(again.leftOut).toEqual([]);
  });

  it("mixes no machines: a whole run begins anew, a part of one is refused", () => {
    const other = { ...MACHINE, cpu: "Another CPU" };
    const whole = run(first, found({ cases: [figures("one", 70)] }), "2026-01-02 10:00", {
      machine: other,
      isPart: false,
    });
    expect(whole.cases.map(({ name }) => name)).toEqual(["one"]);
    const part = () => run(first, found({}), "2026-01-02 10:00", { machine: other, isPart: true });
    expect(part).toThrow(
      "the page is of A CPU, 2 cores, Node v24.0.0, this is Another CPU, 2 cores, Node v24.0.0",
    );
  });
});

describe("the page of the benchmark", () => {
  const first = run(null, found({ cases: [figures("one", 100), figures("two", 200)] }), "2026-01-01 10:00");
  const both = run(first, found({ cases: [figures("one", 50, 0.4)], standing: [start] }), "2026-01-02 10:00");
  const text = page(both, "## What remains\nWritten by hand.\n");

  it("says of each figure by which run it was made, and what others took meanwhile", () => {
    expect(text).toContain("| a | 2026-01-01 10:00 | `npm run bench -- 2026-01-01 10:00` | 3 | 1 |");
    expect(text).toMatch(/\| `one` \|.* \| b, 40 % \|/);
    expect(text).toMatch(/\| `two` \|.* \| a, 1 % \|/);
    expect(text).toContain("| `start` | a start | ready after ms | 500 [400 to 600] | b, 30 % |");
    expect(text).toContain("**The machine was busy:** other processes took up to 40 % of it.");
  });

  it("keeps what was written by hand, and has rows of as many cells as their heads", () => {
    expect(text).toContain("\n## What remains\nWritten by hand.\n");
    let cells = 0;
    for (const line of text.split("\n")) {
      const now = line.startsWith("|") ? line.split("|").length : 0;
      if (cells > 0 && now > 0) expect(now, line).toBe(cells);
      cells = now;
    }
  });
});
