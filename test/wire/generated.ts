/** Answers of every shape that upstreams send, for property tests: known members, unknown ones, odd names and numbers. */
import { fc } from "../support/property.ts";

/** JSON text as it might come from any server: numbers are kept in the spelling that `rawNumber` gives them. */
export type JsonText = string;

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.lorem({ maxCount: 30 }),
  fc.constantFrom("", " ", "🙂🙂🙂👩‍👩‍👧 é", "a\nb\r\nc\u2028", '"\\', "data: [DONE]\n\n", "x".repeat(9000)),
);
const rawNumber = fc.constantFrom(
  "0",
  "1",
  "-1.5",
  "1.0",
  "1e-05",
  "9007199254740993",
  "12345678901234567890",
  "-0.000012345678901234567",
);
const unknownName = fc.oneof(
  fc.constantFrom(
    "reasoning",
    "x_new",
    "__proto__",
    "constructor",
    "audio",
    "citations",
    "provider specific",
  ),
  fc.string({ minLength: 1, maxLength: 8 }),
);
const unknownValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).map((v) => JSON.stringify(v) ?? "null"),
  text.map(quoted),
  rawNumber,
);

/** Members that no format names, as JSON text by name. `taken` are the names that the format has. */
function unknowns(taken: readonly string[]) {
  return fc
    .dictionary(unknownName, unknownValue, { maxKeys: 3, noNullPrototype: true })
    .map((members) => Object.entries(members).filter(([name]) => !taken.includes(name)));
}

const usage = fc
  .record({ input: fc.nat(), output: fc.nat(), more: unknowns(["prompt_tokens", "completion_tokens"]) })
  .map(({ input, output, more }) =>
    object([["prompt_tokens", String(input)], ["completion_tokens", String(output)], ...more]),
  );

const toolCall = fc
  .record({
    id: text,
    name: text,
    input: text,
    custom: fc.boolean(),
    more: unknowns(["id", "type", "function", "custom", "index"]),
  })
  .map(({ id, name, input, custom, more }) =>
    object([
      ["id", quoted(id)],
      ["type", custom ? '"custom"' : '"function"'],
      custom
        ? [
            "custom",
            object([
              ["name", quoted(name)],
              ["input", quoted(input)],
            ]),
          ]
        : [
            "function",
            object([
              ["name", quoted(name)],
              ["arguments", quoted(input)],
            ]),
          ],
      ...more,
    ]),
  );

const functionCall = fc.record({ name: text, input: text }).map(({ name, input }) =>
  object([
    ["name", quoted(name)],
    ["arguments", quoted(input)],
  ]),
);

const MESSAGE = [
  "role",
  "content",
  "refusal",
  "tool_calls",
  "function_call",
  "reasoning_content",
  "annotations",
  "name",
];

const message = fc
  .record({
    content: fc.option(text),
    refusal: maybe(fc.constant("null")),
    reasoning: maybe(text.map(quoted)),
    annotations: maybe(fc.array(unknowns(["index"]).map(object), { maxLength: 2 }).map(list)),
    calls: maybe(fc.array(toolCall, { maxLength: 3 }).map(list)),
    call: maybe(functionCall),
    name: maybe(text.map(quoted)),
    more: unknowns(MESSAGE),
  })
  .map((m) => ({
    content: m.content,
    json: object([
      ["role", '"assistant"'],
      ["content", m.content === null ? "null" : quoted(m.content)],
      ...given("refusal", m.refusal),
      ...given("reasoning_content", m.reasoning),
      ...given("annotations", m.annotations),
      ...given("tool_calls", m.calls),
      ...given("function_call", m.call),
      ...given("name", m.name),
      ...m.more,
    ]),
  }));

/** Log probabilities of these tokens, or of some others. */
const logprobs = (content: string | null) =>
  fc.oneof(
    fc.constant("null"),
    fc.array(fc.tuple(fc.string(), rawNumber), { maxLength: 4 }).map(tokens),
    rawNumber.map((n) => tokens((content ?? "").split(/(?<= )/).map((t) => [t, n] as const))),
  );

const chatChoice = message.chain((m) =>
  fc
    .record({
      logprobs: maybe(logprobs(m.content)),
      finish: fc.constantFrom('"stop"', '"tool_calls"', '"length"', "null"),
      more: unknowns(["index", "message", "delta", "logprobs", "finish_reason"]),
    })
    .map(
      (c) => (index: number) =>
        object([
          ["index", String(index)],
          ["message", m.json],
          ...given("logprobs", c.logprobs),
          ["finish_reason", c.finish],
          ...c.more,
        ]),
    ),
);

const completionChoice = fc
  .record({
    text,
    logprobs: maybe(
      fc.constantFrom(
        "null",
        '{"tokens":["a"," b"],"token_logprobs":[-1.0,null],"top_logprobs":[{"a":-1e-05},null],"text_offset":[0,1]}',
      ),
    ),
    finish: fc.constantFrom('"stop"', '"length"', "null"),
    more: unknowns(["index", "text", "logprobs", "finish_reason"]),
  })
  .map(
    (c) => (index: number) =>
      object([
        ["text", quoted(c.text)],
        ["index", String(index)],
        ...given("logprobs", c.logprobs),
        ["finish_reason", c.finish],
        ...c.more,
      ]),
  );

function documents(kind: string, choice: fc.Arbitrary<(index: number) => JsonText>): fc.Arbitrary<JsonText> {
  return fc
    .record({
      choices: fc.array(choice, { minLength: 1, maxLength: 2 }),
      usage: maybe(usage),
      fingerprint: maybe(fc.constantFrom('"fp_1"', "null")),
      more: unknowns([
        "id",
        "object",
        "created",
        "model",
        "choices",
        "usage",
        "system_fingerprint",
        "obfuscation",
        "error",
      ]),
    })
    .map((d) =>
      object([
        ["id", '"id-1"'],
        ["object", quoted(kind)],
        ["created", "1700000000"],
        ["model", '"m"'],
        ["choices", list(d.choices.map((choice, i) => choice(i)))],
        ...given("usage", d.usage),
        ...given("system_fingerprint", d.fingerprint),
        ...d.more,
      ]),
    );
}

export const chatDocuments = documents("chat.completion", chatChoice);
export const completionDocuments = documents("text_completion", completionChoice);

const outputItem = fc.oneof(
  fc
    .record({
      text,
      refusal: fc.boolean(),
      annotations: fc.array(unknowns([]).map(object), { maxLength: 2 }),
      more: unknowns(["type", "text", "refusal", "annotations", "logprobs"]),
    })
    .map((p) =>
      object([
        ["id", '"msg_1"'],
        ["type", '"message"'],
        ["status", '"completed"'],
        ["role", '"assistant"'],
        [
          "content",
          list([
            p.refusal
              ? object([
                  ["type", '"refusal"'],
                  ["refusal", quoted(p.text)],
                ])
              : object([
                  ["type", '"output_text"'],
                  ["text", quoted(p.text)],
                  ["annotations", list(p.annotations)],
                  ["logprobs", "[]"],
                  ...p.more,
                ]),
          ]),
        ],
      ]),
    ),
  text.map((t) =>
    object([
      ["id", '"fc_1"'],
      ["type", '"function_call"'],
      ["call_id", '"call_1"'],
      ["name", '"f"'],
      ["arguments", quoted(t)],
    ]),
  ),
  text.map((t) =>
    object([
      ["id", '"ct_1"'],
      ["type", '"custom_tool_call"'],
      ["call_id", '"call_1"'],
      ["name", '"f"'],
      ["input", quoted(t)],
    ]),
  ),
  text.map((t) =>
    object([
      ["id", '"rs_1"'],
      ["type", '"reasoning"'],
      [
        "summary",
        list([
          object([
            ["type", '"summary_text"'],
            ["text", quoted(t)],
          ]),
        ]),
      ],
    ]),
  ),
  unknowns(["id", "type"]).map((more) => object([["id", '"x_1"'], ["type", '"of_tomorrow"'], ...more])),
);

export const responseDocuments: fc.Arbitrary<JsonText> = fc
  .record({
    items: fc.array(outputItem, { maxLength: 3 }),
    more: unknowns(["id", "object", "status", "output", "usage", "model", "error", "output_text"]),
  })
  .map((d) =>
    object([
      ["id", '"resp_1"'],
      ["object", '"response"'],
      ["status", '"completed"'],
      ["model", '"m"'],
      ["error", "null"],
      ["output", list(d.items)],
      ["usage", '{"input_tokens":1,"output_tokens":2}'],
      ...d.more,
    ]),
  );

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined });
}

function given(name: string, value: JsonText | undefined): [string, JsonText][] {
  return value === undefined ? [] : [[name, value]];
}

function tokens(list: readonly (readonly [string, string])[]): JsonText {
  const items = list.map(([token, n]) =>
    object([
      ["token", quoted(token)],
      ["logprob", n],
      ["top_logprobs", "[]"],
    ]),
  );
  return object([
    ["content", `[${items.join()}]`],
    ["refusal", "null"],
  ]);
}

function object(members: readonly (readonly [string, JsonText])[]): JsonText {
  return `{${members.map(([name, value]) => `${quoted(name)}:${value}`).join()}}`;
}

function list(items: readonly JsonText[]): JsonText {
  return `[${items.join()}]`;
}

function quoted(value: string): JsonText {
  return JSON.stringify(value);
}
