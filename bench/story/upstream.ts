/** The real upstream of the story: an OpenAI-compatible server on loopback that knows what is right at the moment. */
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Truth } from "./truth.ts";

export interface StoryUpstream {
  /** With /v1. */
  readonly url: string;
  readonly asked: number;
  close(): Promise<void>;
}

/** To the first byte: enough for a look-up beside it to end first, far less than a model takes. */
const ANSWER_MS = 20;
const BODY_BYTES_MAX = 64 * 1024;

export async function startUpstream(truth: Truth): Promise<StoryUpstream> {
  let asked = 0;
  const server = http.createServer({ keepAliveTimeout: 60_000 }, async (req, res) => {
    let text = "";
    for await (const chunk of req) {
      text += chunk;
      if (text.length > BODY_BYTES_MAX) return void res.writeHead(413).end();
    }
    const { model, messages } = JSON.parse(text) as { model: string; messages: { content: string }[] };
    const content = truth.told(messages.at(-1)?.content ?? "", asked++);
    const message = { role: "assistant", content, refusal: null };
    const body = {
      id: `chatcmpl-${asked}`,
      object: "chat.completion",
      created: Math.floor(Date.now() / 1000),
      model,
      choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }],
      usage: { prompt_tokens: 12, completion_tokens: 12, total_tokens: 24 },
    };
    setTimeout(() => {
      res.writeHead(200, { "content-type": "application/json" });
      res.end(JSON.stringify(body));
    }, ANSWER_MS);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    get asked() {
      return asked;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
