import http from "node:http";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepsPromise } from "../../src/core/json-answer.ts";
import { answerTo } from "../../src/demo/model/answer.ts";
import { invent } from "../../src/demo/model/invent.ts";
import { type DemoModel, startDemoModel } from "../../src/demo/model.ts";
import { fc } from "../support/property.ts";

let demo: DemoModel;
let client: OpenAI;

beforeAll(async () => {
  demo = await startDemoModel({ pace: "instant" });
  client = new OpenAI({ baseURL: demo.url, apiKey: "none", maxRetries: 0 });
});
afterAll(() => demo.close());

const model = "gpt-4o-mini";
const ask = (content: string) => ({ model, messages: [{ role: "user" as const, content }] });
const QUESTION = "Como implementar autenticação JWT em Python?";

async function raw(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${demo.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, type: response.headers.get("content-type"), text };
}

function eventsOf(text: string): { name: string | null; data: string }[] {
  return text
    .split("\n\n")
    .filter((block) => block !== "")
    .map((block) => ({
      name: /^event: (.*)$/m.exec(block)?.[1] ?? null,
      data: /^data: (.*)$/m.exec(block)![1]!,
    }));
}

describe("what it answers", () => {
  const same: [string, string][] = [
    [QUESTION, "JWT Python implementação"],
    ["How do I implement JWT authentication in Python?", "Python JWT auth implementation"],
    ["How can I reset my password?", "I forgot my password, how do I reset it?"],
    ["What is a reverse proxy?", "Please explain what reverse proxies are"],
    ["What is the difference between TCP and UDP?", "TCP vs UDP"],
    ["What's your refund policy?", "Can I get a refund?"],
    ["O que é um proxy reverso?", "explique proxy reverso"],
    ["Quanto tempo leva a entrega?", "prazo de entrega"],
    ["What is the difference between GET and POST?", "HTTP GET vs POST"],
    ["Qual a política de reembolso?", "política de reembolsos"],
    ["How do I install htop on Ubuntu?", "Please show me how to install the htop package on Ubuntu"],
    ["What is the capital of France?", "capital of france"],
  ];
  it.each(same)("answers %j and %j alike", (a, b) => expect(answerTo(b)).toBe(answerTo(a)));

  const apart: [string, string][] = [
    [QUESTION, "Como implementar autenticação JWT em Java?"],
    [QUESTION, "Como revogar um token JWT em Python?"],
    [QUESTION, "Como não implementar autenticação JWT em Python?"],
    ["How do I revoke a JWT in Java?", "How do I revoke a JWT in Python?"],
    ["How do I enable the firewall on Ubuntu?", "How do I disable the firewall on Ubuntu?"],
    ["How do I make pancakes?", "How do I make pancakes without eggs?"],
    ["How do I install htop on Ubuntu?", "How do I uninstall htop on Ubuntu?"],
    ["How do I install htop on Ubuntu?", "How do I install htop on Ubuntu without sudo?"],
    ["What is the capital of France?", "What is the capital of Japan?"],
    ["What does HTTP 404 mean?", "What does HTTP 403 mean?"],
    ["What is a reverse proxy?", "What is a forward proxy?"],
    ["How do I cancel my subscription?", "How do I renew my subscription?"],
    ["How do I reset my password?", "How do I change my password?"],
    ["How do I stop a Docker container?", "What is Docker?"],
    ["Which planet has 14 moons?", "Which planet has 27 moons?"],
  ];
  it.each(apart)("tells %j from %j", (a, b) => expect(answerTo(b)).not.toBe(answerTo(a)));

  it.each([
    ["How do I install {} on Ubuntu?", ["htop", "tmux", "nginx", "ripgrep"]],
    ["Como instalo o {} no Ubuntu?", ["htop", "tmux", "nginx", "ripgrep"]],
    ["How do I remove {} from Ubuntu?", ["htop", "tmux", "nginx"]],
    ["How do I install {} with pip?", ["requests", "numpy", "httpx"]],
    ["How do I restart the {} service?", ["nginx", "redis", "postgresql"]],
    ["Como reinicio o serviço {}?", ["nginx", "redis", "postgresql"]],
    ["How do I create a branch called {} in git?", ["feature-x", "fix-42"]],
    ["What are the opening hours of the {} office?", ["Lisbon", "New York", "Recife"]],
    ["Qual o horário de funcionamento da loja de {}?", ["Lisboa", "São Paulo", "Recife"]],
    ["Write a welcome message for {}", ["Ana", "Bruno", "Mary Ann"]],
  ])("differs in the slot alone: %s", (template, slots) => {
    const answers = slots.map((slot) => answerTo(template.replace("{}", slot)));
    for (const [i, slot] of slots.entries()) {
      expect(answers[i]).toContain(slot);
      for (const [j, other] of slots.entries()) {
        if (i !== j) expect(answers[i]!.replaceAll(slot, other)).toBe(answers[j]);
      }
    }
  });

  it("names the topic of a question that it knows nothing of, in the question's language", () => {
    expect(answerTo("How do I prune roses in winter?")).toMatch(/prune, roses and winter/);
    expect(answerTo("Como podar rosas no inverno?")).toMatch(/^Em resumo.*inverno, podar e rosas/);
  });

  it("answers hostile text with well-formed text, in bounded time", () => {
    const hostile = [
      "",
      "\ud800",
      "?".repeat(50_000),
      "install ".repeat(20_000),
      "a ".repeat(200_000),
      "ç̃".repeat(5_000),
    ];
    for (const text of hostile) {
      const answer = answerTo(text);
      expect(answer.length).toBeGreaterThan(20);
      expect(answer.length).toBeLessThan(1_500);
      expect(answer.isWellFormed()).toBe(true);
    }
  });
});

describe("chat completions", () => {
  it("gives the same bytes for the same body, and another id for another", async () => {
    const [a, b, c] = await Promise.all([
      raw("/chat/completions", ask(QUESTION)),
      raw("/chat/completions", ask(QUESTION)),
      raw("/chat/completions", { ...ask(QUESTION), temperature: 0.2 }),
    ]);
    expect(b.text).toBe(a.text);
    expect(JSON.parse(c.text).id).not.toBe(JSON.parse(a.text).id);
    expect(JSON.parse(c.text).choices).toEqual(JSON.parse(a.text).choices);
  });

  it("streams a role, pieces of a few characters, a finish, the usage that was asked for, and [DONE]", async () => {
    const body = { ...ask(QUESTION), stream: true, stream_options: { include_usage: true } };
    const { text, type } = await raw("/chat/completions", body);
    expect(type).toMatch(/^text\/event-stream/);
    const events = eventsOf(text);
    expect(events.at(-1)!.data).toBe("[DONE]");
    const chunks = events.slice(0, -1).map(({ data }) => JSON.parse(data));
    expect(chunks[0].choices[0].delta.role).toBe("assistant");
    expect(chunks.at(-2).choices[0].finish_reason).toBe("stop");
    expect(chunks.at(-1).choices).toEqual([]);
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    const pieces: string[] = chunks.slice(1, -2).map((chunk) => chunk.choices[0].delta.content);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(9);
    expect(pieces.join("")).toBe(answerTo(QUESTION));
    const json = JSON.parse((await raw("/chat/completions", ask(QUESTION))).text);
    expect(chunks.at(-1).usage).toEqual(json.usage);
  });

  it("says nothing of usage in a stream that did not ask", async () => {
    const { text } = await raw("/chat/completions", { ...ask("hello"), stream: true });
    expect(text).not.toContain("usage");
  });

  it("stops at a stop sequence and at the token limit, and says which", async () => {
    const stopped = await client.chat.completions.create({ ...ask(QUESTION), stop: [", use"] });
    expect(stopped.choices[0]!.message.content).toBe("Para implementar autenticação JWT em Python");
    expect(stopped.choices[0]!.finish_reason).toBe("stop");
    const cut = await client.chat.completions.create({ ...ask(QUESTION), max_tokens: 5 });
    expect(cut.choices[0]!.finish_reason).toBe("length");
    expect(cut.usage!.completion_tokens).toBe(5);
  });

  it("gives valid JSON when JSON is asked for", async () => {
    const schema = {
      type: "object",
      properties: {
        answer: { type: "string" },
        score: { type: "integer", minimum: 3, maximum: 5 },
        kind: { enum: ["how", "what"] },
        tags: { type: "array", items: { type: "string", maxLength: 10 }, minItems: 2 },
        child: { anyOf: [{ $ref: "#" }, { type: "null" }] },
      },
      required: ["answer", "score", "kind", "tags", "child"],
      additionalProperties: false,
    };
    const plain = await client.chat.completions.create({
      ...ask(QUESTION),
      response_format: { type: "json_object" },
    });
    expect(JSON.parse(plain.choices[0]!.message.content!)).toEqual({ answer: answerTo(QUESTION) });
    const shaped = await client.chat.completions.create({
      ...ask(QUESTION),
      response_format: { type: "json_schema", json_schema: { name: "reply", schema } },
    });
    const value = JSON.parse(shaped.choices[0]!.message.content!);
    expect(value).toMatchObject({ answer: answerTo(QUESTION), score: 3, kind: "how" });
    expect(value.tags).toHaveLength(2);
  });

  it("ends on a schema that refers to itself without end", () => {
    const endless = {
      type: "object",
      properties: { a: { $ref: "#" }, b: { type: "array", minItems: 50, items: { $ref: "#" } } },
      required: ["a", "b"],
    };
    expect(JSON.stringify(invent(endless, { text: "t", topic: "t", number: 1 })).length).toBeLessThan(
      200_000,
    );
    for (const schema of [
      { $ref: "#" },
      { allOf: [{ $ref: "#" }] },
      { anyOf: [{ $ref: "#" }] },
      { type: "array", minItems: 1, items: { $ref: "#" } },
      true,
      null,
    ]) {
      expect(() => invent(schema, { text: "t", topic: "t", number: 1 })).not.toThrow();
    }
  });

  const tools = [
    {
      type: "function" as const,
      function: {
        name: "get_time",
        description: "Current time in a zone",
        parameters: { type: "object", properties: {} },
      },
    },
    {
      type: "function" as const,
      function: {
        name: "get_weather",
        description: "Weather of a city",
        parameters: {
          type: "object",
          properties: { city: { type: "string" }, unit: { enum: ["C", "F"] } },
          required: ["city", "unit"],
        },
      },
    },
  ];

  it("calls the tool that fits when a call is required, alike as JSON and as a stream", async () => {
    const body = { ...ask("What is the weather in Paris?"), tools, tool_choice: "required" as const };
    const json = await client.chat.completions.create(body);
    const call = json.choices[0]!.message.tool_calls![0]!;
    expect(json.choices[0]!.finish_reason).toBe("tool_calls");
    expect(call).toMatchObject({ type: "function", function: { name: "get_weather" } });
    if (call.type !== "function") throw new Error("not a function");
    expect(JSON.parse(call.function.arguments)).toEqual({ city: "Paris", unit: "C" });
    const streamed = await client.chat.completions.stream(body).finalChatCompletion();
    const again = streamed.choices[0]!.message.tool_calls![0]!;
    expect(again).toMatchObject({ function: { arguments: call.function.arguments } });
  });

  it.each<[string, string | null]>([
    ["What is the weather in Paris?", "get_weather"],
    ["What time is it in this zone?", "get_time"],
    ["How do I get a refund?", null],
    ["What is the current data of a function?", null],
    [QUESTION, null],
    ["", null],
  ])("under auto calls the tool that fits %j, else answers in words", async (question, name) => {
    for (const choice of [{}, { tool_choice: "auto" as const }]) {
      const { choices } = await client.chat.completions.create({ ...ask(question), tools, ...choice });
      const { finish_reason, message } = choices[0]!;
      const call = message.tool_calls?.[0];
      expect([finish_reason, call?.type === "function" ? call.function.name : null]).toEqual([
        name === null ? "stop" : "tool_calls",
        name,
      ]);
    }
    const none = { ...ask(question), tools, tool_choice: "none" as const };
    expect((await client.chat.completions.create(none)).choices[0]!.finish_reason).toBe("stop");
  });

  it("under auto calls by a camel-case name, and over responses too", async () => {
    const parameters = { type: "object", properties: { id: { type: "integer" } }, required: ["id"] };
    const answer = await client.responses.create({
      model,
      input: "Where are my orders? The last is 4711",
      tools: [{ type: "function", name: "orderStatus", strict: false, parameters }],
    });
    expect(answer.output[0]).toMatchObject({ name: "orderStatus", arguments: '{"id":4711}' });
  });

  it("fits whatever schema it is given: required members, enums, types", () => {
    const { schema } = fc.letrec<{ schema: object }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3 },
        fc.record({ type: fc.constantFrom("string", "boolean", "null", "number", "integer") }),
        fc.record({
          type: fc.constant("integer"),
          minimum: fc.integer({ min: -9, max: 0 }),
          maximum: fc.double({ min: 0, max: 9, noNaN: true }),
        }),
        fc.record({ type: fc.tuple(fc.constantFrom("string", "number", "object"), fc.constant("null")) }),
        fc.record({ enum: fc.array(fc.jsonValue({ maxDepth: 1 }), { minLength: 1, maxLength: 4 }) }),
        fc.record({ const: fc.jsonValue({ maxDepth: 1 }) }),
        fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
        fc.record({ type: fc.constant("array"), items: tie("schema"), minItems: fc.nat(3) }),
        fc
          .dictionary(fc.string({ maxLength: 8 }), tie("schema"), { maxKeys: 4, noNullPrototype: true })
          .map((properties) => ({
            type: "object",
            properties,
            required: Object.keys(properties),
            additionalProperties: false,
          })),
      ),
    }));
    fc.assert(
      fc.property(schema, fc.string(), fc.integer(), (given, topic, number) => {
        const said = JSON.stringify(invent(given, { text: `${topic}.`, topic, number }));
        const fields = JSON.parse(JSON.stringify(given));
        if (!keepsPromise(said, { schema: fields })) throw new Error(said);
      }),
      { seed: 20_261_128, numRuns: 300 },
    );
  });

  it("answers in words after a tool has answered", async () => {
    const after = await client.chat.completions.create({
      model,
      tools,
      tool_choice: "required",
      messages: [
        { role: "user", content: "What is the weather in Paris?" },
        {
          role: "assistant",
          tool_calls: [{ id: "c", type: "function", function: { name: "get_weather", arguments: "{}" } }],
        },
        { role: "tool", tool_call_id: "c", content: "18 degrees" },
      ],
    });
    expect(after.choices[0]!.message.content).toContain("18 degrees");
  });
});

describe("responses", () => {
  it("streams in OpenAI's order and ends with what JSON gives", async () => {
    const body = { model, input: QUESTION };
    const json = JSON.parse((await raw("/responses", body)).text);
    expect(json.output[0].content[0].text).toBe(answerTo(QUESTION));
    const events = eventsOf((await raw("/responses", { ...body, stream: true })).text);
    const data = events.map((event) => JSON.parse(event.data));
    expect(events.map((event) => event.name)).toEqual(data.map((event) => event.type));
    expect(data.map((event) => event.sequence_number)).toEqual(data.map((_, i) => i));
    expect(data.at(-1)).toMatchObject({
      type: "response.completed",
      response: { usage: json.usage, status: "completed" },
    });
    const pieces = data.filter((event) => event.type === "response.output_text.delta");
    expect(pieces.map((event) => event.delta).join("")).toBe(answerTo(QUESTION));
  });

  it("is read by the real client, functions and limits included", async () => {
    const answer = await client.responses.create({ model, input: [{ role: "user", content: QUESTION }] });
    expect(answer.output_text).toBe(answerTo(QUESTION));
    const cut = await client.responses.create({ model, input: QUESTION, max_output_tokens: 4 });
    expect(cut).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
    const call = await client.responses.create({
      model,
      input: "Weather in Paris?",
      tools: [
        {
          type: "function",
          name: "weather",
          strict: false,
          parameters: { type: "object", properties: { city: { type: "string" } } },
        },
      ],
      tool_choice: { type: "function", name: "weather" },
    });
    expect(call.output[0]).toMatchObject({
      type: "function_call",
      name: "weather",
      arguments: '{"city":"Paris"}',
    });
  });
});

describe("completions and embeddings", () => {
  it("completes one prompt and several, alike as JSON and as a stream", async () => {
    const json = await client.completions.create({ model, prompt: ["TCP vs UDP", "What is DNS?"] });
    expect(json.choices.map((choice) => choice.text)).toEqual([
      answerTo("TCP vs UDP"),
      answerTo("What is DNS?"),
    ]);
    const stream = await client.completions.create({ model, prompt: "TCP vs UDP", stream: true });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.text ?? "";
    expect(text).toBe(answerTo("TCP vs UDP"));
  });

  it("embeds alike in floats and base64, at the asked dimension and of length 1", async () => {
    const input = ["reset my password", "how to reset a password", "rain in Spain", "!"];
    const base = { model: "text-embedding-3-small", input, dimensions: 256 };
    const floats = await client.embeddings.create({ ...base, encoding_format: "float" });
    const packed = await client.embeddings.create(base);
    const vectors = floats.data.map((row) => row.embedding);
    const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    expect(floats.data.map((row) => row.index)).toEqual([0, 1, 2, 3]);
    for (const [i, vector] of vectors.entries()) {
      expect(vector).toHaveLength(256);
      expect(dot(vector, vector)).toBeCloseTo(1, 5);
      expect(dot(vector, packed.data[i]!.embedding)).toBeCloseTo(1, 5);
    }
    expect(dot(vectors[0]!, vectors[1]!)).toBeGreaterThan(dot(vectors[0]!, vectors[2]!) + 0.3);
    const tiny = await client.embeddings.create({ ...base, dimensions: 1, encoding_format: "float" });
    expect(tiny.data.every((row) => Math.abs(Math.abs(row.embedding[0]!) - 1) < 1e-6)).toBe(true);
  });

  it("lists its models", async () => {
    const names: string[] = [];
    for await (const one of client.models.list()) names.push(one.id);
    expect(names).toContain("demo");
  });
});

describe("what it refuses, in OpenAI's shape", () => {
  const chat = "/chat/completions";
  const rows: [string, string, unknown, number, string | null][] = [
    ["a body that is not JSON", chat, "{", 400, null],
    ["an array as a body", chat, "[]", 400, null],
    ["no model", chat, { messages: [] }, 400, null],
    ["no messages", chat, { model }, 400, "messages"],
    ["messages of the wrong type", chat, { model, messages: "x" }, 400, "messages"],
    ["no message at all", chat, { model, messages: [] }, 400, "messages"],
    ["a message that is no object", chat, { model, messages: [null] }, 400, "messages[0]"],
    ["an unknown role", chat, { model, messages: [{ role: "king", content: "" }] }, 400, "messages[0].role"],
    ["a message without content", chat, { model, messages: [{ role: "user" }] }, 400, "messages[0].content"],
    ["a stream flag that is no boolean", chat, { ...ask("x"), stream: "yes" }, 400, "stream"],
    ["a temperature beyond 2", chat, { ...ask("x"), temperature: 2.1 }, 400, "temperature"],
    ["a limit of no tokens", chat, { ...ask("x"), max_tokens: 0 }, 400, "max_tokens"],
    ["too many stops", chat, { ...ask("x"), stop: ["a", "b", "c", "d", "e"] }, 400, "stop"],
    ["a choice without tools", chat, { ...ask("x"), tool_choice: "required" }, 400, "tool_choice"],
    ["a tool without a name", chat, { ...ask("x"), tools: [{}] }, 400, "tools[0].function.name"],
    [
      "an unknown format",
      chat,
      { ...ask("x"), response_format: { type: "xml" } },
      400,
      "response_format.type",
    ],
    ["no input", "/responses", { model }, 400, "input"],
    [
      "a response it never gave",
      "/responses",
      { model, input: "x", previous_response_id: "r" },
      400,
      "previous_response_id",
    ],
    ["an empty input", "/embeddings", { model, input: "" }, 400, "input"],
    [
      "an echo of a book",
      "/completions",
      { model, prompt: "x".repeat(100_000), n: 16, echo: true },
      400,
      "echo",
    ],
    ["an unknown path", "/nothing", {}, 404, null],
    ["another method's path", "/models", {}, 405, null],
  ];
  it.each(rows)("%s", async (_, path, body, status, param) => {
    const reply = await raw(path, body);
    const { error } = JSON.parse(reply.text);
    expect(reply.status).toBe(status);
    expect(error.param).toBe(param);
    expect(Object.keys(error).sort()).toEqual(["code", "message", "param", "type"]);
  });

  it("text that is not declared JSON, and unknown encodings", async () => {
    expect((await raw(chat, "{}", { "content-type": "text/plain" })).status).toBe(415);
    expect((await raw(chat, "{}", { "content-encoding": "br" })).status).toBe(415);
  });

  it("deep nesting and a __proto__ without falling over", async () => {
    const deep = `{"model":"m","messages":[{"role":"user","content":"hi"}],"metadata":${"[".repeat(5_000)}${"]".repeat(5_000)},"__proto__":{"stream":true}}`;
    expect((await raw(chat, deep)).status).toBe(200);
    // This route repeats its metadata.
    expect([200, 400]).toContain((await raw("/responses", deep.replace('"messages"', '"input"'))).status);
  });
});

describe("pace and leaving", () => {
  it("waits for the first token and then for each, by the clock it was given", async () => {
    // Far in the future at the second look: everything is due, so nothing waits; at the first, 300 ms are.
    let looks = 0;
    const clock = { monotonicMs: () => (looks++ === 0 ? 0 : 1e9) };
    const paced = await startDemoModel({ clock });
    const reply = await fetch(`${paced.url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...ask("hello"), stream: true }),
    });
    const events = eventsOf(await reply.text());
    // One look to begin, one for each event.
    expect(looks).toBe(1 + events.length);
    await paced.close();
  });

  it("stops work when the reader leaves, and on closing", async () => {
    const clock = { monotonicMs: () => 0 };
    const paced = await startDemoModel({ clock });
    const { port } = new URL(paced.url);
    const ended = new Promise<void>((resolve) => {
      const req = http.request({
        port,
        host: "127.0.0.1",
        path: "/v1/chat/completions",
        method: "POST",
        headers: { "content-type": "application/json" },
      });
      req.on("response", (res) => {
        res.on("error", () => {});
        res.on("close", resolve);
        res.destroy();
      });
      req.on("error", () => {});
      req.end(JSON.stringify({ ...ask("hello"), stream: true }));
    });
    await ended;
    await paced.close();
    await paced.close();
    await expect(fetch(`${paced.url}/models`)).rejects.toThrow();
  });
});
