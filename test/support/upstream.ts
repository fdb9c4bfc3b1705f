/** A scriptable upstream over loopback: what arrived, and answers that may be slow, cut or wrong. */
import http from "node:http";
import type { AddressInfo } from "node:net";

export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  readonly question: string;
  /** Settles when the client of this exchange went away before the end. */
  readonly gone: Promise<void>;
}

export type Script = (arrived: Arrived, res: http.ServerResponse) => void | Promise<void>;

export interface TestUpstream {
  readonly url: string;
  readonly arrived: Arrived[];
  /** Answers until it is replaced. */
  script: Script;
  asked(question: string): number;
  /** Resolves with the next exchange that fits. */
  next(fits?: (arrived: Arrived) => boolean): Promise<Arrived>;
  close(): Promise<void>;
}

export async function startUpstream(script: Script = answerEcho): Promise<TestUpstream> {
  const waiting: { fits: (a: Arrived) => boolean; resolve: (a: Arrived) => void }[] = [];
  const server = http.createServer({ keepAliveTimeout: 60_000 }, async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const gone = new Promise<void>((resolve) => res.once("close", () => res.writableFinished || resolve()));
    const arrived: Arrived = {
      method: req.method ?? "",
      url: req.url ?? "",
      rawHeaders: req.rawHeaders,
      headers: req.headers,
      body,
      question: questionOf(body),
      gone,
    };
    up.arrived.push(arrived);
    for (const w of waiting.splice(0)) {
      if (w.fits(arrived)) w.resolve(arrived);
      else waiting.push(w);
    }
    await up.script(arrived, res);
  });
  server.on("upgrade", (req, socket, head) => {
    up.arrived.push({
      method: req.method ?? "",
      url: req.url ?? "",
      rawHeaders: req.rawHeaders,
      headers: req.headers,
      body: Buffer.from(head),
      question: "",
      gone: Promise.resolve(),
    });
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    if (head.length > 0) socket.write(head);
    socket.on("data", (data) => socket.write(data));
    socket.on("end", () => socket.end());
    socket.on("error", () => {});
  });
  const up: TestUpstream = {
    url: "",
    arrived: [],
    script,
    asked: (question) => up.arrived.filter((a) => a.question === question).length,
    next: (fits = () => true) => new Promise((resolve) => waiting.push({ fits, resolve })),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(up, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` });
}

/** "You asked: …", as a document or a stream, as it was asked for. */
export function answerEcho(arrived: Arrived, res: http.ServerResponse): void {
  answerText(arrived, res, `You asked: ${arrived.question}`);
}

export function answerText(arrived: Arrived, res: http.ServerResponse, text: string): void {
  const request = JSON.parse(arrived.body.toString()) as {
    stream?: boolean;
    stream_options?: { include_usage?: boolean };
  };
  if (request.stream) {
    res.writeHead(200, { "content-type": "text/event-stream" });
    for (const event of eventsOf(text, request.stream_options?.include_usage === true)) res.write(event);
    res.end();
  } else {
    res.writeHead(200, {
      "content-type": "application/json",
      "x-request-id": "req_upstream",
      "x-ratelimit-remaining-requests": "9",
    });
    res.end(JSON.stringify(completionOf(text)));
  }
}

const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

export function completionOf(text: string, finish = "stop", more: object = {}) {
  const message = { role: "assistant", content: text, refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }];
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_700_000_000,
    model: "m",
    choices,
    usage: USAGE,
    ...more,
  };
}

export function eventsOf(text: string, usage: boolean): string[] {
  const base = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_700_000_000, model: "m" };
  const tell = (choices: object[], more: object = {}) =>
    `data: ${JSON.stringify({ ...base, choices, ...(usage ? { usage: null } : {}), ...more })}\n\n`;
  const delta = (d: object, finish: string | null = null) =>
    tell([{ index: 0, delta: d, finish_reason: finish }]);
  const words = text.match(/\S+\s*/g) ?? [];
  return [
    delta({ role: "assistant", content: "" }),
    ...words.map((content) => delta({ content })),
    delta({}, "stop"),
    ...(usage ? [tell([], { usage: USAGE })] : []),
    "data: [DONE]\n\n",
  ];
}

function questionOf(body: Buffer): string {
  try {
    const json = JSON.parse(body.toString()) as {
      messages?: { content?: unknown }[];
      input?: unknown;
      prompt?: unknown;
    };
    const last = json.messages?.at(-1)?.content ?? json.input ?? json.prompt;
    return typeof last === "string" ? last : "";
  } catch {
    return "";
  }
}
