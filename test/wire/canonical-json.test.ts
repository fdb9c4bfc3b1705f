import { describe, expect, it } from "vitest";
import { canonicalJson, TooDeepError } from "../../src/wire/canonical-json.ts";
import { fc } from "../support/property.ts";

describe("canonicalJson", () => {
  it("is the same text for the same value, whatever the order of its names", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value) ?? "null";
        expect(canonicalJson(shuffled(JSON.parse(text)))).toBe(canonicalJson(JSON.parse(text)));
      }),
    );
  });

  it("is another text for another value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        // What reads back equal cannot have been another value.
        const parsed: unknown = JSON.parse(JSON.stringify(value) ?? "null");
        expect(JSON.parse(canonicalJson(parsed))).toEqual(parsed);
      }),
    );
    const different = [
      "null",
      '"null"',
      "0",
      "-0",
      '"0"',
      "false",
      '""',
      "[]",
      "{}",
      "[[]]",
      "[{}]",
      '[""]',
      '{"":null}',
      "[null]",
      "1e999",
      "-1e999",
      '{"a":1}',
      '{"a":"1"}',
      '{"a":[1]}',
      '["a",1]',
      '["a:1"]',
      '{"a,b":1}',
      '{"a":1,"b":1}',
      '{"__proto__":1}',
      '{"__proto__":{}}',
      '"\\ud800"',
      '"\\\\ud800"',
      '"\\udc00"',
      '"\\ufffd"',
      '"a"',
      '"A"',
      '"é"',
      '"e\\u0301"',
      "1",
      "1.5",
      "10",
    ].map((text) => canonicalJson(JSON.parse(text)));
    expect(new Set(different).size).toBe(different.length);
  });

  it("sorts names by code unit and writes no white space", () => {
    expect(
      canonicalJson(JSON.parse('{"b":1,"a":[1, 2],"B":null,"10":1,"9":1,"é":1,"\\uffff":1,"😀":1}')),
    ).toBe('{"10":1,"9":1,"B":null,"a":[1,2],"b":1,"é":1,"😀":1,"\uffff":1}');
  });

  it("leaves out top-level members only", () => {
    const value = JSON.parse('{"stream":true,"a":{"stream":true},"__proto__":1}');
    expect(canonicalJson(value, { omit: new Set(["stream", "__proto__"]) })).toBe('{"a":{"stream":true}}');
    expect(canonicalJson([{ stream: true }], { omit: new Set(["stream"]) })).toBe('[{"stream":true}]');
  });

  it("reads own members only", () => {
    const inherited = Object.create({ hidden: 1 });
    inherited.seen = 1;
    expect(canonicalJson(inherited)).toBe('{"seen":1}');
    expect(canonicalJson(JSON.parse('{"__proto__":{"x":1}}'))).toBe('{"__proto__":{"x":1}}');
  });

  it("refuses by name what is nested deeper than 200", () => {
    const deep = (n: number) => JSON.parse("[".repeat(n) + "]".repeat(n));
    expect(canonicalJson(deep(200))).toHaveLength(400);
    expect(() => canonicalJson(deep(201))).toThrow(TooDeepError);
    expect(() => canonicalJson(JSON.parse(`${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`))).toThrow(
      TooDeepError,
    );
  });

  it("writes well-formed text for strings that are not", () => {
    expect(canonicalJson("\ud800").isWellFormed()).toBe(true);
  });
});

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, shuffled(item)]),
  );
}
