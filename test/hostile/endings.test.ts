/** Ends of streams, drawn at random: whatever is wrong with one keeps the answer from being stored, and nothing else does. */

import { expect, it } from "vitest";
import { FILTER_ENDS, GOOD_ENDS, LENGTH_ENDS } from "../../src/core/good-ends.ts";
import { storable } from "../../src/core/storable.ts";
import { inspectAnswer } from "../../src/wire/answer.ts";
import { fc } from "../support/property.ts";

const RUNS = { seed: 20_261_128, numRuns: 1000 };
const data = (value: object | string) =>
  `data: ${typeof value === "string" ? value : JSON.stringify(value)}\n\n`;
const piece = (delta: object, finish: string | null = null, more: object = {}) =>
  data({
    object: "chat.completion.chunk",
    model: "m",
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  });
const DONE = data("[DONE]");

const goodEnd = fc.constantFrom(...GOOD_ENDS);
const badEnd = fc.oneof(
  fc.constantFrom(...LENGTH_ENDS, ...FILTER_ENDS),
  fc.string({ minLength: 1, maxLength: 8 }).filter((word) => !GOOD_ENDS.has(word)),
);

const tell = (parts: readonly string[]) => {
  const body = Buffer.from(parts.join(""));
  return storable({
    route: "chat",
    requestStream: true,
    status: 200,
    headers: ["content-type", "text/event-stream"],
    form: "sse",
    decoded: false,
    answer: inspectAnswer("chat", "sse", body),
    promise: null,
    bytes: body.length,
    bytesMax: 1e6,
  }).store;
};

const words = fc
  .array(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 })
  .filter((list) => list.join("").trim() !== "")
  .map((list) => list.map((content) => piece({ content })));
/** What stands between events and says nothing. */
const silence = fc.array(fc.constantFrom(": ping\n\n", "\n", "event: x\n\n"), { maxLength: 2 });

it("a good end, told once or twice, with silence anywhere, is stored", () => {
  fc.assert(
    fc.property(words, goodEnd, silence, fc.integer({ min: 1, max: 3 }), (told, end, quiet, times) => {
      const parts = [...quiet, ...told, ...quiet, piece({}, end), ...quiet, ...Array(times).fill(DONE)];
      expect(tell(parts)).toBe(true);
    }),
    RUNS,
  );
});

/** Each breaks a good stream in one way: it gets the words, the good end, and gives the whole. */
const BREAKS: Readonly<Record<string, fc.Arbitrary<(told: string[], end: string) => string[]>>> = {
  "another end": badEnd.map((bad) => (told) => [...told, piece({}, bad), DONE]),
  "a bad end before the good one": badEnd.map((bad) => (told, end) => [
    ...told,
    piece({}, bad),
    piece({}, end),
    DONE,
  ]),
  "a bad end behind the good one": badEnd.map((bad) => (told, end) => [
    ...told,
    piece({}, end),
    piece({}, bad),
    DONE,
  ]),
  "two ends in one choice": badEnd.map((bad) => (told, end) => [
    ...told,
    data(
      `{"choices":[{"index":0,"delta":{},"finish_reason":${JSON.stringify(bad)},"finish_reason":${JSON.stringify(end)}}]}`,
    ),
    DONE,
  ]),
  "no [DONE]": fc.constant((told, end) => [...told, piece({}, end)]),
  "half of a [DONE]": fc
    .integer({ min: 1, max: 12 })
    .map((n) => (told, end) => [...told, piece({}, end), DONE.slice(0, n)]),
  "no end": fc.constant((told) => [...told, DONE]),
  "words behind the end": fc
    .string({ minLength: 1, maxLength: 5 })
    .map((content) => (told, end) => [...told, piece({}, end), piece({ content }), DONE]),
  "an error at any place": fc.nat(10).map((place) => (told, end) => {
    const all = [...told, piece({}, end), DONE];
    all.splice(Math.min(place, all.length - 1), 0, data({ error: { message: "overloaded" } }));
    return all;
  }),
  "an error in the last chunk": fc.constant((told, end) => [
    ...told,
    piece({}, end, { error: { code: 500 } }),
    DONE,
  ]),
  "an event that is no JSON": fc.nat(10).map((place) => (told, end) => {
    const all = [...told, piece({}, end), DONE];
    all.splice(Math.min(place, all.length - 1), 0, data('{"choices":[{"index":0'));
    return all;
  }),
};

it.each(Object.entries(BREAKS))("is not stored: %s", (_name, how) => {
  fc.assert(
    fc.property(words, goodEnd, how, (told, end, broken) => {
      expect(tell(broken([...told], end))).toBe(false);
    }),
    { ...RUNS, numRuns: 300 },
  );
});
