/** The fast upstream of the benchmark: the same answer to every request, built once. */
import http from "node:http";

const SENTENCE = "A reverse proxy stands in front of your servers and takes requests on their behalf. ";

/** Not yet listening. A streamed answer has so many events (3 and more), the text of a whole one so many bytes. */
export function mockServer(o: { events: number; bytes: number }): http.Server {
  const body = documentOf(SENTENCE.repeat(Math.ceil(o.bytes / SENTENCE.length)).slice(0, o.bytes));
  const events = eventsOf(o.events);
  return http.createServer({ keepAliveTimeout: 75_000, noDelay: true }, (req, res) => {
    let sent = "";
    req.on("data", (d) => {
      sent += d.toString("latin1");
    });
    req.on("end", () => {
      if (sent.includes('"stream":true')) {
        res.writeHead(200, { "content-type": "text/event-stream" });
        for (const event of events) res.write(event);
        res.end();
      } else {
        res.writeHead(200, { "content-type": "application/json", "content-length": body.length });
        res.end(body);
      }
    });
  });
}

function documentOf(content: string): Buffer {
  const message = { role: "assistant", content, refusal: null };
  const answer = {
    id: "chatcmpl-bench",
    object: "chat.completion",
    created: 1_700_000_000,
    model: "m",
    choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }],
    usage: { prompt_tokens: 12, completion_tokens: 90, total_tokens: 102 },
  };
  return Buffer.from(JSON.stringify(answer));
}

function eventsOf(count: number): string[] {
  const chunk = (choices: object[]) =>
    `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices })}\n\n`;
  return [
    chunk([{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }]),
    ...Array.from({ length: count - 3 }, (_, i) =>
      chunk([{ index: 0, delta: { content: `word ${i} ` }, finish_reason: null }]),
    ),
    chunk([{ index: 0, delta: {}, finish_reason: "stop" }]),
    "data: [DONE]\n\n",
  ];
}
