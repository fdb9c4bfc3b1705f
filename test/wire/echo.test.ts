import { describe, expect, it } from "vitest";
import { echoing, echoOf } from "../../src/wire/echo.ts";

const document = (more: object) => JSON.stringify({ id: "r", output: [], ...more });

describe("what an answer repeats of its request", () => {
  it.each([
    [
      "their own in place of another's",
      { metadata: { run: "1" } },
      { metadata: { run: "2" } },
      { metadata: { run: "2" } },
    ],
    [
      "nothing where they sent nothing",
      { metadata: { run: "1" }, user: "ana" },
      {},
      { metadata: {}, user: null },
    ],
    [
      "their own where another sent nothing",
      { metadata: {}, user: null },
      { user: "bo" },
      { metadata: {}, user: "bo" },
    ],
    [
      "each of its kinds",
      { safety_identifier: "a", prompt_cache_key: "b", prompt_cache_retention: "24h" },
      { safety_identifier: "c", prompt_cache_key: null },
      { safety_identifier: "c", prompt_cache_key: null, prompt_cache_retention: null },
    ],
    ["nothing where upstream repeats nothing", {}, { metadata: { run: "2" }, user: "bo" }, {}],
  ])("callers read %s", (_, stored, asked, told) => {
    expect(echoing(document(stored), JSON.stringify(asked))).toBe(document(told));
  });

  it("is left as it was written where it is the same, or nothing either way", () => {
    const spaced = '{ "metadata" : { "run": "1" }, "user": null, "n": 1e3 }';
    expect(echoing(spaced, '{"metadata":{"run":"1"}}')).toBe(spaced);
    expect(echoing('{"metadata":null,"user":null}', '{"metadata":{}}')).toBe('{"metadata":null,"user":null}');
  });

  it("parts callers who would read another's of it, and no others", () => {
    expect(echoOf('{"input":"x","metadata":{},"user":null}')).toBe("");
    expect(echoOf('{"metadata": {"run": "1"}}')).toBe(echoOf('{"input":"x","metadata":{"run":"1"}}'));
    expect(echoOf('{"metadata":{"run":"1"}}')).not.toBe(echoOf('{"metadata":{"run":"2"}}'));
    expect(echoOf('{"user":"a"}')).not.toBe(echoOf('{"safety_identifier":"a"}'));
  });
});
