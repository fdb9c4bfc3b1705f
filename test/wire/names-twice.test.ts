import { describe, expect, it } from "vitest";
import { inspectAnswer } from "../../src/wire/answer.ts";
import { scanJson } from "../../src/wire/json-scan.ts";
import { namesTwice } from "../../src/wire/names-twice.ts";
import { fc } from "../support/property.ts";

/** Objects whose names are few, so that some come twice, written with and without escapes and spaces. */
const written = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      "1",
      "-2.5e3",
      "true",
      "null",
      '""',
      '"a"',
      '"a:"',
      '"\\\\"',
      '"\\"b\\":"',
      '"{[\\u0022"',
    ),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(" ,")}]`),
    fc
      .array(
        fc.tuple(
          fc.constantFrom('"a"', '"\\u0061"', '"b"', '"\\\\"', '"\\""', '"__proto__"', '""', '"a\\\\"'),
          fc.constantFrom("", " ", "\n\t"),
          tie("value"),
        ),
        { maxLength: 4 },
      )
      .map((members) => `{${members.map(([name, space, value]) => `${name}${space}:${value}`).join(",")}}`),
  ),
})).value;

describe("a member that is named twice", () => {
  it("is seen where the strict reader sees one, in whatever JSON", () => {
    fc.assert(
      fc.property(written, (text) => {
        JSON.parse(text);
        const strict = scanJson(text, { depthMax: 100, membersMax: 1e6 });
        expect(namesTwice(text)).toBe(strict.ok && strict.duplicateKeys);
      }),
      { seed: 20_261_128, numRuns: 2000 },
    );
  });

  it("costs nothing but time of text that is no JSON", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'{}[]:,"\\ a1'.split("")), maxLength: 200 }),
        (text) => {
          expect(typeof namesTwice(text)).toBe("boolean");
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });

  const large = "x".repeat(600_000);
  const answer = (more: string) =>
    Buffer.from(
      `{"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"${large}"},"finish_reason":"length"${more}}]}`,
    );

  it("makes an answer unreadable however large it is: the two may contradict", () => {
    expect(inspectAnswer("chat", "json", answer(',"finish_reason":"stop"'))).toEqual({
      problem: "bad-shape",
    });
    expect(inspectAnswer("chat", "json", answer(""))).toMatchObject({ finishReasons: ["length"] });
    const chunk = `data: ${answer(',"finish_reason":"stop"')}\n\ndata: [DONE]\n\n`;
    expect(inspectAnswer("chat", "sse", Buffer.from(chunk))).toEqual({ problem: "bad-shape" });
  });

  it("in an event of a response too", () => {
    const response = `{"id":"r","object":"response","model":"m","status":"incomplete","output":[],"status":"completed"}`;
    const body = `event: response.completed\ndata: {"type":"response.completed","response":${response}}\n\n`;
    expect(inspectAnswer("responses", "sse", Buffer.from(body))).toEqual({ problem: "bad-shape" });
  });
});
