/** Streams as different servers write them, folded to what their writers mean, or not at all. */

import { describe, expect, it } from "vitest";
import { AnswerRecorder, foldToJson, isReplayable } from "../../src/wire/answer.ts";
import { fc } from "../support/property.ts";

interface Call {
  readonly id: string;
  readonly name: string;
  /** Arguments of a function, or the free text that a custom tool takes. */
  readonly args: string;
  readonly custom: boolean;
}

const RUNS = { numRuns: 200, seed: 7 };
const chunk = (delta: object, finish: string | null = null, more: object = {}) =>
  `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`;
const DONE = "data: [DONE]\n\n";
const stream = (...chunks: string[]) => Buffer.from([...chunks, DONE].join(""));
const messageOf = (body: Buffer) => JSON.parse(foldToJson("chat", body).toString()).choices[0].message;
const isCertain = (body: Buffer) => isReplayable({ route: "chat", form: "sse", body }, { stream: false });

const texts = fc.array(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });
const call = fc.oneof(
  fc.record({
    name: fc.constantFrom("get_weather", "get_time"),
    args: fc.json({ maxDepth: 1 }),
    custom: fc.constant(false),
  }),
  fc.record({
    name: fc.constantFrom("shell", "apply_patch"),
    args: fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }),
    custom: fc.constant(true),
  }),
);
const calls: fc.Arbitrary<Call[]> = fc
  .array(call, { minLength: 1, maxLength: 4 })
  .map((list) => list.map((call, i) => ({ ...call, id: `call_${i}` })));

function cut(text: string, size: number): string[] {
  return text.match(new RegExp(`[^]{1,${size}}`, "gu")) ?? [];
}

/** What is called, with so much of its arguments. `name` null: a later piece. */
function called(custom: boolean, name: string | null, args: string): object {
  const named = name === null ? {} : { name };
  return custom ? { custom: { ...named, input: args } } : { function: { ...named, arguments: args } };
}

const typeOf = ({ custom }: Call) => (custom ? "custom" : "function");

/** How a dialect tells one call: pieces of a `tool_calls` list. */
type Dialect = (call: Call, at: number) => object[];

const pieced =
  (place: (at: number) => object, repeatsId = false): Dialect =>
  (call, at) => [
    { ...place(at), id: call.id, type: typeOf(call), ...called(call.custom, call.name, "") },
    ...cut(call.args, 3).map((args) => ({
      ...place(at),
      ...(repeatsId ? { id: call.id } : {}),
      ...called(call.custom, null, args),
    })),
  ];
const whole =
  (place: (at: number) => object): Dialect =>
  (call, at) => [
    { ...place(at), id: call.id, type: typeOf(call), ...called(call.custom, call.name, call.args) },
  ];

const DIALECTS: Readonly<Record<string, Dialect>> = {
  "OpenAI and Azure: an index in every piece": pieced((index) => ({ index })),
  "vLLM: the id in every piece": pieced((index) => ({ index }), true),
  "Ollama: whole calls, each at index 0": whole(() => ({ index: 0 })),
  "Gemini's compatible server: whole calls without an index": whole(() => ({})),
  "pieces without an index, by id": pieced(() => ({})),
};

/** What a model says and thinks before it calls, a few characters at a time and mixed. */
const PIECED = ["content", "reasoning", "reasoning_content"] as const;
const said = fc.array(
  fc.record({ name: fc.constantFrom(...PIECED), piece: fc.string({ minLength: 1, maxLength: 5 }) }),
  { maxLength: 6 },
);

describe("tool calls of a stream asked for as JSON", () => {
  it.each(Object.entries(DIALECTS))("are those that it tells, as %s writes them", (_name, dialect) => {
    fc.assert(
      fc.property(calls, said, (list, before) => {
        const chunks = list.flatMap((call, at) =>
          dialect(call, at).map((piece) => chunk({ tool_calls: [piece] })),
        );
        const words = before.map(({ name, piece }) => chunk({ [name]: piece }));
        const first = chunk({ role: "assistant", content: null });
        const body = stream(first, ...words, ...chunks, chunk({}, "tool_calls"));
        expect(isCertain(body)).toBe(true);
        const message = messageOf(body);
        expect(message.tool_calls).toEqual(
          list.map((call) => ({
            id: call.id,
            type: typeOf(call),
            ...called(call.custom, call.name, call.args),
          })),
        );
        for (const name of PIECED) {
          const pieces = before.filter((one) => one.name === name).map(({ piece }) => piece);
          if (pieces.length > 0) expect(message[name]).toBe(pieces.join(""));
        }
      }),
      RUNS,
    );
  });

  it.each([
    [
      "a name in pieces",
      [
        { index: 0, id: "a", function: { name: "get_" } },
        { index: 0, function: { name: "weather" } },
      ],
    ],
    [
      "some with and some without an index",
      [
        { index: 0, id: "a", function: { name: "f" } },
        { id: "b", function: { name: "g" } },
      ],
    ],
    [
      "another id without a name",
      [
        { index: 0, id: "a", function: { name: "f" } },
        { index: 0, id: "b", function: { arguments: "{}" } },
      ],
    ],
    [
      "a name again without id and index",
      [{ id: "a", function: { name: "f" } }, { function: { name: "f", arguments: "{}" } }],
    ],
    ["pieces of no call", [{ function: { arguments: "{}" } }]],
  ])("are not made up where clients would differ: %s", (_name, pieces) => {
    const body = stream(...pieces.map((piece) => chunk({ tool_calls: [piece] })), chunk({}, "tool_calls"));
    expect(isCertain(body)).toBe(false);
    expect(() => foldToJson("chat", body)).toThrow("uncertain");
  });
});

describe("other members of a stream asked for as JSON", () => {
  it("are appended where they are texts that come in pieces", () => {
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom("content", "refusal", "reasoning", "reasoning_content"),
        (list, name) => {
          const body = stream(...list.map((piece) => chunk({ [name]: piece })), chunk({}, "stop"));
          expect(isCertain(body)).toBe(true);
          expect(messageOf(body)[name]).toBe(list.join(""));
        },
      ),
      RUNS,
    );
  });

  it("are merged by index where they have one, as OpenRouter's reasoning_details", () => {
    const detail = (text: string) =>
      chunk({ reasoning_details: [{ index: 0, type: "reasoning.text", text }] });
    const body = stream(detail("Let me "), detail("think."), chunk({ content: "Yes." }), chunk({}, "stop"));
    expect(messageOf(body)).toMatchObject({
      content: "Yes.",
      reasoning_details: [{ index: 0, type: "reasoning.text", text: "Let me think." }],
    });
  });

  it("keep log probabilities and a function call of the older form", () => {
    const token = (t: string) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: t }, logprobs: { content: [{ token: t }] }, finish_reason: null }] })}\n\n`;
    const logged = JSON.parse(
      foldToJson("chat", stream(token("a"), token("b"), chunk({}, "stop"))).toString(),
    );
    expect(logged.choices[0].logprobs.content).toEqual([{ token: "a" }, { token: "b" }]);
    const called = stream(
      chunk({ function_call: { name: "f", arguments: "" } }),
      chunk({ function_call: { arguments: "{" } }),
      chunk({ function_call: { arguments: "}" } }),
      chunk({}, "function_call"),
    );
    expect(messageOf(called).function_call).toEqual({ name: "f", arguments: "{}" });
  });

  it.each([
    [
      "parts, then text (Mistral's thinking)",
      [{ content: [{ type: "thinking", thinking: [] }] }, { content: "Yes." }],
    ],
    ["text, then parts", [{ content: "Yes." }, { content: [{ type: "text", text: "No." }] }]],
    ["parts twice", [{ content: [{ type: "text", text: "a" }] }, { content: [{ type: "text", text: "b" }] }]],
    [
      "details without an index",
      [{ reasoning_details: [{ text: "a" }] }, { reasoning_details: [{ text: "b" }] }],
    ],
    ["an unknown text that changes", [{ provider: "A" }, { provider: "B" }]],
    ["sound that was closed and goes on", [{ audio: { data: "AA==" } }, { audio: { data: "AA==" } }]],
  ])("are not folded where clients would differ: %s", (_name, deltas) => {
    const body = stream(...deltas.map((delta) => chunk(delta)), chunk({}, "stop"));
    expect(isCertain(body)).toBe(false);
  });

  it("are the same where an unknown text is repeated in every chunk", () => {
    const body = stream(
      chunk({ content: "a", provider: "P" }),
      chunk({ content: "b", provider: "P" }),
      chunk({}, "stop"),
    );
    expect(messageOf(body)).toMatchObject({ content: "ab", provider: "P" });
  });
});

describe("an end that is told twice", () => {
  it("is recorded once, and whatever else came is kept", () => {
    const recorder = new AnswerRecorder("chat", "sse", 10_000);
    const told = [chunk({ content: "a" }), chunk({}, "stop"), DONE, ": bye\n\n", DONE];
    for (const part of told) recorder.push(Buffer.from(part));
    expect(recorder.end()?.toString()).toBe(told.slice(0, 4).join(""));
  });
});
