import { describe, expect, it } from "vitest";
import { createSseReader, readSse, type SseEvent, withData, writeSse } from "../../src/wire/sse.ts";
import { fc } from "../support/property.ts";

describe("reading server-sent events", () => {
  it.each([
    ["LF", "data: a\n\ndata: b\n\n", ["a", "b"]],
    ["CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]],
    ["CR", "data: a\r\rdata: b\r\r", ["a", "b"]],
    ["mixed line ends", "data: a\r\n\ndata: b\n\r\ndata: c\r\n\rdata: d\n\r", ["a", "b", "c", "d"]],
    ["a byte order mark", "\ufeffdata: a\n\n", ["a"]],
    ["a byte order mark that opens a later block", "data: a\n\n\ufeffdata: b\n\n", ["a"]],
    ["several data lines", "data: a\ndata:b\ndata\ndata:  c\n\n", ["a\nb\n\n c"]],
    ["comments and empty lines", ": hi\n\n\n\n:\ndata: a\n: more\n\n", ["a"]],
    ["no space behind the colon", "data:a\n\n", ["a"]],
    ["an empty data line", "data:\n\n", [""]],
    ["data without a colon", "data\n\n", [""]],
    ["a colon in the value", "data: a: b\n\n", ["a: b"]],
    ["fields that are none", "database: x\nDATA: y\n data: z\ndata: a\n\n", ["a"]],
    ["an event that does not end", "data: a\n\ndata: b\n", ["a"]],
    ["a line separator that is none", "data: a\u2028b\u0085\n\n", ["a\u2028b\u0085"]],
  ])("follows the rules for %s", (_name, text, data) => {
    expect(readSse(Buffer.from(text)).events.flatMap((e) => e.data ?? [])).toEqual(data);
  });

  it("gives the event's name and id", () => {
    const { events } = readSse(Buffer.from("event: x\nid: 7\ndata: 1\n\nid: a\0b\ndata: 2\n\nevent: y\n\n"));
    expect(events.map(({ event, data, id }) => [event, data, id])).toEqual([
      ["x", "1", "7"],
      ["", "2", null],
      ["y", null, null],
    ]);
  });

  it("gives the same events and all bytes, however the stream is cut", () => {
    fc.assert(
      fc.property(streams(), fc.array(fc.nat({ max: 12 }), { minLength: 1 }), (text, cuts) => {
        const body = Buffer.from(text);
        const whole = readSse(body);
        const { events, raw } = readIn(body, cuts);
        expect(raw.equals(body)).toBe(true);
        expect(Buffer.concat([...whole.events.map((e) => e.raw), whole.rest]).equals(body)).toBe(true);
        expect(told(events)).toEqual(told(whole.events));
      }),
      { numRuns: 500 },
    );
  });

  it("does not wait for the LF of a CRLF to give an event", () => {
    const reader = createSseReader({ eventBytesMax: 1000 });
    expect(told(reader.push(Buffer.from("data: a\r\n\r")))).toEqual([["", "a"]]);
    expect(told(reader.push(Buffer.from("\ndata: b\r\n\r\n")))).toEqual([["", "b"]]);
    expect(reader.rest).toHaveLength(0);
  });

  it("keeps code points that are cut in the middle", () => {
    const body = Buffer.from("data: é🙂ção\n\n".repeat(3));
    expect(told(readIn(body, [1]).events)).toEqual(Array(3).fill(["", "é🙂ção"]));
  });

  it("passes on a block over its limit unread, and reads the next", () => {
    const reader = createSseReader({ eventBytesMax: 64 });
    const body = Buffer.from(`data: a\n\ndata: ${"x".repeat(500)}\n\ndata: b\n\n`);
    const events: SseEvent[] = [];
    for (let i = 0; i < body.length; i += 10) events.push(...reader.push(body.subarray(i, i + 10)));
    expect(Buffer.concat([...events.map((e) => e.raw), reader.rest]).equals(body)).toBe(true);
    expect(events.flatMap((e) => e.data ?? [])).toEqual(["a", "b"]);
    expect(reader.oversized).toBe(true);
  });

  it("reads a million tiny events, and an event of 300,000 tiny chunks", () => {
    expect(readSse(Buffer.from("data: \n\n".repeat(1_000_000))).events).toHaveLength(1_000_000);
    const reader = createSseReader({ eventBytesMax: 4_000_000 });
    const dot = Buffer.from("..");
    reader.push(Buffer.from("data: "));
    for (let i = 0; i < 300_000; i++) reader.push(dot);
    expect(reader.push(Buffer.from("\n\n"))[0]?.data).toHaveLength(600_000);
  });
});

describe("writing server-sent events", () => {
  it("writes what reads back", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."ab: \n🙂") }),
        fc.constantFrom("", "error", "a.b"),
        (data, event) => {
          expect(told(readSse(writeSse({ event, data })).events)).toEqual([[event, data]]);
        },
      ),
    );
    expect(writeSse({ data: "[DONE]" }).toString()).toBe("data: [DONE]\n\n");
    expect(writeSse({ event: "ping" }).toString()).toBe("event: ping\n\n");
  });

  it("replaces data and nothing else", () => {
    const put = (text: string, data: string) =>
      withData(readSse(Buffer.from(text)).events[0] as SseEvent, data).toString();
    expect(put("data: 1\n\n", "2")).toBe("data: 2\n\n");
    expect(put(": c\r\nid: 4\r\nevent: e\r\ndata:1\r\nretry: 1\r\n\r\n", "2")).toBe(
      ": c\r\nid: 4\r\nevent: e\r\ndata:2\r\nretry: 1\r\n\r\n",
    );
    expect(put("data: {\ndata: }\n\n", "{}")).toBe("data: {}\n\n");
    expect(put("data: x\r\r", "1\n2")).toBe("data: 1\rdata: 2\r\r");
    expect(put("data: 1\rdata: 1\r\n\n", "2")).toBe("data: 2\r\n\n");
    expect(put("\ufeffdata: 1\n\n", "2")).toBe("\ufeffdata: 2\n\n");
    expect(put("data\ndata: 1\n\n", "2")).toBe("data: 2\n\n");
    expect(put(": only a comment\n\n", "2")).toBe(": only a comment\n\n");
  });

  it("replaces data so that it reads back, in any event", () => {
    fc.assert(
      fc.property(streams(), (text) => {
        for (const event of readSse(Buffer.from(text)).events) {
          if (event.data === null) continue;
          const first = event.raw[0] === 0xef ? Buffer.alloc(0) : Buffer.from("\n");
          const again = readSse(Buffer.concat([first, withData(event, '{"x":1}')])).events;
          expect(told(again).filter(([, data]) => data !== null)).toEqual([[event.event, '{"x":1}']]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function told(events: readonly SseEvent[]) {
  return events.map((e) => [e.event, e.data]);
}

function readIn(body: Buffer, cuts: readonly number[]) {
  const reader = createSseReader({ eventBytesMax: 1e6 });
  const events: SseEvent[] = [];
  for (let at = 0, i = 0; at < body.length; i++) {
    const to = at + 1 + (cuts[i % cuts.length] as number);
    events.push(...reader.push(body.subarray(at, to)));
    at = to;
  }
  events.push(...reader.end());
  return { events, raw: Buffer.concat([...events.map((e) => e.raw), reader.rest]) };
}

function streams() {
  const scrap = fc.constantFrom(
    "data: ",
    "data:",
    "event: e",
    ": c",
    "id: 1",
    "retry: 5",
    "x",
    "é🙂",
    "\r\n",
    "\n",
    "\r",
    "\n\n",
    "\r\n\r\n",
    "\r\r",
    "\n\n",
  );
  return fc
    .tuple(fc.constantFrom("", "\ufeff"), fc.array(scrap, { maxLength: 40 }))
    .map(([mark, parts]) => mark + parts.join(""));
}
