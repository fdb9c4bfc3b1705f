import { describe, expect, it } from "vitest";
import { memberSpan, memberText, removeMember, setMember } from "../../src/wire/json-member.ts";
import { fc } from "../support/property.ts";

describe("members of JSON text", () => {
  it.each([
    ['{"a":1,"usage":null,"b":2}', '{"a":1,"b":2}'],
    ['{"usage":null,"b":2}', '{"b":2}'],
    ['{"a":1,"usage":null}', '{"a":1}'],
    ['{"usage":null}', "{}"],
    ['{ "usage" : {"x":[1,"}"]} }', "{  }"],
    ['{"a":1 , "usage":1 , "b":2}', '{"a":1 , "b":2}'],
    ['{"a":1 ,\n "usage":1\n}', '{"a":1\n}'],
    ['{"usage":1,"usage":2}', "{}"],
    ['{"usage":1,"a":0,"usage":2,"usage":3}', '{"a":0}'],
    ['{"a":0,"usage":2,"usage":3,"b":1,"usage":4}', '{"a":0,"b":1}'],
    ['{"us\\u0061ge":1,"a":2}', '{"a":2}'],
    ['{"a":"\\"usage\\":1,","usage":1}', '{"a":"\\"usage\\":1,"}'],
    ['{"a":{"usage":1},"b":["usage"]}', '{"a":{"usage":1},"b":["usage"]}'],
    ['["usage"]', '["usage"]'],
    ['"usage"', '"usage"'],
  ])("removes a top-level member and leaves the rest as it was: %s", (text, left) => {
    expect(removeMember(text, "usage")).toBe(left);
  });

  it("removes what JSON.parse would have called so, of any object", () => {
    fc.assert(
      fc.property(objects(), fc.constantFrom("a", "b", "__proto__", ""), (object, name) => {
        for (const space of [0, 2]) {
          const text = JSON.stringify(object, null, space);
          const { [name]: _, ...left } = JSON.parse(text);
          expect(JSON.parse(removeMember(text, name))).toEqual(left);
        }
      }),
    );
  });

  it("sets a member, replaced where it stands or added as the last", () => {
    expect(setMember('{"a":{"b":1,"c":2}}', ["a", "b"], "[7]")).toBe('{"a":{"b":[7],"c":2}}');
    expect(setMember('{"a":{}}', ["a", "b"], "1")).toBe('{"a":{"b":1}}');
    expect(setMember('{ "a": 1 }', ["b"], "2")).toBe('{ "a": 1,"b":2 }');
    expect(setMember("{ }", ["b"], "2")).toBe('{"b":2 }');
    expect(setMember('{"a":[1,{"t":"x"}]}', ["a", 1, "t"], '"y"')).toBe('{"a":[1,{"t":"y"}]}');
    expect(setMember('{"a":1,"a":2}', ["a"], "3")).toBe('{"a":1,"a":3}');
  });

  it("says null where there is nothing to set in", () => {
    expect(setMember('{"a":1}', ["a", "b"], "2")).toBeNull();
    expect(setMember('{"a":1}', ["x", "b"], "2")).toBeNull();
    expect(setMember("[1]", ["a"], "2")).toBeNull();
    expect(setMember("[1]", [1], "2")).toBeNull();
    expect(setMember('{"a":1}', [], "2")).toBeNull();
  });

  it("sets what JSON.parse then reads, in any object", () => {
    fc.assert(
      fc.property(objects(), fc.constantFrom("a", "b", "new"), fc.jsonValue(), (object, name, value) => {
        const set = setMember(JSON.stringify(object), [name], JSON.stringify(value)) as string;
        expect(JSON.parse(set)).toEqual(JSON.parse(JSON.stringify({ ...object, [name]: value })));
      }),
    );
  });

  it("gives a member's text as it was written", () => {
    const text = '{"n": 12345678901234567890 ,"s":"\\u00e9","o":{"a" : [1.0]}}';
    expect(memberText(text, "n")).toBe("12345678901234567890");
    expect(memberText(text, "s")).toBe('"\\u00e9"');
    expect(memberText(text, "o")).toBe('{"a" : [1.0]}');
    expect(memberText(text, "a")).toBeNull();
    expect(memberSpan(text, ["o", "a", 0])).toMatchObject({ valueFrom: text.indexOf("1.0") });
    expect(memberSpan(text, ["o", "a", 1])).toBeNull();
  });

  it("ends, and does not throw, on text that is not JSON", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,"\\ua1 ') }), (text) => {
        removeMember(text, "a");
        setMember(text, ["a"], "1");
        memberSpan(text, ["a", 0, "a"]);
      }),
      { numRuns: 3000 },
    );
  });

  it("takes time in step with the text", () => {
    const many = `{${'"usage":1,'.repeat(50_000)}"a":2}`;
    expect(removeMember(many, "usage")).toBe('{"a":2}');
    const long = `{${Array.from({ length: 50_000 }, (_, i) => `"longer-name-${i}":1`).join()}}`;
    expect(removeMember(long, "usage")).toBe(long);
    const text = `{"a":"${"\\\\".repeat(1_000_000)}","usage":1}`;
    expect(removeMember(text, "usage")).toBe(text.replace(',"usage":1', ""));
  });
});

function objects() {
  const name = fc.oneof(fc.constantFrom("a", "b", "__proto__", "", "usage"), fc.string());
  return fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true });
}
