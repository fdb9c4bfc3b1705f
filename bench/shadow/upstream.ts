/**
 * An upstream that takes its time: `node upstream.ts PORT-FILE DELAY-MS`. The first byte comes after the delay; of a
 * stream the rest after the delay once more. With a header `x-case: N` it answers as varied.ts
 * says.
 */
import { writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { exactDelay } from "./exact-delay.ts";
import { play, variedAnswer } from "./varied.ts";

const after = exactDelay(Number(process.argv[3] ?? 0));

const server = http.createServer({ keepAliveTimeout: 75_000, noDelay: true }, (req, res) => {
  const chunks: Buffer[] = [];
  req.on("data", (chunk) => chunks.push(chunk));
  req.on("end", () => {
    const body = Buffer.concat(chunks);
    const which = req.headers["x-case"];
    if (which !== undefined) {
      after(() => play(res, variedAnswer(Number(which), body)));
      return;
    }
    const { messages, stream } = JSON.parse(body.toString()) as {
      messages: { content: string }[];
      stream?: boolean;
    };
    const words = wordsFor(messages.at(-1)?.content ?? "");
    if (stream === true) after(() => streamed(res, words));
    else after(() => whole(res, words));
  });
});
server.listen(0, "127.0.0.1", 4096, () =>
  writeFileSync(process.argv[2] as string, String((server.address() as AddressInfo).port)),
);

function whole(res: http.ServerResponse, words: string): void {
  const message = { role: "assistant", content: words, refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: "stop" }];
  const usage = { prompt_tokens: 18, completion_tokens: 90, total_tokens: 108 };
  const body = Buffer.from(
    JSON.stringify({ id: "c", object: "chat.completion", created: 1, model: "m", choices, usage }),
  );
  res.writeHead(200, { "content-type": "application/json", "content-length": body.length });
  res.end(body);
}

function streamed(res: http.ServerResponse, words: string): void {
  res.writeHead(200, { "content-type": "text/event-stream" });
  res.write(event({ role: "assistant", content: "" }, null));
  after(() => {
    const parts = words.match(/\S+\s*/g) ?? [];
    const events = Array.from({ length: 12 }, (_, i) =>
      event({ content: parts.slice(8 * i, 8 * i + 8).join("") }, null),
    );
    res.end(`${events.join("")}${event({}, "stop")}data: [DONE]\n\n`);
  });
}

function event(delta: object, finish: string | null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices })}\n\n`;
}

/** Some 90 words that speak of what was asked. */
function wordsFor(question: string): string {
  const about = question.replace(/[?.]/g, "");
  return (
    `You asked: ${about}. First open the tool and sign in with an account that may change things. ` +
    "Look for the section that names what you work on, and choose it from the list. Check the settings twice before " +
    "you go on, since some of them cannot be undone afterwards. Then confirm, wait until it says that it is done, and " +
    "look at the result. If a message says that something is missing, read the part of the manual that speaks of it, " +
    "correct it, and try once more. Keep a copy of what you had before, in case you want to go back later."
  );
}
