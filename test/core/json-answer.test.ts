import { describe, expect, it } from "vitest";
import { asksForForm, jsonPromised, keepsPromise } from "../../src/core/json-answer.ts";

const person = {
  type: "object",
  properties: {
    name: { type: "string" },
    age: { type: ["integer", "null"] },
    tags: { type: "array", items: { enum: ["a", "b"] } },
    parent: { $ref: "#" },
    pet: { anyOf: [{ type: "null" }, { $ref: "#/$defs/pet" }] },
  },
  required: ["name"],
  additionalProperties: false,
  $defs: { pet: { type: "object", required: ["kind"], properties: { kind: { const: "cat" } } } },
};

describe("JSON that a request was promised", () => {
  it.each([
    ["json_object", { response_format: { type: "json_object" } }, { schema: null }],
    [
      "a schema of chat completions",
      { response_format: { type: "json_schema", json_schema: { name: "p", schema: person } } },
      { schema: person },
    ],
    [
      "a schema of responses",
      { text: { format: { type: "json_schema", name: "p", schema: person } } },
      { schema: person },
    ],
    ["text", { response_format: { type: "text" } }, null],
    ["nothing", {}, null],
  ])("is read from a request for %s", (_name, body, promise) => {
    expect(jsonPromised(body)).toEqual(promise);
  });

  it.each([
    ['{"name":"Ada"}', true],
    ['{"name":"Ada","age":null,"tags":["a","b"],"pet":{"kind":"cat"}}', true],
    ['{"name":"Ada","parent":{"name":"Anne"}}', true],
    ['{"name": "Ada", "ag', false],
    ["Ada", false],
    ["{}", false],
    ['{"name":1}', false],
    ['{"name":"Ada","age":1.5}', false],
    ['{"name":"Ada","tags":["c"]}', false],
    ['{"name":"Ada","parent":{}}', false],
    ['{"name":"Ada","pet":{"kind":"dog"}}', false],
    ['{"name":"Ada","more":1}', false],
    ["[]", false],
  ])("is kept or not by %s", (text, kept) => {
    expect(keepsPromise(text, { schema: person })).toBe(kept);
  });

  it.each([
    ['{"a":1}', true],
    ["[1]", true],
    ["1", false],
    ['```json\n{"a":1}\n```', false],
    ["", false],
  ])("is any object where no schema is named: %s", (text, kept) => {
    expect(keepsPromise(text, { schema: null })).toBe(kept);
  });

  it.each([{ type: "__proto__" }, { type: "constructor" }, { $defs: {}, $ref: "#/$defs/100%" }])(
    "is not broken by a schema that nobody can mean: %j",
    (schema) => {
      expect(keepsPromise('{"a":1}', { schema })).toBe(true);
    },
  );

  it.each([
    [{ response_format: { type: "text" } }, true],
    [{ text: { format: { type: "json_object" } } }, true],
    [{ text: { verbosity: "low" } }, false],
    [{ response_format: null }, false],
    [{}, false],
  ])("is told from a request that asks for no form at all: %j", (body, asks) => {
    expect(asksForForm(body)).toBe(asks);
  });

  it("holds an endless schema against nobody", () => {
    const endless = { anyOf: [{ $ref: "#" }, { $ref: "#" }] };
    expect(keepsPromise('{"a":1}', { schema: endless })).toBe(true);
  });
});
