import { describe, expect, it } from "vitest";
import type { JsonPromise } from "../../src/core/json-answer.ts";
import { NOT_STORABLE, type NotStorable, replayableHeaders, storable } from "../../src/core/storable.ts";
import type { Form, Route } from "../../src/model.ts";
import { inspectAnswer, unfoldToSse } from "../../src/wire/answer.ts";

/** What the table says: kept and found by meaning, kept for equal requests only, or the reason why not. */
type Verdict = "semantic" | "exact" | NotStorable;

interface Case {
  readonly route: Route;
  readonly form: Form;
  readonly body: string | Buffer;
  readonly status?: number;
  readonly type?: string | null;
  readonly stream?: boolean;
  readonly bytesMax?: number;
  /** Of `content-encoding`: headers, and whether it was undone. */
  readonly coding?: readonly string[];
  readonly decoded?: boolean;
  readonly promise?: JsonPromise;
}

const GZIP = ["content-encoding", "gzip"];
const call = { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Rio"}' } };
const token = { content: [{ token: "Hi", logprob: -0.1, bytes: [72], top_logprobs: [] }], refusal: null };

function chat(message: object = {}, choice: object = {}, top: object = {}): string {
  return JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "Hi there", refusal: null, ...message },
        finish_reason: "stop",
        ...choice,
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    ...top,
  });
}

/** Two calls, the second of this function. */
function calling(called: object): string {
  const second = { id: "call_2", type: "function", function: called };
  return chat({ content: null, tool_calls: [call, second] }, { finish_reason: "tool_calls" });
}

function completion(choice: object = {}, top: object = {}): string {
  return JSON.stringify({
    id: "cmpl-1",
    object: "text_completion",
    model: "m",
    choices: [{ text: " and so", index: 0, logprobs: null, finish_reason: "stop", ...choice }],
    ...top,
  });
}

function response(top: object = {}, part: object = {}, item: object = {}): string {
  const content = [{ type: "output_text", text: "Hi there", annotations: [], ...part }];
  const message = { id: "msg_1", type: "message", status: "completed", role: "assistant", content, ...item };
  return JSON.stringify({
    id: "resp_1",
    object: "response",
    status: "completed",
    error: null,
    incomplete_details: null,
    model: "m",
    output: [message],
    ...top,
  });
}

function embeddings(top: object = {}): string {
  return JSON.stringify({
    object: "list",
    data: [{ object: "embedding", index: 0, embedding: [0.1, -1] }],
    model: "m",
    usage: { prompt_tokens: 3, total_tokens: 3 },
    ...top,
  });
}

const json = (route: Route, body: string | Buffer, more: Partial<Case> = {}): Case => ({
  route,
  form: "json",
  body,
  ...more,
});
const sse = (route: Route, body: string | Buffer, more: Partial<Case> = {}): Case => ({
  route,
  form: "sse",
  body,
  stream: true,
  ...more,
});
/** The stream that tells a document, changed as text. */
const told = (route: Route, document: string, change: (stream: string) => string = (s) => s): Case =>
  sse(route, change(unfoldToSse(route, Buffer.from(document)).toString()));
const data = (...events: (object | string)[]): string =>
  events.map((e) => `data: ${typeof e === "string" ? e : JSON.stringify(e)}\n\n`).join("");
const delta = (d: object, more: object = {}) => ({
  id: "x",
  choices: [{ index: 0, delta: d, finish_reason: null, ...more }],
});
const finish = (reason: string | null = "stop") => delta({}, { finish_reason: reason });
const DONE = "[DONE]";
const reasoning = { id: "rs_1", type: "reasoning", summary: [] };

const TABLE: readonly (readonly [string, Verdict, Case])[] = [
  // Chat, as a document
  ["a plain answer", "semantic", json("chat", chat())],
  ["an answer with log probabilities", "semantic", json("chat", chat({}, { logprobs: token }))],
  [
    "an answer with reasoning and unknown members",
    "semantic",
    json("chat", chat({ reasoning_content: "Hm", x: 1 }, { y: 2 }, { z: { a: [1] } })),
  ],
  ["an answer without usage", "semantic", json("chat", chat({}, {}, { usage: undefined }))],
  [
    "an answer whose usage makes no sense",
    "semantic",
    json("chat", chat({}, {}, { usage: { prompt_tokens: -1, completion_tokens: "x" } })),
  ],
  ["an error member of null", "semantic", json("chat", chat({}, {}, { error: null }))],
  ["content in parts", "semantic", json("chat", chat({ content: [{ type: "text", text: "Hi" }] }))],
  ["no list of calls", "semantic", json("chat", chat({ tool_calls: [] }))],
  [
    "tool calls",
    "exact",
    json("chat", chat({ content: null, tool_calls: [call] }, { finish_reason: "tool_calls" })),
  ],
  [
    "tool calls beside text",
    "exact",
    json("chat", chat({ tool_calls: [call] }, { finish_reason: "tool_calls" })),
  ],
  ["tool calls that end with stop", "exact", json("chat", chat({ content: "", tool_calls: [call] }))],
  [
    "a function call",
    "exact",
    json("chat", chat({ content: null, function_call: call.function }, { finish_reason: "function_call" })),
  ],
  ...["", " ", "null", '[1, {"a": "b"}]'].map((given): readonly [string, Verdict, Case] => [
    `a call with the arguments ${JSON.stringify(given)}`,
    "exact",
    json("chat", calling({ name: "f", arguments: given })),
  ]),
  ["a call without arguments", "exact", json("chat", calling({ name: "f" }))],
  ...['{"city":', '{"city":"Rio"}}', "{'city': 'Rio'}", '{"city":"Rio",}'].flatMap((given) => {
    const broken = { name: "f", arguments: given };
    const item = { type: "function_call", call_id: "c", ...broken };
    return [
      ["a call", json("chat", calling(broken))],
      ["a call as a stream", told("chat", calling(broken))],
      ["a call of a function", json("chat", chat({ content: null, function_call: broken }))],
      ["a call of a response", json("responses", response({ output: [item] }))],
      ["a call of a streamed response", told("responses", response({ output: [item] }))],
    ].map(([of, which]): readonly [string, Verdict, Case] => [
      `${of} with the arguments ${given}`,
      "not-as-promised",
      which as Case,
    ]);
  }),
  [
    "a call of a custom tool, whose input is any text",
    "exact",
    json("chat", chat({ tool_calls: [{ id: "c", type: "custom", custom: { name: "sh", input: "ls {" } }] })),
  ],
  [
    "a finish of tool_calls without a call or a word",
    "empty",
    json("chat", chat({ content: null }, { finish_reason: "tool_calls" })),
  ],
  ["cut by length", "finish-length", json("chat", chat({}, { finish_reason: "length" }))],
  [
    "cut by length within a call",
    "finish-length",
    json("chat", chat({ tool_calls: [call] }, { finish_reason: "length" })),
  ],
  ["cut by a content filter", "finish-filter", json("chat", chat({}, { finish_reason: "content_filter" }))],
  [
    "a finish that nobody documents",
    "finish-other",
    json("chat", chat({}, { finish_reason: "insufficient_system_resource" })),
  ],
  ["a finish of null", "incomplete", json("chat", chat({}, { finish_reason: null }))],
  ["no finish", "incomplete", json("chat", chat({}, { finish_reason: undefined }))],
  ["a finish that is no text", "incomplete", json("chat", chat({}, { finish_reason: 1 }))],
  ["a refusal", "refused", json("chat", chat({ content: null, refusal: "I cannot." }))],
  ["a refusal beside text", "refused", json("chat", chat({ refusal: "I cannot." }))],
  [
    "a refusal among parts",
    "refused",
    json(
      "chat",
      chat({
        content: [
          { type: "refusal", refusal: "No." },
          { type: "text", text: "x" },
        ],
      }),
    ),
  ],
  ["empty content", "empty", json("chat", chat({ content: "" }))],
  ["content of white space", "empty", json("chat", chat({ content: " \n\t" }))],
  ["content of null", "empty", json("chat", chat({ content: null }))],
  [
    "reasoning and no answer",
    "empty",
    json("chat", chat({ content: "", reasoning_content: "Let me think" })),
  ],
  [
    "one empty choice of two",
    "empty",
    json(
      "chat",
      chat(
        {},
        {},
        {
          choices: [
            { index: 0, message: { content: "a" }, finish_reason: "stop" },
            { index: 1, message: { content: "" }, finish_reason: "stop" },
          ],
        },
      ),
    ),
  ],
  [
    "two good choices",
    "exact",
    json(
      "chat",
      chat(
        {},
        {},
        {
          choices: [
            { index: 0, message: { content: "a" }, finish_reason: "stop" },
            { index: 1, message: { content: "b" }, finish_reason: "stop" },
          ],
        },
      ),
    ),
  ],
  [
    "one cut choice of two",
    "finish-length",
    json(
      "chat",
      chat(
        {},
        {},
        {
          choices: [
            { index: 0, message: { content: "a" }, finish_reason: "stop" },
            { index: 1, message: { content: "b" }, finish_reason: "length" },
          ],
        },
      ),
    ),
  ],
  ["no choice", "no-choices", json("chat", chat({}, {}, { choices: [] }))],
  ["no choices member", "no-choices", json("chat", "{}")],
  ["choices that are none", "unreadable", json("chat", chat({}, {}, { choices: [null] }))],
  ["a choice without a message", "unreadable", json("chat", chat({}, { message: undefined }))],
  [
    "an error body with status 200",
    "error-body",
    json("chat", '{"error":{"message":"x","type":"y","param":null,"code":"z"}}'),
  ],
  ["an answer and an error", "error-body", json("chat", chat({}, {}, { error: { message: "late" } }))],
  ["an error that is a text", "error-body", json("chat", '{"error":"busy"}')],
  ["JSON that breaks off", "unreadable", json("chat", chat().slice(0, -2))],
  ["JSON with something behind it", "unreadable", json("chat", `${chat()}x`)],
  ["an array", "unreadable", json("chat", `[${chat()}]`)],
  ["null", "unreadable", json("chat", "null")],
  ["nothing", "unreadable", json("chat", "")],
  ["a byte order mark", "unreadable", json("chat", `\ufeff${chat()}`)],
  [
    "bytes that are no UTF-8",
    "unreadable",
    json("chat", Buffer.concat([Buffer.from(chat().slice(0, -2)), Buffer.from([0xff, 0x22, 0x7d])])),
  ],
  [
    "nesting of thousands",
    "unreadable",
    json("chat", chat({}, {}, { x: 0 }).replace('"x":0', `"x":${"[".repeat(5000)}${"]".repeat(5000)}`)),
  ],
  // How it came
  ["HTML", "content-type", json("chat", "<html>busy</html>", { type: "text/html" })],
  ["JSON that says it is text", "content-type", json("chat", chat(), { type: "text/plain" })],
  ["JSON without a type", "content-type", json("chat", chat(), { type: null })],
  [
    "a type that only begins like JSON",
    "content-type",
    json("chat", chat(), { type: "application/jsonlines" }),
  ],
  ["a JSON dialect", "semantic", json("chat", chat(), { type: "application/vnd.x+json" })],
  [
    "a type with parameters, in capitals",
    "semantic",
    json("chat", chat(), { type: 'Application/JSON; charset="UTF-8"' }),
  ],
  ["another charset", "charset", json("chat", chat(), { type: "application/json; charset=iso-8859-1" })],
  ["an encoding that was undone", "semantic", json("chat", chat(), { coding: GZIP, decoded: true })],
  ["no encoding", "semantic", json("chat", chat(), { coding: ["content-encoding", " Identity"] })],
  [
    "an encoding that nobody undid",
    "content-encoding",
    json("chat", chat(), { coding: ["content-encoding", "foo"] }),
  ],
  [
    "several encodings",
    "content-encoding",
    json("chat", chat(), { coding: [...GZIP, ...GZIP], decoded: true }),
  ],
  ["a stream where a document was asked for", "unexpected-form", { ...told("chat", chat()), stream: false }],
  ["a document where a stream was asked for", "unexpected-form", json("chat", chat(), { stream: true })],
  ["exactly as large as allowed", "semantic", json("chat", chat(), { bytesMax: Buffer.byteLength(chat()) })],
  ["one byte larger", "too-large", json("chat", chat(), { bytesMax: Buffer.byteLength(chat()) - 1 })],
  ...[201, 202, 204, 206, 301, 400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529].map(
    (status) => [`status ${status}`, "status", json("chat", chat(), { status })] as const,
  ),
  // Chat, as a stream
  ["a whole stream", "semantic", told("chat", chat())],
  ["a whole stream with CRLF", "semantic", told("chat", chat(), (s) => s.replaceAll("\n", "\r\n"))],
  ["a whole stream with CR", "semantic", told("chat", chat(), (s) => s.replaceAll("\n", "\r"))],
  [
    "a stream with comments between and behind",
    "semantic",
    told("chat", chat(), (s) => `: a\n\n${s.replaceAll("\n\n", "\n\n: b\n\n")}`),
  ],
  [
    "a stream of tool calls",
    "exact",
    told("chat", chat({ content: null, tool_calls: [call] }, { finish_reason: "tool_calls" })),
  ],
  ["a stream without [DONE]", "incomplete", told("chat", chat(), (s) => s.replace("data: [DONE]\n\n", ""))],
  ["a [DONE] that breaks off", "incomplete", told("chat", chat(), (s) => s.slice(0, -1))],
  ["a [DONE] without a finish", "incomplete", sse("chat", data(delta({ content: "Hi" }), DONE))],
  ["a finish and no text", "empty", sse("chat", data(finish(), DONE))],
  ["[DONE] alone", "no-choices", sse("chat", data(DONE))],
  ["an empty stream", "no-choices", sse("chat", "")],
  ["comments only", "no-choices", sse("chat", ": keep-alive\n\n")],
  ["a stream cut by length", "finish-length", told("chat", chat({}, { finish_reason: "length" }))],
  ["a stream cut by a filter", "finish-filter", told("chat", chat({}, { finish_reason: "content_filter" }))],
  ["a stream that refuses", "refused", told("chat", chat({ content: null, refusal: "I cannot help." }))],
  [
    "an error instead of the rest",
    "error-body",
    sse("chat", data(delta({ content: "Hi" }), { error: { message: "overloaded" } }, DONE)),
  ],
  [
    "an error between whole chunks",
    "error-body",
    told("chat", chat(), (s) => data({ error: { message: "x" } }) + s),
  ],
  [
    "an event named error",
    "error-body",
    told("chat", chat(), (s) => `event: error\ndata: {"message":"x"}\n\n${s}`),
  ],
  [
    "an event named error, in words",
    "error-body",
    told("chat", chat(), (s) => `event: error\ndata: out of memory\n\n${s}`),
  ],
  ["an event that is no JSON", "unreadable", told("chat", chat(), (s) => `data: {"choi\n\n${s}`)],
  [
    "text behind the finish",
    "unreadable",
    sse("chat", data(delta({ content: "a" }), finish(), delta({ content: "b" }), DONE)),
  ],
  [
    "a finish told twice over",
    "unreadable",
    sse("chat", data(delta({ content: "a" }), finish("length"), finish(), DONE)),
  ],
  [
    "a finish that contradicts itself",
    "unreadable",
    json("chat", chat().replace('"finish_reason"', '"finish_reason":"length","finish_reason"')),
  ],
  [
    "a finish in a stream that contradicts itself",
    "unreadable",
    told("chat", chat(), (s) =>
      s.replace('"finish_reason":"stop"', '"finish_reason":"length","finish_reason":"stop"'),
    ),
  ],
  [
    "a text that a chunk tells twice",
    "unreadable",
    sse(
      "chat",
      `data: {"choices":[{"index":0,"delta":{"content":"Yes","content":"No"}}]}\n\n${data(finish(), DONE)}`,
    ),
  ],
  [
    "a finish that contradicts itself in another spelling",
    "unreadable",
    told("chat", chat(), (s) =>
      s.replace('"finish_reason":"stop"', '"finish_reason":"length","finish\\u005freason":"stop"'),
    ),
  ],
  ...[
    { reasoning_content: "and then" },
    { refusal: "I cannot" },
    { function_call: { name: "f", arguments: "{}" } },
    { tool_calls: [{ index: 0, ...call }] },
    { audio: { data: "AAAA" } },
  ].map(
    (late) =>
      [
        `${Object.keys(late)[0]} behind the finish`,
        "unreadable",
        sse("chat", data(delta({ content: "a" }), finish(), delta(late), DONE)),
      ] as const,
  ),
  [
    "a role and empty text behind the finish",
    "semantic",
    sse("chat", data(delta({ content: "a" }), finish(), delta({ role: "assistant", content: "" }), DONE)),
  ],
  ["a choice with an error", "error-body", json("chat", chat({}, { error: { message: "late" } }))],
  ...["eos", "eos_token", "end_turn", "stop_sequence", "STOP", "COMPLETE"].map(
    (end) =>
      [`${end}, a good end elsewhere`, "semantic", json("chat", chat({}, { finish_reason: end }))] as const,
  ),
  ["max_tokens, a cut elsewhere", "finish-length", json("chat", chat({}, { finish_reason: "max_tokens" }))],
  ["SAFETY, a filter elsewhere", "finish-filter", json("chat", chat({}, { finish_reason: "SAFETY" }))],
  ["a stream that calls itself text", "semantic", { ...told("chat", chat()), type: "text/plain" }],
  ["a stream without a type", "semantic", { ...told("chat", chat()), type: null }],
  [
    "JSON that was promised and is cut",
    "not-as-promised",
    json("chat", chat({ content: '{"name": "Ada", "ag' }), { promise: { schema: null } }),
  ],
  [
    "JSON as promised",
    "semantic",
    json("chat", chat({ content: '{"name":"Ada"}' }), { promise: { schema: null } }),
  ],
  [
    "a call in place of the JSON that was promised",
    "exact",
    json("chat", chat({ content: null, tool_calls: [call] }, { finish_reason: "tool_calls" }), {
      promise: { schema: null },
    }),
  ],
  ["something behind [DONE]", "unreadable", told("chat", chat(), (s) => s + data(delta({ content: "!" })))],
  ["two [DONE]s", "semantic", told("chat", chat(), (s) => s + data(DONE))],
  [
    "one unfinished choice of two",
    "incomplete",
    sse(
      "chat",
      data(delta({ content: "a" }), { choices: [{ index: 1, delta: { content: "b" } }] }, finish(), DONE),
    ),
  ],
  ["a stream with choices that are none", "unreadable", sse("chat", data({ choices: "x" }, finish(), DONE))],
  // Completions
  ["a completion", "semantic", json("completions", completion())],
  ["a completion as a stream", "semantic", told("completions", completion())],
  [
    "a completion cut by length",
    "finish-length",
    json("completions", completion({ finish_reason: "length" })),
  ],
  ["an empty completion", "empty", json("completions", completion({ text: "" }))],
  ["a completion without its text", "unreadable", json("completions", completion({ text: undefined }))],
  [
    "a completion stream without [DONE]",
    "incomplete",
    told("completions", completion(), (s) => s.replace("data: [DONE]\n\n", "")),
  ],
  [
    "a completion stream without a finish",
    "incomplete",
    told("completions", completion({ finish_reason: null })),
  ],
  // Responses
  ["a response", "semantic", json("responses", response())],
  [
    "a response with reasoning",
    "semantic",
    json("responses", response({ output: [reasoning, ...JSON.parse(response()).output] })),
  ],
  ["a response as a stream", "semantic", told("responses", response())],
  [
    "a response that calls a function",
    "exact",
    json(
      "responses",
      response({ output: [{ type: "function_call", call_id: "c", name: "f", arguments: "{}" }] }),
    ),
  ],
  [
    "a response with an item of tomorrow",
    "exact",
    json("responses", response({ output: [...JSON.parse(response()).output, { type: "x_call" }] })),
  ],
  [
    "a response cut by length",
    "finish-length",
    json(
      "responses",
      response({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }),
    ),
  ],
  [
    "a response cut by a filter",
    "finish-filter",
    json("responses", response({ status: "incomplete", incomplete_details: { reason: "content_filter" } })),
  ],
  [
    "a response that failed",
    "error-body",
    json("responses", response({ status: "failed", error: { code: "server_error", message: "x" } })),
  ],
  ["a response that was cancelled", "finish-other", json("responses", response({ status: "cancelled" }))],
  ["a response that still runs", "incomplete", json("responses", response({ status: "in_progress" }))],
  ["a response that waits", "incomplete", json("responses", response({ status: "queued" }))],
  [
    "a response with an unfinished item",
    "incomplete",
    json("responses", response({}, {}, { status: "incomplete" })),
  ],
  [
    "a response that refuses",
    "refused",
    json("responses", response({}, { type: "refusal", refusal: "No." })),
  ],
  ["a response without output", "empty", json("responses", response({ output: [] }))],
  ["a response with reasoning alone", "empty", json("responses", response({ output: [reasoning] }))],
  ["a response whose output is none", "unreadable", json("responses", response({ output: null }))],
  [
    "a response stream that ends before its end",
    "unreadable",
    told("responses", response(), (s) => s.slice(0, s.indexOf("event: response.completed"))),
  ],
  [
    "a response stream whose last event breaks off",
    "unreadable",
    told("responses", response(), (s) => s.slice(0, -1)),
  ],
  [
    "a response stream that was cut by length",
    "finish-length",
    told(
      "responses",
      response({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }),
    ),
  ],
  [
    "a response stream that failed",
    "error-body",
    told("responses", response({ status: "failed", error: { code: "server_error" } })),
  ],
  [
    "a response stream with an error event",
    "error-body",
    sse("responses", 'event: error\ndata: {"type":"error","code":"server_error","message":"x"}\n\n'),
  ],
  [
    "a response stream that says completed and is not",
    "incomplete",
    told("responses", response(), (s) =>
      s.replace(/"status":"completed"(?=,"error":null)/g, '"status":"in_progress"'),
    ),
  ],
  [
    "a response stream with something behind its end",
    "unreadable",
    told("responses", response(), (s) => s + data({ type: "response.output_text.delta", delta: "!" })),
  ],
  // Embeddings
  ["embeddings", "exact", json("embeddings", embeddings())],
  [
    "embeddings in base64",
    "exact",
    json("embeddings", embeddings({ data: [{ object: "embedding", index: 0, embedding: "AAAA" }] })),
  ],
  ["embeddings whose request says stream", "exact", json("embeddings", embeddings(), { stream: true })],
  ["no embeddings", "no-choices", json("embeddings", embeddings({ data: [] }))],
  [
    "an embedding without numbers",
    "incomplete",
    json("embeddings", embeddings({ data: [{ embedding: [] }] })),
  ],
  ["embeddings that are no list", "incomplete", json("embeddings", embeddings({ object: "embedding" }))],
  ["embeddings with an error", "error-body", json("embeddings", embeddings({ error: { message: "x" } }))],
  ["embeddings as a stream", "unexpected-form", sse("embeddings", data(DONE))],
];

describe("what may be stored", () => {
  it.each(TABLE)("%s: %s", (_name, verdict, c) => {
    expect(judged(c)).toBe(verdict);
  });

  it("has a row for every reason not to store", () => {
    expect(NOT_STORABLE.filter((why) => !TABLE.some(([, verdict]) => verdict === why))).toEqual([]);
  });

  it("never stores a stream that was cut, wherever it was cut", () => {
    for (const [route, document] of [
      ["chat", chat()],
      ["chat", chat({ tool_calls: [call] })],
      ["completions", completion()],
      ["responses", response()],
    ] as const) {
      const whole = unfoldToSse(route, Buffer.from(document));
      for (let to = 0; to < whole.length; to++) {
        expect(storedFrom(sse(route, whole.subarray(0, to)))).toBe(false);
      }
      expect(storedFrom(sse(route, whole))).toBe(true);
    }
  });

  it("never stores a document that was cut, wherever it was cut", () => {
    for (const [route, document] of [
      ["chat", chat()],
      ["completions", completion()],
      ["responses", response()],
      ["embeddings", embeddings()],
    ] as const) {
      for (let to = 0; to < document.length; to++)
        expect(storedFrom(json(route, document.slice(0, to)))).toBe(false);
      expect(storedFrom(json(route, document))).toBe(true);
    }
  });

  it("does not store an answer whose type is said twice", () => {
    const body = Buffer.from(chat());
    const headers = ["content-type", "application/json", "Content-Type", "text/html"];
    const answer = inspectAnswer("chat", "json", body);
    expect(
      storable({
        route: "chat",
        requestStream: false,
        status: 200,
        headers,
        form: "json",
        decoded: false,
        answer,
        promise: null,
        bytes: 1,
        bytesMax: 9,
      }),
    ).toEqual({ store: false, why: "content-type" });
  });
});

describe("headers that are replayed", () => {
  it("are those that speak of the answer, and no others", () => {
    const raw = [
      "Content-Type",
      "application/json; charset=utf-8",
      "OpenAI-Version",
      "2020-10-01",
      "openai-model",
      "m-1",
      "content-language",
      "pt",
      "Set-Cookie",
      "a=b",
      "x-ratelimit-remaining-requests",
      "9",
      "x-request-id",
      "req_1",
      "openai-processing-ms",
      "7",
      "openai-organization",
      "org",
      "Retry-After",
      "1",
      "Date",
      "now",
      "Content-Length",
      "5",
      "Content-Encoding",
      "gzip",
      "Transfer-Encoding",
      "chunked",
      "CF-Ray",
      "x",
      "Via",
      "1.1 a",
      "Connection",
      "close",
      "Age",
      "3",
      "ETag",
      "x",
      "Cache-Control",
      "no-cache",
      "Server",
      "x",
      "alt-svc",
      "h3",
      "x-unknown",
      "1",
      "strict-transport-security",
      "x",
    ];
    expect(replayableHeaders(raw)).toEqual([
      ["content-type", "application/json"],
      ["openai-version", "2020-10-01"],
      ["openai-model", "m-1"],
      ["content-language", "pt"],
    ]);
  });

  it("stand once each, and are short", () => {
    expect(
      replayableHeaders([
        "openai-version",
        "1",
        "OPENAI-VERSION",
        "2",
        "openai-model",
        "x".repeat(300),
        "odd",
      ]),
    ).toEqual([["openai-version", "1"]]);
  });
});

function verdictOf(c: Case) {
  const body = typeof c.body === "string" ? Buffer.from(c.body) : c.body;
  const type = c.type === undefined ? (c.form === "sse" ? "text/event-stream" : "application/json") : c.type;
  return storable({
    route: c.route,
    requestStream: c.stream ?? false,
    status: c.status ?? 200,
    headers: ["x-a", "b", ...(type === null ? [] : ["Content-Type", type]), ...(c.coding ?? [])],
    form: c.form,
    decoded: c.decoded ?? false,
    answer: inspectAnswer(c.route, c.form, body),
    promise: c.promise ?? null,
    bytes: body.length,
    bytesMax: c.bytesMax ?? 1_000_000,
  });
}

function judged(c: Case): Verdict {
  const verdict = verdictOf(c);
  if (!verdict.store) return verdict.why;
  return verdict.semantic ? "semantic" : "exact";
}

function storedFrom(c: Case): boolean {
  return verdictOf(c).store;
}
