import { describe, expect, it } from "vitest";
import { Turns } from "../../src/gateway/turns.ts";

describe("requests of one turn of the event loop", () => {
  it("pass each stage together, in the order in which they came", async () => {
    const turns = new Turns();
    const passed: string[] = [];
    const request = async (name: string) => {
      await turns.inStep();
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

  it("have their look-up beside upstream begun before what upstream says is read", async () => {
    const turns = new Turns();
    const passed: string[] = [];
    const read = () => passed.push("upstream's answer read");
    await turns.inStep();
    // What is asked for in a turn's last phase comes in the next turn, and behind it what is asked for then.
    setImmediate(read);
    await turns.next().then(() => passed.push("looked up"));
    expect(passed).toEqual(["looked up"]);
  });

  it("wait for none of a later turn", async () => {
    const turns = new Turns();
    await turns.inStep();
    const passed: string[] = [];
    const second = turns.inStep().then(() => passed.push("second"));
    await second;
    const third = turns.inStep().then(() => passed.push("third"));
    expect(passed).toEqual(["second"]);
    await third;
    expect(passed).toEqual(["second", "third"]);
  });
});
