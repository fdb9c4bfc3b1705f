/** The Responses API repeats in its answer what a request said of itself: each caller reads their own, also on hits. */
import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Harness, startHarness } from "../support/harness.ts";
import { type Arrived, startUpstream, type TestUpstream } from "../support/upstream.ts";

let up: TestUpstream;
let gateway: Harness;
let calls: number;
/** Answers that are held until so many calls have come. */
let held: (() => void)[] = [];
let holdUntil = 1;

function document(body: { readonly [name: string]: unknown }) {
  const content = [{ type: "output_text", text: "Lisbon.", annotations: [] }];
  const output = [{ id: "msg_1", type: "message", role: "assistant", status: "completed", content }];
  return {
    ...{ id: `resp_${calls}`, object: "response", status: "completed", model: "m", output },
    ...{ metadata: body["metadata"] ?? {}, user: body["user"] ?? null },
    usage: { input_tokens: 3, output_tokens: 1, total_tokens: 4 },
  };
}

function repeat(arrived: Arrived, res: ServerResponse): void {
  calls++;
  const asked = JSON.parse(arrived.body.toString());
  const told = document(asked);
  held.push(() => {
    if (asked.stream === true) {
      res.writeHead(200, { "content-type": "text/event-stream" });
      const begun = { ...told, status: "in_progress", output: [] };
      const events = [
        { type: "response.created", response: begun },
        { type: "response.completed", response: told },
      ];
      res.end(events.map((e) => `event: ${e.type}\ndata: ${JSON.stringify(e)}\n\n`).join(""));
    } else {
      res.writeHead(200, { "content-type": "application/json" });
      res.end(JSON.stringify(told));
    }
  });
  if (held.length >= holdUntil) for (const send of held.splice(0)) send();
}

beforeAll(async () => {
  up = await startUpstream(repeat);
});
afterAll(() => up.close());
beforeEach(async () => {
  calls = 0;
  held = [];
  holdUntil = 1;
  gateway = await startHarness({ upstream: up.url });
  return () => gateway.close();
});

const ASKED = { model: "m", input: "What is the capital of Portugal?", temperature: 0 };
const ask = (more: object) => gateway.post("/responses", { ...ASKED, ...more });

describe("what a response repeats of its request", () => {
  it("is the caller's own on a hit, as a document and in each event of a stream", async () => {
    const first = await ask({ metadata: { run: "first" }, user: "ana" });
    expect(first.outcome).toBe("miss");
    const client = gateway.openai();
    const hit = await client.responses.create({ ...ASKED, metadata: { run: "second" }, user: "bo" });
    expect([hit.output_text, hit.metadata, hit.user]).toEqual(["Lisbon.", { run: "second" }, "bo"]);
    const seen: unknown[] = [];
    let text = "";
    for await (const event of await client.responses.create({
      ...ASKED,
      metadata: { run: "third" },
      stream: true,
    })) {
      if ("response" in event) seen.push([event.response.metadata, event.response.user]);
      if (event.type === "response.output_text.delta") text += event.delta;
    }
    expect(seen).toEqual([0, 1, 2].map(() => [{ run: "third" }, null]));
    expect(text).toBe("Lisbon.");
    const none = await ask({});
    expect([none.outcome, none.text.includes("first"), none.text.includes("ana")]).toEqual([
      "exact",
      false,
      false,
    ]);
    expect(calls).toBe(1);
  });

  it("is the caller's own where a stream was stored", async () => {
    await ask({ metadata: { run: "first" }, stream: true });
    const streamed = await ask({ metadata: { run: "second" }, stream: true });
    const whole = await ask({ metadata: { run: "third" } });
    for (const [answer, own] of [
      [streamed, "second"],
      [whole, "third"],
    ] as const) {
      expect(answer.outcome).toBe("exact");
      expect(answer.text).toContain(own);
      expect(answer.text).not.toContain("first");
    }
  });

  it("leaves a hit as it was stored where it is the same", async () => {
    const first = await ask({ metadata: { run: "first" } });
    const again = await ask({ metadata: { run: "first" } });
    expect([again.outcome, again.text]).toEqual(["exact", first.text]);
  });

  it("parts callers who ask at once, and keeps those together who say the same of themselves", async () => {
    holdUntil = 2;
    const all = [{ run: "one" }, { run: "two" }, { run: "two" }].map((metadata) => ask({ metadata }));
    const answers = await Promise.all(all);
    expect(answers.map(({ text }) => JSON.parse(text).metadata)).toEqual([
      { run: "one" },
      { run: "two" },
      { run: "two" },
    ]);
    expect(calls).toBe(2);
  });
});
