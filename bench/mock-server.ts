/** The fast upstream of the benchmark: the same answer to every request, built once. */
import http from "node:http";

const SENTENCE = "A reverse proxy stands in front of your servers and takes requests on their behalf. ";

export interface Mock {
  /** Of a streamed answer; 3 and more. */
  readonly events: number;
  /** Of the text of a whole answer. */
  readonly bytes: number;
  /** Before each answer. Default 0. */
  readonly delayMs?: number;
  /** Whole answers begin with the last word of the question, and so differ from one another in it alone. */
  readonly echo?: boolean;
}

/** Not yet listening. */
export function mockServer(o: Mock): http.Server {
  const text = SENTENCE.repeat(Math.ceil(o.bytes / SENTENCE.length)).slice(0, o.bytes);
  const body = documentOf(text);
  const events = eventsOf(o.events);
  return http.createServer({ keepAliveTimeout: 75_000, noDelay: true }, (req, res) => {
    let sent = "";
    req.on("data", (d) => {
      sent += d.toString("latin1");
    });
    const answer = () => {
      if (o.echo) return json(res, documentOf(`To install ${lastWord(sent)}, do this. ${text}`));
      if (sent.includes('"stream":true')) {
        res.writeHead(200, { "content-type": "text/event-stream" });
        for (const event of events) res.write(event);
        res.end();
      } else {
        json(res, body);
      }
    };
    req.on("end", o.delayMs ? () => setTimeout(answer, o.delayMs) : answer);
  });
}

function json(res: http.ServerResponse, body: Buffer): void {
  res.writeHead(200, { "content-type": "application/json", "content-length": body.length });
  res.end(body);
}

/** Of the last text of a request's body. */
function lastWord(body: string): string {
  return /(\w+)\W*$/.exec(body)?.[1] ?? "it";
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
