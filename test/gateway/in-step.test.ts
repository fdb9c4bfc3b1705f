import { describe, expect, it } from "vitest";
import { InStep } from "../../src/gateway/in-step.ts";

describe("requests of one turn of the event loop", () => {
  it("pass each stage together, in the order in which they came", async () => {
    const inStep = new InStep();
    const passed: string[] = [];
    const request = async (name: string) => {
      await inStep.next();
      passed.push(`${name} identified`);
      await null;
      passed.push(`${name} answered`);
    };
    await Promise.all([request("first"), request("second"), request("third")]);
    expect(passed).toEqual([
      ...["first identified", "second identified", "third identified"],
      ...["first answered", "second answered", "third answered"],
    ]);
  });

  it("wait for none of a later turn", async () => {
    const inStep = new InStep();
    await inStep.next();
    const passed: string[] = [];
    const second = inStep.next().then(() => passed.push("second"));
    await second;
    const third = inStep.next().then(() => passed.push("third"));
    expect(passed).toEqual(["second"]);
    await third;
    expect(passed).toEqual(["second", "third"]);
  });
});
