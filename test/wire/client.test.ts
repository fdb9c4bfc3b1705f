/** What the `openai` client makes of our streams, over loopback: the same as of the document they tell. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Route } from "../../src/model.ts";
import { replay } from "../../src/wire/answer.ts";

const chat = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1700000000,
  model: "m",
  choices: [
    {
      index: 0,
      message: {
        role: "assistant",
        content: 'Olá 🙂, "quotes"\nand lines, in more words than one piece can hold.',
        refusal: null,
        tool_calls: [
          {
            id: "a",
            type: "function",
            function: { name: "weather", arguments: '{"city":"São Paulo","days":[1,2,3,4,5,6,7]}' },
          },
          { id: "b", type: "function", function: { name: "time", arguments: "{}" } },
        ],
      },
      logprobs: null,
      finish_reason: "tool_calls",
    },
  ],
  usage: {
    prompt_tokens: 5,
    completion_tokens: 7,
    total_tokens: 12,
    prompt_tokens_details: { cached_tokens: 1 },
  },
  system_fingerprint: "fp_1",
};

const response = {
  id: "resp_1",
  object: "response",
  created_at: 1700000000,
  status: "completed",
  error: null,
  model: "m",
  output: [
    {
      id: "rs_1",
      type: "reasoning",
      summary: [{ type: "summary_text", text: "First one thing and then another thing." }],
    },
    {
      id: "msg_1",
      type: "message",
      status: "completed",
      role: "assistant",
      content: [
        { type: "output_text", text: "A text of some words, told in pieces.", annotations: [], logprobs: [] },
      ],
    },
    {
      id: "fc_1",
      type: "function_call",
      status: "completed",
      call_id: "c",
      name: "f",
      arguments: '{"a":"some long argument text"}',
    },
  ],
  usage: { input_tokens: 3, output_tokens: 4, total_tokens: 7 },
};

let server: Server;
let client: OpenAI;

beforeAll(async () => {
  server = createServer((req, res) => {
    const route: Route = req.url?.endsWith("/responses") ? "responses" : "chat";
    const body = Buffer.from(JSON.stringify(route === "chat" ? chat : response));
    const told = replay({ route, form: "json", body }, { stream: true, includeUsage: true });
    req.resume().on("end", () => res.writeHead(200, { "content-type": told.contentType }).end(told.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  client = new OpenAI({ apiKey: "k", baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
});

afterAll(() => {
  server.close();
});

describe("the openai client reads a replayed stream", () => {
  it("of chat as the message it was", async () => {
    const stream = client.chat.completions.stream({
      model: "m",
      messages: [{ role: "user", content: "x" }],
      stream_options: { include_usage: true },
    });
    const final = await stream.finalChatCompletion();
    expect(JSON.parse(JSON.stringify(final))).toMatchObject({
      id: chat.id,
      model: chat.model,
      usage: chat.usage,
      choices: [{ finish_reason: "tool_calls", message: chat.choices[0]!.message }],
    });
  });

  it("of a response as the response it was, piece by piece", async () => {
    const stream = client.responses.stream({ model: "m", input: "x" });
    let text = "";
    stream.on("response.output_text.delta", (event) => {
      text += event.delta;
    });
    const final = await stream.finalResponse();
    expect(text).toBe("A text of some words, told in pieces.");
    expect(final.output_text).toBe(text);
    expect(JSON.parse(JSON.stringify(final)).output).toMatchObject(response.output);
  });
});
