import { describe, expect, it } from "vitest";
import {
  AnswerRecorder,
  askForUsage,
  createLiveUsageFilter,
  createUsageFilter,
  editText,
  replay,
  unfoldToSse,
  withCacheInfo,
} from "../../src/wire/answer.ts";
import { createSseReader, readSse } from "../../src/wire/sse.ts";
import { fc } from "../support/property.ts";
import { chatDocuments } from "./generated.ts";

describe("usage in a live stream", () => {
  const filtered = (text: string, route: "chat" | "completions" | "responses" = "chat") => {
    const { events, rest } = readSse(Buffer.from(text));
    return Buffer.concat([...createUsageFilter(route).push(events), rest]).toString();
  };

  /** Pieces of the lengths given, in turn, each one longer. */
  const piecesOf = (body: Buffer, cuts: readonly number[]) => {
    const pieces: Buffer[] = [];
    for (let at = 0, i = 0; at < body.length; i++) {
      const to = at + 1 + (cuts[i % cuts.length] ?? 0);
      pieces.push(body.subarray(at, to));
      at = to;
    }
    return pieces;
  };

  /** As it leaves the gateway where it comes in pieces. */
  const live = (pieces: readonly Buffer[]) => {
    const filter = createLiveUsageFilter("chat");
    return Buffer.concat([...pieces.flatMap((piece) => filter.push(piece)), ...filter.end()]).toString();
  };

  const byEvents = (pieces: readonly Buffer[]) => {
    const reader = createSseReader({ eventBytesMax: 1e6 });
    const filter = createUsageFilter("chat");
    const out = pieces.flatMap((piece) => filter.push(reader.push(piece)));
    return Buffer.concat([...out, reader.rest]).toString();
  };

  it("is the only thing taken out", () => {
    expect(
      filtered('data: {"id":"a", "choices":[{"delta":{"content":"\\"usage\\":null"}}], "usage" : null}\n\n'),
    ).toBe('data: {"id":"a", "choices":[{"delta":{"content":"\\"usage\\":null"}}]}\n\n');
    expect(filtered('data: {"choices":[],"usage":{"prompt_tokens":1}}\n\ndata: [DONE]\n\n')).toBe(
      "data: [DONE]\n\n",
    );
  });

  it.each([
    ["no usage", 'data: {"choices":[{"delta":{"content":"x"}}]}\r\n\r\n'],
    ["usage below the top", 'data: {"choices":[{"usage":1}],"x":{"usage":2}}\n\n'],
    ["no choices and no usage", 'data: {"choices":[],"prompt_filter_results":[]}\n\n'],
    ["what is no JSON", 'data: {"usage":\n\n'],
    ["text that speaks of it", ': "usage"\n\ndata: "usage"\n\n'],
    ["an error", 'event: error\ndata: {"error":{"usage":1}}\n\n'],
    ["an event that breaks off", 'data: {"choices":[],"usage":{"prompt'],
    ["bytes that are no UTF-8", "data: \u{fffd}\n\n"],
  ])("leaves every byte of %s", (_name, text) => {
    expect(filtered(text)).toBe(text);
  });

  it("is left alone on routes that have no such chunks", () => {
    const text = 'data: {"choices":[],"usage":{"input_tokens":1}}\n\n';
    expect(filtered(text, "responses")).toBe(text);
  });

  it("is gone from any stream, and what is left is the stream without it", () => {
    fc.assert(
      fc.property(chatDocuments, fc.array(fc.nat({ max: 300 }), { minLength: 1 }), (text, cuts) => {
        const body = unfoldToSse("chat", Buffer.from(text), true);
        expect(live(piecesOf(body, cuts))).toBe(unfoldToSse("chat", Buffer.from(text), false).toString());
      }),
      { numRuns: 100 },
    );
  });

  it("is taken out of a stored stream as out of a live one", () => {
    const scrap = fc.constantFrom(
      'data: {"choices":[],"usage":{"a":1}}',
      'data: {"choices":[{}],"usage":null}',
      'data: {"a":"\\"usage\\"","usage":null}',
      '"usage"',
      "data: [DONE]",
      ": usage",
      "event: e",
      'data:{"usage":null}',
      "\n",
      "\n\n",
      "\n\n",
      "\n\n",
      "\r",
      "\ufeff",
      "data: ",
      '{"usage":',
    );
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 16 }), (parts) => {
        const text = parts.join("");
        const again = replay(
          { route: "chat", form: "sse", body: Buffer.from(text) },
          { stream: true, includeUsage: false },
        );
        expect(again.body.toString()).toBe(filtered(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("is taken out of a stream that comes in pieces as out of each event", () => {
    const block = fc.constantFrom(
      'data: {"choices":[],"usage":{"a":1}}\n\n',
      'data: {"choices":[{"delta":{"content":"ação 🎉"}}],"usage":null}\n\n',
      'data: {"choices":[{"delta":{"content":"\\"usage\\":null"}}]}\n\n',
      'data: {"choices":[{}],"usage":null}\r\n\r\n',
      'data: {"choices":[{}],\ndata: "usage":null}\n\n',
      "data: [DONE]\n\n",
      ": usage\n\n",
      "\n",
      "\ufeff",
      'data: {"usage":',
    );
    const lengths = fc.array(fc.oneof(fc.nat({ max: 80 }), fc.constant(36), fc.constant(1_000)), {
      minLength: 1,
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), lengths, (parts, cuts) => {
        const pieces = piecesOf(Buffer.from(parts.join("")), cuts);
        expect(live(pieces)).toBe(byEvents(pieces));
      }),
      { numRuns: 3000 },
    );
  });

  it("leaves in one piece of events that came in one piece, at once", () => {
    const filter = createLiveUsageFilter("chat");
    const event = 'data: {"choices":[{"delta":{"content":"x"}}],"usage":null}\n\n';
    const less = 'data: {"choices":[{"delta":{"content":"x"}}]}\n\n';
    expect(filter.push(Buffer.from(event.repeat(3))).map(String)).toEqual([less.repeat(3)]);
    expect(filter.push(Buffer.from(event)).map(String)).toEqual([less]);
    expect(filter.end()).toEqual([]);
  });

  it("keeps bytes that are no UTF-8 beside it", () => {
    const filter = createLiveUsageFilter("chat");
    const bytes = Buffer.from(
      'data: {"choices":[{"delta":{"content":"\xff\xc3"}}],"usage":null}\n\n',
      "latin1",
    );
    const out = Buffer.concat(filter.push(bytes)).toString("latin1");
    expect(out).toBe('data: {"choices":[{"delta":{"content":"\xff\xc3"}}]}\n\n');
  });

  it("gives each event's bytes at once", () => {
    const filter = createUsageFilter("chat");
    const event = Buffer.from('data: {"choices":[{"delta":{"content":"x"}}]}\n\n');
    expect(filter.push(readSse(event).events)).toEqual([event]);
  });
});

describe("asking for usage", () => {
  it.each([
    [
      '{"stream":true,"messages":[]}',
      '{"stream":true,"messages":[],"stream_options":{"include_usage":true}}',
    ],
    [
      '{"messages":[], "stream":true, "n":1.0}\n',
      '{"messages":[], "stream":true, "n":1.0,"stream_options":{"include_usage":true}}\n',
    ],
    [
      '{"stream":true,"prompt":"x","stream_options":null}',
      '{"stream":true,"prompt":"x","stream_options":{"include_usage":true}}',
    ],
    [
      '{"stream_options":{},"stream":true,"messages":[]}',
      '{"stream_options":{"include_usage":true},"stream":true,"messages":[]}',
    ],
    [
      '{"stream_options":{"x":1},"stream":true,"messages":[]}',
      '{"stream_options":{"x":1,"include_usage":true},"stream":true,"messages":[]}',
    ],
  ])("changes nothing else: %s", (text, asked) => {
    expect(askForUsage(text)).toBe(asked);
  });

  it.each([
    '{"messages":[]}',
    '{"stream":false,"messages":[]}',
    '{"stream":"true","messages":[]}',
    '{"stream":true,"messages":[],"stream_options":{"include_usage":true}}',
    '{"stream":true,"messages":[],"stream_options":{"include_usage":"yes"}}',
    '{"stream":true,"messages":[],"stream_options":"all"}',
    '{"stream":true,"messages":[],"stream_options":[]}',
    '{"stream":true,"input":"a response knows no such option"}',
    '{"stream":true,"prompt":{"id":"template"}}',
    '{"stream":true,"messages":[]',
    "[]",
    "",
  ])("says null where there is nothing to ask, or no way to: %s", (text) => {
    expect(askForUsage(text)).toBeNull();
  });
});

describe("recording an answer", () => {
  const record = (text: string, bytesMax = 10_000, step = 7, form: "json" | "sse" = "sse") => {
    const recorder = new AnswerRecorder("chat", form, bytesMax);
    const body = Buffer.from(text);
    for (let at = 0; at < body.length; at += step) recorder.push(body.subarray(at, at + step));
    return recorder.end()?.toString() ?? null;
  };

  it("keeps every byte but padding", () => {
    expect(
      record(
        ': c\r\n\r\ndata: {"id":"é🙂","choices":[{"delta":{"content":"\\"obfuscation\\":1"}}],"obfuscation":"Ab9"}\r\n\r\n' +
          'data: {"obfuscation":"x","choices":[]}\r\n\r\nevent: e\r\ndata: {"x":{"obfuscation":1}}\r\n\r\ndata: [DONE]\r\n\r\ndata: rest',
      ),
    ).toBe(
      ': c\r\n\r\ndata: {"id":"é🙂","choices":[{"delta":{"content":"\\"obfuscation\\":1"}}]}\r\n\r\n' +
        'data: {"choices":[]}\r\n\r\nevent: e\r\ndata: {"x":{"obfuscation":1}}\r\n\r\ndata: [DONE]\r\n\r\ndata: rest',
    );
  });

  it("leaves what is no JSON, and documents, as they came", () => {
    for (const text of ['data: {"obfuscation":\n\n', 'data: "obfuscation"\n\n', '{"obfuscation":1}'])
      expect(record(text)).toBe(text);
    expect(record('{"obfuscation":1}', 100, 3, "json")).toBe('{"obfuscation":1}');
  });

  it("says null for what is larger than may be stored, padding aside", () => {
    expect(record("x".repeat(100), 100, 7, "json")).toHaveLength(100);
    expect(record("x".repeat(101), 100, 7, "json")).toBeNull();
    const padded = 'data: {"a":1,"obfuscation":"0123456789"}\n\n';
    expect(record(padded, 'data: {"a":1}\n\n'.length * 2)).toBe('data: {"a":1}\n\n');
    expect(record(padded, 14)).toBeNull();
  });

  it("holds nothing any more once it is too large", () => {
    const recorder = new AnswerRecorder("chat", "sse", 100);
    for (let i = 0; i < 1000; i++) recorder.push(Buffer.alloc(1000));
    expect(recorder.overflowed).toBe(true);
    expect(recorder.end()).toBeNull();
  });
});

describe("editing the text of an answer", () => {
  const edit = (route: "chat" | "completions" | "responses" | "embeddings", text: string) =>
    editText(route, Buffer.from(text), (t) => t.replaceAll("Python", 'Go "é🙂"'))?.toString() ?? null;

  it("changes the text and no other byte", () => {
    const chat = (t: string) =>
      `{ "id":"Python", "n": 12345678901234567890, "choices" : [ {"index":0,"message":{"role":"assistant", "content":"${t}","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"} ] }\n`;
    expect(edit("chat", chat("In \\u0050ython, Python"))).toBe(chat('In Go \\"é🙂\\", Go \\"é🙂\\"'));
    expect(
      edit("completions", '{"choices":[{"text":"Python","index":0,"finish_reason":"stop"}],"n":1.0}'),
    ).toBe('{"choices":[{"text":"Go \\"é🙂\\"","index":0,"finish_reason":"stop"}],"n":1.0}');
    expect(
      edit(
        "responses",
        '{"output_text":"Python","output":[{"type":"message","content":[{"type":"output_text","text":"Python","annotations":[],"logprobs":[]}]}]}',
      ),
    ).toBe(
      '{"output_text":"Go \\"é🙂\\"","output":[{"type":"message","content":[{"type":"output_text","text":"Go \\"é🙂\\"","annotations":[],"logprobs":[]}]}]}',
    );
  });

  it.each([
    ["chat", '{"choices":[{"message":{"content":"Python","tool_calls":[{}]}}]}'],
    ["chat", '{"choices":[{"message":{"content":"Python","reasoning_content":"about Python"}}]}'],
    ["chat", '{"choices":[{"message":{"content":"Python","annotations":[{"start_index":3}]}}]}'],
    ["chat", '{"choices":[{"message":{"content":"Python","refusal":"No"}}]}'],
    ["chat", '{"choices":[{"message":{"content":"Python"},"logprobs":{"content":[]}}]}'],
    ["chat", '{"choices":[{"message":{"content":"Python"}},{"message":{"content":"Python"}}]}'],
    ["chat", '{"choices":[{"message":{"content":[{"type":"text","text":"Python"}]}}]}'],
    ["chat", '{"choices":[{"message":{"content":null}}]}'],
    ["chat", '{"choices":[{"message":{}}]}'],
    ["chat", '{"choices":[]}'],
    ["chat", "not JSON"],
    ["completions", '{"choices":[{"text":"Python","logprobs":{"tokens":["Python"]}}]}'],
    [
      "responses",
      '{"output":[{"type":"reasoning","summary":[]},{"type":"message","content":[{"type":"output_text","text":"Python"}]}]}',
    ],
    [
      "responses",
      '{"output":[{"type":"message","content":[{"type":"output_text","text":"Python"},{"type":"output_text","text":"x"}]}]}',
    ],
    [
      "responses",
      '{"output":[{"type":"message","content":[{"type":"output_text","text":"Python","annotations":[{}]}]}]}',
    ],
    ["responses", '{"output":[{"type":"message","content":[{"type":"refusal","refusal":"Python"}]}]}'],
    ["embeddings", '{"data":[]}'],
  ] as const)("says null where more than one plain text speaks: %s %s", (route, text) => {
    expect(edit(route, text)).toBeNull();
  });
});

describe("cache information", () => {
  it("is the last member of a document, which stays as it was", () => {
    expect(withCacheInfo(Buffer.from('{ "id": 1.0 }'), { hit: true }).toString()).toBe(
      '{ "id": 1.0,"_cache_info":{"hit":true} }',
    );
    expect(withCacheInfo(Buffer.from("{}"), { hit: true }).toString()).toBe('{"_cache_info":{"hit":true}}');
  });

  it("is left out of what is no object", () => {
    for (const text of ["[1]", "x", ""]) expect(withCacheInfo(Buffer.from(text), {}).toString()).toBe(text);
  });
});
