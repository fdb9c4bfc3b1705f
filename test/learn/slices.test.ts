import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { atOnce, inSlices, type Pieces } from "../../src/learn/slices.ts";
import { countingClock } from "../support/pieces.ts";

function* counted(to: number, steps: string[]): Pieces<number> {
  for (let i = 0; i < to; i++) {
    steps.push(`step ${i}`);
    yield;
  }
  return to;
}

describe("work in pieces", () => {
  it("takes the same steps in slices as at once, and turns the loop between two slices", async () => {
    const [whole, sliced]: string[][] = [[], []];
    expect(atOnce(counted(10, whole!))).toBe(10);
    const turning = async () => {
      sliced!.push("turn");
      await turn();
    };
    // By this clock a piece takes a millisecond.
    expect(await inSlices(turning, countingClock(1))(counted(10, sliced!))).toBe(10);
    expect(sliced!.filter((step) => step !== "turn")).toEqual(whole);
    const slices = sliced!.join(" ").split("turn").slice(1);
    expect(slices.length).toBeGreaterThan(2);
    for (const slice of slices) expect(slice.split("step").length - 1).toBeLessThanOrEqual(4);
  });

  it("begins in a later turn, so that it does not lengthen the one that asked for it", async () => {
    const steps: string[] = [];
    const done = inSlices(turn, countingClock(1))(counted(1, steps));
    expect(steps).toEqual([]);
    await done;
    expect(steps).toEqual(["step 0"]);
  });

  it("fails with what a piece throws", async () => {
    function* failing(): Pieces<void> {
      yield;
      throw new Error("a piece failed");
    }
    await expect(inSlices(turn, countingClock(1))(failing())).rejects.toThrow("a piece failed");
    expect(() => atOnce(failing())).toThrow("a piece failed");
  });
});
