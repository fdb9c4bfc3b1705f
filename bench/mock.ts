/**
 * The fast upstream of the benchmark, and the bare server that the gateway is measured against:
 * `node mock.ts PORT-FILE [EVENTS] [BYTES]`: a streamed answer has that many events, the text of a whole one that many bytes.
 */
import { writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";

const [, , portFile = "", eventCount = "11", bytes = "425"] = process.argv;
const sentence = "A reverse proxy stands in front of your servers and takes requests on their behalf. ";
const text = sentence.repeat(Math.ceil(Number(bytes) / sentence.length)).slice(0, Number(bytes));
const body = Buffer.from(
  JSON.stringify({
    id: "chatcmpl-bench",
    object: "chat.completion",
    created: 1_700_000_000,
    model: "m",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: text, refusal: null },
        logprobs: null,
        finish_reason: "stop",
      },
    ],
    usage: { prompt_tokens: 12, completion_tokens: 90, total_tokens: 102 },
  }),
);
const chunk = (choices: object[]) =>
  `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices })}\n\n`;
const events = [
  chunk([{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }]),
  ...Array.from({ length: Number(eventCount) - 3 }, (_, i) =>
    chunk([{ index: 0, delta: { content: `word ${i} ` }, finish_reason: null }]),
  ),
  chunk([{ index: 0, delta: {}, finish_reason: "stop" }]),
  "data: [DONE]\n\n",
];

const server = http.createServer({ keepAliveTimeout: 75_000, noDelay: true }, (req, res) => {
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
server.listen(0, "127.0.0.1", 4096, () =>
  writeFileSync(portFile, String((server.address() as AddressInfo).port)),
);
