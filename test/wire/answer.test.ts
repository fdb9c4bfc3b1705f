import { describe, expect, it } from "vitest";
import type { Route } from "../../src/model.ts";
import { foldToJson, inspectAnswer, replay, UnreadableAnswer, unfoldToSse } from "../../src/wire/answer.ts";
import { readSse } from "../../src/wire/sse.ts";
import { fc } from "../support/property.ts";
import { chatDocuments, completionDocuments, responseDocuments } from "./generated.ts";

const RUNS = { numRuns: 200 };

describe("a document told as a stream and folded again", () => {
  it("is the same chat completion, unknown members, odd names and every spelling of a number included", () => {
    fc.assert(
      fc.property(chatDocuments, (text) => sameAgain("chat", text)),
      RUNS,
    );
  });

  it("is the same completion", () => {
    fc.assert(
      fc.property(completionDocuments, (text) => sameAgain("completions", text)),
      RUNS,
    );
  });

  it("is the same response, byte for byte", () => {
    fc.assert(
      fc.property(responseDocuments, (text) => {
        expect(foldToJson("responses", unfoldToSse("responses", Buffer.from(text))).toString()).toBe(text);
      }),
      RUNS,
    );
  });

  it("pollutes no prototype", () => {
    const text =
      '{"id":"a","choices":[{"index":0,"message":{"role":"assistant","content":"x","__proto__":{"polluted":"yes"}},"finish_reason":"stop"}],"__proto__":{"polluted":1}}';
    const again = foldToJson("chat", unfoldToSse("chat", Buffer.from(text))).toString();
    expect(again).toContain('"__proto__":{"polluted":"yes"}');
    const stream = chunks(
      '{"choices":[{"delta":{"__proto__":{"polluted":1}}}]}',
      '{"choices":[{"delta":{"constructor":{"prototype":{"polluted":1}}}}]}',
      "[DONE]",
    );
    foldToJson("chat", stream);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("a document told as a stream", () => {
  it("is chunks of one id, role first, and one [DONE]", () => {
    fc.assert(
      fc.property(chatDocuments, (text) => {
        const data = dataOf(unfoldToSse("chat", Buffer.from(text)));
        expect(data.at(-1)).toBe("[DONE]");
        const parsed = data.slice(0, -1).map((d) => JSON.parse(d));
        expect(
          parsed.every(
            (c) => c.object === "chat.completion.chunk" && c.id === "id-1" && c.error === undefined,
          ),
        ).toBe(true);
        expect(parsed[0].choices[0].delta.role).toBe("assistant");
        expect(parsed.filter((c) => c.choices.length === 0)).toHaveLength(JSON.parse(text).usage ? 1 : 0);
      }),
      { numRuns: 100 },
    );
  });

  it("never cuts a code point", () => {
    const content = "👩‍👩‍👧".repeat(200);
    const text = JSON.stringify({
      choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    });
    const parts = dataOf(unfoldToSse("chat", Buffer.from(text)))
      .slice(0, -1)
      .map((d) => JSON.parse(d).choices[0].delta.content ?? "");
    expect(parts.every((part: string) => part.isWellFormed())).toBe(true);
    expect(parts.join("")).toBe(content);
  });

  it("comes in pieces of a few words, and in a few hundred of them when it is long", () => {
    const told = (content: string) =>
      dataOf(
        unfoldToSse(
          "chat",
          Buffer.from(JSON.stringify({ choices: [{ message: { content }, finish_reason: "stop" }] })),
        ),
      );
    expect(told("one two three four five six seven eight nine ten").length).toBeGreaterThan(4);
    expect(told("word ".repeat(200_000)).length).toBeLessThan(500);
  });

  it("tells each token with its log probability where the tokens are the text", () => {
    const token = (t: string) => ({ token: t, logprob: -0.5, bytes: null, top_logprobs: [] });
    const logprobs = { content: [token("Hel"), token("lo"), token("!")], refusal: null };
    const stream = unfoldToSse(
      "chat",
      Buffer.from(
        JSON.stringify({
          choices: [
            { index: 0, message: { role: "assistant", content: "Hello!" }, logprobs, finish_reason: "stop" },
          ],
        }),
      ),
    );
    const told = dataOf(stream)
      .slice(0, -1)
      .map((d) => JSON.parse(d).choices[0])
      .filter((c) => c.logprobs);
    expect(told.map((c) => [c.delta.content, c.logprobs.content[0].token])).toEqual([
      ["Hel", "Hel"],
      ["lo", "lo"],
      ["!", "!"],
    ]);
  });

  it("tells responses in numbered events whose pieces add up to their ends", () => {
    fc.assert(
      fc.property(responseDocuments, (text) => {
        const { events } = readSse(unfoldToSse("responses", Buffer.from(text)));
        const told = events.map((e) => JSON.parse(e.data as string));
        expect(told.map((t) => t.sequence_number)).toEqual(told.map((_, i) => i));
        expect(events.map((e) => e.event)).toEqual(told.map((t) => t.type));
        expect([told[0].type, told[1].type, told.at(-1).type]).toEqual([
          "response.created",
          "response.in_progress",
          "response.completed",
        ]);
        let said = "";
        for (const t of told) {
          if (t.type.endsWith(".delta")) said += t.delta;
          if (!/(?:text|arguments|input|refusal)\.done$/.test(t.type)) continue;
          expect(t.text ?? t.arguments ?? t.input ?? t.refusal).toBe(said);
          said = "";
        }
        expect(told.filter((t) => t.type === "response.output_item.done").map((t) => t.item)).toEqual(
          told.at(-1).response.output,
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe("folding a stream", () => {
  it("assembles tool calls that come interleaved, late or repeated", () => {
    const call = (part: object) => JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: [part] } }] });
    const json = folded(
      call({ index: 1, id: "b", type: "function", function: { name: "g", arguments: "" } }),
      call({ index: 0, id: "a", type: "function", function: { name: "f", arguments: '{"x"' } }),
      call({ index: 1, function: { arguments: "[]" } }),
      call({ index: 0, id: "a", type: "function", function: { name: "f", arguments: ":1}" } }),
      call({ index: 0, id: "", function: { name: null, arguments: "" } }),
    );
    expect(json.choices[0].message.tool_calls).toEqual([
      { id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
      { id: "b", type: "function", function: { name: "g", arguments: "[]" } },
    ]);
  });

  it("takes what servers add: a role in every chunk, empty first ids, usage and filters beside a choice", () => {
    const json = folded(
      '{"id":"","model":"","created":0,"choices":[],"prompt_filter_results":[{"prompt_index":0}]}',
      '{"id":"x","model":"m","created":7,"choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"},"finish_reason":null}]}',
      '{"id":"x","model":"m","created":7,"choices":[{"index":0,"delta":{"role":"assistant","content":"lo"},"content_filter_results":{"hate":{}},"finish_reason":null}],"usage":null}',
      '{"id":"x","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}',
    );
    expect(json).toEqual({
      id: "x",
      object: "chat.completion",
      created: 7,
      model: "m",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hello" },
          finish_reason: "stop",
          content_filter_results: { hate: {} },
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 2 },
      prompt_filter_results: [{ prompt_index: 0 }],
    });
  });

  it("appends lists and indexed details that come in pieces", () => {
    const json = folded(
      '{"choices":[{"delta":{"reasoning_details":[{"index":0,"type":"t","text":"a"}],"annotations":[{"u":1}]}}]}',
      '{"choices":[{"delta":{"reasoning_details":[{"index":0,"type":"t","text":"b"}],"annotations":[{"u":2}]}}]}',
      '{"choices":[{"delta":{"reasoning_details":[{"index":1,"type":"t","text":"c"}]}}]}',
    );
    expect(json.choices[0].message).toMatchObject({
      reasoning_details: [
        { index: 0, type: "t", text: "ab" },
        { index: 1, type: "t", text: "c" },
      ],
      annotations: [{ u: 1 }, { u: 2 }],
    });
  });

  it("leaves out padding, and drops a usage of null", () => {
    const json = folded('{"id":"x","choices":[{"delta":{"content":"a"}}],"usage":null,"obfuscation":"zzz"}');
    expect(Object.keys(json)).toEqual(["id", "object", "choices"]);
  });

  it("takes a response out of its terminal event as it was written", () => {
    const stream = Buffer.from(
      'event: response.created\ndata: {"type":"response.created","response":{}}\n\n' +
        'event: response.completed\ndata: {"type":"response.completed","response":{"status": "completed" , "n":1.0,"big":12345678901234567890,"output":[1]}}\n\n',
    );
    expect(foldToJson("responses", stream).toString()).toBe(
      '{"status": "completed" , "n":1.0,"big":12345678901234567890,"output":[1]}',
    );
  });

  it("fills the output of a response whose terminal event leaves it out", () => {
    const stream = events(
      ["response.output_item.done", '"output_index":0,"item":{"type":"message","n":1.0}'],
      ["response.completed", '"response":{"status":"completed","output":[]}'],
    );
    expect(foldToJson("responses", stream).toString()).toBe(
      '{"status":"completed","output":[{"type":"message","n":1.0}]}',
    );
  });

  it("takes time in step with a stream of 100,000 chunks", () => {
    const piece =
      '{"choices":[{"index":0,"delta":{"content":"x","tool_calls":[{"index":3,"function":{"arguments":"y"}}]},"logprobs":{"content":[{"token":"x"}]}}]}';
    const json = JSON.parse(foldToJson("chat", Buffer.from(`data: ${piece}\n\n`.repeat(100_000))).toString());
    expect(json.choices[0].message.content).toHaveLength(100_000);
    expect(json.choices[0].logprobs.content).toHaveLength(100_000);
  });

  it("throws UnreadableAnswer for what is no answer, and nothing else", () => {
    for (const text of [
      "",
      "data: x\n\n",
      "data: 1\n\n",
      'data: {"choices":3}\n\n',
      'data: {"choices":[1]}\n\n',
      'data: {"choices":[{"index":1e9}]}\n\n',
    ]) {
      for (const route of ["chat", "completions", "responses", "embeddings"] as const) {
        try {
          foldToJson(route, Buffer.from(text));
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableAnswer);
        }
      }
    }
    expect(() => unfoldToSse("chat", Buffer.from("[]"))).toThrow(UnreadableAnswer);
    expect(() =>
      foldToJson("chat", chunks(`{"choices":[],"deep":${"[".repeat(5000)}${"]".repeat(5000)}}`)),
    ).toThrow(UnreadableAnswer);
  });
});

describe("replaying a stored answer", () => {
  const document = Buffer.from(
    '{ "id":"x", "n":1.0, "choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}], "usage":{"prompt_tokens":3,"completion_tokens":1} }',
  );
  const stream = Buffer.from(
    ": hello\r\n\r\n" +
      'data: {"id":"x","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"}}],"usage":null}\r\n\r\n' +
      'data: {"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}], "usage": null }\r\n\r\n' +
      'data: {"id":"x","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}\r\n\r\ndata: [DONE]\r\n\r\n',
  );
  const json = { stream: false, includeUsage: false };

  it("gives a document back byte for byte", () => {
    expect(replay({ route: "chat", form: "json", body: document }, json)).toEqual({
      contentType: "application/json",
      body: document,
      events: null,
    });
    expect(
      replay({ route: "embeddings", form: "json", body: document }, { ...json, stream: true }).body,
    ).toBe(document);
  });

  it("gives a stream back byte for byte to who asked for usage", () => {
    const again = replay({ route: "chat", form: "sse", body: stream }, { stream: true, includeUsage: true });
    expect(again.body.equals(stream)).toBe(true);
    expect(Buffer.concat([...(again.events ?? [])]).equals(stream)).toBe(true);
    expect(again.contentType).toBe("text/event-stream; charset=utf-8");
  });

  it("takes usage out of a stream for who did not ask, and nothing else", () => {
    const again = replay({ route: "chat", form: "sse", body: stream }, { stream: true, includeUsage: false });
    expect(again.body.toString()).toBe(
      ": hello\r\n\r\n" +
        'data: {"id":"x","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"}}]}\r\n\r\n' +
        'data: {"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"stop"}] }\r\n\r\ndata: [DONE]\r\n\r\n',
    );
  });

  it("gives a stream as the document, usage included, and a document as the stream", () => {
    const folded = JSON.parse(replay({ route: "chat", form: "sse", body: stream }, json).body.toString());
    expect(folded).toEqual({
      id: "x",
      object: "chat.completion",
      choices: [{ index: 0, message: { role: "assistant", content: "Hi" }, finish_reason: "stop" }],
      usage: { prompt_tokens: 3, completion_tokens: 1 },
    });
    const told = (includeUsage: boolean) =>
      replay({ route: "chat", form: "json", body: document }, { stream: true, includeUsage }).body.toString();
    expect(told(true)).toContain('"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}');
    expect(told(false)).not.toContain("usage");
    expect(told(false)).toContain('"n":1.0');
  });

  it("repeats a response as stored in its terminal event, on one line", () => {
    const text = '{\n "status":"completed",\n "big":12345678901234567890, "output":[]\r\n}\n';
    const { events } = readSse(unfoldToSse("responses", Buffer.from(text)));
    expect(events.at(-1)?.data).toContain(
      '"response":{  "status":"completed",  "big":12345678901234567890, "output":[] }}'.replaceAll(
        "  ",
        "  ",
      ),
    );
  });
});

describe("inspecting an answer", () => {
  it("reads the same of a document and of the stream that tells it", () => {
    for (const [route, documents] of [
      ["chat", chatDocuments],
      ["completions", completionDocuments],
      ["responses", responseDocuments],
    ] as const) {
      fc.assert(
        fc.property(documents, (text) => {
          const body = Buffer.from(text);
          expect(inspectAnswer(route, "sse", unfoldToSse(route, body))).toEqual(
            inspectAnswer(route, "json", body),
          );
        }),
        { numRuns: 150 },
      );
    }
  });

  it("never throws, whatever came", () => {
    const junk = fc.oneof(
      fc.uint8Array().map((b) => Buffer.from(b)),
      fc.json().map((t) => Buffer.from(t)),
      fc.json().map((t) => Buffer.from(`data: ${t}\n\ndata: [DONE]\n\n`)),
      fc
        .constantFrom(
          "[".repeat(100_000),
          '{"choices":',
          '{"choices":[{"message":null}]}',
          '{"output":[{"content":[null]}]}',
        )
        .map((t) => Buffer.from(t)),
    );
    fc.assert(
      fc.property(
        junk,
        fc.constantFrom<Route>("chat", "completions", "responses", "embeddings"),
        fc.constantFrom("json" as const, "sse" as const),
        (body, route, form) => {
          const answer = inspectAnswer(route, form, body);
          if (!("problem" in answer)) expect(answer.complete && answer.error).toBe(false);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

function sameAgain(route: Route, text: string): void {
  const again = foldToJson(route, unfoldToSse(route, Buffer.from(text))).toString();
  expect(JSON.parse(again)).toEqual(JSON.parse(text));
  expect(numbersIn(again)).toEqual(numbersIn(text));
}

/** Every number as it is spelled, strings aside, in any order. */
function numbersIn(text: string): string[] {
  return (text.replaceAll(/"(?:[^"\\]|\\.)*"/g, "").match(/-?\d[\d.eE+-]*/g) ?? []).sort();
}

function folded(...data: string[]) {
  return JSON.parse(foldToJson("chat", chunks(...data)).toString());
}

function chunks(...data: string[]): Buffer {
  return Buffer.from(data.map((d) => `data: ${d}\n\n`).join(""));
}

function events(...list: readonly (readonly [string, string])[]): Buffer {
  return Buffer.from(
    list.map(([type, more]) => `event: ${type}\ndata: {"type":"${type}",${more}}\n\n`).join(""),
  );
}

function dataOf(stream: Buffer): string[] {
  return readSse(stream).events.flatMap((e) => e.data ?? []);
}
