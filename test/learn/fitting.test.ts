/** Fits to labels in the thread: what it finds, and that the loop goes on meanwhile. */
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { NEIGHBOURHOOD } from "../../src/core/neighbourhood.ts";
import type { LearnedLabel } from "../../src/core/verify/calibration/challenge.ts";
import { type Fit, makeFit } from "../../src/core/verify/calibration/fit.ts";
import { EVIDENCE } from "../../src/core/verify/evidence.ts";
import { fitInThread } from "../../src/learn/fitting.ts";
import { packed, unpacked } from "../../src/learn/fitting-packed.ts";
import { atOnce, inSlices } from "../../src/learn/slices.ts";
import { countingClock } from "../support/pieces.ts";

/** Each piece in a turn of its own. */
const drive = inSlices(turn, countingClock(4));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const KNOTS = Array.from({ length: 25 }, (_, i) => [(i - 12) / 2, sigmoid((i - 12) / 2)] as const);
const inForce = { knots: KNOTS, refit: null };

/** Right where most neighbours have the answer, four times in five, and where the score is above 1. */
function labels(count: number): LearnedLabel[] {
  return Array.from({ length: count }, (_, i) => {
    const same = (i * 7) % 5 < 2;
    const agree = same === i % 11 < 9 ? 5 : 1;
    return {
      ...{
        score: (same ? 2 : 0) + ((i * 13) % 17) / 5 - 1.6,
        same,
        weight: 1 + (i % 3),
        group: `g${i % 900}`,
      },
      figures: EVIDENCE.map((_, c) => ((i * (c + 3)) % 19) / 19),
      ...{ heldOut: Math.floor(i / 2) % 2 === 0, neighbourhood: [0.8, 0.05, 0.5, agree, agree / 6] },
    };
  });
}

function fitOf(of: Fit["of"], count: number): Fit {
  const given = { labels: labels(count), trained: KNOTS, inForce, version: "learned-1", delta: 0.05 };
  return of === "neighbourhood" ? { of, given } : { of, given: { ...given, percentage: 0 } };
}

describe("a fit in a thread", () => {
  it.each(["words", "neighbourhood"] as const)("finds what the same fit finds here: %s", async (of) => {
    const fit = fitOf(of, 600);
    const here = makeFit(fit);
    expect(here).toMatchObject({ adopted: true });
    expect(await fitInThread(fit, drive)).toEqual(here);
  });

  it("lets the loop turn while it fits the neighbourhood to 3,000 labels", async () => {
    let turns = 0;
    let isOver = false;
    const turning = (): void => {
      turns++;
      if (!isOver) setImmediate(turning);
    };
    setImmediate(turning);
    const found = await fitInThread(fitOf("neighbourhood", 3_000), drive);
    isOver = true;
    expect(found).toMatchObject({ adopted: true, kind: "neighbourhood" });
    expect(turns).toBeGreaterThan(10);
  });

  it("fails where the fit fails", async () => {
    const fit = fitOf("neighbourhood", 600);
    const broken = {
      ...fit,
      given: { ...fit.given, inForce: { knots: KNOTS, refit: {} } },
    } as unknown as Fit;
    await expect(fitInThread(broken, drive)).rejects.toThrow();
  });

  it("passes labels on as they are, those included of which something is unknown", () => {
    const [whole] = labels(1);
    const all = [
      whole!,
      { ...whole!, figures: null },
      { ...whole!, neighbourhood: null, same: !whole!.same },
      { ...whole!, heldOut: !whole!.heldOut, group: "another", weight: 0.25, score: -3.5 },
    ];
    const given = { labels: all, trained: KNOTS, inForce, version: "v", delta: 0.01 };
    expect(unpacked(atOnce(packed({ of: "neighbourhood", given })))).toEqual({ of: "neighbourhood", given });
    const { heldOut: _, neighbourhood: __, ...bare } = whole!;
    const [told] = unpacked(atOnce(packed({ of: "neighbourhood", given: { ...given, labels: [bare] } })))
      .given.labels;
    expect(told).toEqual({ ...bare, heldOut: true, neighbourhood: null });
    expect(whole!.neighbourhood).toHaveLength(NEIGHBOURHOOD.length);
  });
});
