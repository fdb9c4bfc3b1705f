import { describe, expect, it } from "vitest";
import { asFields, errorCode, fieldsOf, isFields, isOneOf, itemAt, messageOf } from "../src/narrow.ts";

describe("values of unknown type", () => {
  it("are objects only where they have members by name", () => {
    const others = [null, undefined, 1, "text", true, [], ["a"]];
    expect(others.filter(isFields)).toEqual([]);
    expect(others.map(asFields)).toEqual(others.map(() => null));
    expect(others.map(fieldsOf)).toEqual(others.map(() => ({})));
    expect(fieldsOf({ a: 1 })).toEqual({ a: 1 });
  });

  it("are one of a list only where they are exactly that", () => {
    expect([isOneOf(["a", "b"], "b"), isOneOf(["a", "b"], "c"), isOneOf(["1"], 1)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("are there at their place, or it is said that they are not", () => {
    expect([itemAt(["a", "b"], 1), itemAt(new Float64Array([0, 2]), 0)]).toEqual(["b", 0]);
    expect(() => itemAt(["a"], 1)).toThrow("no item at 1 of 1");
    expect(() => itemAt(["a"], -1)).toThrow(RangeError);
  });

  it("tell the code of a system error, and what any thrown value says", () => {
    const missing = Object.assign(new Error("no such file"), { code: "ENOENT" });
    expect([errorCode(missing), errorCode(new Error("x")), errorCode(null), errorCode({ code: 7 })]).toEqual([
      "ENOENT",
      "",
      "",
      "",
    ]);
    expect([messageOf(missing), messageOf("thrown text")]).toEqual(["no such file", "thrown text"]);
  });
});
