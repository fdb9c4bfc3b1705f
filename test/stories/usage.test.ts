/** Usage that we ask for on behalf of a caller: never at the caller's cost, and never shown to who did not ask. */
import { afterEach, describe, expect, it } from "vitest";
import { startHarness } from "../support/harness.ts";
import { eventsOf, type Script, startUpstream } from "../support/upstream.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function gatewayBefore(script: Script) {
  const upstream = await startUpstream(script);
  ends.push(() => upstream.close());
  const gateway = await startHarness({ upstream: upstream.url });
  ends.push(() => gateway.close());
  return { upstream, gateway };
}

const optionsIn = (body: Buffer) => JSON.parse(body.toString()).stream_options;

describe("an upstream that refuses stream_options", () => {
  const refusing: (status: number) => Script = (status) => (arrived, res) => {
    if (optionsIn(arrived.body) === undefined) {
      res.writeHead(200, { "content-type": "text/event-stream" });
      return void res.end(eventsOf("Hi there.", false).join(""));
    }
    res.writeHead(status, { "content-type": "application/json" });
    res.end('{"error":{"message":"Extra inputs are not permitted"}}');
  };

  it.each([400, 422])("with %i is asked again as the caller wrote it, and remembered", async (status) => {
    const { upstream, gateway } = await gatewayBefore(refusing(status));
    const first = await gateway.chat("What is a mutex?", { stream: true });
    expect([first.status, first.content, upstream.arrived.length]).toEqual([200, "Hi there.", 2]);
    const second = await gateway.chat("What is a semaphore?", { stream: true });
    expect([second.status, upstream.arrived.length]).toEqual([200, 3]);
    const asked = await gateway.chat("What is a lock?", {
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(asked.status).toBe(status);
  });

  it("passes a refusal on that is the caller's own, once for an upstream that takes the option", async () => {
    const { upstream, gateway } = await gatewayBefore((arrived, res) => {
      const bad = arrived.question.includes("bad");
      res.writeHead(bad ? 400 : 200, { "content-type": bad ? "application/json" : "text/event-stream" });
      res.end(bad ? '{"error":{"message":"no such model"}}' : eventsOf("Good.", true).join(""));
    });
    await gateway.chat("a good one", { stream: true });
    const refused = await gateway.chat("a bad one", { stream: true });
    expect([refused.status, refused.text, upstream.asked("a bad one")]).toEqual([
      400,
      '{"error":{"message":"no such model"}}',
      1,
    ]);
  });
});

describe("what rides on the chunk with the usage", () => {
  const riding =
    (more: object): Script =>
    (_arrived, res) => {
      const last = { id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices: [] };
      const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
      const events = eventsOf("Hi.", false);
      res.writeHead(200, { "content-type": "text/event-stream" });
      res.end(
        [
          ...events.slice(0, -1),
          `data: ${JSON.stringify({ ...last, usage, ...more })}\n\n`,
          events.at(-1),
        ].join(""),
      );
    };

  it.each([{ timings: { prompt_n: 5 } }, { citations: ["https://a.example"] }, { x_groq: { id: "r" } }])(
    "comes to who did not ask for usage, on miss and hit: %j",
    async (more) => {
      const { gateway } = await gatewayBefore(riding(more));
      for (const outcome of ["miss", "exact"]) {
        const answer = await gateway.chat("How fast was this?", { stream: true });
        expect(answer.outcome).toBe(outcome);
        expect(answer.text).toContain(JSON.stringify(more).slice(1, -1));
        expect(answer.text).not.toContain("prompt_tokens");
      }
    },
  );

  it("is upstream's own usage where the caller said that it wants none asked for", async () => {
    const { upstream, gateway } = await gatewayBefore(riding({}));
    const options = { stream: true, stream_options: { include_usage: false } };
    const answer = await gateway.chat("Who asked?", options);
    expect(optionsIn(upstream.arrived[0]!.body)).toEqual({ include_usage: false });
    expect(answer.text).toContain("prompt_tokens");
  });
});

describe("a stream that calls itself something else", () => {
  it.each(["text/plain; charset=utf-8", "application/json", "application/octet-stream"])(
    "is a stream all the same, stored and replayed: %s",
    async (type) => {
      const { gateway } = await gatewayBefore((_arrived, res) => {
        res.writeHead(200, { "content-type": type });
        res.end(eventsOf("Hi there.", true).join(""));
      });
      for (const outcome of ["miss", "exact"]) {
        const answer = await gateway.chat("Is this a stream?", { stream: true });
        expect([answer.outcome, answer.content]).toEqual([outcome, "Hi there."]);
        expect(answer.text).not.toContain("prompt_tokens");
      }
    },
  );
});

describe("an answer that breaks the JSON that was promised", () => {
  it("is not stored, so that the next try can be right", async () => {
    let tries = 0;
    const { gateway } = await gatewayBefore((_arrived, res) => {
      const content = tries++ === 0 ? '{"name": "Ada", "ag' : '{"name":"Ada"}';
      const message = { role: "assistant", content };
      res.writeHead(200, { "content-type": "application/json" });
      res.end(
        JSON.stringify({
          object: "chat.completion",
          model: "m",
          choices: [{ index: 0, message, finish_reason: "stop" }],
        }),
      );
    });
    const json = { response_format: { type: "json_object" } };
    const seen = [];
    for (let i = 0; i < 3; i++) seen.push(await gateway.chat("Who?", json));
    expect(seen.map(({ outcome }) => outcome)).toEqual(["miss", "miss", "exact"]);
    expect(seen[2]?.content).toBe('{"name":"Ada"}');
  });

  const object = '"response_format":{"type":"json_object"}';
  const schema = `"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object"}}}`;
  it.each([
    object,
    object.replace("response_format", "response\\u005fformat"),
    object.replace("json_object", "\\u006Ason_object"),
    object.replace('"type"', '"\\u0074ype"').replace("json_object", "json\\u005Fobject"),
    schema.replaceAll("json_schema", "json\\u005fschema"),
    schema.replaceAll('"schema"', '"schem\\u0061"').replaceAll("json_schema", "jso\\u006e_schema"),
  ])("is held to it however the request spells it: %s", async (format) => {
    const { gateway, upstream } = await gatewayBefore((_arrived, res) => {
      const message = { role: "assistant", content: "Sure, here it is" };
      const choices = [{ index: 0, message, finish_reason: "stop" }];
      res.writeHead(200, { "content-type": "application/json" });
      res.end(JSON.stringify({ object: "chat.completion", model: "m", choices }));
    });
    for (let i = 0; i < 2; i++) {
      const response = await fetch(`${gateway.url}/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: "Bearer sk-a" },
        body: `{"model":"m","messages":[{"role":"user","content":"Quem \\u00e9?"}],${format}}`,
      });
      expect([response.status, response.headers.get("x-semblance-outcome")]).toEqual([200, "miss"]);
      await response.arrayBuffer();
    }
    expect(upstream.arrived).toHaveLength(2);
    expect(await gateway.record()).toMatchObject({ notStored: "not-as-promised" });
  });
});
