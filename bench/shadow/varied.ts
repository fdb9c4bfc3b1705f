/**
 * Requests and answers of many kinds, each a function of its number alone: what upstream says to one who asks directly
 * must reach one who asks through the gateway, byte for byte. Upstream splits its bodies where it likes, also within a
 * character of several bytes.
 */
import type http from "node:http";
import { chance } from "../chance.ts";
import { question, rewordingOf } from "./questions.ts";

export interface VariedRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body: Buffer | null;
  readonly kind: string;
}

export interface VariedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: readonly Buffer[];
  /** The connection ends before the body does. */
  readonly isCut: boolean;
}

type Kind =
  | "json"
  | "json in pieces"
  | "json, large"
  | "request, large"
  | "stream"
  | "stream in pieces"
  | "stream with usage"
  | "stream, CRLF and comments"
  | "stream that ends in an error"
  | "tool call"
  | "4xx"
  | "5xx"
  | "not JSON"
  | "empty"
  | "cut"
  | "cut stream"
  | "responses"
  | "completions"
  | "embeddings"
  | "models";

/** Plain ones most often, so that what is stored and found grows as it does in life. */
const KINDS: readonly Kind[] = [
  ...(["json", "json", "json", "json in pieces", "json in pieces", "stream", "stream", "stream"] as const),
  ...(["stream in pieces", "stream in pieces", "stream in pieces", "stream with usage"] as const),
  ...([
    "json, large",
    "request, large",
    "stream, CRLF and comments",
    "stream that ends in an error",
  ] as const),
  ...(["tool call", "4xx", "5xx", "not JSON", "empty", "cut", "cut stream"] as const),
  ...(["responses", "completions", "embeddings", "models"] as const),
];

export function variedRequest(n: number): VariedRequest {
  const kind = kindOf(n);
  // Of ten, four are new and six reword what was new thirty requests before, in the same scope.
  const [ten, one] = [Math.floor(n / 10), n % 10];
  const isNew = one < 4 || ten < 3;
  const asked = isNew
    ? question(4 * ten + one)
    : rewordingOf(4 * (ten - 3) + (one % 4), 1 + Math.floor((one - 4) / 4));
  const stream = kind.includes("stream");
  const content =
    kind === "request, large" ? `${"Ünïcode 漢字 🙂 of a long text. ".repeat(8_000)}${asked}` : asked;
  const system = { role: "system", content: `You are assistant ${ten % 3}.` };
  const chat = {
    model: "m",
    ...(stream ? { stream: true } : {}),
    ...(kind === "stream with usage" ? { stream_options: { include_usage: true } } : {}),
    messages: [system, { role: "user", content }],
  };
  switch (kind) {
    case "models":
      return { method: "GET", path: "/v1/models", body: null, kind };
    case "responses":
      return post("/v1/responses", { model: "m", store: false, input: asked }, kind);
    case "completions":
      return post("/v1/completions", { model: "m", prompt: asked }, kind);
    case "embeddings":
      return post("/v1/embeddings", { model: "m", input: asked }, kind);
    default:
      return post("/v1/chat/completions", chat, kind);
  }
}

/** `body`: of the request; tells whether usage is wanted in a stream, as the gateway may add. */
export function variedAnswer(n: number, body: Buffer): VariedAnswer {
  const random = chance(n);
  const kind = kindOf(n);
  const words = `Äußerst 漢字 🙂🙃 “${n}”: ${"wörds and emoji 🎉 of an answer, ".repeat(1 + Math.floor(random() * 12))}`;
  const whole = (status: number, value: unknown, more: Record<string, string> = {}): VariedAnswer => {
    const text = random() < 0.5 ? JSON.stringify(value) : `${JSON.stringify(value, null, 2)}\n`;
    return json(
      status,
      text,
      n,
      more,
      kind === "json in pieces" || kind === "cut" ? random : null,
      kind === "cut",
    );
  };
  switch (kind) {
    case "json":
    case "json in pieces":
    case "request, large":
    case "cut":
      return whole(200, completion({ role: "assistant", content: words, refusal: null }, n));
    case "json, large":
      return whole(200, completion({ role: "assistant", content: words.repeat(1_500), refusal: null }, n));
    case "tool call": {
      const call = { id: `call_${n}`, type: "function", function: { name: "f", arguments: '{"a":"ß"}' } };
      return whole(200, completion({ role: "assistant", content: null, tool_calls: [call] }, n));
    }
    case "4xx": {
      const status = [400, 404, 409, 422, 429][Math.floor(random() * 5)]!;
      return whole(
        status,
        { error: { message: words, type: "invalid_request_error" } },
        { "retry-after": "2" },
      );
    }
    case "5xx":
      return whole([500, 502, 503, 529][Math.floor(random() * 4)]!, { error: { message: words } });
    case "not JSON":
      return {
        ...{ status: 200, headers: { ...own(n), "content-type": "text/plain; charset=utf-8" } },
        ...{ pieces: split(Buffer.from(`<p>${words}</p>`), random), isCut: false },
      };
    case "empty":
      return { status: 204, headers: own(n), pieces: [], isCut: false };
    case "responses": {
      const content = [{ type: "output_text", text: words, annotations: [] }];
      const output = [{ type: "message", id: "msg", status: "completed", role: "assistant", content }];
      const base = { id: `resp_${n}`, object: "response", created_at: 1, status: "completed", model: "m" };
      return whole(200, { ...base, output, usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } });
    }
    case "completions": {
      const choices = [{ index: 0, text: words, logprobs: null, finish_reason: "stop" }];
      return whole(200, { id: `cmpl-${n}`, object: "text_completion", created: 1, model: "m", choices });
    }
    case "embeddings":
      return whole(200, {
        object: "list",
        model: "m",
        data: [{ object: "embedding", index: 0, embedding: [0.1, random(), -0.25] }],
      });
    case "models":
      return whole(200, { object: "list", data: [{ id: "m", object: "model" }] });
    default:
      return stream(kind, n, words, body.includes('"include_usage":true'), random);
  }
}

/** Sends it, piece by piece, each in a packet of its own where the kernel agrees. */
export function play(res: http.ServerResponse, { status, headers, pieces, isCut }: VariedAnswer): void {
  res.writeHead(status, headers);
  const left = [...pieces];
  const next = (): void => {
    const piece = left.shift();
    if (piece === undefined) {
      if (isCut) res.destroy();
      else res.end();
      return;
    }
    res.write(piece, () => setImmediate(next));
  };
  next();
}

function kindOf(n: number): Kind {
  return KINDS[Math.floor(chance(n + 1_000_003)() * KINDS.length)]!;
}

function post(path: string, body: object, kind: Kind): VariedRequest {
  return { method: "POST", path, body: Buffer.from(JSON.stringify(body)), kind };
}

function own(n: number): Record<string, string> {
  return { "x-request-id": `up-${n}`, "x-ratelimit-remaining-requests": String(n), "openai-version": "1" };
}

function json(
  status: number,
  text: string,
  n: number,
  more: Record<string, string>,
  random: (() => number) | null,
  isCut: boolean,
): VariedAnswer {
  const body = Buffer.from(text);
  const headers = {
    ...own(n),
    ...more,
    "content-type": "application/json",
    "content-length": String(body.length),
  };
  const sent = isCut ? body.subarray(0, Math.floor(body.length / 2)) : body;
  return { status, headers, pieces: random ? split(sent, random) : [sent], isCut };
}

function completion(message: object, n: number): object {
  const choices = [
    { index: 0, message, logprobs: null, finish_reason: "tool_calls" in message ? "tool_calls" : "stop" },
  ];
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  return { id: `chatcmpl-${n}`, object: "chat.completion", created: n, model: "m", choices, usage };
}

function stream(kind: Kind, n: number, words: string, usage: boolean, random: () => number): VariedAnswer {
  const isOdd = kind === "stream, CRLF and comments";
  const end = isOdd ? "\r\n\r\n" : "\n\n";
  const base = { id: `c-${n}`, object: "chat.completion.chunk", created: n, model: "m" };
  const chunk = (delta: object, finish: string | null): string => {
    const choices = [{ index: 0, delta, finish_reason: finish }];
    return `data: ${JSON.stringify({ ...base, choices, ...(usage ? { usage: null } : {}) })}${end}`;
  };
  const events = [chunk({ role: "assistant", content: "" }, null)];
  for (const word of words.match(/.{1,9}/gsu) ?? []) {
    events.push(chunk({ content: word }, null));
    if (isOdd && random() < 0.3) events.push(`: keep-alive ü${end}`);
  }
  if (kind === "stream that ends in an error") {
    events.push(`data: ${JSON.stringify({ error: { message: "overloaded", type: "server_error" } })}${end}`);
  } else {
    events.push(chunk({}, "stop"));
    const counted = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    if (usage) events.push(`data: ${JSON.stringify({ ...base, choices: [], usage: counted })}${end}`);
    events.push(`data: [DONE]${end}`);
  }
  const whole = Buffer.from(events.join(""));
  const isCut = kind === "cut stream";
  const sent = isCut ? whole.subarray(0, Math.floor(whole.length / 2)) : whole;
  const pieces = kind === "stream" ? events.map((event) => Buffer.from(event)) : split(sent, random);
  return { status: 200, headers: { ...own(n), "content-type": "text/event-stream" }, pieces, isCut };
}

/** At places that fall within characters as often as between them. */
function split(bytes: Buffer, random: () => number): Buffer[] {
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const to = at + 1 + Math.floor(random() * 97);
    out.push(bytes.subarray(at, to));
    at = to;
  }
  return out;
}
