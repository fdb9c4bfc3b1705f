import { describe, expect, it } from "vitest";
import { canReplay, replayed, textLengthOf } from "../../src/gateway/stored-forms.ts";
import { isReplayable, replay } from "../../src/wire/answer.ts";

const event = (delta: object, finish: string | null = null, usage = "") =>
  `data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":${JSON.stringify(delta)},"finish_reason":${JSON.stringify(finish)}}]${usage}}\n\n`;
const streamed = (text: string) =>
  Buffer.from(
    `${event({ role: "assistant", content: "" }, null, ',"usage":null')}${event({ content: text }, null, ',"usage":null')}${event({}, "stop", ',"usage":null')}data: [DONE]\n\n`,
  );
const document = (text: string) =>
  Buffer.from(
    JSON.stringify({
      id: "c",
      object: "chat.completion",
      created: 1,
      model: "m",
      choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
    }),
  );
const stored = [
  { route: "chat", form: "sse", body: streamed("A proxy.") },
  { route: "chat", form: "json", body: document("A proxy.") },
] as const;
const wanted = [true, false].flatMap((stream) =>
  [true, false].map((includeUsage) => ({ stream, includeUsage })),
);

describe("forms of a stored answer", () => {
  it.each(stored)("are those of a replay, the first time and again, from $form", (answer) => {
    for (const time of [1, 2])
      for (const want of wanted) {
        const { contentType, body } = replay(answer, want);
        const kept = replayed(answer, want);
        expect([time, kept.contentType, String(kept.body)]).toEqual([time, contentType, String(body)]);
        expect(canReplay(answer, want)).toBe(isReplayable(answer, want));
      }
  });

  it("are made once for as long as the answer is the same", () => {
    const answer = { route: "chat", form: "sse", body: streamed("Once.") } as const;
    const want = { stream: true, includeUsage: false };
    expect(replayed(answer, want)).toBe(replayed(answer, want));
    expect(replayed(answer, want)).not.toBe(replayed({ ...answer, body: streamed("Once.") }, want));
    expect(String(replayed(answer, want).body)).not.toContain("usage");
    expect(String(replayed(answer, { ...want, includeUsage: true }).body)).toContain("usage");
  });

  it("tell the length of the text, 0 of what cannot be read, each time", () => {
    for (const _time of [1, 2]) {
      for (const answer of stored) expect(textLengthOf(answer)).toBe("A proxy.".length);
      expect(textLengthOf({ route: "chat", form: "json", body: Buffer.from("no answer") })).toBe(0);
    }
  });

  it("are refused each time where a stream cannot be folded for certain", () => {
    const odd = { route: "chat", form: "sse", body: Buffer.from("data: nothing\n\n") } as const;
    for (const _time of [1, 2]) {
      expect(canReplay(odd, { stream: false })).toBe(false);
      expect(() => replayed(odd, { stream: false, includeUsage: true })).toThrow();
    }
  });

  it("of many and of large answers are the same as of few: what is kept has a limit", () => {
    const want = { stream: true, includeUsage: false };
    const large = "x".repeat(300_000);
    const oldest = { route: "chat", form: "sse", body: streamed("oldest") } as const;
    const before = replayed(oldest, want);
    for (let n = 0; n < 80; n++) {
      const answer = { route: "chat", form: "sse", body: streamed(`${n} ${large}`) } as const;
      expect(replayed(answer, want).body.equals(replay(answer, want).body)).toBe(true);
    }
    expect(replayed(oldest, want)).not.toBe(before);
    const first = { route: "chat", form: "sse", body: streamed("y".repeat(1_100_000)) } as const;
    expect(replayed(first, want).body.equals(replay(first, want).body)).toBe(true);
  });
});
