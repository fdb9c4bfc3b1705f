import { describe, expect, it } from "vitest";
import { CHAT } from "../../src/wire/chat.ts";
import { chunksOf, type ReadChunk, readChunks } from "../../src/wire/chunk-frame.ts";
import { foldChunks } from "../../src/wire/chunks.ts";
import { COMPLETIONS } from "../../src/wire/completions.ts";
import { parseRecord, writeJson } from "../../src/wire/json-value.ts";
import { namesTwice } from "../../src/wire/names-twice.ts";
import { isLineEnds, readSse, type SseEvent } from "../../src/wire/sse.ts";
import { fc } from "../support/property.ts";

/** Texts of chunks around a piece, `#`: as upstreams have them, and as one that means ill might. */
const FRAMES = [
  '{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":#},"finish_reason":null}]}',
  '{"id":"c","choices":[{"index":0,"delta":{"content":#},"logprobs":null,"finish_reason":null}],"usage":null}',
  '{"id":"c","choices":[{"index":1.0,"delta":{"content":#}}],"created":9007199254740993}',
  '{ "id": "c", "choices": [ { "delta": { "role": "assistant", "content": # } } ] }',
  '{"id":"c","choices":[{"index":0,"text":#,"finish_reason":null}]}',
  '{"id":"c","choices":[{"index":0,"delta":{"content":#,"content":"twice"}}]}',
  '{"id":"c","choices":[{"index":0,"delta":{"content":#,"cont\\u0065nt":"twice"}}]}',
  '{"id":"c","choices":[{"index":0,"delta":{"content":#}},{"index":1,"delta":{"content":"b"}}]}',
  '{"id":"c","choices":[{"index":0,"delta":{"role":"content","tool_calls":[{"index":0,"function":{"arguments":#}}]}}]}',
  '{"id":"c","choices":[{"index":0,"delta":{"content":"ab"},"logprobs":{"content":[{"token":#}]}}]}',
  '{"id":"c","choices":[{"index":0,"delta":{"content":#,"__proto__":"x"},"__proto__":1}],"__proto__":2}',
  '{"id":"c","choices":[{"index":0,"delta":{"content":#},"error":"broken"}]}',
  '{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"note":#}',
  '{"id":"c","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2},"content":#}',
  '{"id":"c","choices":[{"index":0,"delta":{"reasoning_content":"r","content":#},"finish_reason":null}]}',
  '{"id":"c","choices":[{"index":0,"delta":{"reasoning_content":"","role":"assistant","content":#}}]}',
  '{"id":"c","choices":[{"index":0,"delta":{"role":"assistant"},"text":#,"seen":false}]}',
  '{"id":"c","choices":[{"index":0,"delta":{"content":#},"finish_reason":"stop"}]}',
  "#",
] as const;

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text)) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 6 }).map((text) => JSON.stringify(text)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        '"a","content":"b"',
        '"a"},"error":{"b":"c"',
        '"\\"',
        '"\\u00e9\\n"',
        '"\\x"',
        '"a\tb"',
        '""',
        "null",
      ],
      ...['"a" "b"', "[1]", '"a\\', '"\\ud800"', '"content"', '"\\"content\\":\\"x\\""'],
    ),
  },
);

/** Runs of one frame with changing pieces, now and then something else between. */
const stream = fc
  .array(
    fc.record({
      frame: fc.constantFrom(...FRAMES),
      pieces: fc.array(piece, { minLength: 1, maxLength: 5 }),
      between: fc.constantFrom("", "", "", ": hold on\n\n", "event: error\ndata: {}\n\n", "data: [DONE]\n\n"),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((runs) =>
    runs
      .map(
        ({ frame, pieces, between }) =>
          pieces.map((text) => `data: ${frame.replace("#", () => text)}\n\n`).join("") + between,
      )
      .join(""),
  );

function eventsOf(text: string): readonly SseEvent[] {
  return readSse(Buffer.from(text)).events;
}

/** As `readChunks`, by parsing each chunk. */
function parsed(events: readonly SseEvent[]): ReadChunk[] {
  return events.flatMap(({ event, data }) =>
    data === null ? [] : [{ event, data, json: parseRecord(data), alike: false }],
  );
}

describe("runs of chunks that differ in a piece of text", () => {
  it.each([CHAT, COMPLETIONS])("fold to what parsing each of their chunks gives: $whole", (format) => {
    let alike = 0;
    fc.assert(
      fc.property(stream, (text) => {
        const events = eventsOf(text);
        const read = readChunks(events, format.piece);
        read.forEach((chunk, i) => {
          if (!chunk.alike) return;
          alike++;
          expect(namesTwice(chunk.data)).toBe(namesTwice(read[i - 1]!.data));
        });
        expect(JSON.stringify(foldChunks(read, format))).toBe(
          JSON.stringify(foldChunks(parsed(events), format)),
        );
      }),
      { numRuns: 3_000, seed: 7 },
    );
    expect(alike).toBeGreaterThan(300);
  });

  it("are all but the first and the last of an ordinary stream, read as one", () => {
    const text = ["", " a", ' "b"', "\n", " é"].map(
      (said) => `data: ${FRAMES[1].replace("#", () => JSON.stringify(said))}\n\n`,
    );
    const { chunks, isWhole } = chunksOf(Buffer.from(`${text.join("")}data: [DONE]\n\n`), "content");
    expect(chunks.map(({ alike }) => alike)).toEqual([false, true, false]);
    expect(writeJson(chunks[1]?.json)).toContain(JSON.stringify(' a "b"\n é'));
    expect(isWhole).toBe(true);
  });

  it("are the same from the text at once as from its events", () => {
    const odd = fc.constantFrom(
      "\ufeff",
      ": hold on\n\n",
      "\n",
      "data: x\r\n\r\n",
      "event: error\n",
      "data: cut",
      "\n\n",
    );
    fc.assert(
      fc.property(stream, fc.array(fc.tuple(fc.nat(), odd), { maxLength: 2 }), (text, odds) => {
        let body = text;
        for (const [n, piece] of odds) {
          const at = n % (body.length + 1);
          body = body.slice(0, at) + piece + body.slice(at);
        }
        const { events, rest } = readSse(Buffer.from(body));
        expect(chunksOf(Buffer.from(body), "content")).toEqual({
          chunks: readChunks(events, "content"),
          isWhole: isLineEnds(rest),
        });
      }),
      { numRuns: 3_000, seed: 7 },
    );
  });
});
