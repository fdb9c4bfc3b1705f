/**
 * The demo model: a deterministic upstream with OpenAI's API on a loopback port of this process. With it a first start
 * needs no key and no network, yet runs the same code as with a real upstream.
 *
 * Equal request bodies get equal answers, ids and times included. Temperature is ignored.
 */
import http from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { type Fields, isFields } from "../narrow.ts";
import type { Clock } from "../ports.ts";
import { chat, DONE } from "./model/chat.ts";
import { completions } from "./model/completions.ts";
import { embeddings } from "./model/embeddings.ts";
import { ApiFault } from "./model/fault.ts";
import { type Event, type Reply, type Seal, sealOf } from "./model/reply.ts";
import { responses } from "./model/responses.ts";

export interface DemoModelOptions {
  readonly clock?: Pick<Clock, "monotonicMs">;
  /**
   * "believable" (default): first token after 300 ms, then 60 tokens a second. "instant": as fast as the client reads.
   */
  readonly pace?: "believable" | "instant";
}

export interface DemoModel {
  /** Base URL with /v1, for example http://127.0.0.1:40123/v1. */
  readonly url: string;
  /** Breaks off answers under way and stops listening. May be called again. */
  close(): Promise<void>;
}

/** Starts the demo model. Rejects when no loopback port is free. */
export async function startDemoModel(options: DemoModelOptions = {}): Promise<DemoModel> {
  const pace = paceOf(options);
  const server = http.createServer({ keepAliveTimeout: 75_000, noDelay: true }, (req, res) => {
    void answer(req, res, pace).catch(() => res.destroy());
  });
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  let closing: Promise<void> | null = null;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closing;
    },
  };
}

const CONNECTIONS_MAX = 4_096;
/** Largest request body: 32 MiB, as the gateway's own default. */
const BODY_BYTES_MAX = 32 * 1024 * 1024;
const FIRST_TOKEN_MS = 300;
const TOKENS_PER_S = 60;

const ROUTES: ReadonlyMap<string, (body: Fields, seal: Seal) => Reply> = new Map([
  ["/v1/chat/completions", chat],
  ["/v1/responses", responses],
  ["/v1/completions", completions],
  ["/v1/embeddings", embeddings],
]);

async function answer(req: http.IncomingMessage, res: http.ServerResponse, pace: Pace): Promise<void> {
  const gone = new AbortController();
  res.once("close", () => gone.abort());
  res.on("error", () => {});
  try {
    const reply = await replyTo(req, res);
    if (reply.kind === "json") {
      if (reply.tokens > 0) await pace.begin()(reply.tokens, gone.signal);
      sendJson(res, 200, reply.body);
    } else {
      await sendEvents(res, reply.events, pace, gone.signal);
    }
  } catch (error) {
    if (gone.signal.aborted || res.headersSent) return void res.destroy();
    const fault = faultOf(error);
    // Otherwise the rest of an unread body would be parsed as the next request of this connection.
    if (!req.complete) res.setHeader("connection", "close");
    sendJson(res, fault.status, fault.body());
  }
}

function faultOf(error: unknown): ApiFault {
  if (error instanceof ApiFault) return error;
  // JSON.parse accepts any depth; JSON.stringify of members echoed in the answer throws RangeError at a great one.
  if (error instanceof RangeError) return new ApiFault(400, "The body is nested too deeply.");
  return new ApiFault(500, "The demo model failed.");
}

async function replyTo(req: http.IncomingMessage, res: http.ServerResponse): Promise<Reply> {
  const path = (req.url ?? "/").split("?", 1)[0]!;
  const method = req.method ?? "GET";
  if (path === "/v1/models" || path.startsWith("/v1/models/")) {
    if (method !== "GET" && method !== "HEAD") throw wrongMethod(method, path);
    return { kind: "json", body: models(path), tokens: 0 };
  }
  const route = ROUTES.get(path);
  if (!route) throw new ApiFault(404, `Invalid URL (${method} ${path.slice(0, 200)})`);
  if (method !== "POST") throw wrongMethod(method, path);
  const bytes = await bodyOf(req);
  const seal = sealOf(path, bytes);
  res.setHeader("x-request-id", seal.id("req_"));
  res.setHeader("openai-version", "2020-10-01");
  return route(parsed(req, bytes), seal);
}

function wrongMethod(method: string, path: string): ApiFault {
  return new ApiFault(
    405,
    `Not allowed to ${method} on ${path.slice(0, 200)}.`,
    null,
    "method_not_supported",
  );
}

async function bodyOf(req: http.IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_BYTES_MAX) throw new ApiFault(413, `The body is larger than ${BODY_BYTES_MAX} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function parsed(req: http.IncomingMessage, bytes: Buffer): Fields {
  const type = req.headers["content-type"] ?? "application/json";
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) {
    const message = `Unsupported content type: '${type.slice(0, 80)}'. This API method only accepts 'application/json' requests.`;
    throw new ApiFault(415, message, null, "unsupported_content_type");
  }
  const encoding = req.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity")
    throw new ApiFault(415, `Unsupported content encoding: '${encoding.slice(0, 80)}'.`);
  const body = tryParse(bytes);
  if (isFields(body)) return body;
  throw new ApiFault(
    400,
    "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)",
  );
}

function tryParse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

/** Model names that GET /v1/models lists; requests may name any other. */
const MODELS = ["demo", "gpt-4o-mini", "gpt-4.1-mini", "text-embedding-3-small", "text-embedding-3-large"];

function models(path: string): object {
  const all = MODELS.map((id) => ({
    id,
    object: "model",
    created: 1_735_689_600,
    owned_by: "semblance-demo",
  }));
  if (path === "/v1/models") return { object: "list", data: all };
  const name = path.slice("/v1/models/".length);
  const found = all.find((model) => model.id === name);
  if (found) return found;
  const message = `The model '${name.slice(0, 80)}' does not exist or you do not have access to it.`;
  throw new ApiFault(404, message, "model", "model_not_found");
}

function sendJson(res: http.ServerResponse, status: number, body: unknown): void {
  if (res.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(body));
  res.writeHead(status, { "content-type": "application/json", "content-length": bytes.length });
  res.end(bytes);
}

/** Sends the head at once and each event when its token is due, but waits for a client that reads more slowly. */
async function sendEvents(
  res: http.ServerResponse,
  events: readonly Event[],
  pace: Pace,
  signal: AbortSignal,
): Promise<void> {
  const lines = events.map(lineOf);
  res.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" });
  res.flushHeaders();
  const due = pace.begin();
  for (const [i, { token }] of events.entries()) {
    await due(token, signal);
    if (!res.write(lines[i])) await drained(res, signal);
  }
  res.end();
}

function lineOf({ name, data }: Event): string {
  const text = data === DONE ? "[DONE]" : JSON.stringify(data);
  return `${name === null ? "" : `event: ${name}\n`}data: ${text}\n\n`;
}

function drained(res: http.ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const done = () => {
      signal.removeEventListener("abort", done);
      res.removeListener("drain", done);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    signal.addEventListener("abort", done);
    res.once("drain", done);
  });
}

interface Pace {
  /**
   * Starts the clock of an answer. The returned function resolves when token number `token` is due; rejects on abort.
   */
  begin(): (token: number, signal: AbortSignal) => Promise<void>;
}

/** Tokens are due at fixed times from the start of an answer, so that a late timer does not delay those that follow. */
function paceOf(options: DemoModelOptions): Pace {
  const clock = options.clock ?? { monotonicMs: () => performance.now() };
  const instant = options.pace === "instant";
  return {
    begin() {
      const startMs = clock.monotonicMs();
      return async (token, signal) => {
        signal.throwIfAborted();
        if (instant) return;
        const waitMs = startMs + FIRST_TOKEN_MS + (token * 1000) / TOKENS_PER_S - clock.monotonicMs();
        if (waitMs > 0) await delay(waitMs, undefined, { signal, ref: false });
      };
    },
  };
}
