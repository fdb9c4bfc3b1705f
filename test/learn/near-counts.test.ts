/** What is known of the judge's errors by kind outlasts a restart. */
import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/adapters/store-memory.ts";
import { MeasuredState } from "../../src/learn/measured-state.ts";
import { RiskMeasuring } from "../../src/learn/measuring.ts";

const RULES = { delta: 0.01, confidence: 0.95, floor: 0, sampleShare: 0.02, judge: "auto" };
const fail = (error: unknown): never => {
  throw error;
};
const measuring = () => new RiskMeasuring(RULES, { onObserved: () => {}, onFault: fail });

describe("the judge's errors by kind", () => {
  it("are counted, and taken up where they ended", async () => {
    const store = createMemoryStore({ entriesMax: 10, bytesMax: 1e6 });
    const before = measuring();
    for (let i = 0; i < 30; i++) before.nearProbe("noun", i % 10 === 0);
    before.nearProbe("verb", false);
    for (const tenant of ["a", "b"]) before.doubleAsked(tenant === "b", tenant);
    await new MeasuredState(store, before).save();
    const after = measuring();
    expect(await new MeasuredState(store, after).load()).toBeNull();
    expect(after.nearProbes).toEqual({ noun: { tried: 30, same: 3 }, verb: { tried: 1, same: 0 } });
    const of = { a: { tried: 1, different: 0 }, b: { tried: 1, different: 1 } };
    expect(after.counts).toMatchObject({ doubles: 2, doublesDifferent: 1, doublesOf: of });
    expect(after.noise.falseSameHigh).toBe(before.noise.falseSameHigh);
  });

  it("that are damaged are not taken up", async () => {
    const store = createMemoryStore({ entriesMax: 10, bytesMax: 1e6 });
    const before = measuring();
    before.nearProbe("noun", false);
    await new MeasuredState(store, before).save();
    const note = (await store.getNote("measure:head")) ?? "";
    await store.putNote("measure:head", note.replace('"tried":1', '"tried":-1'));
    const after = measuring();
    expect(await new MeasuredState(store, after).load()).toMatch(/damaged/);
    expect(after.nearProbes).toEqual({});
  });
});
